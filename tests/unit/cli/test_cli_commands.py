"""Options, signals and errors, in process."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from routeplan.cli import app
from routeplan.cli.failures import CliError
from routeplan.cli.finding import find_site
from routeplan.cli.options import Given, Language, OutputFormat, merge, read_date
from routeplan.cli.running import run
from routeplan.cli.stopping import stop_on_signal
from routeplan.cli.tiny import tiny_problem
from routeplan.model import ExitCode, RouteplanError

WORDS = (
    "init", "validate", "plan", "check", "publish", "show", "explain", "map", "import", "sites",
    "data", "fetch", "info", "-C", "--project", "--format", "json", "csv", "xml", "--lang", "vi",
    "-q", "-v", "--force", "--start", "2025-12-15", "15/12/2025", "32", "--weeks", "0", "1",
    "--area", "Cát Hải", "district:", "--scenario", "../x", "--seconds", "nan", "-1", "1e309",
    "--iterations", "--seed", "--threads", "--engine", "ortools", "--previous", "--strict", "-o",
    "--term", "--max-moves", "--date", "--vehicle", "--earlier",
    "--", "-", "--help", "--version", "nowhere", ".", "", "\x00", "\ud800", "[red]", "a" * 300,
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=7))
def test_no_command_line_gives_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    """Whatever is typed is answered: done, a usage error, or an error about the input."""
    folder = tmp_path_factory.mktemp("argv")
    earlier = Path.cwd()
    os.chdir(folder)
    try:
        # `init` without an example is slow and writes the data set; the others find no project.
        result = CliRunner().invoke(app, [word for word in words if word not in ("init", "fetch")])
    finally:
        os.chdir(earlier)
    assert result.exit_code in {0, ExitCode.USAGE, ExitCode.INVALID_INPUT}, result.output
    assert "Traceback" not in result.output


def test_options_after_the_command_win_over_those_before_it() -> None:
    """Flags add up; values of the command count first; without any the defaults hold."""
    before = Given(Path("a"), OutputFormat.JSON, Language.VI, verbose=True)
    merged = merge(before, Given(Path("b"), None, Language.EN, force=True))
    assert (merged.project_folder, merged.output_format) == (Path("b"), OutputFormat.JSON)
    assert (merged.language, merged.verbose, merged.force) == (Language.EN, True, True)
    plain = merge(Given(), Given())
    assert (plain.project_folder, plain.output_format) == (Path(), OutputFormat.TEXT)


def test_every_command_takes_every_shared_option() -> None:
    """One decorator gives them to all, so no command can forget one."""
    names = {"-C", "--project", "--format", "--lang", "-q", "--quiet", "-v", "--verbose", "--force"}

    def leaves(command: object) -> list[object]:
        inner = getattr(command, "commands", None)
        if inner is None:
            return [command]
        return [leaf for child in inner.values() for leaf in leaves(child)]

    for command in leaves(typer.main.get_command(app)):
        taken = {option for param in command.params for option in param.opts}  # type: ignore[attr-defined]
        assert names <= taken, command


def test_dates_are_read_as_people_here_write_them() -> None:
    """ISO and day/month/year; anything else is a usage error."""
    assert read_date("2025-12-15") == read_date(" 15/12/2025 ") == date(2025, 12, 15)
    for wrong in ("12/15/2025", "2025-13-01", "", "mai"):
        with pytest.raises(typer.BadParameter):
            read_date(wrong)


def raiser(error: BaseException) -> int:
    """Run a command that raises `error`."""

    def call() -> None:
        raise error

    return run(call, as_json=False, verbose=False, language_of=lambda: "en")


def test_each_kind_of_failure_has_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    """Users' errors carry their own code, the system's are 3, Ctrl-C is 130, the rest is a bug."""
    assert raiser(RouteplanError("x", "c", "a", exit_code=ExitCode.MISSING_DATA)) == 4
    assert raiser(OSError(28, "No space left on device", "plan.json")) == 3
    assert raiser(KeyboardInterrupt()) == 130
    capsys.readouterr()
    assert raiser(ZeroDivisionError("boom")) == 1
    said = capsys.readouterr()
    assert "ZeroDivisionError: boom" in said.err
    assert "report" in said.err
    assert "Traceback" not in said.err
    assert not said.out


def test_more_about_an_error_is_lines_and_of_a_bug_its_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With -v: where an error of the user arose and what is behind it; a fault of ours whole."""

    def unreadable() -> None:
        try:
            Path("nowhere.csv").read_bytes()
        except OSError as error:
            raise CliError("plan-missing", path="nowhere.csv") from error

    def broken() -> None:
        raise ZeroDivisionError("boom")

    def said_of(call: Callable[[], None]) -> str:
        run(call, as_json=False, verbose=True, language_of=lambda: "en")
        return capsys.readouterr().err

    told = said_of(unreadable)
    assert "Traceback" not in told
    behind = [line for line in told.splitlines() if line.startswith("  ← ")]
    assert behind[0].startswith("  ← CliError (test_cli_commands.py:")
    assert behind[1].startswith("  ← FileNotFoundError: [Errno 2]")
    assert len(behind) == 2
    assert "Traceback" not in said_of(lambda: Path("nowhere.csv").unlink())
    assert "Traceback" in said_of(broken)


def test_the_first_signal_is_a_wish_the_second_an_order() -> None:
    """Ctrl-C or SIGTERM asks once; a second one interrupts; afterwards all is as before."""
    earlier = signal.getsignal(signal.SIGINT)
    told = []
    with stop_on_signal(lambda: told.append(1)) as stop:
        assert not stop()
        signal.raise_signal(signal.SIGTERM)
        assert stop()
        assert told == [1]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is earlier


def test_a_site_is_found_by_id_and_by_name_without_diacritics() -> None:
    """What fits one site, in whole or in whole words, is that site; a near miss is named."""
    from dataclasses import replace

    problem = tiny_problem()
    names = {"A": "Thư viện Cát Bà", "B": "Trường Tiểu học Đồng Bài"}
    sites = tuple(replace(site, name=names[site.id]) for site in problem.sites)
    problem = replace(problem, sites=sites)
    assert find_site(problem, "A") == "A"
    assert find_site(problem, "b") == "B"
    assert find_site(problem, "truong tieu hoc dong bai") == "B"
    assert find_site(problem, "Cát Bà") == "A"
    with pytest.raises(RouteplanError) as caught:
        find_site(problem, "thu vien cat ba 2")
    assert caught.value.details["matches"] == ["A"]
    assert "the nearest: Thư viện Cát Bà (A)" in caught.value.action
    with pytest.raises(RouteplanError, match="site-unknown") as caught:
        find_site(problem, "🚢🚢")
    assert caught.value.details["matches"] == []


def test_a_name_of_two_sites_is_not_guessed() -> None:
    """Two sites of one name: the ids are offered."""
    from dataclasses import replace

    problem = tiny_problem()
    problem = replace(problem, sites=tuple(replace(s, name="Nhà văn hóa") for s in problem.sites))
    with pytest.raises(RouteplanError, match="site-ambiguous") as caught:
        find_site(problem, "nha van hoa")
    assert caught.value.details["choices"] == ["A", "B"]
