"""What a timing and brute force must agree on, whatever is tried."""

from __future__ import annotations

from hypothesis import event

from routeplan.solve.duties.duty import Refusal, Timing


def agreeing(found: Timing | Refusal, expected: tuple[int, int] | None) -> Timing | None:
    """Return a timing, whose rides and stops hang together; None where both find none.

    Args:
        found: by the evaluator.
        expected: by brute force; None where it finds nothing.
    """
    if expected is None:
        assert isinstance(found, Refusal)
        event(f"refused: {found.code}")
        return None
    assert isinstance(found, Timing)
    assert [stop.depart for stop in found.stops] == [ride.depart for ride in found.rides[1:]]
    assert [stop.arrive for stop in found.stops] == [ride.arrive for ride in found.rides[:-1]]
    return found
