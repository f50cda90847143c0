"""Whatever stands in a plan file, the commands that read it answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from routeplan.cli import app
from routeplan.cli.plan_files import plan_text
from tests.unit.cli.test_cli_plan_files import small_plan

WHOLE = json.loads(plan_text(small_plan()))
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5),
    st.just([]), st.just({}), st.just("9999-12-31"), st.just([[1, 2]]), st.just("walk"),
)  # fmt: skip


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place inside a JSON value, as the keys that lead there."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from places_in(inner, (*path, key))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the plan is written."""
    return tmp_path_factory.mktemp("any") / "plan.json"


@given(
    changes=st.lists(st.tuples(st.sampled_from(list(places_in(WHOLE))), VALUES), max_size=3),
    form=st.sampled_from(["text", "json", "csv"]),
    language=st.sampled_from(["vi", "en"]),
)
def test_show_answers_any_plan(
    file: Path, changes: list[tuple[tuple[Any, ...], Any]], form: str, language: str
) -> None:
    """It is shown, or refused with the place in the file; it is never a fault of routeplan."""
    plan = json.loads(json.dumps(WHOLE))
    for path, value in changes:
        inner = plan
        try:
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = value
        except (LookupError, TypeError):
            continue  # an earlier change took this place away
    file.write_text(json.dumps(plan), encoding="utf-8")
    words = ["show", str(file), "--format", form, "--lang", language]
    result = CliRunner().invoke(app, words)
    assert result.exit_code in {0, 3}, result.output
