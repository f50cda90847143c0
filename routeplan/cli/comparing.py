"""Comparing plans as `routeplan compare` does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.cli.failures import CliError, in_language
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.plan_files import read_plan
from routeplan.cli.session import language_of
from routeplan.cli.texts import text
from routeplan.cli.writing import (
    one_line,
    print_csv,
    print_json,
    print_lines,
    print_notice,
    print_table,
)
from routeplan.language import number
from routeplan.model import RouteplanError

if TYPE_CHECKING:
    from routeplan.coverage.comparing import Compared, Comparison
    from routeplan.model import Plan

_NAMED = 12
"""Sites named at most in one line; the page and ``--format json`` name all."""


def run_compare(shared: Shared, paths: Sequence[Path], output: Path | None) -> None:
    """Compare plans and tell, or write the page.

    Raises:
        RouteplanError: a plan cannot be read, the weeks differ, or the page cannot be written.
    """
    from routeplan.coverage.comparing import as_json, compare
    from routeplan.coverage.comparing_page import render_comparison
    from routeplan.project import write_text

    if output is not None and output.is_dir():
        raise CliError("output-is-a-folder", path=output)
    plans = [read_plan(path) for path in paths]
    labels = [str(path) for path in paths]
    language = language_of(shared, plans[0].language)
    labelled = list(zip(labels, plans, strict=True))
    compare(labelled)  # what cannot be compared is refused before long work begins
    comparison = compare(labelled, _coverage(shared, paths, labelled, language))
    if output is not None:
        write_text(output, render_comparison(comparison, language))
    if shared.output_format is OutputFormat.JSON:
        answer = as_json(comparison)
        print_json(answer if output is None else {**answer, "page": str(output)})
        return
    if shared.output_format is OutputFormat.CSV:
        _print_csv(comparison)
    else:
        _print_text(comparison, language)
    if output is not None:
        line = text("compare_page", language, path=one_line(output))
        print_notice(line, quiet=shared.quiet)


def _coverage(
    shared: Shared, paths: Sequence[Path], labelled: Sequence[tuple[str, Plan]], language: str
) -> dict[str, dict[str, float | None]]:
    """Return figures of coverage by plan; none, with a notice, where the project is not at hand.

    The project is that of -C, else of the current folder, else the one that holds the first plan.
    """
    from routeplan.cli.session import load_for_plan, travel_of
    from routeplan.coverage.comparing import coverage_figures
    from routeplan.coverage.measure import coverage_of
    from routeplan.project.config import CONFIG_FILE

    folder = shared.project_folder
    if folder == Path() and not (folder / CONFIG_FILE).is_file():
        holding = (one for one in paths[0].resolve().parents if (one / CONFIG_FILE).is_file())
        folder = next(holding, folder)
    found = {}
    try:
        for label, plan in labelled:
            problem = load_for_plan(replace(shared, project_folder=folder), plan)
            travel = travel_of(folder, problem)
            found[label] = coverage_figures(coverage_of(problem, travel, plan))
    except RouteplanError as error:
        cause, _ = in_language(error, language)
        line = text("compare_no_coverage", language, reason=one_line(cause))
        print_notice(line, quiet=shared.quiet)
        return {}
    return found


def _print_csv(comparison: Comparison) -> None:
    from routeplan.coverage.comparing import COVERAGE, FIGURES

    every = (comparison.base, *comparison.others)
    rows: list[list[object]] = [[name, *(one.figures[name] for one in every)] for name in FIGURES]
    rows.append(["driving_saved_pct", *(one.driving_saved_pct for one in every)])
    if comparison.base.coverage:
        rows += [[name, *((one.coverage or {}).get(name) for one in every)] for name in COVERAGE]
    rows.append(["visits_moved", *(len(one.moved) for one in every)])
    print_csv(("figure", *_distinct([one.label for one in every])), rows)


def _distinct(labels: Sequence[str]) -> Iterator[str]:
    """Yield labels as heads of columns: a plan named twice gets its number."""
    for place, label in enumerate(labels):
        again = labels[:place].count(label)
        yield f"{label} ({again + 1})" if again else label


def _print_text(comparison: Comparison, language: str) -> None:
    from routeplan.coverage.comparing import names_of
    from routeplan.coverage.comparing_words import figure_rows

    every = (comparison.base, *comparison.others)
    for number_, one in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", every, strict=False):
        base = f" ({text('compare_base', language)})" if one is comparison.base else ""
        print_lines([one_line(f"{number_}  {one.label}{base}")])
    print_lines([""])
    header, rows = figure_rows(comparison, language)
    print_table(header, rows, numbers=range(1, len(header)))
    names = names_of(one.plan for one in every)
    for one in comparison.others:
        print_lines(_sites(one, names, language))


def _sites(one: Compared, names: dict[str, str], language: str) -> Iterator[str]:
    for key, sites in (("compare_gained", one.gained), ("compare_lost", one.lost)):
        if sites:
            shown = ", ".join(names.get(site, site) for site in sites[:_NAMED])
            more = f" (+{number(len(sites) - _NAMED, language)})" if len(sites) > _NAMED else ""
            yield text(key, language, plan=one_line(one.label), names=one_line(shown) + more)
