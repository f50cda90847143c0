"""Every rule about rotations: one that keeps it, and an edit that breaks it alone or first."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from routeplan.check.rotation import check_rotation
from routeplan.check.rules_rotation import ROTATION_RULES
from routeplan.model import (
    UNMET,
    LedgerState,
    PlanFormatError,
    Rotation,
    RotationRules,
    UnmetExchange,
    exchanges_from_json,
    rotation_from_json,
    rotation_to_json,
)
from routeplan.rotation.words import TEXTS
from tests.builders import MONDAY
from tests.unit.rotation.stock import Stock, book_set, codes

SETS = (
    book_set("X", crates=2, grade_band="1-5", theme="audio"),
    book_set("Y", crates=2, theme="large_print"),
    book_set("Z", crates=1, at="C"),
    book_set("STAY", crates=1, theme="deposit"),
)
STOCK = Stock(
    ("VAN 0 A B C", "VAN 7 A B", "BOAT 7 I", "BUS 8 C"),
    SETS,
    crates=dict.fromkeys("ABCI", (2, 2)),
    sites={
        "A": {"kind": "primary_school", "book_needs": ["audio"]},
        "B": {"book_needs": ["large_print"]},
        "I": {"kind": "village", "groups": ["island"]},
    },
)
GOOD = STOCK.rotate()
Edit = Callable[[Rotation], Rotation]


def exchange(site: str, number: int = 1, **changes: Any) -> Edit:
    """Change one exchange of a site."""

    def edit(rotation: Rotation) -> Rotation:
        own = [one for one in rotation.exchanges if one.site == site][number - 1]
        return replace(
            rotation,
            exchanges=tuple(
                replace(one, **changes) if one is own else one for one in rotation.exchanges
            ),
        )

    return edit


def of(**changes: Any) -> Edit:
    """Change fields of the rotation."""
    return lambda rotation: replace(rotation, **changes)


def test_the_rotation_to_be_spoilt_is_good() -> None:
    """Otherwise the tests below prove nothing; sets go everywhere."""
    assert STOCK.check(GOOD) == []
    assert {one.delivered for one in GOOD.exchanges} >= {"X", "Y", "STAY"}


EDITS: dict[str, Edit] = {
    "exchange-unplanned": exchange("A", visit="A/exchange/999"),
    "exchange-missing": lambda r: replace(r, exchanges=r.exchanges[1:]),
    "exchange-mismatch": exchange("A", date=MONDAY + timedelta(days=1)),
    "collection-unknown": exchange("A", delivered="NO", crates_out=()),
    "set-not-whole": exchange("A", crates_out=("X/1",)),
    "set-astray": exchange("A", origin="C"),
    "repeat-pct-wrong": of(repeat_pct=50.0),
    "start-wrong": of(start_positions={**GOOD.start_positions, "STAY": "A"}),
    "history-wrong": of(history={}),
    "via-depot-wrong": of(crates_via_depot=GOOD.crates_via_depot + 1),
    "unmet-wrong": of(unmet=(UnmetExchange("A", "A/exchange/101", "bad", "", 0, ""),)),
    "set-moves-wrong": of(moves=GOOD.moves[1:]),
}


@pytest.mark.parametrize("code", EDITS)
def test_an_edit_breaks_its_rule(code: str) -> None:
    """The edited rotation is refused with the rule's code."""
    assert code in codes(STOCK.check(EDITS[code](GOOD)))


def test_crates_beyond_the_visit_and_the_load() -> None:
    """The plan's stop takes one crate, and has fewer on board."""
    smaller = STOCK.but(crates=dict.fromkeys("ABCI", (1, 2)))
    assert "exchange-exceeds-visit" in codes(smaller.check(GOOD))
    plan = STOCK.plan
    route = plan.routes[0]
    stops = tuple(replace(stop, load=1) for stop in route.stops)
    light = replace(plan, routes=(replace(route, stops=stops), *plan.routes[1:]))
    found = check_rotation(STOCK.problem, light, GOOD)
    assert codes(found) == {"rotation-overload"}
    vans = tuple(replace(van, capacity_crates=1) for van in STOCK.problem.vehicles)
    found = check_rotation(replace(STOCK.problem, vehicles=vans), plan, GOOD)
    assert "rotation-overload" in codes(found)


