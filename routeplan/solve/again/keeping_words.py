"""Why a visit could not stay where the earlier plan had it, in a person's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from routeplan.model import DAY_S, CalendarEntry, DayKind, Medium, Problem, Service
from routeplan.model.availability import crossing_closed, service_closed, vehicle_closed
from routeplan.network.travel import PASSENGER
from routeplan.solve.again.keeping import Forced
from routeplan.solve.duties.loads import walked_from
from routeplan.solve.why.words import TEXTS, Words

_RULES: Mapping[str, str] = {
    "no-vehicle": "needs",
    "no-sailing": "sailing",
    "too-long": "duty",
    "no-day": "days",
    "no-way": "no-way",
}
"""Names of rules in `words` for reason codes that are called differently."""


def say_forced(problem: Problem, forced: Iterable[Forced]) -> dict[str, str]:
    """Return why each visit could not stay, by visit, in the problem's language."""
    return {one.before.visit: _say(problem, one) for one in forced}


def _say(problem: Problem, forced: Forced) -> str:
    words, before = Words(problem.language), forced.before
    day = before.date + timedelta(days=before.start // DAY_S)
    values = {"day": words.date(day), "vehicle": before.vehicle, "note": ""}
    if TEXTS.has(f"kept.{forced.code}"):
        return words.say(f"kept.{forced.code}", **values)
    values["rule"] = words.say(f"rule-{_RULES.get(forced.code, forced.code)}")
    service = problem.service_by_key[problem.visit_by_id[before.visit].key]
    text, values["crossing"], entry = _closed(problem, service, forced, day)
    if entry is not None:
        note = f": {entry.note}" if entry.note else ""
        values["note"] = f" ({words.say(f'kept.{entry.kind.value}')}{note})"
    return words.say(f"kept.{text}", **values)


def _closed(
    problem: Problem, service: Service, forced: Forced, day: date
) -> tuple[str, str, CalendarEntry | None]:
    """Return the text for what is closed, the crossing's id, and the row of the calendar."""
    before = forced.before
    site = service_closed(problem, service, day)
    if site is not None:
        return "site", "", None if isinstance(site, str) else site
    vehicle = vehicle_closed(problem, before.vehicle, before.date)
    if vehicle is not None:
        return "vehicle", "", None if isinstance(vehicle, str) else vehicle
    landing = problem.site_by_id[service.site].landing
    if landing is not None and _by_boat(problem, before.vehicle):
        for entry in problem.calendar:
            shut = entry.kind in (DayKind.CLOSURE, DayKind.STORM) and entry.covers(day)
            if shut and landing in entry.applies_to:
                return "landing", "", entry
    if forced.code in ("no-sailing", "last-ferry", "window", "shift", "lunch"):
        carried = {problem.profiles[problem.vehicle_by_id[before.vehicle].profile].carried_as}
        if walked_from(problem, service) is not None:
            carried.add(PASSENGER)
        for row in problem.crossings:
            closed = crossing_closed(problem, row, day)
            if closed is not None and carried & row.carries:
                return "crossing", row.id, closed
    return "rule", "", None


def _by_boat(problem: Problem, vehicle: str) -> bool:
    return problem.profiles[problem.vehicle_by_id[vehicle].profile].medium is Medium.SEA
