"""A week drawn by hand, so that the map can be tried without any solver.

Real places of Hai Phong; a bookmobile over the Cát Bà ferry, a second van inland on three days, a
canoe to Việt Hải, a crew on the ship to Bạch Long Vĩ, two visits that found no place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from routeplan.model import (
    FEED,
    Leg,
    Mode,
    Place,
    Plan,
    Route,
    Source,
    Stop,
    Summary,
    Unassigned,
)
from routeplan.model.polyline import encode_line

MONDAY = date(2025, 12, 15)
HOUR = 3600
Line = Sequence[tuple[float, float]]

OFFICE = "commune_office"

PLACES = {
    "kho": Place("Thư viện thành phố - đường Lạch Tray", "depot", 20.8476, 106.6970),
    "dong-bai": Place("Bến phà Đồng Bài", "landing", 20.81185, 106.89420),
    "cai-vieng": Place("Bến phà Cái Viềng", "landing", 20.81826, 106.91343),
    "ben-beo": Place("Bến Bèo", "landing", 20.73213, 107.05891),
    "ben-viet-hai": Place("Bến Việt Hải", "landing", 20.78399, 107.06368),
    "ben-do-son": Place("Bến Đồ Sơn", "landing", 20.71101, 106.79651),
    "ben-blv": Place("Bến Bạch Long Vĩ", "landing", 20.13801, 107.72839),
    "cat-hai": Place(
        "Thị trấn Cát Hải (cũ)", "town", 20.7970, 106.8906, "11914", "Cát Hải", "Cát Hải",
        ("island",), 822, "Phòng Văn hóa - Xã hội", estimated=True,
    ),
    "phu-long": Place(
        "Xã Phù Long (cũ)", "village", 20.82, 106.93, "11914", "Cát Hải", "Cát Hải", ("island",),
        310, "Phòng Văn hóa - Xã hội", estimated=True,
    ),
    "xuan-dam": Place(
        "Xã Xuân Đám (cũ)", "village", 20.76, 106.99, "11914", "Cát Hải", "Cát Hải", ("island",),
        240, estimated=True,
    ),
    "cat-ba": Place(
        "Thị trấn Cát Bà (cũ)", "town", 20.7321, 107.0483, "11914", "Cát Hải", "Cát Hải",
        ("island",), 1640,
    ),
    "viet-hai": Place(
        "Xã Việt Hải (cũ)", "village", 20.80, 107.05, "11914", "Cát Hải", "Cát Hải",
        ("island", "hard"), 18, "Phòng Văn hóa - Xã hội", estimated=True,
    ),
    "blv": Place(
        "Trụ sở đặc khu Bạch Long Vĩ", OFFICE, 20.1346, 107.7307, "11948",
        "Bạch Long Vĩ", "Bạch Long Vĩ", ("island", "border"), 103, estimated=True,
    ),
    "tien-lang": Place(
        "Trụ sở xã Tiên Lãng", OFFICE, 20.7256, 106.5540, commune="Tiên Lãng", pupils=900
    ),
    "vinh-bao": Place("Trụ sở xã Vĩnh Bảo", OFFICE, 20.72, 106.40, commune="Vĩnh Bảo"),
    "an-lao": Place("Trụ sở xã An Lão", OFFICE, 20.8159, 106.5750, commune="An Lão"),
    "kien-an": Place("Trụ sở phường Kiến An", OFFICE, 20.8220, 106.6460, commune="Kiến An"),
    "hong-an": Place("Trụ sở phường Hồng An", OFFICE, 20.8850, 106.6020, commune="Hồng An"),
    "thuy-nguyen": Place(
        "Trụ sở phường Thủy Nguyên", OFFICE, 20.9170, 106.6800, commune="Thủy Nguyên"
    ),
    "gia-luan": Place(
        "Xã Gia Luận (cũ)", "village", 20.84, 106.98, "11914", "Cát Hải", "Cát Hải", ("island",),
        150,
    ),
    "hien-hao": Place(
        "Xã Hiền Hào (cũ)", "village", 20.79, 106.97, "11914", "Cát Hải", "Cát Hải", ("island",),
        130,
    ),
}  # fmt: skip

LACH_TRAY = (20.8476, 106.6970)
ROADS: dict[tuple[str, str], Line] = {
    ("kho", "cat-hai"): [
        LACH_TRAY, (20.841, 106.694), (20.844, 106.709), (20.83, 106.722), (20.831, 106.746),
        (20.806, 106.746), (20.8058, 106.893), (20.803, 106.8885), (20.797, 106.8906),
    ],
    ("cat-hai", "dong-bai"): [
        (20.797, 106.8906), (20.803, 106.8885), (20.8058, 106.893), (20.8116, 106.8925),
        (20.81185, 106.8942),
    ],
    ("dong-bai", "kho"): [
        (20.81185, 106.8942), (20.8116, 106.8925), (20.8058, 106.893), (20.806, 106.746),
        (20.831, 106.746), (20.83, 106.722), (20.844, 106.709), (20.841, 106.694), LACH_TRAY,
    ],
    ("cai-vieng", "phu-long"): [(20.81826, 106.91343), (20.82, 106.93)],
    ("phu-long", "xuan-dam"): [(20.82, 106.93), (20.79, 106.97), (20.76, 106.99)],
    ("xuan-dam", "cat-ba"): [
        (20.76, 106.99), (20.76, 107.01), (20.751, 107.03), (20.74, 107.044), (20.7321, 107.0483),
    ],
    ("cat-ba", "cai-vieng"): [
        (20.7321, 107.0483), (20.74, 107.044), (20.751, 107.03), (20.76, 107.01), (20.76, 106.99),
        (20.79, 106.97), (20.82, 106.93), (20.81826, 106.91343),
    ],
    ("kho", "tien-lang"): [
        LACH_TRAY, (20.841, 106.694), (20.835, 106.683), (20.834, 106.677), (20.839, 106.665),
        (20.826, 106.655), (20.803, 106.626), (20.771, 106.61), (20.777, 106.575),
        (20.7256, 106.554),
    ],
    ("tien-lang", "vinh-bao"): [
        (20.7256, 106.554), (20.777, 106.575), (20.803, 106.527), (20.686, 106.481),
        (20.707, 106.447), (20.72, 106.4),
    ],
    ("vinh-bao", "kho"): [
        (20.72, 106.4), (20.707, 106.447), (20.686, 106.481), (20.803, 106.527), (20.777, 106.575),
        (20.771, 106.61), (20.803, 106.626), (20.826, 106.655), (20.839, 106.665),
        (20.834, 106.677), (20.835, 106.683), (20.841, 106.694), LACH_TRAY,
    ],
    ("kho", "hong-an"): [
        LACH_TRAY, (20.841, 106.694), (20.835, 106.683), (20.834, 106.677), (20.837, 106.666),
        (20.853, 106.652), (20.857, 106.651), (20.867, 106.613), (20.882, 106.601),
        (20.885, 106.602),
    ],
    ("hong-an", "kien-an"): [
        (20.885, 106.602), (20.882, 106.601), (20.867, 106.613), (20.857, 106.651),
        (20.853, 106.652), (20.837, 106.666), (20.826, 106.655), (20.8220, 106.6460),
    ],
    ("kien-an", "kho"): [
        (20.8220, 106.6460), (20.826, 106.655), (20.839, 106.665), (20.834, 106.677),
        (20.835, 106.683), (20.841, 106.694), LACH_TRAY,
    ],
    ("kho", "thuy-nguyen"): [
        LACH_TRAY, (20.841, 106.694), (20.834, 106.677), (20.837, 106.666), (20.853, 106.652),
        (20.865, 106.662), (20.889, 106.674), (20.905, 106.673), (20.917, 106.68),
    ],
    ("kho", "ben-do-son"): [
        LACH_TRAY, (20.841, 106.694), (20.83, 106.699), (20.817, 106.697), (20.735, 106.764),
        (20.71101, 106.79651),
    ],
    ("ben-blv", "blv"): [(20.13801, 107.72839), (20.1346, 107.7307)],
}  # fmt: skip
FERRY: Line = [(20.81185, 106.8942), (20.8155, 106.9050), (20.81826, 106.91343)]
SHIP: Line = [(20.71101, 106.79651), (20.71, 106.80), (20.14, 107.725), (20.13801, 107.72839)]
BAY: Line = [
    (20.73213, 107.05891), (20.7316, 107.0592), (20.7268, 107.062), (20.726, 107.068),
    (20.7296, 107.0696), (20.7448, 107.074), (20.7576, 107.064), (20.7608, 107.0564),
    (20.7632, 107.0552), (20.7648, 107.0568), (20.766, 107.0596), (20.776, 107.0596),
    (20.7768, 107.0604), (20.78399, 107.06368),
]  # fmt: skip
PATH: Line = [(20.78399, 107.06368), (20.80, 107.05)]


@dataclass
class Draft:
    """A duty in the making; it keeps the clock and the list of shared geometries."""

    vehicle: str
    day: int
    depot: str
    start: int
    geometries: list[str]
    legs: list[Leg] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    load: int = 12

    def __post_init__(self) -> None:
        """Load for a quarter of an hour at the depot."""
        self.now = self.start + 900
        self.here = self.depot

    def geometry(self, line: Line) -> int:
        """Return the index of a line among the shared ones; the way back is a line of its own."""
        text = encode_line(line)
        if text not in self.geometries:
            self.geometries.append(text)
        return self.geometries.index(text)

    def go(
        self, to: str, line: Line, minutes: int, mode: Mode, source: Source, *, sailing: int = 0
    ) -> Draft:
        """Move; a ferry is waited for until `sailing`."""
        wait = sailing - self.now if sailing else 0
        leg = Leg(
            mode, len(self.stops), self.here, to, self.now, minutes * 60, minutes * 500, source,
            wait, "pha" if sailing else None, sailing or None, self.geometry(line),
        )  # fmt: skip
        self.legs.append(leg)
        self.now, self.here = leg.end, to
        return self

    def ferry(self, to: str, line: Line, minutes: int, sailing: int) -> Draft:
        """Cross on the sailing of a timetable."""
        return self.go(to, line, minutes, Mode.FERRY, Source.TIMETABLE, sailing=sailing)

    def drive(self, to: str, minutes: int) -> Draft:
        """Go by road, on the drawn line or on its reverse."""
        line = ROADS.get((self.here, to)) or list(reversed(ROADS[to, self.here]))
        return self.go(to, line, minutes, Mode.ROAD, Source.SKELETON)

    def visit(self, service: str, minutes: int, crates: int = 4) -> Draft:
        """Serve the site where the vehicle is."""
        leave = self.now + (minutes + 20) * 60
        visit = f"{self.here}/{service}/102"
        self.load -= crates
        self.stops.append(
            Stop(self.here, service, visit, self.now, self.now + 600, leave, self.load, crates, 0)
        )
        self.now = leave
        return self

    def route(self) -> Route:
        """Finish the duty."""
        return Route(
            self.vehicle, date.fromordinal(MONDAY.toordinal() + self.day), self.depot, self.start,
            self.now + 600, 12, tuple(self.stops), tuple(self.legs), 1 + self.now // 86400,
        )  # fmt: skip


def sample_plan() -> Plan:
    """Return the week."""
    shared: list[str] = []
    back = list(reversed(FERRY))
    routes = [
        Draft("XE-1", 1, "kho", 6 * HOUR, shared).drive("cat-hai", 55).visit("mobile", 60)
        .drive("dong-bai", 8).ferry("cai-vieng", FERRY, 20, 9 * HOUR + 960)
        .drive("phu-long", 6).visit("exchange", 25).drive("xuan-dam", 20).visit("exchange", 25)
        .drive("cat-ba", 15).visit("mobile", 120)
        .drive("cai-vieng", 40).ferry("dong-bai", back, 20, 16 * HOUR + 1560)
        .drive("kho", 50).route(),
        Draft("XE-2", 0, "kho", 7 * HOUR, shared).drive("tien-lang", 60).visit("exchange", 25)
        .drive("vinh-bao", 50).visit("exchange", 25).drive("kho", 90).route(),
        Draft("XE-2", 2, "kho", 7 * HOUR, shared).drive("hong-an", 45).visit("exchange", 25)
        .drive("kien-an", 35).visit("exchange", 25).visit("mobile", 60).drive("kho", 25).route(),
        Draft("XE-2", 3, "kho", 7 * HOUR, shared).drive("thuy-nguyen", 35).visit("exchange", 25)
        .drive("kho", 35).route(),
        Draft("CANO-1", 2, "ben-beo", 7 * HOUR, shared)
        .go("ben-viet-hai", BAY, 25, Mode.SEA, Source.SEA)
        .go("viet-hai", PATH, 20, Mode.WALK, Source.STRAIGHT).visit("mobile", 120, 2)
        .go("ben-viet-hai", list(reversed(PATH)), 20, Mode.WALK, Source.STRAIGHT)
        .go("ben-beo", list(reversed(BAY)), 25, Mode.SEA, Source.SEA).route(),
        Draft("TO-BLV", 1, "kho", 5 * HOUR, shared).drive("ben-do-son", 45)
        .ferry("ben-blv", SHIP, 360, 7 * HOUR)
        .drive("blv", 5).visit("exchange", 25, 10)
        .drive("ben-blv", 5)
        .ferry("ben-do-son", list(reversed(SHIP)), 360, (48 + 8) * HOUR)
        .drive("kho", 45).route(),
    ]  # fmt: skip
    missed = (
        Unassigned(
            "gia-luan", "exchange", "gia-luan/exchange/102", "last-ferry",
            "Chuyến thăm sẽ lỡ chuyến phà cuối cùng từ Cái Viềng về Đồng Bài lúc 18:00.",
            "Xếp vào ngày khác, hoặc cho xe qua đêm ở Cát Bà.",
        ),
        Unassigned(
            "hien-hao", "exchange", "hien-hao/exchange/102", "fleet-busy",
            "Mọi xe phù hợp đều đã kín lịch vào những ngày phù hợp.",
            "Thêm một ngày làm việc cho XE-2.",
        ),
    )  # fmt: skip
    return Plan(
        name="Thư viện lưu động Hải Phòng",
        start=MONDAY,
        weeks=1,
        routes=tuple(routes),
        unassigned=missed,
        summary=Summary(
            visits_required=7, visits_planned=12, visits_due=14, unassigned=2, driving_min=760,
            sailing_min=50, ferry_min=760, waiting_min=150, service_min=745, distance_km=412.3,
            duties=6, cost=6_120_000, objective=(), engine="ortools", seed=1,
            groups={"island": (6, 8), "hard": (1, 1), "border": (1, 1), "other": (6, 6)},
        ),
        places=PLACES,
        vehicles={
            "XE-1": {"name": "Xe thư viện lưu động", "profile": "van", "assumed": ""},
            "XE-2": {"name": "Xe luân chuyển sách", "profile": "van", "assumed": "yes"},
            "CANO-1": {"name": "Ca nô Cát Bà", "profile": "canoe", "assumed": "yes"},
            "TO-BLV": {"name": "Tổ công tác Bạch Long Vĩ", "profile": "crew", "assumed": "yes"},
        },
        geometries=tuple(shared),
        notices=(
            {
                "code": "timetable-estimated",
                "severity": "warning", "file": "crossings.csv",
                "row": 2,
                "column": "estimated", "value": "yes",
                "cause": "Giờ phà Đồng Bài – Cái Viềng được suy ra từ số chuyến mỗi ngày.",
                "action": "Thay bằng biểu giờ thật của bến phà.",
            },
        ),
    )  # fmt: skip


def plan_on_foot() -> Plan:
    """Return the week with one more duty: a van waits at Đồng Bài, its crew goes to Việt Hải."""
    plan = sample_plan()
    lines = list(plan.geometries)
    back, home = list(reversed(BAY)), list(reversed(PATH))
    route = (
        Draft("XE-1", 4, "kho", 6 * HOUR, lines).drive("dong-bai", 50)
        .ferry("ben-viet-hai", BAY, 60, 9 * HOUR)
        .go("viet-hai", PATH, 20, Mode.WALK, Source.STRAIGHT).visit("exchange", 25)
        .go("ben-viet-hai", home, 20, Mode.WALK, Source.STRAIGHT)
        .ferry("dong-bai", back, 60, 13 * HOUR).drive("kho", 50).route()
    )  # fmt: skip
    legs = tuple(
        leg if leg.mode is Mode.ROAD else replace(leg, parked="dong-bai") for leg in route.legs
    )
    routes = (*plan.routes, replace(route, legs=legs))
    return replace(plan, routes=routes, geometries=tuple(lines))


def fed_plan() -> Plan:
    """Return the week with the bookmobile's last stop turned into crates for the canoe."""
    plan = sample_plan()
    van, *others = plan.routes
    *stops, last = van.stops
    feeding = replace(last, site="ben-beo", service=FEED, visit="CANO-1@2025-12-17")
    return replace(plan, routes=(replace(van, stops=(*stops, feeding)), *others))


def plan_with_name(name: str) -> Plan:
    """Return the week with one site, one vehicle and one reason named as given."""
    plan = sample_plan()
    vehicles = {**plan.vehicles, "XE-1": {"name": name, "profile": "van", "assumed": ""}}
    places = {**plan.places, "cat-ba": replace(plan.places["cat-ba"], name=name, commune=name)}
    missed = (replace(plan.unassigned[0], reason=name, action=name), plan.unassigned[1])
    return replace(plan, name=name, vehicles=vehicles, places=places, unassigned=missed)
