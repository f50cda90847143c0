"""What every test may use: tiers, the reference inputs, a browser, the CLI as a process.

Tiers (environment variable ROUTEPLAN_TIER): `test`, the default, leaves out what takes minutes;
`ci` adds the tests marked `slow` and insists on a browser; `prove` runs everything in full counts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.forking import Forks

ROOT = Path(__file__).resolve().parent.parent
TIER = os.environ.get("ROUTEPLAN_TIER", "test")
LEFT_OUT = {"test": {"slow", "prove"}, "ci": {"prove"}, "prove": set[str]()}
if TIER not in LEFT_OUT:
    raise pytest.UsageError(f"ROUTEPLAN_TIER is {TIER!r}; it must be one of {', '.join(LEFT_OUT)}")

LONGEST = "test_wheel.py"

_slow_is_fine = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "test", max_examples=100, deadline=None, suppress_health_check=_slow_is_fine, print_blob=True
)
# No luck in CI: the same examples for the same code.
settings.register_profile("ci", settings.get_profile("test"), derandomize=True)
settings.register_profile("prove", settings.get_profile("test"), max_examples=2000)
settings.load_profile(TIER)

NO_BROWSER = "no Chromium on this machine (install it, or name it in ROUTEPLAN_CHROMIUM)"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the tier does not run, unless the user chose by `-m`; begin with the longest.

    At the end nothing long is left that one worker does while the other waits.
    """
    items.sort(key=lambda item: LONGEST not in item.nodeid)
    if config.option.markexpr:
        return
    out = [item for item in items if LEFT_OUT[TIER] & {mark.name for mark in item.iter_markers()}]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, where it is read, that the browser tests did not run."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if NO_BROWSER in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"BROWSER TESTS SKIPPED: {len(skipped)} tests; {NO_BROWSER}.", yellow=True, bold=True
        )


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference inputs that are not part of the repository."""
    folder = Path(os.environ.get("ROUTEPLAN_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("reference inputs are absent (../shared, or name them in ROUTEPLAN_SHARED)")
    return folder


def _find_chromium() -> str | None:
    named = os.environ.get("ROUTEPLAN_CHROMIUM")
    if named is not None:
        return named or None
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium for playwright's `executable_path`.

    Skips where there is none; in the ci and prove tiers that is a failure.
    """
    path = _find_chromium()
    if path is None:
        if TIER == "test":
            pytest.skip(NO_BROWSER)
        pytest.fail(NO_BROWSER)
    return path


RunCli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def run_cli() -> Iterator[RunCli]:
    """Run `routeplan` as a process of its own, as a user would.

    `run_cli(*arguments, cwd=None, env=None, timeout=120)` returns the completed process with text
    in stdout and stderr. Values in `env` are set over the environment; None removes a variable.
    Where that does the same, the process is forked from one that has everything loaded; the prove
    tier starts each anew.
    """
    forks: list[Forks] = []

    def run(
        *arguments: str | Path,
        cwd: Path | None = None,
        env: Mapping[str, str | None] | None = None,
        timeout: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        environment = dict(os.environ)
        # Width and colour of the terminal that started pytest must not reach the output.
        for name in ("FORCE_COLOR", "PY_COLORS", "LINES", "TERM"):
            environment.pop(name, None)
        environment |= {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1"}
        for name, value in (env or {}).items():
            if value is None:
                environment.pop(name, None)
            else:
                environment[name] = value
        words = [str(word) for word in arguments]
        if sys.platform == "linux" and TIER != "prove":
            from tests.forking import Forks

            if not forks:
                forks.append(Forks(environment))
            if forks[0].can(words, environment):
                return forks[0].run(words, cwd=cwd, environment=environment, timeout=timeout)
        return subprocess.run(
            [sys.executable, "-m", "routeplan", *words],
            cwd=cwd,
            env=environment,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )

    yield run
    for server in forks:
        server.close()
