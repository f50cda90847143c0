"""Plans of record: frozen, indexed, never lost."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from routeplan.cli.plan_files import read_plan
from routeplan.cli.publishing import publish_plan, read_index
from routeplan.model import Plan, RouteplanError, plan_from_json, plan_to_json
from tests.unit.cli.test_cli_plan_files import small_plan


@pytest.fixture
def plan() -> Plan:
    """A small plan from 15 December 2025."""
    return plan_from_json(plan_to_json(small_plan()))


def test_publishing_freezes_the_plan_and_lists_it(tmp_path: Path, plan: Plan) -> None:
    """The file is a plan like any other, and the index holds its hash and figures."""
    path, is_new = publish_plan(tmp_path, plan)
    assert is_new
    assert path == tmp_path / "published" / "2025-12-15-1w.json"
    assert read_plan(path) == plan
    (entry,) = read_index(tmp_path)
    assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (entry["date"], entry["weeks"]) == ("2025-12-15", 1)
    assert entry["summary"]["visits_planned"] == 1


def test_publishing_twice_changes_nothing(tmp_path: Path, plan: Plan) -> None:
    """The same plan again is no replacement."""
    publish_plan(tmp_path, plan)
    before = (tmp_path / "published" / "index.json").read_bytes()
    assert publish_plan(tmp_path, plan)[1] is False
    assert (tmp_path / "published" / "index.json").read_bytes() == before


@pytest.mark.parametrize("start", [date(2025, 12, 8), date(2025, 12, 15), date(2025, 12, 21)])
def test_another_plan_for_the_same_days_needs_force(
    tmp_path: Path, plan: Plan, start: date
) -> None:
    """Overlap of a single day is enough; with --force the earlier one is kept aside."""
    publish_plan(tmp_path, plan)
    other = replace(plan, start=start, weeks=2, name="other")
    with pytest.raises(RouteplanError, match="published-overlap"):
        publish_plan(tmp_path, other)
    assert len(read_index(tmp_path)) == 1
    path, _ = publish_plan(tmp_path, other, force=True)
    assert [entry["file"] for entry in read_index(tmp_path)] == [path.name]
    (kept,) = (tmp_path / "published" / "replaced").iterdir()
    assert read_plan(kept) == plan


def test_plans_of_other_days_stand_side_by_side(tmp_path: Path, plan: Plan) -> None:
    """The index is ordered by date, whatever the order of publishing."""
    publish_plan(tmp_path, replace(plan, start=date(2025, 12, 22)))
    publish_plan(tmp_path, plan)
    assert [entry["date"] for entry in read_index(tmp_path)] == ["2025-12-15", "2025-12-22"]


@pytest.mark.parametrize("content", ["{", "[]", '{"plans": [{}]}', '{"plans": [{"date": 1}]}'])
def test_a_broken_index_is_an_error(tmp_path: Path, plan: Plan, content: str) -> None:
    """It is never silently begun anew, for then overlaps would go unseen."""
    (tmp_path / "published").mkdir()
    index = tmp_path / "published" / "index.json"
    index.write_text(content, encoding="utf-8")
    with pytest.raises(RouteplanError, match="published-index"):
        publish_plan(tmp_path, plan)
    assert [path.name for path in (tmp_path / "published").iterdir()] == ["index.json"]
