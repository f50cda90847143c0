"""The door of this room: a plan in, its rotation out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from routeplan.language.spoken import SpokenError
from routeplan.model import (
    DAY_S,
    Exchange,
    LedgerState,
    Plan,
    Problem,
    Rotation,
    ServiceKind,
    SetMove,
    UnmetExchange,
    crate_ids,
    grades_at,
)
from routeplan.rotation.greedy import first_rotation
from routeplan.rotation.improve import Effort, improve
from routeplan.rotation.instance import Instance
from routeplan.rotation.journeys import Journey, Outcome, had_at, legs, outcome
from routeplan.rotation.reading import first_day, had_before, read_instance, whole_sets
from routeplan.rotation.unmet import Lack, lacks
from routeplan.rotation.words import reason


def make_rotation(
    problem: Problem,
    plan: Plan,
    *,
    state: LedgerState | None = None,
    since: date | None = None,
    effort: Effort | None = None,
    inputs: Mapping[str, str] | None = None,
    progress: Callable[[int, int], bool] | None = None,
) -> Rotation:
    """Return which collection is handed over at every exchange of a plan.

    Args:
        problem: of the plan, with titles and collections.
        plan: one that the checker accepts.
        state: what the ledger knows; None: collections.csv counts.
        since: first date whose exchanges are still to come; None: the day after the ledger's last.
        effort: how long to look.
        inputs: SHA-256 by name of the files read.
        progress: gets the turn and the number of turns; False ends the search.

    Raises:
        RouteplanError: ``rotation-no-collections``, ``rotation-no-exchanges`` or
            ``rotation-plan-unknown-site``.
    """
    _refuse(problem, plan)
    instance = read_instance(problem, plan, state, since)
    journeys = first_rotation(instance)
    journeys, _ = improve(instance, journeys, effort or Effort(), progress)
    found = outcome(instance, journeys)
    return Rotation(
        name=plan.name,
        start=plan.start,
        weeks=plan.weeks,
        since=since or first_day(plan, state),
        language=problem.language,
        exchanges=_exchanges(instance, found),
        moves=_moves(instance, journeys, plan.start),
        unmet=tuple(_told(problem, instance, lack) for lack in lacks(instance, found)),
        start_positions=whole_sets(problem, state),
        history=had_before(problem, state),
        repeat_pct=_worst(instance, found),
        crates_via_depot=found.handled,
        inputs=dict(inputs or {}),
    )


def _refuse(problem: Problem, plan: Plan) -> None:
    if not problem.collections:
        raise SpokenError("rotation-no-collections")
    sites = {stop.site for r in plan.routes for stop in r.stops if stop.service == "exchange"}
    if not sites:
        raise SpokenError("rotation-no-exchanges")
    unknown = sorted(sites - set(problem.site_by_id))
    if unknown:
        words = {"sites": ", ".join(unknown)}
        raise SpokenError("rotation-plan-unknown-site", words, details=words)


def _exchanges(instance: Instance, found: Outcome) -> tuple[Exchange, ...]:
    def crates(number: int | None) -> tuple[str, ...]:
        one = None if number is None else instance.sets[number]
        return crate_ids(one.id, one.crates) if one else ()

    def name(number: int | None) -> str | None:
        return None if number is None else instance.sets[number].id

    return tuple(
        Exchange(
            site=event.site,
            service=ServiceKind.EXCHANGE.value,
            visit=event.visit,
            date=event.day,
            vehicle=instance.runs[event.duty].vehicle,
            delivered=name(found.delivered[index]),
            picked=name(found.picked[index]),
            crates_out=crates(found.delivered[index]),
            crates_in=crates(found.picked[index]),
            origin=found.origin[index],
        )
        for index, event in enumerate(instance.events)
    )


def _moves(instance: Instance, journeys: Sequence[Journey], start: date) -> tuple[SetMove, ...]:
    """Return every journey from a resting place to the next, by date and collection."""
    moves = []
    for number, journey in enumerate(journeys):
        one = instance.sets[number]
        origin, begun = one.place, start
        via: list[str] = []
        for leg in legs(instance, number, journey):
            day = (
                instance.events[leg.picked].day
                if leg.picked is not None
                else start + timedelta(days=instance.runs[leg.duties[0]].start // DAY_S)
            )
            begun = begun if via else day
            if leg.delivered is None:
                via.append(leg.left)
                ended = start + timedelta(days=instance.runs[leg.duties[-1]].end // DAY_S)
                continue
            there = instance.events[leg.delivered].day
            moves.append(SetMove(one.id, one.crates, origin, leg.left, begun, there, tuple(via)))
            origin, via = leg.left, []
        if via:
            move = SetMove(one.id, one.crates, origin, via[-1], begun, ended, tuple(via[:-1]))
            moves.append(move)
    return tuple(sorted(moves, key=lambda m: (m.picked_on, m.delivered_on, m.collection)))


def _worst(instance: Instance, found: Outcome) -> float:
    """Return the worst overlap of a delivered set with what its site had, % rounded up to 0.1."""
    worst = 0
    for event, one in enumerate(found.delivered):
        if one is not None:
            met = instance.repeats(one, had_at(instance, found.delivered, event))
            worst = max(worst, -(-1000 * met // max(instance.sets[one].titles, 1)))
    return worst / 10


def _told(problem: Problem, instance: Instance, lack: Lack) -> UnmetExchange:
    event = instance.events[lack.event]
    site = problem.site_by_id[event.site]
    service = problem.service_by_key.get(f"{site.id}/{ServiceKind.EXCHANGE}")
    grades = grades_at(site)
    words: dict[str, object] = {
        "count": lack.missing,
        "grades": f"{min(grades)}-{max(grades)}",
        "needs": ", ".join(sorted(service.book_needs)) if service else "",
        "crates": event.pick if lack.code == "stuck" else event.deliver,
        "limit": problem.rotation.max_overlap_pct,
        "last": problem.rotation.last_sets,
    }
    words["needs"] = words["needs"] or "–"
    why, action = reason(lack.code, problem.language, words)
    return UnmetExchange(site.id, event.visit, lack.code, why, lack.missing, action)
