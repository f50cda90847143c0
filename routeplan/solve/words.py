"""What reasons and explanations say, in Vietnamese and English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from routeplan.model import DAY_S, Pin, ServiceKind, clock

LANGUAGES = ("vi", "en")

VI: Mapping[str, str] = {
    # reasons by code, or by code and side
    "no-vehicle": "Không phương tiện nào tới được đây có đủ năng lực: {needs}.",
    "no-way": "Không phương tiện nào có đường tới đây (đã thử {vehicles}).",
    "no-day": "Từ {first} đến {last} không ngày nào điểm mở cửa mà phương tiện phù hợp làm việc.",
    "no-sailing": "Không có chuyến phà hay tàu nào đưa {vehicles} tới và về kịp, từ {first} đến "
    "{last}.",
    "last-ferry": "Lỡ chuyến phà cuối: {vehicle} {day} tới {pier} lúc {ready}, chuyến cuối "
    "{last_boat} cần có mặt trước {by}.",
    "last-ferry-buffer": "Chỉ kịp chuyến phà cuối nếu đến bến sát giờ hơn quy định {n} "
    "({vehicle} {day}).",
    "last-ferry-no-buffer": "Chỉ kịp chuyến phà cuối nếu không phải có mặt sớm ({vehicle} {day}).",
    "window": "Không khung giờ nào của điểm vừa với đường đi: thiếu {n} ({vehicle} {day}).",
    "window-both": "Không khung giờ nào của điểm vừa với đường đi ({vehicle} {day}).",
    "too-long": "Đi, phục vụ và về vượt thời gian tối đa của chuyến: thừa {n} ({vehicle} {day}).",
    "driving": "Đường đi và về vượt thời gian lái tối đa: thừa {n} ({vehicle} {day}).",
    "shift": "Đi, phục vụ và về không vừa ca làm việc: thiếu {n} ({vehicle} {day}).",
    "shift-both": "Đi, phục vụ và về không vừa ca làm việc ({vehicle} {day}).",
    "capacity": "Số thùng vượt sức chứa: thừa {n} thùng ({vehicle} {day}).",
    "hand-crates": "Số thùng phải mang tay từ nơi gửi xe vượt mức: thừa {n} thùng ({vehicle} "
    "{day}).",
    "stock": "{depot} không đủ thùng: thiếu {n} ({vehicle} {day}).",
    "stock-feed": "{depot} thiếu {n} thùng và không xe nào chở tới kịp ({vehicle} {day}).",
    "crew": "Không đủ người cho một chuyến nữa: thiếu {n} ({vehicle} {day}).",
    "lunch": "Chỉ vừa nếu bớt nghỉ trưa {n} ({vehicle} {day}).",
    "tide": "Nước không đủ cao ở bến vào lúc cần tới ({vehicle} {day}).",
    "daylight": "Thuyền phải chạy trước bình minh hoặc quá sát hoàng hôn ({vehicle} {day}).",
    "pinned": "Ấn định ({pins}) không thực hiện được.",
    "fixed": "Kế hoạch trước giữ lượt này ở {vehicle} {day} lúc {at}, nay không còn được.",
    "not-tried": "Hết thời gian trước khi thử hết các chỗ cho lượt này, nên chưa biết lý do.",
    "fleet-busy": "Mọi phương tiện phù hợp đã kín vào mọi ngày phù hợp (đã thử chèn vào: {tried}).",
    "dropped-for-priority": "Chỉ vừa khi thay cho lượt được ưu tiên hơn (đã thử chèn vào: "
    "{tried}).",
    "also": "Còn vướng: {rules}.",
    "several": "Nới một hay hai quy tắc cùng lúc đều chưa đủ; vướng cả: {rules}.",
    # what would change it
    "fits": "Xếp được bằng {vehicle} {day} lúc {at} nếu {clause}.",
    "fits-alone": "Xếp được bằng {vehicle} {day} lúc {at} nếu {clause} và xe không "
    "bận chuyến khác.",
    "or": "Hoặc bằng {vehicle} {day} lúc {at} nếu {clause}.",
    "and": " và ",
    "do-duty": "chuyến được dài thêm {n}",
    "do-driving": "được lái thêm {n}",
    "do-shift-later": "ca kết thúc muộn hơn {n}",
    "do-shift-earlier": "ca bắt đầu sớm hơn {n}",
    "do-shift-both": "ca kéo từ {start} đến {end}",
    "do-window-later": "khung giờ của điểm kéo muộn thêm {n}",
    "do-window-earlier": "khung giờ của điểm mở sớm hơn {n}",
    "do-window-both": "điểm mở cửa được lúc {at}",
    "do-lunch": "nghỉ trưa ngắn hơn {n}",
    "do-last-ferry-buffer": "được đến bến sát chuyến phà cuối hơn {n}",
    "do-sailing": "có chuyến rời {pier} sau khi tới đó lúc {ready}",
    "do-no-buffer": "không phải có mặt sớm trước chuyến phà cuối",
    "do-tide": "nước ở bến đủ cao vào lúc đó",
    "do-daylight": "thuyền được chạy cả khi trời tối",
    "do-quota": "chuyến {boats} nhận thêm một xe",
    "do-capacity": "xe chở được thêm {n} thùng",
    "do-hand-crates": "mang tay được thêm {n} thùng",
    "do-stock": "{depot} có thêm {n} thùng",
    "do-stock-feed": "{depot} có thêm {n} thùng, hoặc có xe chở số thùng này tới xong trước "
    "{ashore_by}",
    "do-crew": "có thêm {n} người làm việc ngày đó",
    "do-pinned": "bỏ ấn định",
    "do-fixed": "không giữ như kế hoạch trước",
    "do-days-both": "hôm đó điểm mở cửa và xe làm việc",
    "do-days-site": "hôm đó điểm mở cửa",
    "do-days-vehicle": "hôm đó xe làm việc",
    "do-due-earlier": "lượt được phục vụ sớm hơn hạn {n} ngày",
    "do-due-later": "lượt được phục vụ muộn hơn hạn {n} ngày",
    "do-needs": "xe có thêm năng lực {needs}",
    "do-leave-out": "bỏ lượt {instead} (ưu tiên {priority})",
    "do-way-landing": "Ghi bến ở cột landing nếu đi thuyền, hoặc sửa cột road nếu có đường bộ.",
    "do-way-boat": "Cần thuyền có bến nhà thông đường biển tới {landing}, hoặc sửa cột road "
    "nếu có đường bộ.",
    "do-way-pier": "Cần thuyền, hoặc tàu chở khách đi và về giữa {pier} và {landing} trong "
    "crossings.csv cùng đường bộ tới {pier}.",
    "do-way-road": "Kiểm tra tọa độ của điểm, hoặc thêm tuyến phà chở được xe vào crossings.csv.",
    "do-needs-nobody": "Thêm {needs} vào cột skills của một phương tiện tới được đây, hoặc bỏ yêu "
    "cầu này.",
    "do-nothing": "Thêm phương tiện hoặc ngày làm việc: nới từng quy tắc trên các chuyến đã thử "
    "đều không đủ.",
    "do-more-time": "Lập lại với nhiều thời gian hơn (--seconds hoặc --iterations), rồi dùng "
    "`routeplan explain` để biết lý do.",
    "do-check": "Xem lại giờ mở cửa, phương tiện và bảng giờ phà tàu của điểm này.",
    # names of rules
    "rule-duty": "thời gian tối đa của chuyến",
    "rule-driving": "thời gian lái",
    "rule-shift": "ca làm việc",
    "rule-window": "khung giờ của điểm",
    "rule-lunch": "nghỉ trưa",
    "rule-last-ferry": "chuyến phà cuối",
    "rule-tide": "thủy triều ở bến",
    "rule-daylight": "giờ có ánh sáng ban ngày",
    "rule-sailing": "giờ phà, tàu",
    "rule-quota": "hạn mức xe trên phà",
    "rule-capacity": "sức chứa",
    "rule-hand-crates": "số thùng mang tay",
    "rule-stock": "số thùng trong kho",
    "rule-crew": "số người",
    "rule-pinned": "ấn định",
    "rule-fixed": "giữ như kế hoạch trước",
    "rule-days": "ngày làm việc",
    "rule-due": "hạn phục vụ",
    "rule-needs": "năng lực của phương tiện",
    "rule-no-way": "không có đường tới",
    "rule-overlap": "đang đi chuyến khác",
    "rule-several": "nhiều quy tắc cùng lúc",
    # explanations
    "head": "{name} ({id})",
    "service-mobile": "Phục vụ lưu động",
    "service-exchange": "Luân chuyển sách",
    "planned": "{service}, {visit}: {vehicle} {day}, mở cửa {start}–{end} (đến {arrive}, đi "
    "{depart}).",
    "not-earlier": "Không sớm hơn được trong chuyến đó: {why}.",
    "earlier-fits": "Trong chuyến đó cũng mở cửa được lúc {at}, khi đó chuyến dài hơn {n}.",
    "earlier-free": "Trong chuyến đó cũng mở cửa được lúc {at} mà không dài thêm.",
    "elsewhere": "Nơi khác đã thử:",
    "elsewhere-fits": "{vehicle} {days}: cũng vừa lúc {at}, chuyến thêm {n}",
    "group": "{vehicle} {days}: {why}",
    "asked-nothing": "Không có ngày hay phương tiện nào để thử.",
    "missed": "{service}, {visit}: chưa xếp được, hạn {first}–{last}.",
    "fits-now": "Vừa với {vehicle} {day} lúc {at}: hãy lập lại kế hoạch.",
    "would": "Thay đổi rẻ nhất đã thử:",
    "item": "– {text}",
    "not-due": "{service}: không đến hạn trong kỳ này; {known}.",
    "due-before": "lần trước: tuần từ {monday}",
    "due-after": "lần tới: tuần từ {monday}",
    "due-cycle": "{service}: không có lượt nào trong kỳ này.",
    "no-service": "Điểm này không có hình thức phục vụ nào.",
    "outside-area": "{service}, {visit}: ngoài địa bàn của kế hoạch này.",
    "unknown": "Không có điểm «{asked}».",
    "unknown-near": "Có phải: {names}?",
    "unknown-action": "Xem cột id và name trong sites.csv.",
    "by": "thiếu {n}",
    "by-crates": "thiếu {n} thùng",
    "by-people": "thiếu {n} người",
    "minutes": "{m} phút",
    "hours": "{h} giờ",
    "hours-minutes": "{h} giờ {m} phút",
    "day": "{weekday} {date}",
    "range": "{a} đến {b}",
}

EN: Mapping[str, str] = {
    "no-vehicle": "No vehicle that gets there has the skills: {needs}.",
    "no-way": "No vehicle has a way there (tried {vehicles}).",
    "no-day": "From {first} to {last} there is no day on which the site is open and a fitting "
    "vehicle works.",
    "no-sailing": "No ferry or ship takes {vehicles} there and back in time, from {first} to "
    "{last}.",
    "last-ferry": "The last ferry is missed: {vehicle} on {day} is at {pier} at {ready}, the last "
    "one at {last_boat} asks to be there by {by}.",
    "last-ferry-buffer": "The last ferry is caught only by being at the pier {n} later than the "
    "rules ask ({vehicle}, {day}).",
    "last-ferry-no-buffer": "The last ferry is caught only without its buffer ({vehicle}, {day}).",
    "window": "No window of the site fits the way there: {n} short ({vehicle}, {day}).",
    "window-both": "No window of the site fits the way there ({vehicle}, {day}).",
    "too-long": "Going, serving and coming back exceed the longest duty by {n} ({vehicle}, {day}).",
    "driving": "The way there and back exceeds the longest driving time by {n} ({vehicle}, {day}).",
    "shift": "Going, serving and coming back do not fit in the shift: {n} short "
    "({vehicle}, {day}).",
    "shift-both": "Going, serving and coming back do not fit in the shift ({vehicle}, {day}).",
    "capacity": "The crates do not fit on the vehicle: {n} too many ({vehicle}, {day}).",
    "hand-crates": "More crates than people carry by hand from where the vehicle waits: {n} too "
    "many ({vehicle}, {day}).",
    "stock": "{depot} has too few crates: {n} missing ({vehicle}, {day}).",
    "stock-feed": "{depot} is {n} crates short, and no vehicle can bring them there in time "
    "({vehicle}, {day}).",
    "crew": "Too few people for another duty: {n} missing ({vehicle}, {day}).",
    "lunch": "It fits only if lunch is {n} shorter ({vehicle}, {day}).",
    "tide": "The tide is too low at a landing when the boat would call ({vehicle}, {day}).",
    "daylight": "The boat would be at sea before sunrise or too near to sunset ({vehicle}, {day}).",
    "pinned": "The pinned wish ({pins}) cannot be met.",
    "fixed": "The earlier plan holds this visit with {vehicle} on {day} at {at}, which is no "
    "longer possible.",
    "not-tried": "The time was up before every place for this visit had been tried, so the reason "
    "is not known.",
    "fleet-busy": "Every fitting vehicle is full on every fitting day (tried to insert into: "
    "{tried}).",
    "dropped-for-priority": "It fits only in place of a visit that comes first (tried to insert "
    "into: {tried}).",
    "also": "Also in the way: {rules}.",
    "several": "Relaxing one or two rules at once is not enough; in the way together: {rules}.",
    "fits": "Fits with {vehicle} on {day} at {at} if {clause}.",
    "fits-alone": "Fits with {vehicle} on {day} at {at} if {clause} and the vehicle has "
    "nothing else to do.",
    "or": "Or with {vehicle} on {day} at {at} if {clause}.",
    "and": " and ",
    "do-duty": "the duty may last {n} longer",
    "do-driving": "{n} more may be driven",
    "do-shift-later": "the shift ends {n} later",
    "do-shift-earlier": "the shift begins {n} earlier",
    "do-shift-both": "the shift runs from {start} to {end}",
    "do-window-later": "the site stays open {n} later",
    "do-window-earlier": "the site opens {n} earlier",
    "do-window-both": "the doors may open at {at}",
    "do-lunch": "lunch is {n} shorter",
    "do-last-ferry-buffer": "the last ferry may be met {n} later than the rules ask",
    "do-sailing": "a boat leaves {pier} after it gets there at {ready}",
    "do-no-buffer": "the last ferry may be met without its buffer",
    "do-tide": "the tide is high enough at the landings then",
    "do-daylight": "the boat may be at sea in the dark",
    "do-quota": "one more vehicle may board {boats}",
    "do-capacity": "the vehicle takes {n} crates more",
    "do-hand-crates": "its crew carries {n} crates more by hand",
    "do-stock": "{depot} has {n} crates more",
    "do-stock-feed": "{depot} has {n} crates more, or a vehicle has brought them there by "
    "{ashore_by}",
    "do-crew": "{n} more of the crew work that day",
    "do-pinned": "the pin is dropped",
    "do-fixed": "it need not stay as in the earlier plan",
    "do-days-both": "the site opens and the vehicle works on that day",
    "do-days-site": "the site opens on that day",
    "do-days-vehicle": "the vehicle works on that day",
    "do-due-earlier": "the visit may take place {n} days before it is due",
    "do-due-later": "the visit may take place {n} days after it is due",
    "do-needs": "the vehicle has the skills {needs}",
    "do-leave-out": "{instead} (priority {priority}) is left out",
    "do-way-landing": "Fill in the column landing if boats go there, or mend the column road.",
    "do-way-boat": "A boat is needed whose home landing has a sea way to {landing}; or mend the "
    "column road.",
    "do-way-pier": "A boat is needed, or a ship for passengers between {pier} and {landing} and "
    "back in crossings.csv, and a road to {pier}.",
    "do-way-road": "Check the site's coordinates, or add a crossing that carries the vehicle to "
    "crossings.csv.",
    "do-needs-nobody": "Add {needs} to the skills of a vehicle that gets there, or drop this need.",
    "do-nothing": "Add a vehicle or a working day: relaxing one rule at a time on the duties tried "
    "is not enough.",
    "do-more-time": "Plan again with more time (--seconds or --iterations), then ask "
    "`routeplan explain` for the reason.",
    "do-check": "Review the site's opening hours, the vehicles and the sailings that serve it.",
    "rule-duty": "longest duty",
    "rule-driving": "driving time",
    "rule-shift": "shift",
    "rule-window": "windows of the site",
    "rule-lunch": "lunch",
    "rule-last-ferry": "last ferry",
    "rule-tide": "tide at the landings",
    "rule-daylight": "daylight at sea",
    "rule-sailing": "sailings",
    "rule-quota": "vehicles per sailing",
    "rule-capacity": "capacity",
    "rule-hand-crates": "crates carried by hand",
    "rule-stock": "crates in the depot",
    "rule-crew": "people",
    "rule-pinned": "pin",
    "rule-fixed": "held as in the earlier plan",
    "rule-days": "working days",
    "rule-due": "when it is due",
    "rule-needs": "skills of the vehicle",
    "rule-no-way": "no way there",
    "rule-overlap": "away on another duty",
    "rule-several": "several rules at once",
    "head": "{name} ({id})",
    "service-mobile": "Mobile service",
    "service-exchange": "Book exchange",
    "planned": "{service}, {visit}: {vehicle} on {day}, open {start}–{end} (arrives {arrive}, "
    "leaves {depart}).",
    "not-earlier": "Not earlier on that duty: {why}.",
    "earlier-fits": "The doors could open at {at} on that duty, which would then be {n} longer.",
    "earlier-free": "The doors could open at {at} on that duty without making it longer.",
    "elsewhere": "Elsewhere, tried:",
    "elsewhere-fits": "{vehicle} {days}: fits, too, at {at}, adding {n} to the duty",
    "group": "{vehicle} {days}: {why}",
    "asked-nothing": "There is no date or vehicle to try.",
    "missed": "{service}, {visit}: not planned, due {first}–{last}.",
    "fits-now": "It fits with {vehicle} on {day} at {at}: plan again.",
    "would": "The cheapest changes that were tried:",
    "item": "– {text}",
    "not-due": "{service}: not due in this period; {known}.",
    "due-before": "last due in the week from {monday}",
    "due-after": "next due in the week from {monday}",
    "due-cycle": "{service}: no visit in this period.",
    "no-service": "This site has no service.",
    "outside-area": "{service}, {visit}: outside the area of this plan.",
    "unknown": "There is no site «{asked}».",
    "unknown-near": "Did you mean {names}?",
    "unknown-action": "See the columns id and name of sites.csv.",
    "by": "{n} short",
    "by-crates": "{n} crates short",
    "by-people": "{n} people short",
    "minutes": "{m} min",
    "hours": "{h} h",
    "hours-minutes": "{h} h {m} min",
    "day": "{weekday} {date}",
    "range": "{a} to {b}",
}

_TEXTS = {"vi": VI, "en": EN}

_WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

_SHORT_DAYS = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


class Words:
    """Texts in one language; an unknown one falls back to Vietnamese."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]

    def say(self, name: str, /, **values: object) -> str:
        """Return a text by its name, filled in."""
        return _TEXTS[self.language][name].format(**values)

    def day(self, day: dt.date, second: int = 0) -> str:
        """Return weekday and date of a time that is `second` after midnight of `day`."""
        at = dt.date.fromordinal(day.toordinal() + second // DAY_S)
        weekday = _WEEKDAYS[self.language][at.weekday()]
        return self.say("day", weekday=weekday, date=self.date(at))

    def date(self, day: dt.date) -> str:
        """Return ``dd/mm/yyyy``."""
        return f"{day:%d/%m/%Y}"

    def days(self, days: Iterable[dt.date]) -> str:
        """Return several dates, short: ``T2 08/12, T3 09/12``."""
        names = _SHORT_DAYS[self.language]
        return ", ".join(f"{names[day.weekday()]} {day:%d/%m}" for day in days)

    def weekday(self, weekday: int) -> str:
        """Return the name of a weekday, 0 for Monday."""
        return _WEEKDAYS[self.language][weekday]

    def time(self, second: int) -> str:
        """Return ``HH:MM`` of its own day."""
        return clock(second % DAY_S)

    def span(self, seconds: int) -> str:
        """Return a length of time, rounded up to whole minutes."""
        hours, minutes = divmod(-(-seconds // 60), 60)
        if not hours:
            return self.say("minutes", m=minutes)
        if not minutes:
            return self.say("hours", h=hours)
        return self.say("hours-minutes", h=hours, m=minutes)

    def service(self, kind: ServiceKind) -> str:
        """Return the name of a kind of service."""
        return self.say(f"service-{kind.value}")

    def pins(self, pins: Iterable[Pin]) -> str:
        """Return the wishes of a user."""
        found = []
        for pin in pins:
            when = self.day(pin.date) if pin.date else ""
            if pin.weekday is not None:
                when = self.weekday(pin.weekday)
            found.append(" ".join(filter(None, (when, pin.vehicle))))
        return "; ".join(found)
