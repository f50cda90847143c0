"""Every mistake that the guide shows produces its code, and what it calls right does not."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import routeplan
from routeplan.cli import app
from routeplan.project.severities import SEVERITIES
from tools.error_examples import CELLS, COMMANDS, LINES, Cell, Command, Line


def by_code(example: Cell | Line | Command) -> str:
    """The name of a case."""
    return example.code


def codes(folder: Any) -> set[str]:
    """What loading the folder finds."""
    return {notice.code for notice in folder.load(language="en").notices}


@pytest.mark.parametrize("example", CELLS, ids=by_code)
def test_the_wrong_cell_produces_the_code(folder: Any, example: Cell) -> None:
    """One cell is spoilt, and with it comes the finding that was not there before."""
    assert example.code not in codes(folder)
    folder.put(example.table, example.row, example.column, example.text)
    for column, text in example.also:
        folder.put(example.table, example.row, column, text)
    assert example.code in codes(folder)


@pytest.mark.parametrize("example", LINES, ids=by_code)
def test_the_wrong_line_produces_the_code(folder: Any, example: Line) -> None:
    """A piece of a file is replaced, and with it comes the finding."""
    path = folder.path / example.file
    text = path.read_text(encoding="utf-8")
    assert text.count(example.good) == 1
    assert example.code not in codes(folder)
    path.write_text(text.replace(example.good, example.bad), encoding="utf-8", newline="")
    assert example.code in codes(folder)


@pytest.mark.parametrize("example", COMMANDS, ids=by_code)
def test_the_wrong_command_ends_in_the_code(
    folder: Any, example: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command, typed in a project folder, says this error and no other."""
    monkeypatch.chdir(folder.path)
    done = CliRunner().invoke(app, [*shlex.split(example.bad)[1:], "--format", "json"])
    assert done.exit_code in {2, 3, 4}, done.output
    assert json.loads(done.stdout)["error"]["code"] == example.code


def test_no_code_has_two_examples() -> None:
    """The index shows one mistake a code."""
    every = [example.code for example in (*CELLS, *LINES, *COMMANDS)]
    assert len(every) == len(set(every))


def test_the_index_is_up_to_date(root: Path) -> None:
    """docs/errors*.md are what their generator writes now; `make docs` brings them up to date."""
    from tools import gen_error_index

    for language, path in gen_error_index.TARGETS.items():
        assert path.read_text(encoding="utf-8") == gen_error_index.render(language)


def test_gaps_are_words_and_braces_stay(root: Path) -> None:
    """``{name!r}`` is a gap like any other; ``{{z}}`` is meant as it is printed."""
    for path in (root / "docs" / "errors.md", root / "docs" / "errors.vi.md"):
        text = path.read_text(encoding="utf-8")
        assert "tiles.example.org/{z}/{x}/{y}.png" in text
        assert not re.search(r"\{\w+[!:]|\{‹", text)
    assert "‹name›" in text


def test_the_schemas_are_up_to_date_and_valid(root: Path) -> None:
    """docs/schemas holds what its generator writes now and nothing else."""
    import jsonschema

    from tools import gen_schemas

    shown = gen_schemas.render()
    assert {path.name for path in gen_schemas.TARGET.iterdir()} == set(shown)
    for name, text in shown.items():
        assert (gen_schemas.TARGET / name).read_text(encoding="utf-8") == text
    jsonschema.Draft202012Validator.check_schema(json.loads(shown["plan.schema.json"]))


def test_every_error_of_the_rooms_stands_among_them_in_the_index() -> None:
    """A code that a room raises is no error of a command."""
    from tools.gen_error_index import ROOMS, command_codes

    rooms = {"geo", "network", "solve", "report", "coverage"}
    raised = {
        code
        for room in rooms
        for path in (Path(routeplan.__file__).parent / room).rglob("*.py")
        for code in re.findall(r'SpokenError\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert raised - SEVERITIES.keys() <= ROOMS
    assert not raised & command_codes()
