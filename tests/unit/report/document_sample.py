"""What the documents of the hand-drawn week are made from: a project, a rotation, hostile names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from routeplan.model import (
    Depot,
    Landing,
    Plan,
    Problem,
    Service,
    ServiceKind,
    Site,
    TidePoint,
    TideTable,
    Vehicle,
)
from routeplan.report.material import Handed, Material
from routeplan.report.plain import plain_plan
from tests.unit.report.sample import MONDAY, PLACES, sample_plan

PHONE = "0912 345 678"
HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> {{7*7}} a,b\nc & \"d\" \x07 #panic(1) *e*"
HOSTILE_SHOWN = "=cmd|' /C calc'!A0 <script>alert(1)</script> {{7*7}} a,b c & \"d\" #panic(1) *e*"


def problem() -> Problem:
    """Return the project of the week: phones, an hour of service, a tide at Việt Hải."""
    sites = tuple(
        Site(
            key, place.name, "other", place.commune_code or "11914", place.lat, place.lon,
            landing="ben-viet-hai" if key == "viet-hai" else None,
            services=tuple(
                Service(key, kind, 1, service_s=3000 if kind is ServiceKind.MOBILE else 1500)
                for kind in ServiceKind
            ),
            contact_role=place.contact_role, contact_phone=PHONE,
        )
        for key, place in PLACES.items()
        if place.kind not in ("depot", "landing")
    )  # fmt: skip
    depot = PLACES["kho"]
    landings = tuple(
        Landing(
            key, place.name, place.lat, place.lon,
            tide_min_m=1.0 if key == "ben-viet-hai" else None,
        )
        for key, place in PLACES.items()
        if place.kind == "landing"
    )  # fmt: skip
    days = [date.fromordinal(MONDAY.toordinal() + n) for n in range(-1, 8)]
    tides = tuple(
        TidePoint(day, second, height, turn=True)
        for day in days
        for second, height in ((4 * 3600, 0.4), (14 * 3600 + 1200, 3.1))
    )
    return Problem(
        name="Thư viện lưu động Hải Phòng",
        start=MONDAY,
        weeks=1,
        sites=sites,
        vehicles=(
            Vehicle("XE-1", "Xe thư viện lưu động", "van", "kho", 20, crew_needed=3),
            Vehicle("XE-2", "Xe luân chuyển sách", "van", "kho", 20, crew_needed=2),
            Vehicle("CANO-1", "Ca nô Cát Bà", "canoe", "ben-beo", 6),
            Vehicle("TO-BLV", "Tổ công tác Bạch Long Vĩ", "crew", "kho", 20, overnight=True),
        ),
        depots=(Depot("kho", depot.name, depot.lat, depot.lon),),
        landings=landings,
        tides=(TideTable("ben-viet-hai", tides),),
    )


HANDED = {
    "tien-lang/exchange/102": Handed(
        "KIDS-07", "KIDS-02", ("KIDS-07/1", "KIDS-07/2", "KIDS-07/3"), ("KIDS-02/1", "KIDS-02/2")
    )
}


def material(plan: Plan | None = None, language: str = "vi", **changes: Any) -> Material:
    """Return everything that a writer reads of the week."""
    given: dict[str, Any] = {
        "problem": problem(),
        "issuer": {"parent": "SỞ VĂN HÓA VÀ THỂ THAO", "body": "THƯ VIỆN THÀNH PHỐ"},
        "handed": HANDED,
        **changes,
    }
    return Material(plain_plan(plan or sample_plan()), language, **given)


def hostile_plan() -> Plan:
    """Return the week with one site, one vehicle and one reason that mean harm."""
    plan = sample_plan()
    vehicles = {**plan.vehicles, "XE-1": {"name": HOSTILE, "profile": "van", "assumed": ""}}
    places = {
        **plan.places,
        "cat-ba": replace(plan.places["cat-ba"], name=HOSTILE, commune=HOSTILE),
    }
    missed = (replace(plan.unassigned[0], reason=HOSTILE, action=HOSTILE), plan.unassigned[1])
    return replace(plan, name=HOSTILE, vehicles=vehicles, places=places, unassigned=missed)


def phone_plan() -> Plan:
    """Return the week with a phone number typed where none belongs."""
    plan = sample_plan()
    name = f"Nhà cô giáo, gọi {PHONE}"
    places = {**plan.places, "cat-ba": replace(plan.places["cat-ba"], name=name)}
    return replace(plan, places=places)
