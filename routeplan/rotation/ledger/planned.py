"""What was to happen: the visits of the published plans, with the crates of their rotations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from routeplan.model import DAY_S, Exchange, Place, Plan, due_week_of, monday_of
from routeplan.model.handover import IN, OUT
from routeplan.model.times import EPOCH_MONDAY


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit that was due in a published plan.

    Args:
        date: on which it is planned; of one that is not, the first day of its due week, or of the
            plan.
        time: doors open (s from midnight of `date`). vehicle: of its duty; both empty where it is
            not planned.
        missed: code of `REASONS` (`routeplan.model.plan`) why it is not planned; empty where it is.
        crates_out, crates_in: numbers of crates that the plan has for it.
        crates: direction by id of each crate that the rotation has for it; None without rotation.
    """

    visit: str
    site: str
    service: str
    date: date
    time: int | None = None
    vehicle: str = ""
    missed: str = ""
    crates_out: int = 0
    crates_in: int = 0
    crates: Mapping[str, str] | None = None

    @property
    def key(self) -> str:
        """``site/service``."""
        return f"{self.site}/{self.service}"

    def to_json(self) -> dict[str, str]:
        """Return what names the visit: itself, where, when and by which vehicle."""
        return {
            "visit": self.visit,
            "site": self.site,
            "service": self.service,
            "date": self.date.isoformat(),
            "vehicle": self.vehicle,
        }


@dataclass(frozen=True)
class PublishedPlan:
    """A plan that was of record, and what its rotation hands over where one stands beside it."""

    plan: Plan
    exchanges: tuple[Exchange, ...] | None = None

    @property
    def first(self) -> date:
        """First day of its horizon."""
        return self.plan.start

    @property
    def last(self) -> date:
        """Last day of its horizon, a Sunday."""
        return monday_of(self.plan.start) + timedelta(days=7 * self.plan.weeks - 1)


@dataclass(frozen=True)
class Record:
    """Everything that was published.

    Args:
        visits: by id of the visit, each as the last plan of its days has it.
        places: by site id, as the plans name them.
        spans: first and last day of every plan.
    """

    visits: Mapping[str, PlannedVisit]
    places: Mapping[str, Place]
    spans: tuple[tuple[date, date], ...] = ()


def record_of(plans: Iterable[PublishedPlan]) -> Record:
    """Put plans together, in the order in which they were published.

    On days for which several plans were published the last one counts, so a plan that was replaced
    in the middle of its term keeps its first weeks.
    """
    visits: dict[str, PlannedVisit] = {}
    places: dict[str, Place] = {}
    spans = []
    for published in plans:
        first, last = published.first, published.last
        visits = {name: visit for name, visit in visits.items() if not first <= visit.date <= last}
        visits |= {visit.visit: visit for visit in visits_of(published)}
        places |= published.plan.places
        spans.append((first, last))
    return Record(visits, places, tuple(sorted(spans)))


def visits_of(published: PublishedPlan) -> list[PlannedVisit]:
    """Return the visits of one plan, planned or not."""
    plan = published.plan
    crates = {one.visit: _crates(one) for one in published.exchanges or ()}
    found = []
    for route in plan.routes:
        for stop in route.visits:
            days, time = divmod(stop.start, DAY_S)
            visit = PlannedVisit(
                stop.visit,
                stop.site,
                stop.service,
                route.date + timedelta(days=days),
                time,
                route.vehicle,
                crates_out=stop.crates_out,
                crates_in=stop.crates_in,
            )
            found.append(replace(visit, crates=crates.get(stop.visit)))
    for missed in plan.unassigned:
        due = max(plan.start, week_of(missed.visit) or plan.start)
        found.append(
            PlannedVisit(
                missed.visit,
                missed.site,
                missed.service,
                min(due, published.last),
                missed=missed.code,
            )
        )
    return found


def week_of(visit: str) -> date | None:
    """Return the Monday of the week in which a visit is due, from its id; None where unreadable."""
    number = visit.rpartition("/")[2]
    if not number.removeprefix("-").isdecimal() or len(number) > 9:
        return None
    return EPOCH_MONDAY + timedelta(weeks=due_week_of(int(number)))


def _crates(exchange: Exchange) -> dict[str, str]:
    """Return the direction of each crate that changes hands."""
    return dict.fromkeys(exchange.crates_out, OUT) | dict.fromkeys(exchange.crates_in, IN)
