"""When a boat may set out on a way, so that it leaves and lands by daylight and with the tide."""

from __future__ import annotations

from datetime import date, timedelta

from routeplan.model import Problem
from routeplan.network.boating import BoatTimes, clip
from routeplan.solve.duties.openings import Spans
from routeplan.solve.duties.ways import Way

BOAT_RULES = frozenset({"daylight", "tide"})


class PuttingOut:
    """Spans of one problem in which boats may set out, remembered once asked for."""

    def __init__(self, problem: Problem) -> None:
        self._times = BoatTimes(problem)
        self._matter = {name: self._times.matter(name) for name in problem.profiles}
        self._known: dict[tuple[str, str, str, date, frozenset[str]], Spans] = {}

    def matter(self, profile: str) -> frozenset[str]:
        """Return which of `BOAT_RULES` can bind boats of `profile`."""
        return self._matter[profile]

    def spans(
        self, profile: str, way: Way, first: date, day: int, relax: frozenset[str]
    ) -> Spans | None:
        """Return when a way may begin on one day (0 is the first) of a duty from `first` on.

        Seconds from midnight of that day, the walk to the boat included; None where a vehicle may
        set out at any time: on land, or where no rule for boats holds.
        """
        relax &= BOAT_RULES
        if way.afloat is None or not self._matter[profile] - relax:
            return None
        on = first + timedelta(days=day)
        key = (profile, way.origin, way.destination, on, relax)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(profile, way, on, relax)
        return known

    def in_port(self, profile: str, depot: str, day: date) -> tuple[int, int] | None:
        """Return the first time to leave a home landing and the last to come back; None: never."""
        spans = self._times.spans(profile, depot, day)
        return (spans[0][0], spans[-1][1]) if spans else None

    def _find(self, profile: str, way: Way, on: date, relax: frozenset[str]) -> Spans:
        boat = way.afloat
        assert boat is not None
        leaving = self._times.spans(profile, boat.origin, on, relax)
        landing = self._times.spans(profile, boat.destination, on, relax)
        in_time = tuple((start - boat.seconds, end - boat.seconds) for start, end in landing)
        return tuple(
            (start - boat.walk_s, end - boat.walk_s) for start, end in clip(leaving, in_time)
        )
