"""A sweep as `routeplan sweep` runs it: read, solve what is missing, draw, tell."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from routeplan.cli.failures import CliError
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.running import interrupted
from routeplan.cli.texts import spoken, text
from routeplan.cli.writing import (
    one_line,
    print_csv,
    print_json,
    print_lines,
    print_notice,
    print_table,
)
from routeplan.language import number
from routeplan.model import ExitCode

if TYPE_CHECKING:
    from routeplan.coverage.sweep import Outcome, Sweep

DATA_FILE, PAGE_FILE = "sweep.json", "sweep.html"
SCHEMA = "routeplan/sweep@1"
_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Request:
    """What the options ask for; None leaves it to the file or the default."""

    file: Path
    dask: bool
    scheduler: str | None
    jobs: int | None
    iterations: int | None
    seed: int | None


def start_sweep(shared: Shared, request: Request) -> None:
    """Solve the scenarios of a sweep file and write what came of them.

    Raises:
        RouteplanError: the file, the project or the cluster is at fault; results so far are kept.
        typer.Exit: with code 5 where no scenario could be solved, 130 after Ctrl-C.
    """
    from routeplan.coverage.sweep import Backend, read_sweep, run_sweep
    from routeplan.coverage.sweep.results import Store
    from routeplan.coverage.sweep.tradeoff import render_tradeoff
    from routeplan.project.files import refuse_elsewhere, write_files

    _refuse_contradictions(request)
    language = spoken(shared.language, shared.project_folder)
    sweep = _with_options(read_sweep(request.file), request)
    folder = shared.project_folder / "out" / f"sweep-{_safe(request.file.stem)}"
    refuse_elsewhere(shared.project_folder, folder)
    ticker = _Ticker(shared, language)
    backend = Backend(request.scheduler if request.dask else None, request.jobs)
    try:
        outcomes = run_sweep(
            shared.project_folder,
            sweep,
            Store(folder / "results"),
            backend,
            told=ticker,
            language=language,
        )
    except KeyboardInterrupt:
        ticker.end()
        line = text("sweep_stopped", language, done=ticker.done, all=ticker.all)
        as_json = shared.output_format is OutputFormat.JSON
        raise typer.Exit(interrupted(line, as_json=as_json, folder=folder)) from None
    ticker.end()
    answer = _answer(sweep, outcomes)
    page = render_tradeoff(outcomes, sweep.name, language)
    paths = folder / DATA_FILE, folder / PAGE_FILE
    write_files({paths[0]: _json_text(answer).encode(), paths[1]: page.encode()})
    _tell(shared, answer, outcomes, paths, ticker, language)
    if all(one.failed for one in outcomes):
        raise typer.Exit(ExitCode.NOTHING_PLANNED)


def _refuse_contradictions(request: Request) -> None:
    if request.dask and not request.scheduler:
        raise CliError("usage-dask-scheduler", exit_code=ExitCode.USAGE)
    if request.scheduler and not request.dask:
        raise CliError("usage-scheduler-dask", exit_code=ExitCode.USAGE)
    if request.dask and request.jobs is not None:
        raise CliError("usage-jobs-dask", exit_code=ExitCode.USAGE)


def _with_options(sweep: Sweep, request: Request) -> Sweep:
    if request.iterations is not None:
        sweep = replace(sweep, iterations=request.iterations)
    return sweep if request.seed is None else replace(sweep, seed=request.seed)


def _safe(stem: str) -> str:
    """Return a file's stem as part of a folder's name."""
    return "".join(c if c.isalnum() or c in "._-" else "-" for c in stem)[:64] or "sweep"


def _answer(sweep: Sweep, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "name": sweep.name,
        "iterations": sweep.iterations,
        "seed": sweep.seed,
        "scenarios": [one.to_json() for one in outcomes],
    }


def _json_text(answer: dict[str, Any]) -> str:
    import json

    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def _tell(
    shared: Shared,
    answer: dict[str, Any],
    outcomes: Sequence[Outcome],
    paths: tuple[Path, Path],
    ticker: _Ticker,
    language: str,
) -> None:
    for one in outcomes:
        if one.failed:
            print_notice(
                text(
                    "sweep_failed",
                    language,
                    name=one_line(one.name),
                    code=one.failed,
                    reason=one_line(one.reason),
                )
            )
    if shared.output_format is OutputFormat.JSON:
        made = {"reused": ticker.reused, "data": str(paths[0]), "page": str(paths[1])}
        print_json({**answer, **made})
    elif shared.output_format is OutputFormat.CSV:
        rows = [{**one, "choices": _pairs(one["choices"])} for one in answer["scenarios"]]
        print_csv(tuple(rows[0]), [tuple(row.values()) for row in rows])
    else:
        _print_text(outcomes, ticker, language)
        print_lines(
            [
                text("sweep_data", language, path=one_line(paths[0])),
                text("sweep_page", language, path=one_line(paths[1])),
            ]
        )


def _pairs(choices: dict[str, str]) -> str:
    return ";".join(f"{axis}={choice}" for axis, choice in choices.items())


def _print_text(outcomes: Sequence[Outcome], ticker: _Ticker, language: str) -> None:
    done = [one for one in outcomes if not one.failed]
    front = sorted(
        (one for one in done if not one.dominated), key=lambda one: one.figures["cost_vnd"]
    )
    counts = {"done": len(done), "all": len(outcomes), "reused": ticker.reused}
    print_lines([text("sweep_title", language, **counts)])
    if not front:
        return
    print_lines(["", text("sweep_front", language, count=len(front))])
    names = ("scenario", "cost", "children", "gap", "visits", "missing")
    header = [text(f"sweep_head_{name}", language) for name in names]
    rows = [_row(one, language) for one in front]
    print_table(header, rows, indent="  ", numbers=range(1, len(header)))
    print_lines([""])


def _row(one: Outcome, language: str) -> tuple[str, ...]:
    figures = one.figures
    return (
        one.name,
        number(figures["cost_vnd"], language),
        number(figures["children_reached"], language),
        ("≥ " if figures["gap_open"] else "") + number(figures["worst_gap_days"], language),
        f"{figures['visits_planned']}/{figures['visits_due']}",
        str(figures["required_missing"]),
    )


class _Ticker:
    """Counts the scenarios that are done; shows it on a terminal's stderr."""

    def __init__(self, shared: Shared, language: str) -> None:
        self.done = self.all = 0
        self.reused = 0
        self._shown = sys.stderr.isatty() and not shared.quiet
        self._language = language
        self._last = 0.0
        self._told = False

    def __call__(self, done: int, everything: int) -> None:
        """Take the count; the first one is what earlier runs left."""
        if not self._told:
            self.reused, self._told = done, True
        self.done, self.all = done, everything
        now = time.monotonic()
        if self._shown and (now - self._last > _EVERY_S or done == everything):
            self._last = now
            line = text("sweep_running", self._language, done=done, all=everything)
            sys.stderr.write("\r" + line + "\x1b[K")
            sys.stderr.flush()

    def end(self) -> None:
        """End the running line."""
        if self._shown and self._told:
            sys.stderr.write("\n")
