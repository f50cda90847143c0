"""How long trying may go on: what grows with missed visits, vehicles and days needs an end."""

from __future__ import annotations

from routeplan.solve.engine import Limit

MOST_EACH = 20_000
"""Duties tried for one visit, at most, in a plan: real ones take a few hundred."""

MOST_IN_ALL = 400_000
"""Duties tried for all visits of a plan together, at most, where no clock counts."""


class SpentError(Exception):
    """No more may be tried."""


class Effort:
    """Counts what is tried, and ends it.

    Args:
        limit: once over, nothing more is tried.
        each: duties that may be tried for one visit; None for any number.
        in_all: for all together.
    """

    def __init__(
        self, limit: Limit | None = None, each: int | None = None, in_all: int | None = None
    ) -> None:
        self._limit, self._each, self._in_all = limit, each, in_all
        self._tried = self._tried_for_one = 0
        self.spent = False
        """Whether something was left untried."""

    def begin(self) -> None:
        """Begin with another visit."""
        self._tried_for_one = 0

    def take(self) -> None:
        """Count one more duty that is about to be tried.

        Raises:
            SpentError: instead of that, nothing more may be tried.
        """
        self._tried += 1
        self._tried_for_one += 1
        if (
            (self._each is not None and self._tried_for_one > self._each)
            or (self._in_all is not None and self._tried > self._in_all)
            or (self._limit is not None and self._limit.over())
        ):
            self.spent = True
            raise SpentError


def effort_of_plan(limit: Limit, *, by_clock: bool) -> Effort:
    """Return the effort for the end of a plan, where no clock counts by numbers alone.

    Args:
        limit: tells whether the user asked to stop, and the time.
        by_clock: whether the time counts.
    """
    return Effort(limit, MOST_EACH, None if by_clock else MOST_IN_ALL)
