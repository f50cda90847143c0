"""What each job is owed: the visits of one service, and the days on which it may have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

import numpy as np

from routeplan.model import DAY_S, Visit, due_week_of
from routeplan.solve.roster import Roster
from routeplan.solve.search.problem import Bools, one_day_patterns

DayNumbers = tuple[int | None, ...]
"""A day of the horizon, from 0 on, for each visit of a job; None for a visit without one."""


class DatedPattern(Protocol):
    """Dates for the visits of one service, in the order of `in_due_order`.

    `cost` is in units of `costs`; `level` as in `SearchProblem`.
    """

    @property
    def days(self) -> Sequence[date | None]:
        """Rising dates; None for a visit that can take place on no date."""

    @property
    def cost(self) -> int:
        """Cost of the choice, whoever serves it."""

    @property
    def level(self) -> int:
        """Its part of the second level of the objective."""


Patterns = Mapping[str, Sequence[DatedPattern]]
"""The patterns of each service by its key."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One pattern of a job."""

    days: DayNumbers
    cost: int
    level: int


@dataclass(frozen=True, slots=True)
class Owed:
    """A job.

    Args:
        visits: as they fall due.
        choices: its patterns; without any, the only visit may be on any day of its due span.
    """

    visits: tuple[Visit, ...]
    choices: tuple[Choice, ...] = ()

    def visits_on(self, days: set[int]) -> dict[int, Visit]:
        """Return which visit takes place on which day, where these days are those of one choice.

        A job with a single visit has it on whichever day is given.
        """
        if not self.choices:
            return dict.fromkeys(days, self.visits[0])
        for choice in self.choices:
            pairs = zip(choice.days, self.visits, strict=True)
            found = {day: visit for day, visit in pairs if day is not None}
            if found.keys() == days:
                return found
        raise ValueError(f"no pattern of {self.visits[0].key} has the days {sorted(days)}")


def in_due_order(visits: Sequence[Visit]) -> list[Visit]:
    """Return visits of one service by due week, further ones of a week behind the first."""
    return sorted(visits, key=lambda visit: (due_week_of(visit.n), visit.n))


def owed_jobs(roster: Roster, patterns: Patterns | None) -> tuple[Owed, ...]:
    """Return the jobs that the duties of the roster leave, in the order of their first visits.

    Without patterns each visit is a job of its own. With them a service is one job; where some of
    its visits stand in the roster, patterns that have these on other dates are left out, unless
    none remains.
    """
    missed = roster.missed()
    if patterns is None:
        return tuple(Owed((visit,)) for visit in missed)
    problem = roster.problem
    by_key: dict[str, list[Visit]] = {visit.key: [] for visit in missed}
    for visit in problem.visits:
        if visit.key in by_key:
            by_key[visit.key].append(visit)
    open_on = _dates_of_doors(roster)
    number: dict[date | None, int] = {day: k for k, day in enumerate(problem.dates)}
    jobs = []
    for key, visits in by_key.items():
        ordered = in_due_order(visits)
        left = [k for k, visit in enumerate(ordered) if visit not in open_on]
        stay = {k: open_on[visit] for k, visit in enumerate(ordered) if visit in open_on}
        known = patterns.get(key, ())
        fitting = [p for p in known if all(p.days[k] == day for k, day in stay.items())]
        choices: dict[DayNumbers, Choice] = {}
        for pattern in fitting or known:
            days = tuple(number.get(pattern.days[k]) for k in left)
            if any(day is not None for day in days):
                choices.setdefault(days, Choice(days, pattern.cost, pattern.level))
        if choices:
            jobs.append(Owed(tuple(ordered[k] for k in left), tuple(choices.values())))
    return tuple(jobs)


def _dates_of_doors(roster: Roster) -> dict[Visit, date]:
    """Return on which date each visit of the roster opens its doors."""
    return {
        visit: duty.date + timedelta(days=stop.start // DAY_S)
        for duty in roster.duties.values()
        for visit, stop in duty.visit_stops
    }


def pattern_arrays(jobs: Sequence[Owed], allowed: Bools) -> dict[str, Any]:
    """Return the pattern arrays of `SearchProblem`, by their names.

    Args:
        jobs: all with patterns, or all without.
        allowed: (J, D) whether some slot of the day may serve the job.
    """
    if not any(job.choices for job in jobs):
        return {**one_day_patterns(allowed)}
    choices = [choice for job in jobs for choice in job.choices]
    days = [[day for day in choice.days if day is not None] for choice in choices]

    def ints(values: Sequence[int]) -> Any:
        return np.array(values, dtype=np.int64)

    return {
        "pattern_ptr": ints([0, *np.cumsum([len(job.choices) for job in jobs])]),
        "pattern_cost": ints([choice.cost for choice in choices]),
        "pattern_level": ints([choice.level for choice in choices]),
        "pattern_day_ptr": ints([0, *np.cumsum([len(one) for one in days])]),
        "pattern_days": ints([day for one in days for day in one]),
    }
