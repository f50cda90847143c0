"""A plan in a few lines: what is served, what it costs, what is missing and why."""

from __future__ import annotations

from collections.abc import Iterator

from routeplan.cli.texts import day_text, later, minutes, number, text
from routeplan.cli.writing import one_line
from routeplan.model import Plan, Problem

_MOST_UNASSIGNED = 20


def summary_lines(plan: Plan, language: str) -> Iterator[str]:
    """Yield the summary of a plan as a person reads it."""
    totals = plan.summary
    end = later(plan.start, 7 * plan.weeks - 1)
    days = {"start": day_text(plan.start), "end": day_text(end)}
    yield text("plan_title", language, weeks=plan.weeks, **days)
    if plan.scenario:
        yield text("scenario", language, scenario=one_line(plan.scenario))
    if plan.area:
        yield text("area", language, area=one_line(", ".join(plan.area)))
    counts = {"planned": totals.visits_planned, "due": totals.visits_due}
    yield text("planned_of_due", language, **counts)
    for group, (planned, due) in sorted(totals.groups.items()):
        yield f"  {text(f'group_{group}', language)}: {planned}/{due}"
    figures = (
        ("duties", str(totals.duties)),
        ("driving", minutes(totals.driving_min, language)),
        ("sailing", minutes(totals.sailing_min, language)),
        ("ferry", minutes(totals.ferry_min, language)),
        ("waiting", minutes(totals.waiting_min, language)),
        ("service", minutes(totals.service_min, language)),
        ("distance", f"{number(totals.distance_km, language, 1)} km"),
        ("cost", f"{number(totals.cost, language)} VND"),
    )
    width = max(len(text(key, language)) for key, _ in figures)
    for key, value in figures:
        yield f"{text(key, language).ljust(width)}  {value}"


def unassigned_lines(plan: Plan, language: str, most: int = _MOST_UNASSIGNED) -> Iterator[str]:
    """Yield what could not be planned, each with its reason and what would help."""
    if not plan.unassigned:
        return
    yield text("unassigned_title", language, count=len(plan.unassigned))
    for item in plan.unassigned[:most]:
        place = plan.places.get(item.site)
        name = place.name if place else item.site
        yield one_line(f"  {name} ({item.visit}) [{item.code}]: {item.reason}")
        if item.action:
            yield one_line(f"    → {item.action}")
    if len(plan.unassigned) > most:
        yield text("unassigned_more", language, count=len(plan.unassigned) - most)


def required_missing(plan: Plan, problem: Problem) -> int:
    """Return how many of the unassigned visits are required."""
    services = problem.service_by_key
    return sum(services[f"{item.site}/{item.service}"].required for item in plan.unassigned)
