"""The published JSON Schema of plan.json is what the code writes and reads."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from routeplan.model import (
    GROUPS,
    REASONS,
    Leg,
    Level,
    Mode,
    MovedVisit,
    Place,
    PlanFormatError,
    Route,
    ServiceKind,
    Source,
    Stop,
    Summary,
    Unassigned,
    plan_from_json,
    plan_to_json,
)
from tests.unit.check.town import make_town

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "routeplan/model/plan.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def plan_file() -> dict[str, Any]:
    """The town's plan with every optional part filled."""
    town = make_town().summary(
        objective=(Level("missed_required", 0),), bound=1, gap_pct=2.5, stopped_early=True
    )
    notice = {"code": "timetable-expired", "severity": "warning", "file": "crossings.csv",
              "row": 2, "column": "valid_to", "value": "", "cause": "", "action": ""}  # fmt: skip
    plan = town.file(
        moves=(MovedVisit("S-TRUONG/mobile/100", "XE", date(2026, 12, 1), 30_000, True, "storm"),),
        notices=(notice,),
        inputs={"sites.csv": "0" * 64},
        area=("Cát Hải",),
        scenario="ambition",
    ).plan
    return json.loads(json.dumps(plan_to_json(plan)))


def errors(data: Any) -> list[str]:
    """Paths of everything in which `data` breaks the schema."""
    return sorted(error.json_path for error in VALIDATOR.iter_errors(data))


def test_the_schema_is_a_schema() -> None:
    """It follows the 2020-12 draft."""
    Draft202012Validator.check_schema(SCHEMA)


def test_what_the_code_writes_follows_the_schema() -> None:
    """A plan with ferries, walks, waits, lunches, notices and unassigned visits validates."""
    assert errors(plan_file()) == []
    assert errors(json.loads(json.dumps(plan_to_json(make_town().plan)))) == []


def keys(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every key whose object has fixed names."""
    if isinstance(data, dict):
        for key, value in data.items():
            if path not in (("places",), ("vehicles",), ("inputs",), ("summary", "groups")) and (
                path[:1] != ("notices",) or key in ("code", "severity")
            ):
                yield (*path, key)
            yield from keys(value, (*path, key))
    elif isinstance(data, list) and data:
        yield from keys(data[0], (*path, 0))


OPTIONAL = {"parked"}
"""Keys that plans of earlier versions do not have."""


def test_a_plan_from_before_crews_left_their_vehicle_loads() -> None:
    """Without a key `parked` in any leg the file is right, and nobody has left a vehicle."""
    data = plan_file()
    for route in data["routes"]:
        for leg in route["legs"]:
            del leg["parked"]
    assert errors(data) == []
    plan = plan_from_json(data)
    assert {leg.parked for route in plan.routes for leg in route.legs} == {None}


@pytest.mark.parametrize("path", list(keys(plan_file())), ids=lambda path: ".".join(map(str, path)))
def test_every_key_is_needed_and_none_is_unknown(path: tuple[Any, ...]) -> None:
    """To leave a key out, or to write another beside it, breaks the schema."""
    data = plan_file()
    inside: Any = data
    for key in path[:-1]:
        inside = inside[key]
    value = inside.pop(path[-1])
    assert bool(errors(data)) == (path[-1] not in OPTIONAL)
    inside[path[-1]] = value
    if path[0] != "notices":
        inside["unknown"] = 1
        assert errors(data)


BAD: dict[str, Any] = {
    "schema": "routeplan/plan@2",
    "start": "01/12/2026",
    "weeks": 0,
    "language": "fr",
    "geometry_encoding": "wkt",
    "routes.0.days": 0,
    "routes.0.load": -1,
    "routes.0.start": "06:45",
    "routes.0.lunches.0": [1],
    "routes.0.stops.0.visit": "S-TRUONG/mobile",
    "routes.0.stops.0.service": "visit",
    "routes.0.legs.0.mode": "air",
    "routes.0.legs.0.source": "guess",
    "routes.0.legs.0.crossing": "PHA-RA",
    "routes.0.legs.2.crossing": None,
    "routes.0.legs.0.seconds": 1.5,
    "unassigned.0.code": "busy",
    "moves.0.forced": "yes",
    "places.S-DAO.lat": 106.7,
    "places.S-DAO.groups": ["sea"],
    "summary.driving_min": -1,
    "summary.moved": "no",
    "summary.groups": {"island": [1]},
}


@pytest.mark.parametrize("path", BAD)
def test_wrong_values_are_refused_where_they_stand(path: str) -> None:
    """Each wrong value is named by its path."""
    data = plan_file()
    inside: Any = data
    steps = [int(step) if step.isdecimal() else step for step in path.split(".")]
    for key in steps[:-1]:
        inside = inside[key]
    inside[steps[-1]] = BAD[path]
    found = errors(data)
    wanted = "$" + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps)
    plain = [path.replace("['S-DAO']", ".S-DAO") for path in found]
    assert plain
    assert all(one.startswith(wanted) for one in plain)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("summary.stopped_early", "no"),
        ("moves.0.forced", 1),
        ("area", [3]),
        ("geometries", [None]),
        ("inputs", {"sites.csv": 5}),
        ("places.S-DAO.groups", ["island", 1]),
    ],
)
def test_what_is_no_text_or_flag_is_not_made_one(path: str, value: object) -> None:
    """A file edited by hand is refused where it is wrong, like by the schema."""
    data = plan_file()
    inside: Any = data
    *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    for key in steps:
        inside = inside[key]
    inside[last] = value
    assert errors(data)
    with pytest.raises(PlanFormatError, match=str(last)):
        plan_from_json(data)


def test_the_schema_names_what_the_model_names() -> None:
    """Fields of the dataclasses and lists of choices are the model's own."""
    definitions = SCHEMA["$defs"]

    def names(kind: type, **renamed: str) -> set[str]:
        return {renamed.get(field.name, field.name) for field in fields(kind)}

    assert set(definitions["leg"]["properties"]) == names(Leg, origin="from", destination="to")
    for name, kind in (
        ("route", Route),
        ("stop", Stop),
        ("unassigned", Unassigned),
        ("move", MovedVisit),
        ("place", Place),
        ("summary", Summary),
    ):
        assert set(definitions[name]["properties"]) == names(kind), name
    assert set(SCHEMA["properties"]) == set(plan_file())
    assert definitions["leg"]["properties"]["mode"]["enum"] == list(Mode)
    assert definitions["leg"]["properties"]["source"]["enum"] == list(Source)
    assert definitions["service"]["enum"] == list(ServiceKind)
    assert definitions["unassigned"]["properties"]["code"]["enum"] == list(REASONS)
    assert definitions["place"]["properties"]["groups"]["items"]["enum"] == list(GROUPS)


def test_what_follows_the_schema_can_be_read_and_written_again() -> None:
    """The reader accepts it without loss; it refuses what lacks a key."""
    data = plan_file()
    assert json.loads(json.dumps(plan_to_json(plan_from_json(data)))) == data
    broken = copy.deepcopy(data)
    del broken["routes"][0]["stops"][0]["arrive"]
    with pytest.raises(PlanFormatError, match=r"routes\[0\]\.stops\[0\]\.arrive"):
        plan_from_json(broken)


def test_plans_from_before_re_planning_can_still_be_read() -> None:
    """A plan without moves and figures of regularity has none."""
    data = plan_file()
    del data["moves"]
    for name in ("irregular", "start_spread_min", "moved", "moved_forced"):
        del data["summary"][name]
    plan = plan_from_json(data)
    assert (plan.moves, plan.summary.moved, plan.summary.irregular) == ((), None, 0)
