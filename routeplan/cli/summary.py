"""A plan in a few lines: what is served, what it costs, what is missing and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from routeplan.cli.texts import minutes, text
from routeplan.cli.writing import one_line
from routeplan.language import day_text, number
from routeplan.model import BOUND_REASONS, DAY_S, Plan, Problem, clock, later

if TYPE_CHECKING:
    from routeplan.solve import CurvePoint

_MOST_UNASSIGNED = 20


def summary_lines(plan: Plan, language: str) -> Iterator[str]:
    """Yield the summary of a plan as a person reads it."""
    totals = plan.summary
    days = {"start": day_text(plan.start), "end": day_text(plan.last_day)}
    yield text("plan_title", language, weeks=plan.weeks, **days)
    if plan.scenario:
        yield text("scenario", language, scenario=one_line(plan.scenario))
    if plan.area:
        yield text("area", language, area=one_line(", ".join(plan.area)))
    counts = {"planned": totals.visits_planned, "due": totals.visits_due}
    yield text("planned_of_due", language, **counts)
    for group, (planned, due) in sorted(totals.groups.items()):
        yield f"  {text(f'group_{group}', language)}: {planned}/{due}"
    figures: tuple[tuple[str, str], ...] = (
        ("duties", str(totals.duties)),
        ("driving", minutes(totals.driving_min, language)),
        ("sailing", minutes(totals.sailing_min, language)),
        ("ferry", minutes(totals.ferry_min, language)),
        ("waiting", minutes(totals.waiting_min, language)),
        ("service", minutes(totals.service_min, language)),
        ("distance", f"{number(totals.distance_km, language, 1)} km"),
        ("cost", f"{number(totals.cost, language)} VND"),
    )
    figures = (*figures, *_steadiness(plan, language))
    width = max(len(text(key, language)) for key, _ in figures)
    for key, value in figures:
        yield f"{text(key, language).ljust(width)}  {value}"
    yield bound_line(plan, language)


def bound_line(plan: Plan, language: str) -> str:
    """Return how far from the best possible the travel of a plan is, or why nobody knows."""
    totals = plan.summary
    if totals.gap_pct is not None and totals.bound is not None:
        least = number(totals.bound, language)
        return text("gap", language, gap=number(totals.gap_pct, language, 1), bound=least)
    code = totals.bound_reason if totals.bound_reason in BOUND_REASONS else "not-asked"
    return text(f"no_gap_{code}", language)


def unassigned_lines(plan: Plan, language: str, most: int = _MOST_UNASSIGNED) -> Iterator[str]:
    """Yield what could not be planned, each with its reason and what would help."""
    if not plan.unassigned:
        return
    yield text("unassigned_title", language, count=len(plan.unassigned))
    for item in plan.unassigned[:most]:
        name = plan.place_name(item.site)
        yield one_line(f"  {name} ({item.visit}) [{item.code}]: {item.reason}")
        if item.action:
            yield one_line(f"    → {item.action}")
    if len(plan.unassigned) > most:
        yield text("unassigned_more", language, count=len(plan.unassigned) - most)


def _steadiness(plan: Plan, language: str) -> Iterator[tuple[str, str]]:
    """Yield how regular the visits are and how much moved, where that can differ at all."""
    totals = plan.summary
    gap = next((level.value for level in totals.objective if level.name == "worst_gap_days"), 0)
    if gap or plan.weeks > 1:
        yield "worst_gap", text("days_count", language, count=gap)
    if plan.weeks > 1:
        yield "irregular", text("visits_count", language, count=totals.irregular)
        yield "start_spread", minutes(totals.start_spread_min, language)
    if totals.moved is not None:
        count = text("moved_count", language, count=totals.moved, forced=totals.moved_forced or 0)
        yield "moved", count


def move_lines(plan: Plan, language: str, most: int = _MOST_UNASSIGNED) -> Iterator[str]:
    """Yield what is not where the previous plan had it, where it is now, and why it had to go."""
    now = {stop.visit: (route, stop) for route in plan.routes for stop in route.stops}
    if plan.moves:
        yield text("moves_title", language, count=len(plan.moves))
    for move in plan.moves[:most]:
        old = place_in_time(move.vehicle, move.date, move.start)
        new = text("move_missing", language)
        name = plan.place_name(move.visit.partition("/")[0])
        if move.visit in now:
            route, stop = now[move.visit]
            new = place_in_time(route.vehicle, route.date, stop.start)
        yield one_line(f"  {name} ({move.visit}): {old} → {new}")
        if move.why:
            yield one_line(f"    {move.why}")
    if len(plan.moves) > most:
        yield text("unassigned_more", language, count=len(plan.moves) - most)


def curve_lines(curve: Sequence[CurvePoint], language: str) -> Iterator[str]:
    """Yield the price of keeping: what each number of moves would save."""
    if len(curve) < 2:
        return
    yield text("curve_title", language)
    for point in curve:
        yield text(
            "curve_point",
            language,
            most=point.max_moves,
            moved=point.moved,
            duty=minutes(point.duty_min, language),
            saved=number(point.saved_min, language),
            vnd=number(point.saved_vnd, language),
            missed=point.missed,
        )


def place_in_time(vehicle: str, day: date, start: int) -> str:
    """Return vehicle, date and hour, e.g. ``XE-1 16/12/2025 08:30``."""
    at = later(day, start // DAY_S)
    return f"{vehicle} {day_text(at)} {clock(start % DAY_S)}"


def required_missing(plan: Plan, problem: Problem) -> int:
    """Return how many of the unassigned visits are required."""
    services = problem.service_by_key
    return sum(services[f"{item.site}/{item.service}"].required for item in plan.unassigned)