@pytest.mark.parametrize(
    ("site", "more", "code"),
    [
        ("A", {"kind": "high_school"}, "grades-unfit"),
        ("B", {"book_needs": ["audio"]}, "book-need-unmet"),
        ("I", {"kind": "village"}, "deposit-astray"),
    ],
)
def test_sets_that_do_not_suit(site: str, more: dict[str, Any], code: str) -> None:
    """The site becomes another one, the rotation stays."""
    changed = STOCK.but(sites={**STOCK.sites, site: more})
    assert code in codes(changed.check(GOOD))


def test_repeats_of_titles_and_copies() -> None:
    """The site had a set with the same titles; the titles have too few copies."""
    had = {**GOOD.history, "A": ("X",)}
    assert "repeats-exceeded" in codes(STOCK.check(replace(GOOD, history=had)))
    once = Stock(("VAN 0 A", "VAN 7 A"), (book_set("X", "t"), book_set("Y", "t")), copies=2)
    lenient = once.but(rules=RotationRules(max_overlap_pct=100))
    rotation = lenient.rotate()
    assert lenient.check(rotation) == []
    assert rotation.repeat_pct == 100.0
    assert codes(once.check(rotation)) == {"repeats-exceeded"}
    assert "copies-exceeded" in codes(lenient.but(copies=1).check(rotation))


def test_turnaround_and_crowded_sites() -> None:
    """The same rotation under a longer turnaround, and with two sets left at one site."""
    quick = Stock(
        ("VAN 0 A", "VAN 1 B"),
        (book_set("X", at="A"),),
        RotationRules(turnaround_s=0),
        {"A": (0, 1), "B": (1, 0)},
    )
    rotation = quick.rotate()
    assert quick.check(rotation) == []
    slow = quick.but(rules=RotationRules(turnaround_s=20 * 3600))
    assert codes(slow.check(rotation)) == {"turnaround-short"}
    swap = Stock(("VAN 0 A", "VAN 7 A"), (book_set("X"), book_set("Y")))
    kept = exchange("A", 2, picked=None, crates_in=())(swap.rotate())
    assert "site-crowded" in codes(swap.check(kept))


def test_feeding_stops_hand_over_no_more_than_planned() -> None:
    """The boat's set of two crates came by a stop for two; the plan's stop has one."""
    boat = f"BOAT@{MONDAY.isoformat()}"
    stock = Stock(
        ("VAN 0 A", "BOAT 0 I"),
        (book_set("X", crates=2),),
        crates={"A": (0, 0), "I": (2, 2)},
        feeds={"VAN 0 A": (boat, 1, 2)},
        vehicles={"BOAT": "PIER"},
    )
    rotation = stock.rotate()
    assert stock.check(rotation) == []
    assert [one.delivered for one in rotation.exchanges if one.site == "I"] == ["X"]
    less = stock.but(feeds={"VAN 0 A": (boat, 1, 1)})
    assert codes(less.check(rotation)) == {"feeding-exceeded"}


def test_the_order_of_what_a_site_had_is_proven() -> None:
    """The same sets told the other way round are another history: other ones are the last."""
    stock = Stock(("VAN 0 A",), (book_set("X"), book_set("Y"), book_set("Z")))
    before = tuple((MONDAY - timedelta(9 - k), name) for k, name in enumerate("YX"))
    state = LedgerState(history={"A": before})
    rotation = stock.rotate(state)
    assert stock.check(rotation, state) == []
    turned = replace(rotation, history={"A": ("X", "Y")})
    assert codes(stock.check(turned, state)) == {"history-wrong"}
    assert codes(stock.check(replace(rotation, history={}), state)) == {"history-wrong"}


