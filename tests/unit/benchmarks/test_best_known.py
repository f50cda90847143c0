"""Best known costs are taken from where they stand, and only in the set's convention."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.instances.best_known import BestKnown, key, read_table, table_of
from benchmarks.instances.instance import HUNDREDTHS_OF_REAL, WHOLE, Instance
from benchmarks.instances.sets import read_set
from tests.unit.benchmarks import small

SOL = "Route #1: 1\nRoute #2: 2\nCost {}\n"
# Twice 1.4 to the first customer, twice 5.0 to the second.
TRUE_COST = 12.8


def folder_with(folder: Path, **files: str) -> Path:
    """Write files into a folder; the last underscore of a name stands for its dot."""
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        (folder / f"{stem}.{suffix}").write_text(text, encoding="utf-8")
    return folder


def only(folder: Path, name: str = "solomon", **given: object) -> tuple[Instance, list[str]]:
    """Return the one instance of a folder, and what was said about its best known cost."""
    said: list[str] = []
    [instance] = read_set(name, folder, given=table_of(given), say=said.append)
    return instance, said


@pytest.mark.parametrize(
    ("stated", "bks"), [("12.8", 12.8), ("128", 12.8), ("12.87", None), ("13", None)]
)
def test_a_solution_counts_in_the_convention(
    tmp_path: Path, stated: str, bks: float | None
) -> None:
    """A cost that its own routes do not have belongs to another convention, and that is said."""
    folder_with(tmp_path, c1_txt=small.SOLOMON, c1_sol=SOL.format(stated))
    instance, said = only(tmp_path)
    assert instance.bks == bks
    assert bool(said) == (bks is None)


def test_a_solution_that_breaks_rules_is_not_used(tmp_path: Path) -> None:
    """The second customer closes at 40; three tours of the first come too often."""
    folder_with(tmp_path, c1_txt=small.SOLOMON, c1_sol="Route #1: 1\nCost 2.8\n")
    instance, said = only(tmp_path)
    assert instance.bks is None
    assert "customer 2" in said[0]


def test_a_solution_without_routes_is_believed(tmp_path: Path) -> None:
    """There is nothing to recompute."""
    folder_with(tmp_path, c1_txt=small.SOLOMON, c1_sol="Cost 12.8\n")
    assert only(tmp_path)[0].bks == TRUE_COST


def test_what_the_user_gives_wins(tmp_path: Path) -> None:
    """Names are compared without case and leading zeros."""
    folder_with(tmp_path, c1_2_1_txt=small.SOLOMON, c1_2_1_sol=SOL.format("12.8"))
    assert only(tmp_path, C1_2_01=12.5)[0].bks == 12.5
    assert key("RC1_02_010") == key("rc1_2_10")


def test_tables_that_count_vehicles_first_do_not_count(tmp_path: Path) -> None:
    """Gehring and Homberger's usual table is of another objective; for pairs it is the one."""
    table = json.dumps({"c1": {"best_known_cost": 9.5, "solved_with_vehicles": 1}})
    folder_with(tmp_path, c1_txt=small.SOLOMON, BKS_json=table)
    assert only(tmp_path, "homberger_200")[0].bks is None
    (tmp_path / "c1.txt").write_text(small.LI_LIM, encoding="utf-8")
    pairs, _ = only(tmp_path, "pdptw_100")
    assert (pairs.bks, pairs.bks_vehicles) == (9.5, 1)


def test_the_table_may_stand_one_folder_above(tmp_path: Path) -> None:
    """As in VROOM's folder of Cordeau's instances."""
    (tmp_path / "BKS.json").write_text('{"p01": {"best_known_cost": 7.5}}', encoding="utf-8")
    below = tmp_path / "cordeau"
    below.mkdir()
    folder_with(below, p01_txt=small.CORDEAU_MULTI_DEPOT)
    assert only(below, "mdvrp")[0].bks == 7.5


def test_facts_of_our_own(tmp_path: Path) -> None:
    """What no file beside the instance says, the facts in the repository may."""
    folder_with(tmp_path, C1_2_1_txt=small.SOLOMON)
    assert only(tmp_path, "homberger_200")[0].bks == 2698.6
    assert only(tmp_path, "homberger_400")[0].bks is None


@pytest.mark.parametrize(
    ("stated", "bks", "convention"),
    [("22", 22, HUNDREDTHS_OF_REAL), ("2200", 2200, WHOLE), ("22.5", None, HUNDREDTHS_OF_REAL)],
)
def test_mixed_fleets_say_their_convention(
    tmp_path: Path, stated: str, bks: float | None, convention: object
) -> None:
    """Their solutions are published in several; the one that gives the stated cost is meant.

    Two tours of length 10, at 100 a unit and 100 for the vehicle.
    """
    folder_with(tmp_path, X_vrp=small.MIXED_FLEET, X_sol=SOL.format(stated))
    instance, _ = only(tmp_path, "hfvrp")
    assert instance.bks == bks
    if convention is HUNDREDTHS_OF_REAL:
        assert instance.convention == HUNDREDTHS_OF_REAL
    else:
        # Lengths are whole here, so that real and rounded cost the same; both are right.
        assert instance.convention.divisor == 1


def test_forms_of_tables(tmp_path: Path) -> None:
    """Values, pairs with vehicles and VROOM's objects; anything else is an error."""
    table = table_of({"a": 5, "b": [3, 7.5], "c": {"best_known_cost": 2.5}, "d": None})
    assert table == {"a": BestKnown(5), "b": BestKnown(7.5, 3), "c": BestKnown(2.5)}
    for wrong in ('{"a": "five"}', "[1, 2]", "{"):
        (tmp_path / "t.json").write_text(wrong, encoding="utf-8")
        with pytest.raises(ValueError, match=r"t\.json"):
            read_table(tmp_path / "t.json")
