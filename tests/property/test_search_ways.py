"""Ways in arrays are the ways of the evaluator in Python, for every profile and pair of places."""

from __future__ import annotations

from hypothesis import event, given
from hypothesis import strategies as st

from routeplan.model import Problem
from routeplan.network.travel import Travel
from routeplan.solve.duties.ways import Way, Ways
from routeplan.solve.search.problem import FAR
from routeplan.solve.search.rich import AFLOAT, ANY_TIME, DIRECT, NO_MORE, NO_WAY
from routeplan.solve.search.way_arrays import Movements, choice, movements
from tests.property.test_solve_boats import boat_duties
from tests.property.test_solve_plans import problems
from tests.property.test_solve_timing import duties

CASES = st.one_of(duties(), problems(), boat_duties().map(lambda case: case[:2]))


@given(CASES)
def test_ways_in_arrays_are_those_of_the_evaluator(case: tuple[Problem, Travel]) -> None:
    """The same lines in the same order, the same seconds, driving and metres on each part."""
    problem, travel = case
    ways = Ways(problem, travel)
    for profile in travel.grounds:
        moves = movements(travel, profile)
        chosen = choice(travel, profile, moves)
        for i, origin in enumerate(travel.locations):
            for j, destination in enumerate(travel.locations):
                # A crew that leaves its vehicle at a pier is the business of Python alone.
                found = tuple(
                    way
                    for way in ways.between(profile, origin.id, destination.id)
                    if all(part.parked is None for part in way.parts)
                )
                least_s = min((way.least_s for way in found), default=FAR)
                least_m = min((way.metres for way in found), default=FAR)
                assert (chosen.least_s[i, j], chosen.least_m[i, j]) == (least_s, least_m)
                kind = chosen.kind[i, j]
                if kind == NO_WAY:
                    assert found == ()
                    continue
                numbers = [DIRECT] if kind == ANY_TIME else chosen.way_sets[kind - 1].tolist()
                numbers = [number for number in numbers if number != NO_MORE]
                assert len(numbers) == len(found)
                for way, number in zip(found, numbers, strict=True):
                    if number == DIRECT:
                        assert way.line is None
                        assert moves.seconds[i, j] == way.before_s
                        assert moves.driving_s[i, j] == way.drive_before_s
                        assert moves.metres[i, j] == way.metres
                        assert (moves.afloat[i, j] <= AFLOAT) == (way.afloat is not None)
                        continue
                    row = chosen.chains[number].tolist()
                    assert [part.line for part in way.parts if part.line is not None] == row[
                        1 : 1 + 3 * row[0] : 3
                    ]
                    assert_on_the_ground(travel, moves, way, row, (i, j))
                    event(f"{row[0]} crossings")


def assert_on_the_ground(
    travel: Travel, moves: Movements, way: Way, row: list[int], ends: tuple[int, int]
) -> None:
    """What is ridden between the crossings adds up to what the way says."""
    piers = [row[k] for leg in range(row[0]) for k in (2 + 3 * leg, 3 + 3 * leg)]
    names = [travel.index[name] for part in way.parts for name in _piers(travel, part)]
    assert piers == names
    places = (ends[0], *piers, ends[1])
    legs = list(zip(places[::2], places[1::2], strict=True))
    assert sum(int(moves.seconds[leg]) for leg in legs) == way.before_s + way.after_s
    driving = way.drive_before_s + way.drive_after_s
    assert sum(int(moves.driving_s[leg]) for leg in legs) == driving
    assert sum(int(moves.metres[leg]) for leg in legs) == way.metres


def _piers(travel: Travel, way: Way) -> tuple[str, ...]:
    return travel.timetable.lines[way.line] if way.line is not None else ()
