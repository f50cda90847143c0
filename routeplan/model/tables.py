"""The schema of every table of a project folder: one place for names, types, units and headers.

`routeplan.project` reads and checks tables by it, documents and templates are generated from it.
A column is found by its English name or its Vietnamese header, ignoring case, spaces around and
diacritics.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from routeplan.model.calendar import DayKind
from routeplan.model.crossing import CARRIED
from routeplan.model.site import GROUPS, SITE_KINDS, ServiceKind


class ColumnType(StrEnum):
    """How a cell is read."""

    ID = "id"  # letters, digits, «.», «_», «-»
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"  # yes/no, true/false, 1/0, có/không, x/empty
    DATE = "date"  # 2026-12-01 or 01/12/2026
    DATES = "dates"  # dates separated by «;»
    DAYS = "days"  # Mon,Tue or T2,T3,CN
    TIME = "time"  # 07:30
    TIMES = "times"  # times separated by «;» or spaces
    WINDOW = "window"  # 07:30-17:00
    WINDOWS = "windows"  # 07:30-10:45;14:00-16:15, each may start with its day: Mon=08:15-10:45
    CHOICE = "choice"
    CHOICES = "choices"  # separated by «;» or «,»
    IDS = "ids"  # names separated by «;» or «,»
    COUNTS = "counts"  # S-001:3;S-002:2
    PLACES = "places"  # KHO, or KHO:1-4;TRUONG-2:5,6
    PINS = "pins"  # DATE, DAY, DATE/VEHICLE, DAY/VEHICLE or /VEHICLE, separated by «;»


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        unit: unit of numbers (`min`, `km/h`, `VND`, `crates`, …) or empty.
        default: text that an empty or missing cell stands for; None means «no value».
        required: the column must exist and every cell must be filled.
        choices: allowed values of CHOICE and CHOICES.
    """

    name: str
    type: ColumnType
    vi: str
    help: str
    unit: str = ""
    default: str | None = None
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a CSV file in the folder, or the sheet of that name in a workbook."""

    name: str
    vi: str
    columns: tuple[Column, ...]
    required: bool = False

    @property
    def file(self) -> str:
        """``NAME.csv``."""
        return f"{self.name}.csv"


_T = ColumnType

_SERVICE_COLUMNS = (
    Column("service", _T.CHOICE, "Hình thức", "mobile: the library opens its doors; exchange: "
           "crates are swapped", required=True, choices=tuple(ServiceKind)),
    Column("interval_weeks", _T.INTEGER, "Chu kỳ (tuần)", "a visit is due every so many weeks",
           "weeks"),
    Column("visits_per_cycle", _T.INTEGER, "Số lượt mỗi chu kỳ",
           "instead of interval_weeks: visits in the horizon"),
    Column("last_visit", _T.DATE, "Lần phục vụ gần nhất", "last visit that took place"),
    Column("slack_weeks", _T.INTEGER, "Số tuần được trễ", "a visit may take place so many weeks "
           "later than the week in which it is due", "weeks", "0"),
    Column("days", _T.DAYS, "Ngày trong tuần", "weekdays on which a visit may take place"),
    Column("windows", _T.WINDOWS, "Khung giờ", "when the doors may be open"),
    Column("setup_min", _T.INTEGER, "Phút chuẩn bị", "before the doors open", "min", "0"),
    Column("service_min", _T.INTEGER, "Phút phục vụ", "doors open", "min", required=True),
    Column("packdown_min", _T.INTEGER, "Phút thu dọn", "after the doors close", "min", "0"),
    Column("deliver_crates", _T.INTEGER, "Thùng giao", "crates that stay", "crates", "0"),
    Column("pick_crates", _T.INTEGER, "Thùng nhận", "crates taken away", "crates", "0"),
    Column("priority", _T.INTEGER, "Ưu tiên", "1 most urgent to 4; 1 and 2 are required",
           default="3"),
    Column("needs", _T.IDS, "Yêu cầu", "skills that the vehicle must have; large_print, audio, "
           "bilingual and braille are asked of the book set"),
)  # fmt: skip

_PLACE_COLUMNS = (
    Column("id", _T.ID, "Mã", "unique over sites, depots and landings", required=True),
    Column("name", _T.TEXT, "Tên", "name on maps and documents", required=True),
    Column("lat", _T.NUMBER, "Vĩ độ", "latitude, WGS84", "degrees", required=True),
    Column("lon", _T.NUMBER, "Kinh độ", "longitude, WGS84", "degrees", required=True),
    Column("open", _T.WINDOW, "Giờ mở cửa", "when vehicles may load, leave and return"),
    Column("load_min", _T.INTEGER, "Phút bốc xếp", "loading before leaving", "min", "0"),
    Column("stock", _T.INTEGER, "Số thùng có sẵn", "crates available on a date; empty: not "
           "counted. What a boat's home landing lacks is brought by road", "crates"),
    Column("note", _T.TEXT, "Ghi chú", "source or remark"),
)  # fmt: skip

SITES = Table(
    "sites",
    "Điểm phục vụ",
    (
        Column("id", _T.ID, "Mã điểm", "unique over sites, depots and landings", required=True),
        Column("name", _T.TEXT, "Tên điểm", "name on maps and documents", required=True),
        Column("kind", _T.CHOICE, "Loại", "what the place is", required=True, choices=SITE_KINDS),
        Column("commune_code", _T.TEXT, "Mã xã", "code of the commune, ward or special zone"),
        Column("former_district", _T.TEXT, "Huyện cũ", "district before July 2025"),
        Column("lat", _T.NUMBER, "Vĩ độ", "latitude, WGS84", "degrees", required=True),
        Column("lon", _T.NUMBER, "Kinh độ", "longitude, WGS84", "degrees", required=True),
        Column("road", _T.BOOLEAN, "Có đường bộ", "whether a road vehicle can get there; empty: "
               "yes, unless a landing is given"),
        Column("landing", _T.ID, "Bến", "landing from which boats, and crews on foot, "
               "serve the site"),
        Column("landing_access_min", _T.INTEGER, "Phút từ bến", "carrying from the landing",
               "min", "0"),
        Column("pupils", _T.INTEGER, "Số học sinh", "children served; empty: unknown", "children"),
        Column("disabled", _T.INTEGER, "Trẻ khuyết tật", "a count, never names", "children"),
        Column("ill", _T.INTEGER, "Trẻ bệnh hiểm nghèo", "a count, never names", "children"),
        Column("poor", _T.INTEGER, "Trẻ hộ nghèo", "a count, never names", "children"),
        Column("groups", _T.CHOICES, "Nhóm đối tượng", "target groups", choices=GROUPS),
        *_SERVICE_COLUMNS,
        Column("pinned", _T.PINS, "Ấn định", "date, weekday or vehicle that a visit must have"),
        Column("contact_role", _T.TEXT, "Đầu mối", "a role, not a name"),
        Column("contact_phone", _T.TEXT, "Điện thoại", "appears in documents only"),
        Column("last_inspected", _T.DATE, "Kiểm tra gần nhất", "of the reading room or bookcase"),
        Column("inspect_every_weeks", _T.INTEGER, "Chu kỳ kiểm tra (tuần)", "", "weeks"),
        Column("estimated", _T.IDS, "Ước tính", "columns whose values are estimates"),
    ),
    required=True,
)  # fmt: skip

SERVICES = Table(
    "services",
    "Hình thức phục vụ thêm",
    (
        Column("site", _T.ID, "Mã điểm", "id of a site", required=True),
        *_SERVICE_COLUMNS,
        Column("pinned", _T.PINS, "Ấn định", "date, weekday or vehicle that a visit must have"),
    ),
)  # fmt: skip

VEHICLES = Table(
    "vehicles",
    "Phương tiện",
    (
        Column("id", _T.ID, "Mã phương tiện", "unique", required=True),
        Column("name", _T.TEXT, "Tên", "name on maps and documents", required=True),
        Column("profile", _T.TEXT, "Loại hình", "van, motorbike, canoe, vessel or crew",
               required=True),
        Column("depot", _T.ID, "Nơi xuất phát", "id of a depot, or a landing for boats",
               required=True),
        Column("capacity_crates", _T.INTEGER, "Sức chứa (thùng)", "", "crates", required=True),
        Column("max_load_kg", _T.INTEGER, "Tải trọng (kg)", "", "kg"),
        Column("days", _T.DAYS, "Ngày làm việc", "", default="Mon,Tue,Wed,Thu,Fri"),
        Column("shift", _T.WINDOW, "Ca làm việc", "", default="07:00-17:00"),
        Column("max_duty_min", _T.INTEGER, "Ca tối đa (phút)", "", "min", "480"),
        Column("max_driving_min", _T.INTEGER, "Lái tối đa (phút)", "", "min", "600"),
        Column("crew_needed", _T.INTEGER, "Số người", "people on board", "people", "1"),
        Column("skills", _T.IDS, "Năng lực", "what a service's needs ask for"),
        Column("cost_fixed", _T.INTEGER, "Chi phí mỗi chuyến", "", "VND/duty", "0"),
        Column("cost_km", _T.INTEGER, "Chi phí mỗi km", "", "VND/km", "0"),
        Column("cost_hour", _T.INTEGER, "Chi phí mỗi giờ", "", "VND/h", "0"),
        Column("overnight", _T.BOOLEAN, "Đi nhiều ngày", "a duty may last several days",
               default="no"),
        Column("assumed", _T.BOOLEAN, "Giả định", "a planning assumption, not a known vehicle",
               default="no"),
        Column("note", _T.TEXT, "Ghi chú", "source or remark"),
    ),
    required=True,
)  # fmt: skip

DEPOTS = Table("depots", "Kho", _PLACE_COLUMNS, required=True)

LANDINGS = Table(
    "landings",
    "Bến",
    (
        *_PLACE_COLUMNS,
        Column("tide_min_m", _T.NUMBER, "Mực triều tối thiểu", "least tide at which boats can use "
               "the pier; empty: always", "m"),
        Column("tide_station", _T.ID, "Trạm triều", "station of tides.csv or tide_constants.csv; "
               "empty: the landing's own id"),
        Column("park_at", _T.ID, "Bến gửi xe", "landing where a crew leaves its road vehicle to "
               "serve sites of this one; its own id: they go on on foot from here; empty: they "
               "stay with the vehicle"),
    ),
)  # fmt: skip

TIDES = Table(
    "tides",
    "Thủy triều",
    (
        Column("station", _T.ID, "Trạm triều", "tide_station of landings.csv, or the id of a "
               "landing", required=True),
        Column("date", _T.DATE, "Ngày", "", required=True),
        Column("time", _T.TIME, "Giờ", "local time", required=True),
        Column("height_m", _T.NUMBER, "Mực nước", "above chart datum", "m", required=True),
        Column("turn", _T.CHOICE, "Nước lớn, nước ròng", "high or low water; empty: a height in a "
               "regular table", choices=("high", "low")),
        Column("source", _T.TEXT, "Nguồn", "where the table comes from"),
    ),
)  # fmt: skip

TIDE_CONSTANTS = Table(
    "tide_constants",
    "Hằng số điều hòa",
    (
        Column("station", _T.ID, "Trạm triều", "tide_station of landings.csv, or the id of a "
               "landing", required=True),
        Column("constituent", _T.TEXT, "Phân triều", "M2, S2, K1, O1, …; Z0: the mean level above "
               "chart datum, one row a station", required=True),
        Column("amplitude_m", _T.NUMBER, "Biên độ", "amplitude; of Z0 the mean level", "m",
               required=True),
        Column("phase_deg", _T.NUMBER, "Góc pha", "phase lag on the equilibrium tide at Greenwich; "
               "empty for Z0", "degrees"),
        Column("phase_zone_h", _T.NUMBER, "Múi giờ góc pha", "time zone for which the lag is "
               "given, hours east of Greenwich; 7 where the sheet counts in Vietnam's time", "h",
               "0"),
        Column("source", _T.TEXT, "Nguồn", "where the constants come from"),
    ),
)  # fmt: skip

_PIERS = (
    Column("from", _T.ID, "Bến đi", "id of a landing", required=True),
    Column("to", _T.ID, "Bến đến", "id of a landing", required=True),
)
_QUOTA = Column("quota", _T.INTEGER, "Hạn mức xe", "own vehicles on one sailing; empty: no limit",
                "vehicles")  # fmt: skip

CROSSINGS = Table(
    "crossings",
    "Phà và tàu",
    (
        Column("id", _T.ID, "Mã tuyến", "unique", required=True),
        *_PIERS,
        Column("depart", _T.TIMES, "Giờ khởi hành", "sailings; or first, last and every_min"),
        Column("first", _T.TIME, "Chuyến đầu", "first sailing"),
        Column("last", _T.TIME, "Chuyến cuối", "last sailing"),
        Column("every_min", _T.INTEGER, "Giãn cách (phút)", "headway", "min"),
        Column("days", _T.DAYS, "Ngày chạy", "weekdays; empty: every day"),
        Column("dates", _T.DATES, "Các ngày chạy", "sailing dates, where weekdays do not do"),
        Column("valid_from", _T.DATE, "Hiệu lực từ", "first date of the timetable"),
        Column("valid_to", _T.DATE, "Hiệu lực đến", "last date of the timetable"),
        Column("minutes", _T.INTEGER, "Thời gian (phút)", "from departure to arrival", "min",
               required=True),
        Column("checkin_min", _T.INTEGER, "Có mặt trước (phút)", "at the pier before the sailing",
               "min", "0"),
        Column("carries", _T.CHOICES, "Chở", "what it carries", default=";".join(CARRIED),
               choices=CARRIED),
        _QUOTA,
        Column("fare", _T.INTEGER, "Giá vé", "per own vehicle or person", "VND", "0"),
        Column("estimated", _T.BOOLEAN, "Ước tính", "sailings from a count or headway",
               default="no"),
        Column("source", _T.TEXT, "Nguồn", "where the timetable comes from"),
    ),
)  # fmt: skip

GTFS_CROSSINGS = Table(
    "gtfs_crossings",
    "Bổ sung GTFS",
    (
        *_PIERS,
        Column("checkin_min", _T.INTEGER, "Có mặt trước (phút)", "at the pier before the sailing; "
               "empty: 0", "min", "0"),
        Column("carries", _T.CHOICES, "Chở", "what it carries; empty: what the feed says of cars, "
               "else passengers alone", choices=CARRIED),
        _QUOTA,
        Column("fare", _T.INTEGER, "Giá vé", "per own vehicle or person; empty: 0", "VND", "0"),
    ),
)  # fmt: skip

CALENDAR = Table(
    "calendar",
    "Lịch",
    (
        Column("date_from", _T.DATE, "Từ ngày", "first date", required=True),
        Column("date_to", _T.DATE, "Đến ngày", "last date; empty: the same date"),
        Column("kind", _T.CHOICE, "Loại ngày", "", required=True, choices=tuple(DayKind)),
        Column("applies_to", _T.IDS, "Áp dụng cho", "ids, commune:CODE, group:NAME, profile:NAME"),
        Column("note", _T.TEXT, "Ghi chú", ""),
    ),
)  # fmt: skip

CREW = Table(
    "crew",
    "Nhân sự",
    (
        Column("id", _T.ID, "Mã người", "a code, never a name", required=True),
        Column("role", _T.TEXT, "Vai trò", "driver, librarian, skipper, …", required=True),
        Column("depot", _T.ID, "Nơi làm việc", "id of a depot or landing", required=True),
        Column("skills", _T.IDS, "Năng lực", ""),
        Column("days", _T.DAYS, "Ngày làm việc", "", default="Mon,Tue,Wed,Thu,Fri"),
        Column("unavailable", _T.DATES, "Ngày nghỉ", "dates on which the person does not work"),
    ),
)

_GRADES = Column("grade_band", _T.TEXT, "Khối lớp", "grades, e.g. 1-5 or 6; 0 is kindergarten; "
                 "empty: all")  # fmt: skip

TITLES = Table(
    "titles",
    "Đầu sách",
    (
        Column("id", _T.ID, "Mã đầu sách", "unique", required=True),
        Column("title", _T.TEXT, "Nhan đề", "", required=True),
        Column("language", _T.TEXT, "Ngôn ngữ", "code of the language, e.g. vi or en",
               default="vi"),
        _GRADES,
        Column("copies", _T.INTEGER, "Số bản", "copies that exist", "copies", required=True),
        Column("new", _T.BOOLEAN, "Sách mới", "bought lately: every site gets its share",
               default="no"),
    ),
)  # fmt: skip

COLLECTIONS = Table(
    "collections",
    "Bộ sách",
    (
        Column("id", _T.ID, "Mã bộ sách", "unique; its crates are ID/1, ID/2, …", required=True),
        Column("name", _T.TEXT, "Tên bộ sách", "name on documents", required=True),
        Column("titles", _T.COUNTS, "Đầu sách", "titles with their copies", required=True),
        Column("crates", _T.INTEGER, "Số thùng", "crates that it fills, of 40 books at most",
               "crates", required=True),
        _GRADES,
        Column("theme", _T.TEXT, "Chủ đề", "words separated by «;», among them large_print, "
               "audio, bilingual and braille, which needs of exchanges ask for, and deposit, for "
               "sets that are left on islands"),
        Column("location", _T.PLACES, "Đang ở", "id of the depot, landing or site where its "
               "crates are today; where they are apart, each with the numbers of its crates",
               required=True),
    ),
)  # fmt: skip

TABLES: tuple[Table, ...] = (
    SITES, SERVICES, VEHICLES, DEPOTS, LANDINGS, TIDES, TIDE_CONSTANTS, CROSSINGS, GTFS_CROSSINGS,
    CALENDAR, CREW, TITLES, COLLECTIONS,
)  # fmt: skip
"""Every table, in the order in which a workbook shows them."""
