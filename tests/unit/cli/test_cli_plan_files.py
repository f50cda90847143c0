"""Plan files are read with errors that name the place, and written to the same bytes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routeplan.cli.plan_files import plan_text, read_plan
from routeplan.model import (
    Leg,
    Level,
    Mode,
    Place,
    Plan,
    Route,
    RouteplanError,
    Source,
    Stop,
    Summary,
    Unassigned,
    plan_to_json,
)


def small_plan(name: str = "Kế hoạch") -> Plan:
    """A plan with one duty of one stop and one visit that is not planned."""
    legs = (
        Leg(Mode.ROAD, 0, "D", "A", 28800, 900, 9000, Source.STRAIGHT, geometry=0),
        Leg(Mode.ROAD, 1, "A", "D", 31200, 900, 9000, Source.STRAIGHT, geometry=0),
    )
    stop = Stop("A", "exchange", "A/exchange/102", 29700, 29700, 31200, 0, crates_out=2)
    route = Route("V", date(2025, 12, 15), "D", 28800, 32100, 2, (stop,), legs)
    summary = Summary(
        visits_required=1, visits_planned=1, visits_due=2, unassigned=1, driving_min=30,
        sailing_min=0, ferry_min=0, waiting_min=0, service_min=25, distance_km=18.0, duties=1,
        cost=1000, objective=(Level("missed", 0),), engine="ortools", seed=0,
        groups={"other": (1, 2)},
    )  # fmt: skip
    places = {key: Place(key, "library", 20.8, 106.7) for key in ("A", "B", "D")}
    missed = Unassigned("B", "exchange", "B/exchange/102", "window", "too short", "open longer")
    return Plan(
        name, date(2025, 12, 15), 1, (route,), (missed,), summary, places,
        {"V": {"name": "Xe", "profile": "van", "assumed": ""}}, ("_p~iF~ps|U_ulLnnqC",),
    )  # fmt: skip


@given(st.text())
def test_plan_text_is_the_plan_whatever_its_texts(name: str) -> None:
    """Layout never changes content: the text parses to what the model gives."""
    plan = small_plan(name)
    assert json.loads(plan_text(plan)) == json.loads(json.dumps(plan_to_json(plan)))


def test_a_plan_is_read_from_its_file_or_its_folder(tmp_path: Path) -> None:
    """Both ways of naming a plan lead to the same one; a byte order mark does no harm."""
    plan = small_plan()
    (tmp_path / "plan.json").write_text("\ufeff" + plan_text(plan), encoding="utf-8")
    assert read_plan(tmp_path) == read_plan(tmp_path / "plan.json") == plan


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "plan-not-json", "line 1, column 1"),
        (b'{\n "schema": }', "plan-not-json", "line 2, column 12"),
        (b'{"weeks": NaN}', "plan-not-json", "NaN"),
        (b'{"weeks": 123456789012345678901}', "plan-not-json", "too large"),
        (b"[" * 100_000, "plan-not-json", "recursion"),
        ('{"name": "Kế hoạch"}'.encode("utf-16"), "plan-not-json", "UTF-8"),
        (b"[]", "plan-format", "plan is not an object"),
        (b"{}", "plan-format", "plan.schema is missing"),
        (b'{"schema": "routeplan/plan@9"}', "plan-format", "routeplan/plan@9"),
    ],
)
def test_a_broken_file_is_an_error_that_names_the_place(
    tmp_path: Path, content: bytes, code: str, words: str
) -> None:
    """Whatever is wrong with the file, the message says where, and it is the user's to mend."""
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    with pytest.raises(RouteplanError) as caught:
        read_plan(file)
    assert caught.value.code == code
    assert words in caught.value.cause
    assert caught.value.exit_code == 3


def test_a_wrong_value_is_named_by_its_path(tmp_path: Path) -> None:
    """A hand-edited stop with a time in words is found by its place in the file."""
    data = plan_to_json(small_plan())
    data["routes"][0]["stops"][0]["arrive"] = "08:15"
    (tmp_path / "plan.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(RouteplanError, match=r"routes\[0\]\.stops\[0\]\.arrive"):
        read_plan(tmp_path)


@pytest.mark.parametrize("name", ["missing.json", "missing/plan.json", "plan.json/deeper", "a\0b"])
def test_a_plan_that_is_not_there(tmp_path: Path, name: str) -> None:
    """No path, however odd, gives anything but an error that names it."""
    (tmp_path / "plan.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RouteplanError, match=r"plan-(missing|unreadable)"):
        read_plan(tmp_path / name)