def test_the_ledger_counts_before_the_table() -> None:
    """A rotation that starts elsewhere than the ledger has its crates is refused."""
    state = LedgerState(positions={"STAY/1": "A"}, history={"B": ((MONDAY, "Z"),)})
    assert codes(STOCK.check(GOOD, state)) >= {"start-wrong", "history-wrong"}


def test_every_rule_is_broken_by_some_test_here() -> None:
    """A rule that nothing breaks may be none."""
    text = Path(__file__).read_text(encoding="utf-8")
    missing = [rule.code for rule in ROTATION_RULES if f'"{rule.code}"' not in text]
    assert missing == []
    assert all(rule.find.__name__ == rule.code.replace("-", "_") for rule in ROTATION_RULES)
    assert all(rule.meaning[0].isupper() or rule.meaning[0] == "`" for rule in ROTATION_RULES)
    assert TEXTS.keys() == {f"{code}.{part}" for code in UNMET for part in ("reason", "action")}


SCHEMA = json.loads(
    (Path(__file__).parents[3] / "routeplan/model/rotation.schema.json").read_text(encoding="utf-8")
)


def test_file_follows_the_published_schema_and_comes_back_the_same() -> None:
    """What is written is valid, and nothing is lost."""
    assert GOOD.unmet
    data = json.loads(json.dumps(rotation_to_json(GOOD)))
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    assert list(validator.iter_errors(data)) == []
    assert rotation_from_json(data) == GOOD
    codes_of_schema = SCHEMA["properties"]["unmet"]["items"]["properties"]["code"]["enum"]
    assert set(codes_of_schema) == set(UNMET)


DATA = json.loads(json.dumps(rotation_to_json(GOOD)))
NAMES = ("A", "B", "I", "D", "X", "Y", "NO", "", "VAN", "X/1", "2026-09-14", "0001-01-01")


@st.composite
def edited(draw: st.DrawFn) -> dict[str, Any]:
    """The file after one to four careless edits."""
    data = copy.deepcopy(DATA)
    for _ in range(draw(st.integers(1, 4))):
        rows = data[draw(st.sampled_from(["exchanges", "moves", "unmet"]))]
        if not rows:
            continue
        row = rows[draw(st.integers(0, len(rows) - 1))]
        key = draw(st.sampled_from(sorted(row)))
        row[key] = draw(
            st.sampled_from(NAMES)
            | st.none()
            | st.integers(-3, 10**6)
            | st.lists(st.sampled_from(NAMES), max_size=3)
        )
        if draw(st.booleans()):
            data["start_positions"][draw(st.sampled_from(NAMES))] = draw(st.sampled_from(NAMES))
    return data


def test_numbers_and_names_of_the_wrong_type_are_named_by_their_path() -> None:
    """No figure without end; exchanges alone are read by whoever wants nothing else."""
    data = copy.deepcopy(rotation_to_json(GOOD))
    assert exchanges_from_json({key: data[key] for key in ("schema", "exchanges")})
    with pytest.raises(PlanFormatError, match=r"rotation\.repeat_pct is inf"):
        rotation_from_json({**data, "repeat_pct": float("inf")})
    data["exchanges"][0]["crates_out"] = [1]
    with pytest.raises(PlanFormatError, match=r"rotation\.exchanges\[0\]\.crates_out holds"):
        exchanges_from_json(data)


@given(edited())
def test_a_careless_edit_is_judged_never_a_crash(data: dict[str, Any]) -> None:
    """Either the file is refused with its path, or the checker says what is wrong."""
    try:
        rotation = rotation_from_json(data)
    except PlanFormatError as error:
        assert str(error).startswith("rotation")
        return
    assert isinstance(STOCK.check(rotation), list)
