"""Planned against done, over a week, a term, one, three or five years.

The plan that this serves asks for a yearly report and for reviews after three and five years
(clause III.1), by target group and place, with what was not served and why. What was planned comes
from the published plans, what was done from the ledger.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from routeplan.model import GROUPS, Place, monday_of
from routeplan.model.handover import IN, OUT
from routeplan.rotation.ledger.entries import Entry, Handover
from routeplan.rotation.ledger.planned import PlannedVisit, Record
from routeplan.rotation.ledger.replay import in_force

NO_GROUP = "other"


class Period(StrEnum):
    """How long a report looks back."""

    WEEK = "week"
    TERM = "term"
    YEAR = "year"
    THREE_YEARS = "3y"
    FIVE_YEARS = "5y"

    @property
    def years(self) -> int:
        """Years that it spans; 0 for a week or a term."""
        return {"year": 1, "3y": 3, "5y": 5}.get(self.value, 0)


class Outcome(StrEnum):
    """What became of a visit that was due."""

    DONE = "done"
    NOT_DONE = "not_done"  # planned, and somebody recorded why it did not take place
    NOT_RECORDED = "not_recorded"  # planned for a day that is past, and nothing is recorded
    AHEAD = "ahead"  # planned for today or later
    NOT_PLANNED = "not_planned"  # due, and the plan had no place for it


UNSERVED = (Outcome.NOT_DONE, Outcome.NOT_RECORDED, Outcome.NOT_PLANNED)


@dataclass(frozen=True, slots=True)
class Fate:
    """A due visit and what became of it.

    Args:
        reason: code: of `routeplan.model.handover.REASONS` if not done, of
            `routeplan.model.plan.REASONS` if not planned.
        entry: number of the entry that tells it.
        handover: what it tells.
    """

    visit: PlannedVisit
    outcome: Outcome
    reason: str = ""
    entry: int | None = None
    handover: Handover | None = None


@dataclass
class Tally:
    """Figures of one group, place or stretch of time.

    Args:
        due: visits due; planned: those that had a place in a plan.
        done: due visits that took place, `other_day` of them on another day than planned, and
            `made_up` without a place in the plan.
        extra: visits that took place and were not due.
        crates_planned, crates_left, crates_taken: crates to be handed over in planned visits of
            past days, those that stayed at sites, those taken away.
        sites: due or served. sites_served: with a visit that took place.
        pupils: children of the sites served; unknown_pupils: sites served whose number is unknown.
        special: disabled, gravely ill and poor children of the sites served.
    """

    due: int = 0
    planned: int = 0
    done: int = 0
    other_day: int = 0
    made_up: int = 0
    extra: int = 0
    not_done: int = 0
    not_recorded: int = 0
    ahead: int = 0
    not_planned: int = 0
    crates_planned: int = 0
    crates_left: int = 0
    crates_taken: int = 0
    sites: int = 0
    sites_served: int = 0
    pupils: int = 0
    unknown_pupils: int = 0
    special: int = 0
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def done_pct(self) -> float | None:
        """Due visits of past days that took place (%); None where none was due."""
        past = self.due - self.ahead
        return round(100 * self.done / past, 1) if past else None


@dataclass(frozen=True)
class PeriodReport:
    """A whole report.

    Args:
        groups: by target group. communes, districts: by code or name, those with a visit alone.
        steps: by days of a week, months of a term or year, years of several.
        unserved: due visits of past days that did not take place, by date.
        extra: visits that took place and were not due, as (entry number, handover).
    """

    period: Period
    first: date
    last: date
    total: Tally
    groups: Mapping[str, Tally]
    communes: Mapping[str, Tally]
    districts: Mapping[str, Tally]
    steps: tuple[tuple[date, date, Tally], ...]
    unserved: tuple[Fate, ...]
    extra: tuple[tuple[int, Handover], ...]


def span_of(
    period: Period, start: date, *, given: bool, term: tuple[date, date] | None = None
) -> tuple[date, date]:
    """Return the first and the last day of a period.

    Args:
        period: how long.
        start: begins there when the user `given` it; a week is always the one that holds it. Else
            years are calendar years, the last one being that of `start`.
        given: whether the user named `start`.
        term: first and last day of the school term; a term that begins at a given `start` is as
            long.
    """
    from dateutil.relativedelta import relativedelta

    if period is Period.WEEK:
        monday = monday_of(start)
        return monday, monday + timedelta(days=6)
    if period is Period.TERM:
        assert term is not None
        return (start, start + (term[1] - term[0])) if given else term
    first = start if given else date(start.year - period.years + 1, 1, 1)
    return first, first + relativedelta(years=period.years) - timedelta(days=1)


def report(
    period: Period,
    span: tuple[date, date],
    record: Record,
    entries: Sequence[Entry],
    *,
    places: Mapping[str, Place],
    special: Mapping[str, int],
    today: date,
) -> PeriodReport:
    """Hold what was planned against what was done.

    Args:
        period: its name.
        span: first and last day.
        record: what was published.
        entries: the ledger.
        places: by site id, for groups, communes and pupils.
        special: disabled, gravely ill and poor children by site id.
        today: what is planned for today or later is not missed.
    """
    first, last = span
    fates, extra = fates_of(record, entries, today)
    fates = [fate for fate in fates if first <= fate.visit.date <= last]
    extra = [(number, told) for number, told in extra if first <= told.date <= last]

    def tally(wanted: Callable[[str], bool], days: tuple[date, date] = span) -> Tally:
        return _tally(
            (f for f in fates if wanted(f.visit.site) and days[0] <= f.visit.date <= days[1]),
            (h for _, h in extra if wanted(h.site) and days[0] <= h.date <= days[1]),
            places,
            special,
        )

    sites = {fate.visit.site for fate in fates} | {told.site for _, told in extra}

    def in_group(name: str) -> Callable[[str], bool]:
        return lambda site: name in _groups(places.get(site))

    groups = {name: tally(in_group(name)) for name in (*GROUPS, NO_GROUP)}
    return PeriodReport(
        period,
        first,
        last,
        tally(lambda _: True),
        {name: one for name, one in groups.items() if one.sites},
        _by(sites, places, lambda place: place.commune_code, tally),
        _by(sites, places, lambda place: place.former_district, tally),
        tuple((a, b, tally(lambda _: True, (a, b))) for a, b in _steps(period, first, last)),
        tuple(fate for fate in fates if fate.outcome in UNSERVED),
        tuple(extra),
    )


def fates_of(
    record: Record, entries: Sequence[Entry], today: date
) -> tuple[list[Fate], list[tuple[int, Handover]]]:
    """Return what became of every due visit, by date, and what took place besides."""
    by_visit: dict[str, list[tuple[int, Handover]]] = defaultdict(list)
    loose: list[tuple[int, Handover]] = []
    by_day = {(v.key, v.date): v.visit for v in record.visits.values() if not v.missed}
    for entry in in_force(entries):
        handover = entry.handover
        assert handover is not None
        visit = handover.visit
        if visit not in record.visits:
            # Recorded before its plan was published, a visit has no id yet, or that of a draft.
            visit = by_day.get((handover.key, handover.date), "")
        if visit in record.visits:
            by_visit[visit].append((entry.number, handover))
        elif handover.done:
            loose.append((entry.number, handover))
    fates = [_fate(visit, by_visit[visit.visit], today) for visit in record.visits.values()]
    return sorted(fates, key=lambda fate: (fate.visit.date, fate.visit.visit)), loose


def _fate(visit: PlannedVisit, told: Sequence[tuple[int, Handover]], today: date) -> Fate:
    for number, handover in told:
        if handover.done:
            return Fate(visit, Outcome.DONE, "", number, handover)
    if visit.missed:
        return Fate(visit, Outcome.NOT_PLANNED, visit.missed)
    if told:
        number, handover = told[-1]
        return Fate(visit, Outcome.NOT_DONE, handover.reason, number, handover)
    return Fate(visit, Outcome.AHEAD if visit.date >= today else Outcome.NOT_RECORDED)


def _tally(
    fates: Iterable[Fate],
    extra: Iterable[Handover],
    places: Mapping[str, Place],
    special: Mapping[str, int],
) -> Tally:
    tally = Tally()
    sites: set[str] = set()
    served: set[str] = set()
    for fate in fates:
        visit, handover = fate.visit, fate.handover
        sites.add(visit.site)
        tally.due += 1
        tally.planned += not visit.missed
        setattr(tally, fate.outcome.value, getattr(tally, fate.outcome.value) + 1)
        if fate.outcome is not Outcome.AHEAD:
            tally.crates_planned += visit.crates_out
        if fate.outcome in UNSERVED:
            tally.reasons[fate.outcome.value, fate.reason] += 1
        if fate.outcome is Outcome.DONE and handover is not None:
            served.add(visit.site)
            tally.made_up += bool(visit.missed)
            tally.other_day += not visit.missed and visit.date != handover.date
            _count_crates(tally, handover)
    for handover in extra:
        sites.add(handover.site)
        served.add(handover.site)
        tally.extra += 1
        _count_crates(tally, handover)
    tally.sites, tally.sites_served = len(sites), len(served)
    for site in served:
        pupils = places[site].pupils if site in places else None
        tally.pupils += pupils or 0
        tally.unknown_pupils += pupils is None
        tally.special += special.get(site, 0)
    return tally


def _count_crates(tally: Tally, handover: Handover) -> None:
    tally.crates_left += len(handover.crates(OUT))
    tally.crates_taken += len(handover.crates(IN))


def _groups(place: Place | None) -> tuple[str, ...]:
    return (place.groups if place else ()) or (NO_GROUP,)


def _by(
    sites: Iterable[str],
    places: Mapping[str, Place],
    name_of: Callable[[Place], str],
    tally: Callable[[Callable[[str], bool]], Tally],
) -> dict[str, Tally]:
    """Return the figures by commune or former district; sites of unknown place under ``""``."""
    members: dict[str, set[str]] = defaultdict(set)
    for site in sites:
        members[name_of(places[site]) if site in places else ""].add(site)
    return {name: tally(own.__contains__) for name, own in sorted(members.items())}


def _steps(period: Period, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield the days of a week, the months of a term or year, the years of several."""
    from dateutil.relativedelta import relativedelta

    begin = first
    while begin <= last:
        if period is Period.WEEK:
            following = begin + timedelta(days=1)
        elif period.years > 1:
            following = begin + relativedelta(years=1)
        else:
            following = begin.replace(day=1) + relativedelta(months=1)
        yield begin, min(last, following - timedelta(days=1))
        begin = following
