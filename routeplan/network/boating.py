"""When boats may leave or reach a landing: by daylight, and while the tide is high enough."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from itertools import product

from routeplan.model import DAY_S, Medium, Problem

Spans = tuple[tuple[int, int], ...]
"""(first, last) seconds from midnight, both included, sorted and apart."""

NOTHING: frozenset[str] = frozenset()
_WHOLE_DAY: Spans = ((0, DAY_S),)


class BoatTimes:
    """Spans of one problem in which boats may use its landings, remembered once asked for."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._known: dict[tuple[bool, str, date, frozenset[str]], Spans] = {}

    def matter(self, profile: str) -> frozenset[str]:
        """Return which of ``daylight`` and ``tide`` can bind boats of `profile` at all."""
        own = self._problem.profiles[profile]
        if own.medium is not Medium.SEA:
            return NOTHING
        tidal = any(landing.tide_min_m is not None for landing in self._problem.landings)
        return frozenset({"daylight"} if own.daylight else ()) | ({"tide"} if tidal else set())

    def spans(
        self, profile: str, landing: str, day: date, relax: frozenset[str] = NOTHING
    ) -> Spans:
        """Return when a boat of `profile` may leave or reach `landing` on `day`.

        ``daylight`` and ``tide`` in `relax` are ignored. A place that is no landing has no tide.
        """
        by_day = self._problem.profiles[profile].daylight and "daylight" not in relax
        key = (by_day, landing, day, relax & {"tide"})
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(*key)
        return known

    def _find(self, by_day: bool, landing: str, day: date, relax: frozenset[str]) -> Spans:
        problem, found = self._problem, _WHOLE_DAY
        place = problem.depot_by_id[landing]
        if by_day:
            rise, sets = sun_times(place.lat, place.lon, day, problem.timezone)
            if sets < DAY_S:
                sets -= problem.rules.sunset_margin_s
            found = clip(found, ((rise, sets),))
        pier = problem.landing_by_id.get(landing)
        if pier is not None and pier.tide_min_m is not None and "tide" not in relax:
            table = problem.tide_by_station.get(pier.station)
            found = clip(found, table.spans(day, pier.tide_min_m) if table else ())
        return found


def clip(some: Spans, others: Spans) -> Spans:
    """Return the parts of `some` that lie in `others`, too."""
    both = ((max(a, c), min(b, d)) for (a, b), (c, d) in product(some, others))
    return tuple(sorted(span for span in both if span[0] <= span[1]))


@lru_cache(maxsize=20_000)
def sun_times(lat: float, lon: float, day: date, timezone: str) -> tuple[int, int]:
    """Return sunrise and sunset, seconds from midnight of `day`, to the minute inside.

    Where the sun does not set, that is the whole day; where it does not rise, sunset comes first.
    """
    from zoneinfo import ZoneInfo

    from astral import Observer
    from astral.sun import elevation, sunrise, sunset

    zone, place = ZoneInfo(timezone), Observer(lat, lon)
    midnight = datetime.combine(day, time())
    try:
        rise, sets = sunrise(place, day, tzinfo=zone), sunset(place, day, tzinfo=zone)
    except ValueError:
        up = elevation(place, datetime.combine(day, time(12), zone)) > 0
        return (0, DAY_S) if up else (DAY_S, 0)
    first = (rise.replace(tzinfo=None) - midnight).total_seconds()
    last = (sets.replace(tzinfo=None) - midnight).total_seconds()
    return max(-int(-first // 60) * 60, 0), min(int(last // 60) * 60, DAY_S)
