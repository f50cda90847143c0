"""A plan edited by any hand is judged, never a reason to crash."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routeplan.check import RULES, check_plan
from routeplan.model import Mode, PlanFormatError, Violation, plan_from_json, plan_to_json
from tests.unit.check.on_foot import by_ferry
from tests.unit.check.town import WEEK, make_town

TOWN = by_ferry(make_town())
DATA = plan_to_json(TOWN.plan)
Path = tuple[str | int, ...]

DATES = ("2026-11-30", "2026-12-01", "2026-12-07", "0001-01-01", "9999-12-31")
NAMES = (
    "", "S-DAO", "S-LANG", "S-X", "KHO-B", "BEN-DAO", "BEN-XUONG", "VAN-2", "TO-XA", "mobile",
    "exchange", "PHA-VAO", "TAU-RA", "BEN-DAT", "BEN-BAI", f"S-DAO/mobile/{WEEK}",
    f"S-XA/mobile/{WEEK}", "0912345678",
)  # fmt: skip
NUMBERS = (0, 1, -1, 2, 59, 60, 3600, 86_399, 86_400, 10**6, 10**9, 10**30, -(10**30), 10**400)


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything inside a JSON value."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from paths(item, (*path, number))


ROUTES = [path for path in paths(DATA) if path[0] == "routes"]
REST = [path for path in paths(DATA) if path[0] in ("summary", "unassigned", "places", "start",
                                                    "weeks", "geometries", "vehicles")]  # fmt: skip


def replacement(draw: st.DrawFn, path: Path, old: Any) -> Any:
    """Return another value that a plan file may hold in the same place."""
    name = path[-1]
    if name in ("date", "start") and isinstance(old, str):
        return draw(st.sampled_from(DATES))
    if name == "mode":
        return draw(st.sampled_from([mode.value for mode in Mode]))
    if name in ("crossing", "parked", "sailing", "geometry", "pupils"):
        text = name in ("crossing", "parked")
        return draw(st.none() | (st.sampled_from(NAMES) if text else st.sampled_from(NUMBERS)))
    if isinstance(old, bool):
        return not old
    if isinstance(old, int):
        return draw(st.sampled_from(NUMBERS) | st.integers(-3, 3).map(lambda step: old + step))
    if isinstance(old, float):
        return draw(st.floats())
    if isinstance(old, str) and name not in ("source", "language", "stopped_early"):
        return draw(st.sampled_from(NAMES))
    if isinstance(old, list) and old and isinstance(old[0], dict | list):
        return draw(st.permutations(old + old[:1]).map(lambda items: items[:-1])) + old[:0]
    return old


@st.composite
def edited(draw: st.DrawFn) -> dict[str, Any]:
    """The town's plan file after one to five careless edits."""
    data = copy.deepcopy(DATA)
    for _ in range(draw(st.integers(1, 5))):
        path = draw(st.sampled_from(ROUTES) | st.sampled_from(REST))
        inside: Any = data
        try:
            for key in path[:-1]:
                inside = inside[key]
            inside[path[-1]] = replacement(draw, path, inside[path[-1]])
        except (IndexError, KeyError, TypeError):
            continue  # an earlier edit took the place away
    return data


@given(edited())
def test_any_edit_gives_findings_and_no_exception(data: dict[str, Any]) -> None:
    """Whatever a well-formed file says, every rule gives an answer that can be printed."""
    try:
        plan = plan_from_json(data)
    except PlanFormatError:
        with pytest.raises(ValueError, match="not JSON compliant"):
            json.dumps(data, allow_nan=False)  # refused for a number that is none, and only then
        return
    found = check_plan(TOWN.problem, TOWN.travel, plan)
    known = {rule.code for rule in RULES}
    for violation in found:
        assert isinstance(violation, Violation)
        assert violation.code in known
        assert json.dumps(violation.to_json(), ensure_ascii=False).isprintable()


TIMES = [path for path in ROUTES if path[-1] in ("arrive", "start", "depart", "end", "wait_s")
         or path[-1] in ("load", "crates_out", "crates_in", "sailing", "days")]  # fmt: skip


@pytest.mark.parametrize("path", TIMES, ids=lambda path: "-".join(map(str, path)))
@pytest.mark.parametrize("step", [-1, 1])
def test_no_single_number_of_a_route_can_be_changed_unnoticed(path: Path, step: int) -> None:
    """Times, waits, loads, sailings: one second or crate more or less is found."""
    data = copy.deepcopy(DATA)
    inside: Any = data
    for key in path[:-1]:
        inside = inside[key]
    if inside[path[-1]] is None:
        return
    inside[path[-1]] += step
    allowed = path[-1] == "start" and "stops" in path and may_open(inside)
    found = check_plan(TOWN.problem, TOWN.travel, plan_from_json(data))
    assert (found == []) == allowed


def may_open(stop: dict[str, Any]) -> bool:
    """Tell whether a stop's doors may open at its `start`: the one number with room to move."""
    service = TOWN.problem.service_by_key[f"{stop['site']}/{stop['service']}"]
    opens, closes = stop["start"], stop["start"] + service.service_s
    fits = stop["arrive"] + service.setup_s <= opens
    fits = fits and closes + service.packdown_s <= stop["depart"]
    windows = service.windows
    return fits and (not windows or any(w.start <= opens and closes <= w.end for w in windows))
