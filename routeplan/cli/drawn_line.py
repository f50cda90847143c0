"""A small drawing of how the search came along: one letter high, newest on the right."""

from __future__ import annotations

from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 16


class Improvement:
    """Remembers how much the best plan cost and what it missed, as time went by."""

    def __init__(self) -> None:
        self._seen: list[tuple[float, int, int]] = []

    def add(self, seconds: float, missing: int, cost: int) -> None:
        """Note the best plan so far; what is worse than the last (another stage) counts, too."""
        self._seen.append((seconds, missing, cost))

    def drawn(self, width: int = _WIDTH) -> str:
        """Return `width` bars over equal spans of time; empty while there is nothing to compare.

        While visits are missing at the start and later fewer, the bars say how many; else the cost.
        """
        if len(self._seen) < 2:
            return ""
        values = [missing for _, missing, _ in self._seen]
        if min(values) == max(values):
            values = [cost for _, _, cost in self._seen]
        if min(values) == max(values):
            return ""
        begin, end = self._seen[0][0], self._seen[-1][0]
        times = [begin + (end - begin) * (k + 1) / width for k in range(width)]
        shown, at = [], 0
        for moment in times:
            while at + 1 < len(self._seen) and self._seen[at + 1][0] <= moment:
                at += 1
            shown.append(values[at])
        return bars(shown)


def bars(values: Sequence[int]) -> str:
    """Return one bar a value: the lowest of all for the least, the highest for the greatest."""
    least, most = min(values), max(values)
    span = max(1, most - least)
    return "".join(_BARS[(value - least) * (len(_BARS) - 1) // span] for value in values)
