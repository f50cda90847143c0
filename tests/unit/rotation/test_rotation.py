"""Where sets go on plans small enough to be worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from routeplan.model import LedgerState, RotationRules, RouteplanError
from routeplan.rotation import Effort
from routeplan.rotation.greedy import first_rotation
from routeplan.rotation.journeys import outcome, worth
from routeplan.rotation.reading import read_instance
from routeplan.rotation.search import search
from tests.builders import MONDAY
from tests.rotation_brute import best_worth
from tests.unit.rotation.stock import Stock, book_set, delivered

X, Y, Z = book_set("X"), book_set("Y"), book_set("Z")


def test_sets_move_along_one_duty_instead_of_through_the_depot() -> None:
    """The set of A goes on to B on the same trip; only the last one returns."""
    stock = Stock(("VAN 0 A B C", "VAN 7 A B C"), (X, Y, Z, book_set("W")))
    rotation = stock.rotate()
    assert stock.check(rotation) == []
    assert None not in delivered(rotation)
    second = rotation.exchanges[3:]
    assert [one.origin for one in second] == ["D", "A", "B"]
    assert rotation.crates_via_depot == 1
    direct = [move for move in rotation.moves if move.origin in "AB" and move.destination in "BC"]
    assert all(move.via == () and move.picked_on == move.delivered_on for move in direct)


def test_a_set_is_not_delivered_before_it_is_picked_up() -> None:
    """The set at B cannot go to A on a duty that comes to A first; it waits for the next."""
    stock = Stock(("VAN 0 A B", "VAN 7 A B"), (book_set("X", at="B"),))
    rotation = stock.rotate()
    assert stock.check(rotation) == []
    assert delivered(rotation)[0] is None
    assert rotation.exchanges[1].picked == "X"
    assert rotation.exchanges[2].delivered == "X"
    assert rotation.moves[0].via == ("D",)


@pytest.mark.parametrize(("hours", "comes"), [(15, True), (16, False)])
def test_turnaround_between_two_duties(hours: int, comes: bool) -> None:
    """Back at 17:00, away at 08:00: fifteen hours are enough, sixteen are not."""
    rules = RotationRules(turnaround_s=hours * 3600)
    crates = {"A": (0, 1), "B": (1, 0)}
    stock = Stock(("VAN 0 A", "VAN 1 B"), (book_set("X", at="A"),), rules, crates)
    rotation = stock.rotate()
    assert stock.check(rotation) == []
    assert (rotation.exchanges[1].delivered == "X") is comes


def test_a_set_goes_on_in_the_second_in_which_it_comes_back() -> None:
    """Without a turnaround a bus that starts at 17:00 takes what the van brings at 17:00."""
    crates = {"A": (0, 1), "B": (1, 0)}
    rules = RotationRules(turnaround_s=0)
    duties = ("VAN 0 A", "BUS 0 B")
    stock = Stock(duties, (book_set("X", at="A"),), rules, crates, later={"BUS 0 B": 9})
    rotation = stock.rotate()
    assert stock.check(rotation) == []
    assert rotation.exchanges[1].delivered == "X"
    early = stock.but(later={"BUS 0 B": 8})
    assert early.rotate().exchanges[1].delivered is None
    assert "set-astray" in {one.code for one in early.check(rotation)}


def test_two_duties_at_a_site_in_one_second_count_by_their_ids() -> None:
    """The bus comes first although the plan names the van first; the checker sees the same."""
    sets = (book_set("X", at="A"), book_set("Y"))
    stock = Stock(("VAN 0 A", "BUS 0 A"), sets, crates={"A": (1, 1)})
    rotation = stock.rotate()
    assert stock.check(rotation) == []
    assert [one.vehicle for one in rotation.exchanges] == ["BUS", "VAN"]


def test_no_site_meets_one_of_its_last_three_sets() -> None:
    """Five visits and four sets: the first set comes again after three others; with three, not."""
    duties = tuple(f"VAN {7 * k} A" for k in range(5))
    four = Stock(duties, (X, Y, Z, book_set("W"))).rotate()
    assert None not in delivered(four)
    assert delivered(four)[0] == delivered(four)[4]
    three = Stock(duties, (X, Y, Z))
    rotation = three.rotate()
    assert three.check(rotation) == []
    assert delivered(rotation).count(None) == 2
    assert {one.code for one in rotation.unmet} == {"repeats"}
    assert all(one.missing == 1 for one in rotation.unmet)


def test_a_set_that_came_between_is_not_taken_away() -> None:
    """B stands with t and gets t again after u alone; so u may not go to C in the end.

    An exchange without a delivery comes between nothing, and the set from the beginning counts.
    """
    stock = Stock(
        ("VAN 0 A", "VAN 1 A B C", "VAN 2 B"),
        (book_set("T", "t", crates=2), book_set("U", "u"), book_set("OLD", "t", at="B")),
        RotationRules(max_overlap_pct=0, last_sets=1, turnaround_s=0),
        {"A": (0, 0), "B": (2, 0), "C": (1, 0)},
    )
    instance = read_instance(stock.problem, stock.plan)
    assert instance.met["B"] == (0,)
    found, _ = search(instance, first_rotation(instance), 200, seed=0)
    best = worth(instance, outcome(instance, found))
    assert best == best_worth(instance) == 10_000 * (48 + 32)
    rotation = stock.rotate()
    assert stock.check(rotation) == []
    assert delivered(rotation)[2:] == ["U", None, "T"]


def test_overlap_of_titles_counts_not_the_name_of_the_set() -> None:
    """One title of twenty again is 5 %, two are not allowed."""
    first = book_set("X", *(f"t{k}" for k in range(20)))
    one_again = book_set("Y", *(f"t{k}" for k in range(19, 39)))
    two_again = book_set("Y", *(f"t{k}" for k in range(18, 38)))
    duties = ("VAN 0 A", "VAN 7 A")
    rotation = Stock(duties, (first, one_again)).rotate()
    assert None not in delivered(rotation)
    assert rotation.repeat_pct == 5.0
    refused = Stock(duties, (first, two_again)).rotate()
    assert delivered(refused).count(None) == 1
    assert refused.repeat_pct == 0.0


def test_grades_needs_and_deposit_decide_what_fits() -> None:
    """A secondary school gets grade 6-9, large print where asked, deposits on islands alone."""
    sets = (
        book_set("LOW", grade_band="1-5"),
        book_set("HIGH", grade_band="6-9"),
        book_set("BIG", theme="large_print"),
        book_set("STAY", theme="deposit"),
    )
    sites = {
        "A": {"kind": "secondary_school"},
        "B": {"book_needs": ["large_print"]},
        "C": {"kind": "village", "groups": ["island"]},
        "E": {"kind": "kindergarten", "book_needs": ["audio"]},
    }
    stock = Stock(("VAN 0 A B C E",), sets, sites=sites)
    rotation = stock.rotate()
    assert stock.check(rotation) == []
    assert delivered(rotation) == ["HIGH", "BIG", "STAY", None]
    (unmet,) = rotation.unmet
    assert (unmet.code, unmet.missing) == ("no-set", 1)
    assert "audio" in unmet.reason


def test_fewer_sets_than_sites_are_shared_fairly() -> None:
    """Two sets, four sites, two rounds: every site gets one before any gets a second."""
    duties = ("VAN 0 A B C E", "VAN 7 A B C E")
    stock = Stock(duties, (X, Y))
    rotation = stock.rotate()
    assert stock.check(rotation) == []
    sites = [one.site for one in rotation.exchanges if one.delivered]
    assert len(sites) == len(set(sites)) == 4
    assert {one.code for one in rotation.unmet} == {"too-few"}
    (missing,) = {one.missing for one in rotation.unmet}
    more = tuple(book_set(f"M{k}") for k in range(missing))
    assert None not in delivered(stock.but(sets=(X, Y, *more)).rotate())


def test_new_titles_come_to_every_site() -> None:
    """With two sets of new titles and two sites, each gets one of them."""
    problem = Stock(("VAN 0 A B", "VAN 7 A B"), (X, Y, Z, book_set("W"))).problem
    from dataclasses import replace

    from routeplan.rotation import make_rotation

    fresh = tuple(replace(title, new=title.id[0] in "XY") for title in problem.titles)
    plan = Stock(("VAN 0 A B", "VAN 7 A B"), (X, Y, Z)).plan
    rotation = make_rotation(replace(problem, titles=fresh), plan)
    got = {site: {o.delivered for o in rotation.exchanges if o.site == site} for site in "AB"}
    assert all(sets & {"X", "Y"} for sets in got.values())


def test_crates_of_a_visit_bound_the_set() -> None:
    """A set of three crates does not fit a visit of two; a set too large to take away stays."""
    large = Stock(("VAN 0 A",), (book_set("X", crates=3),), crates={"A": (2, 2)}).rotate()
    assert [(one.code, one.missing) for one in large.unmet] == [("crates", 1)]
    stuck = Stock(("VAN 0 A",), (book_set("X", crates=3, at="A"), Y), crates={"A": (2, 2)})
    assert [one.code for one in stuck.rotate().unmet] == ["stuck"]


def test_no_duty_from_the_depot_where_a_set_is() -> None:
    """A set at a depot from which nothing starts cannot come; that is said."""
    stock = Stock(("VAN 0 A", "BUS 9 B"), (book_set("X", at="E"),), vehicles={"BUS": "E"})
    rotation = stock.rotate()
    assert delivered(rotation) == [None, "X"]
    assert [one.code for one in rotation.unmet] == ["no-duty"]


def test_feeding_stop_brings_a_set_to_another_depots_duty() -> None:
    """What a van leaves for the boat, the boat delivers; never more crates than the plan feeds."""
    duties = ("VAN 0 A", "BOAT 0 I")
    feeds = {"VAN 0 A": (f"BOAT@{MONDAY.isoformat()}", 1, 1)}
    stock = Stock(duties, (X, Y), feeds=feeds, vehicles={"BOAT": "PIER"})
    rotation = stock.rotate()
    assert stock.check(rotation) == []
    assert None not in delivered(rotation)
    boat = next(one for one in rotation.exchanges if one.site == "I")
    assert boat.origin == "D"
    nothing = stock.but(feeds={"VAN 0 A": (f"BOAT@{MONDAY.isoformat()}", 1, 0)})
    assert next(o for o in nothing.rotate().exchanges if o.site == "I").delivered is None


def test_ledger_decides_where_sets_are_and_what_sites_had() -> None:
    """The crate is where the ledger has it, and the site had what the ledger says."""
    state = LedgerState(
        positions={"X/1": "A"}, history={"A": ((MONDAY, "Y"), (MONDAY + timedelta(1), "X"))}
    )
    stock = Stock(("VAN 0 A", "VAN 7 A", "BUS 7 B"), (X, Y))
    rotation = stock.rotate(state)
    assert stock.check(rotation, state) == []
    assert rotation.since == MONDAY + timedelta(days=2)
    assert [one.date for one in rotation.exchanges] == [MONDAY + timedelta(days=7)] * 2
    assert rotation.start_positions["X"] == "A"
    assert all(one.delivered != "Y" for one in rotation.exchanges if one.site == "A")


def test_lost_crates_take_their_set_out_of_circulation() -> None:
    """A set with an unusable crate, or with crates in two places, is not rotated."""
    two = book_set("X", crates=2)
    stock = Stock(("VAN 0 A",), (two,), crates={"A": (2, 2)})
    for state in (
        LedgerState(unusable=frozenset({"X/2"})),
        LedgerState(positions={"X/1": "D", "X/2": "A"}),
    ):
        rotation = stock.rotate(state, since=date(2026, 9, 1))
        assert delivered(rotation) == [None]
        assert rotation.start_positions == {}


@pytest.mark.parametrize(
    ("received", "standing", "had"),
    [
        ("", "X", "X"),
        ("", "YX", "XY"),
        ("XY", "", "XY"),
        ("XY", "X", "YX"),
        ("XYX", "X", "XYX"),
        ("YX", "XY", "YX"),
        ("ZYX", "XZ", "YXZ"),
    ],
)
def test_what_a_site_had_before(received: str, standing: str, had: str) -> None:
    """Sets as received; those that stand there and did not come last come after them, by id."""
    state = LedgerState(
        positions={f"{name}/1": "A" for name in standing},
        history={"A": tuple((MONDAY - timedelta(9 - k), name) for k, name in enumerate(received))},
    )
    stock = Stock(("VAN 0 A",), (X, Y, Z))
    rotation = stock.rotate(state)
    assert "".join(rotation.history.get("A", ())) == had
    assert stock.check(rotation, state) == []


@pytest.mark.parametrize("lost", [frozenset(), frozenset({"GONE/2"}), frozenset({"GONE/1"})])
def test_a_set_that_travels_no_more_counts_as_one_that_the_site_had(lost: frozenset[str]) -> None:
    """One of its crates is elsewhere or lost; its titles were there last, older ones count not."""
    sets = (book_set("OLD", "t"), book_set("GONE", "u", crates=2), book_set("U", "u"))
    state = LedgerState(
        positions={"GONE/1": "A"},
        history={"A": ((MONDAY - timedelta(9), "OLD"), (MONDAY - timedelta(2), "GONE"))},
        unusable=lost,
    )
    stock = Stock(("VAN 0 A",), sets, RotationRules(last_sets=1))
    rotation = stock.rotate(state)
    assert stock.check(rotation, state) == []
    assert rotation.history == {"A": ("OLD", "GONE")}
    assert "GONE" not in rotation.start_positions
    assert delivered(rotation) == ["OLD"]
    assert delivered(stock.but(sets=(*sets[1:],)).rotate(state)) == [None]


def test_the_same_question_has_the_same_answer() -> None:
    """Nothing depends on a clock or on the order of sets."""
    stock = Stock(("VAN 0 A B C", "VAN 7 B C A", "VAN 14 C A B"), (X, Y, Z))
    assert stock.rotate() == stock.rotate() == stock.but(sets=(Z, X, Y)).rotate()


def test_what_cannot_be_rotated_is_said() -> None:
    """Without collections or exchanges there is an error that says what to do."""
    with pytest.raises(RouteplanError, match="rotation-no-collections"):
        Stock(("VAN 0 A",), ()).rotate()
    with pytest.raises(RouteplanError, match="rotation-no-exchanges"):
        Stock((), (X,)).rotate()


def test_two_visits_of_one_wave_do_not_crowd_a_site() -> None:
    """What the first one leaves has more crates than the second one takes; it stays alone."""
    rules = RotationRules(max_overlap_pct=0, last_sets=0, turnaround_s=30 * 3600)
    sets = (book_set("X"), book_set("Y", crates=2))
    stock = Stock(("VAN 0 A", "VAN 1 A"), sets, rules, {"A": (2, 1)})
    instance = read_instance(stock.problem, stock.plan)
    assert outcome(instance, first_rotation(instance)).delivered == (1, None)
    assert delivered(stock.rotate()) == ["X", "Y"]


def test_two_visits_of_one_wave_do_not_bring_the_same_titles() -> None:
    """Under a long turnaround both duties leave before a set is back; the second is no repeat."""
    rules = RotationRules(max_overlap_pct=0, last_sets=1, turnaround_s=30 * 3600)
    sets = (book_set("X", "t"), book_set("Y", "t"))
    stock = Stock(("VAN 0 A B", "VAN 1 A B"), sets, rules, {"A": (0, 0), "B": (1, 0)})
    rotation = stock.rotate(effort=Effort(turns=0))
    assert stock.check(rotation) == []
    assert sorted(one.delivered is None for one in rotation.exchanges if one.site == "B") == [0, 1]
