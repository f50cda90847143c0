"""Every command answers text, JSON and CSV, and its errors are JSON, too; none can be forgotten."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from routeplan.cli import app
from routeplan.cli.answers import ANSWERS
from tests.conftest import ROOT, RunCli
from tests.e2e.office import CASES, FURTHER, Case
from tools.answer_schemas import file_of
from tools.gen_cli_reference import commands

SCHEMAS = ROOT / "docs" / "schemas"
LEAVES = {
    words
    for words in commands()
    if not any(other[: len(words)] == words and other != words for other in commands())
}
"""The words of every command that Typer knows, groups left out."""

SLOW = [pytest.param(case, marks=pytest.mark.slow) for case in FURTHER]


@pytest.fixture
def office(furnished: Path, tmp_path: Path) -> Path:
    """A copy of the office, the current folder of the command."""
    return Path(shutil.copytree(furnished, tmp_path / "office"))


@cache
def registry() -> Registry[Any]:
    """Every published schema by its $id."""
    schemas = [json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")]
    return Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas if "$id" in schema
    )


def follow(answer: Any, file: str) -> None:
    """Assert that an answer follows a published schema."""
    schema = json.loads((SCHEMAS / file).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema, registry=registry(), format_checker=FormatChecker())
    assert [f"{one.json_path}: {one.message}" for one in judge.iter_errors(answer)] == []


def ask(run_cli: RunCli, office: Path, case: Case, form: str) -> str:
    """Return what a command prints in a format; it ends as the case says."""
    done = run_cli(*case.words, *case.arguments, "--format", form, cwd=office, env=case.env)
    assert done.returncode == case.code, done.stderr
    return done.stdout


def test_every_command_is_asked_and_has_a_type() -> None:
    """A new command needs a case here and a type of its answer."""
    assert {case.words for case in CASES} == LEAVES
    assert set(ANSWERS) == LEAVES


@pytest.mark.parametrize("case", [*CASES, *SLOW], ids=str)
def test_json_is_one_object_that_follows_its_schema(
    run_cli: RunCli, office: Path, case: Case
) -> None:
    """An object and nothing else on stdout, also where the exit code says that something is."""
    answer = json.loads(ask(run_cli, office, case, "json"))
    assert isinstance(answer, dict)
    follow(answer, "error.answer.json" if "error" in answer else file_of(case.words))
    assert ("error" in answer) == (case.code == 4)


@pytest.mark.slow
@pytest.mark.parametrize("case", [*CASES, *FURTHER], ids=str)
def test_csv_is_a_table(office: Path, case: Case, run_cli: RunCli) -> None:
    """RFC 4180: a header of distinct names, records of one length, CR LF after each, UTF-8."""
    import os
    import subprocess
    import sys

    command = [sys.executable, "-m", "routeplan", *case.words, *case.arguments, "--format", "csv"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **case.env}
    done = subprocess.run(command, cwd=office, env=env, capture_output=True, check=False)
    assert done.returncode == case.code, done.stderr.decode()
    text = done.stdout.decode("utf-8")
    if case.code == 4:
        assert text == ""
        return
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert len(set(header)) == len(header)
    assert all(re.fullmatch(r"[a-z0-9_]+|out/.+", name) for name in header), header
    assert {len(row) for row in rows} <= {len(header)}
    assert not [cell for row in rows for cell in row if cell in ("None", "True", "False")]
    assert not [cell for row in rows for cell in row if cell.startswith(("[", "{"))]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_text_is_plain_in_a_pipe(run_cli: RunCli, office: Path, case: Case) -> None:
    """No colour, no frame, no progress; errors and notices stand on stderr."""
    done = run_cli(*case.words, *case.arguments, cwd=office, env=case.env)
    assert done.returncode == case.code
    assert "\x1b" not in done.stdout + done.stderr
    assert not re.search(r"[\u2500-\u257f]", done.stdout)
    assert (done.stdout == "") == (case.code == 4)


@pytest.mark.parametrize("words", sorted(LEAVES), ids=" ".join)
def test_a_wrong_command_line_is_answered_in_json(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where, code, cause and action of a wrong option, of any command, without a traceback."""
    from routeplan.cli import application

    for form in (["--format", "json"], ["--format=json"]):
        line = ["routeplan", *words, "--no-such-option", *form, "--lang", "en"]
        monkeypatch.setattr("sys.argv", line)
        monkeypatch.setattr(application, "_force_utf8", lambda: None)
        with pytest.raises(SystemExit) as ended:
            application.main()
        assert ended.value.code == 2
        answer = json.loads(capsys.readouterr().out)
        follow(answer, "error.answer.json")
        assert answer["error"]["code"] == "usage"
        assert answer["error"]["where"] == " ".join(("routeplan", *words))
        assert "--no-such-option" in answer["error"]["cause"]
        assert "--help" in answer["error"]["action"]


@pytest.mark.parametrize(
    ("line", "code", "exit_code", "where"),
    [
        ("plan", "project-not-found", 3, "nowhere"),
        ("check no.json", "plan-missing", 3, "no.json"),
        ("ledger verify", "project-not-found", 3, "nowhere"),
        ("import titles", "usage-titles-file", 2, "nowhere"),
        ("plan --seconds 1 --iterations 1", "usage-seconds-iterations", 2, "nowhere"),
        ("", "usage", 2, "routeplan"),
        ("ledger", "usage", 2, "routeplan ledger"),
    ],
)
def test_errors_say_where(
    run_cli: RunCli, tmp_path: Path, line: str, code: str, exit_code: int, where: str
) -> None:
    """One object with where, code, cause, action and the exit code of the process."""
    words = ["--format", "json", "-C", "nowhere", *line.split()]
    done = run_cli(*words, cwd=tmp_path)
    assert done.returncode == exit_code
    answer = json.loads(done.stdout)
    follow(answer, "error.answer.json")
    error = answer["error"]
    assert (error["code"], error["exit_code"]) == (code, exit_code)
    assert error["where"].endswith(where)
    assert error["cause"] and error["action"]
    assert "Traceback" not in done.stderr


def test_a_bug_is_answered_in_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, what to report, and no traceback unasked."""
    from routeplan.cli.running import run

    def broken() -> None:
        raise ZeroDivisionError("of mine")

    assert run(broken, as_json=True, verbose=False, language_of=lambda: "en") == 1
    told = capsys.readouterr()
    answer = json.loads(told.out)
    follow(answer, "error.answer.json")
    assert (answer["error"]["code"], answer["error"]["exit_code"]) == ("bug", 1)
    assert "Traceback" not in told.err


def test_ctrl_c_is_answered_in_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 130 and an object."""
    from routeplan.cli.running import run

    def stopped() -> None:
        raise KeyboardInterrupt

    assert run(stopped, as_json=True, verbose=False, language_of=lambda: "vi") == 130
    answer = json.loads(capsys.readouterr().out)
    follow(answer, "error.answer.json")
    assert answer["error"]["code"] == "interrupted"


def test_an_answer_with_a_field_too_many_would_be_found() -> None:
    """The schemas are closed; parts of plans are held against the plan's own schema."""
    with pytest.raises(AssertionError, match="more"):
        follow({"map": "map.html", "more": 1}, "map.answer.json")
    with pytest.raises(AssertionError, match="required property"):
        follow({"map": "map.html"}, "plan.answer.json")


def test_the_registry_knows_typer(root: Path) -> None:
    """The walk finds commands in groups and none that is not there."""
    assert ("plan",) in LEAVES and ("ledger", "undo") in LEAVES
    assert not LEAVES & {("ledger",), ()}
    assert isinstance(app, typer.Typer)
