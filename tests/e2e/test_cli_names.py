"""A site may be named as people here type it, on every option that takes one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import RunCli
from tests.e2e.office import PLAN
from tests.unit.cli.test_cli_help import COMMANDS, command_of

TAKERS = {
    ("explain", "site"): ("explain", PLAN, "{}"),
    ("ledger record", "site"): (
        "ledger", "record", "--date", "2025-12-15", "--service", "exchange", "--site", "{}",
    ),
    ("ledger history", "site"): ("ledger", "history", "{}"),
    ("import titles", "at"): (
        "import", "titles", "books.csv", "--make-sets", "--sets", "2", "--force", "--at", "{}",
    ),
}  # fmt: skip
"""By command and parameter: how the site is given."""


@pytest.fixture(scope="module")
def office(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the office; what is asked here changes nothing that another question needs."""
    return Path(shutil.copytree(furnished, tmp_path_factory.mktemp("names") / "office"))


def test_no_command_that_takes_a_site_is_forgotten() -> None:
    """A parameter whose metavar or name speaks of a site or place stands in the table above."""
    found = {
        (" ".join(words), parameter.name)
        for words in COMMANDS
        for parameter in command_of(words).params
        if parameter.metavar in ("SITE", "PLACE") or parameter.name in ("site", "at")
    }
    assert found == set(TAKERS)


@pytest.mark.parametrize("taker", TAKERS.values(), ids=map(" ".join, TAKERS))
def test_a_name_without_diacritics_will_do_and_a_slip_is_answered(
    run_cli: RunCli, office: Path, taker: tuple[str, ...]
) -> None:
    """`an duong` is Phường An Dương; `an duogn` is asked back with its name and id."""
    arguments = [word.format("an duong") for word in taker]
    done = run_cli(*arguments, "--format", "json", cwd=office)
    assert done.returncode == 0, done.stderr
    slip = [word.format("phuong an duogn") for word in taker]
    asked = run_cli(*slip, "--format", "json", cwd=office)
    assert asked.returncode == 3
    assert "Phường An Dương (an-duong)" in json.loads(asked.stdout)["error"]["action"]
    several = [word.format("tru so") for word in taker]
    which = run_cli(*several, "--format", "json", cwd=office)
    assert sorted(json.loads(which.stdout)["choices"]) == ["kien-an", "le-chan"]
