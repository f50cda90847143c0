"""Coverage as `routeplan coverage` tells it: tables, JSON, CSV, files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.cli.failures import CliError
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.plan_files import read_plan
from routeplan.cli.progress import Progress
from routeplan.cli.session import language_of, load_for_plan, say_changed, travel_of
from routeplan.cli.texts import text
from routeplan.cli.writing import (
    one_line,
    print_csv,
    print_json,
    print_lines,
    print_notice,
    print_table,
)
from routeplan.coverage.words import inspection_text, near_text, words_for
from routeplan.language import collation_key, day_text, number
from routeplan.model import ExitCode

if TYPE_CHECKING:
    from routeplan.coverage import Coverage, Method, Unit
    from routeplan.model import Plan

GPKG, HTML = ".gpkg", ".html"


def run_coverage(shared: Shared, path: Path, method: Method, targets: Sequence[Path]) -> None:
    """Work out the coverage of a plan, write the files asked for, and tell it.

    Raises:
        RouteplanError: the plan or the project cannot be read, or a file not be written; nothing
            is written before all is worked out.
    """
    from routeplan.project.files import write_files

    for target in targets:
        _refuse_target(target)
    plan = read_plan(path)
    language = language_of(shared, plan.language)
    found = measured(shared, plan, language, method)
    title = plan.name or words_for(language)["title"]
    write_files(
        {
            target: _content(target, found, shared.project_folder, title, language)
            for target in targets
        }
    )
    _tell(shared, found, targets, language)


def measured(shared: Shared, plan: Plan, language: str, method: Method | None = None) -> Coverage:
    """Return the coverage of a plan by the project as it is, with notices about what changed."""
    from routeplan.coverage import coverage_of

    progress = Progress(quiet=shared.quiet, verbose=shared.verbose)
    progress.language = language
    problem = load_for_plan(shared, plan)
    say_changed(shared, plan, problem, language)
    progress.step(text("step_coverage", language))
    found = coverage_of(problem, travel_of(shared.project_folder, problem), plan, method)
    if found.visits_ignored:
        line = text("coverage_ignored", language, count=found.visits_ignored)
        print_notice(line, quiet=shared.quiet)
    return found


def _refuse_target(target: Path) -> None:
    if target.is_dir():
        raise CliError("output-is-a-folder", path=target)
    if target.suffix.lower() not in (GPKG, HTML):
        raise CliError("coverage-output", exit_code=ExitCode.USAGE, path=target)


def _content(target: Path, found: Coverage, folder: Path, title: str, language: str) -> bytes:
    from routeplan.geo.areas import load_areas

    areas = load_areas(folder)
    if target.suffix.lower() == GPKG:
        from routeplan.coverage.geofile import coverage_gpkg

        return coverage_gpkg(found, areas)
    from routeplan.coverage.choropleth import render_coverage

    return render_coverage(found, title=title, language=language, areas=areas).encode()


def _tell(shared: Shared, found: Coverage, targets: Sequence[Path], language: str) -> None:
    if shared.output_format is OutputFormat.JSON:
        print_json({**found.to_json(), "files": [str(target) for target in targets]})
    elif shared.output_format is OutputFormat.CSV:
        _print_csv(found)
    else:
        _print_text(found, language, every_commune=shared.verbose)
        for target in targets:
            key = "coverage_map" if target.suffix.lower() == HTML else "coverage_file"
            print_lines([text(key, language, path=one_line(target))])


def _print_csv(found: Coverage) -> None:
    from routeplan.coverage.geofile import flat

    units = [("all", found.total)]
    for kind in ("communes", "districts", "groups"):
        units += [(kind.removesuffix("s"), unit) for unit in getattr(found, kind)]
    rows = [{"kind": kind, **flat(unit)} for kind, unit in units]
    print_csv(tuple(rows[0]), [tuple(row.values()) for row in rows])


def _print_text(found: Coverage, language: str, *, every_commune: bool) -> None:
    words, total = words_for(language), found.total
    last = found.start + timedelta(days=7 * found.weeks - 1)
    days = {"start": day_text(found.start), "end": day_text(last), "weeks": found.weeks}
    about = "≈ " if "children" in total.estimated else ""
    reached, children = (number(n, language) for n in (total.children_reached, total.children))
    print_lines(
        [
            text("coverage_title", language, **days),
            text("coverage_children", language, reached=about + reached, children=about + children),
        ]
    )
    if total.sites_unknown:
        print_lines([text("coverage_unknown", language, count=total.sites_unknown)])
    by_code = {unit.code: unit for unit in found.communes}
    ranked = [by_code[code] for code in found.ranking]
    shown = ranked if every_commune else ranked[: len(found.worst)]
    whole = len(shown) == len(ranked)
    communes = text(
        "coverage_all_communes" if whole else "coverage_worst",
        language,
        **({} if whole else {"shown": len(shown), "all": len(ranked)}),
    )
    groups = [(unit, words[f"group_{unit.code}"]) for unit in found.groups]
    _print_units(words["groups"], [(total, words["all"]), *groups], language)
    named = [(unit, unit.code or words["no_name"]) for unit in alphabetical(found.districts)]
    _print_units(text("coverage_districts", language), named, language)
    _print_units(communes, [(unit, unit.name or words["no_name"]) for unit in shown], language)
    print_lines(["", *_more(found, language)])


def alphabetical(districts: Sequence[Unit]) -> list[Unit]:
    """Return former districts, whose codes are their names, in the order of the alphabet."""
    return sorted(districts, key=lambda unit: collation_key(unit.code))


def _print_units(title: str, units: Sequence[tuple[Unit, str]], language: str) -> None:
    words = words_for(language)
    names = ("unit", "children", "reached", "visits", "service", "gap", "near", "access")
    header = [words[f"head_{name}"] for name in names]
    print_lines(["", title])
    rows = [_row(unit, name, language) for unit, name in units]
    print_table(header, rows, indent="  ", numbers=range(1, len(header)))


def _row(unit: Unit, name: str, language: str) -> tuple[str, ...]:
    def shown(figure: str, value: float | None, decimals: int = 0) -> str:
        if value is None:
            return "–"
        # Nothing of an estimate is nothing, and all of it is all.
        sure = not value or (figure in ("children_reached", "near_share") and value == 100)
        about = "≈ " if figure in unit.estimated and not sure else ""
        return about + number(value, language, decimals)

    reached = 100 * unit.children_reached / unit.children if unit.children else None
    near = None if unit.near_share is None else 100 * unit.near_share
    at_least = "≥ " if unit.gap_open else ""
    return (
        name,
        shown("children", unit.children),
        shown("children_reached", reached),
        str(unit.visits),
        shown("service_min_per_100", unit.service_min_per_100, 1),
        at_least + shown("longest_gap_days", unit.longest_gap_days),
        shown("near_share", near),
        shown("access", unit.access, 1),
    )


def _more(found: Coverage, language: str) -> Iterator[str]:
    """Yield what stands in no table: evenness, special circumstances, inspections, notes."""
    words, total = words_for(language), found.total
    for key, value in (("gini_service", found.gini), ("gini_access", found.gini_access)):
        shown = words["none"] if value is None else number(value, language, 2)
        yield f"{words['gini']}: {words[key].format(value=shown)}"
    hours = number(total.pupil_hours, language)
    about = "≈ " if "pupil_hours" in total.estimated else ""
    yield f"{words['pupil_hours']}: {about}{hours}"
    special = [(words[kind], one) for kind, one in total.special.items() if one.children]
    if special:
        yield f"{words['special']}:"
        for name, one in special:
            counts = f"{number(one.reached, language)} / {number(one.children, language)}"
            yield f"  {name}: {counts}"
    if found.inspections:
        yield f"{words['inspections']}:"
        for inspection in found.inspections:
            yield one_line(f"  {inspection.name}: {inspection_text(inspection, language)}")
    yield near_text(found.method, language)
    if total.estimated:
        yield text("coverage_estimated", language)
    if found.without_site:
        yield text("coverage_without_site", language, names=_names(found.without_site))


def _names(codes: Sequence[str], most: int = 10) -> str:
    from routeplan.geo.communes import commune_by_code

    names = [commune_by_code()[code].full_name for code in codes]
    return ", ".join(names[:most]) + (f" … ({len(names)})" if len(names) > most else "")
