"""One public instance as its file says it, and what an answer to it looks like.

Numbers are those of the file; a `Convention` says how they become the lengths and times in which
answers are compared. Nodes are numbered from 0 in the order of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rounding = Literal["none", "truncate", "round"]


@dataclass(frozen=True)
class Convention:
    """How the numbers of a file become lengths and times, and these a reported cost.

    Args:
        scale: every length and time is multiplied by this first.
        rounding: what happens to the product.
        divisor: a reported cost is the sum of costs over this.
    """

    scale: int = 1
    rounding: Rounding = "none"
    divisor: int = 1

    @property
    def is_whole(self) -> bool:
        """Whether all lengths and times are whole numbers, so that sums are exact."""
        return self.rounding != "none"


REAL = Convention()
WHOLE = Convention(1, "round")
TENTHS = Convention(10, "truncate", 10)
"""DIMACS: truncated to one decimal, reported with it."""
TEN_TIMES = Convention(10, "truncate")
THOUSAND_TIMES = Convention(1000, "round")
HUNDREDTHS_OF_REAL = Convention(1, "none", 100)
"""Real distances, but unit and fixed costs a hundred times what is reported."""


@dataclass(frozen=True)
class Vehicle:
    """One vehicle, there on every day.

    Args:
        depot: node where its duties start and end.
        capacity: most load on board, None without a limit.
        fixed: cost of using it on a day.
        per_length: cost of one unit of length.
        max_duration: most time from leaving the depot to coming back, waiting included.
        reload_at: nodes where it may reload, or unload, on the way.
        max_calls: most calls there in one duty, None without a limit.
    """

    depot: int
    capacity: int | None
    fixed: float = 0
    per_length: float = 1
    max_duration: float | None = None
    reload_at: tuple[int, ...] = ()
    max_calls: int | None = None


@dataclass(frozen=True)
class Instance:
    """See the module's docstring; all tuples without another word are by node.

    Args:
        name: the stem of its file.
        family: the set's name, see `benchmarks.instances.sets`.
        coordinates: plane coordinates; empty where `matrix` gives lengths, which are times as well.
        customers: nodes that are owed a service.
        demand: load; of a pair's delivery the negative of its pickup's.
        service: time at the node.
        windows: earliest and latest start of service, None without; a depot's is the span of the
            duties that start there.
        release: earliest time at which a trip that serves the node may leave its depot or facility.
        mate: the other half of a pickup and delivery, -1 for none; empty where there are no pairs.
        patterns: allowed sets of days, rising; empty for nodes that are no customers.
        days: number of days.
        collects: demand is loaded at customers and unloaded at facilities, not the other way.
        end_empty: a vehicle that collects unloads before it comes back to its depot.
        vehicles_first: fewer vehicles are better than any saving of distance.
        bks: best known cost in the convention, None where there is none.
        bks_vehicles: its vehicles, where `vehicles_first`.
    """

    name: str
    family: str
    convention: Convention
    customers: tuple[int, ...]
    demand: tuple[int, ...]
    service: tuple[float, ...]
    vehicles: tuple[Vehicle, ...]
    coordinates: tuple[tuple[float, float], ...] = ()
    matrix: tuple[tuple[int, ...], ...] = ()
    windows: tuple[tuple[float, float] | None, ...] = ()
    release: tuple[float, ...] = ()
    mate: tuple[int, ...] = ()
    patterns: tuple[tuple[tuple[int, ...], ...], ...] = ()
    days: int = 1
    collects: bool = False
    end_empty: bool = False
    vehicles_first: bool = False
    bks: float | None = None
    bks_vehicles: int | None = None

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.demand)

    def window(self, node: int) -> tuple[float, float] | None:
        """Return the node's window, None without one."""
        return self.windows[node] if self.windows else None

    def released(self, node: int) -> float:
        """Return the node's release time."""
        return self.release[node] if self.release else 0

    def other_half(self, node: int) -> int:
        """Return the mate of a node, -1 for none."""
        return self.mate[node] if self.mate else -1

    def allowed_days(self, node: int) -> tuple[tuple[int, ...], ...]:
        """Return the sets of days on which a customer may be served."""
        return self.patterns[node] if self.patterns else tuple((d,) for d in range(self.days))

    @property
    def facilities(self) -> tuple[int, ...]:
        """Nodes where any vehicle may reload or unload on the way."""
        return tuple(sorted({node for vehicle in self.vehicles for node in vehicle.reload_at}))


@dataclass(frozen=True)
class Tour:
    """What one vehicle does on one day: nodes in order, without its depot at both ends.

    Calls at facilities are stops like any other.
    """

    vehicle: int
    stops: tuple[int, ...]
    day: int = 0


def bad_file(path: object, what: str) -> ValueError:
    """Return the error about a file that is not what its set promises."""
    return ValueError(f"{path}: {what}")
