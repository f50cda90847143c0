"""Rotating as `routeplan rotate` does it: find the plan, rotate, check, write, tell."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from routeplan.cli.checking import refused
from routeplan.cli.failures import CliError
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.plan_files import read_plan, sha256
from routeplan.cli.progress import Progress
from routeplan.cli.publishing import FOLDER, read_index
from routeplan.cli.rotation_files import (
    PLAN_KEY,
    ROTATION_FILE,
    plan_file,
    read_rotation,
    rotation_file,
    rotation_text,
)
from routeplan.cli.session import language_of, load_for_plan, load_project
from routeplan.cli.texts import text
from routeplan.cli.writing import (
    one_line,
    print_csv,
    print_json,
    print_lines,
    print_notice,
    print_table,
)
from routeplan.language import day_text, number
from routeplan.model import RouteplanError, rotation_to_json

if TYPE_CHECKING:
    from routeplan.model import Plan, Problem, Rotation, Violation
    from routeplan.rotation.figures import Figures

CSV_COLUMNS = (
    "date", "site", "visit", "vehicle", "delivered", "picked", "origin", "crates_out", "crates_in",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What the options of `routeplan rotate` ask for.

    Args:
        turns: how long to look; None: the usual.
        iterations: of the search of a plan that is made first.
    """

    plan: Path | None
    since: date | None
    turns: int | None
    seed: int
    iterations: int | None = None


def run_rotate(shared: Shared, wish: Wish) -> None:
    """Rotate the sets of a plan, write rotation.json beside it and tell.

    Raises:
        RouteplanError: there is no plan or no stock, the input is wrong, or the file of another
            hand is in the way.
    """
    from routeplan.check.rotation import check_rotation
    from routeplan.rotation import Effort, make_rotation
    from routeplan.rotation.ledger import read_state

    path = _plan_path(shared, wish)
    plan = read_plan(path)
    language = language_of(shared, plan.language)
    target = rotation_file(path)
    _refuse_foreign(target, force=shared.force)
    problem = replace(load_for_plan(shared, plan), language=language)
    state = read_state(shared.project_folder)
    progress = Progress(quiet=shared.quiet, verbose=shared.verbose)
    progress.language = language
    sets, visits = len(problem.collections), sum(len(route.visits) for route in plan.routes)
    progress.step(text("step_rotate", language, sets=sets, exchanges=visits))
    standard = Effort()
    effort = Effort(standard.turns if wish.turns is None else wish.turns, wish.seed)
    inputs = {**problem.inputs, PLAN_KEY: sha256(path)}
    rotation = make_rotation(
        problem, plan, state=state, since=wish.since, effort=effort, inputs=inputs
    )
    violations = check_rotation(problem, plan, rotation, state=state, language=language)
    if violations:
        raise refused("rotation-rejected", violations, language)
    _write(target, rotation)
    _tell(shared, problem, plan, rotation, target, language)


def rotation_violations(
    shared: Shared, problem: Problem, plan: Plan, rotation: Rotation
) -> Sequence[Violation]:
    """Hold a rotation against its plan and the project."""
    from routeplan.check.rotation import check_rotation
    from routeplan.rotation.ledger import read_state

    state = read_state(shared.project_folder)
    language = language_of(shared, plan.language)
    return check_rotation(problem, plan, rotation, state=state, language=language)


def _plan_path(shared: Shared, wish: Wish) -> Path:
    """Return the plan's file: the one named, the latest published, or one made now."""
    if wish.plan is not None:
        return plan_file(wish.plan)
    entries = read_index(shared.project_folder)
    if entries:
        return shared.project_folder / FOLDER / Path(entries[-1]["file"]).name
    from routeplan.cli.planning import Request, write_plan

    project = load_project(shared)
    language = language_of(shared, project.config.language)
    print_notice(text("rotate_plans_first", language), quiet=shared.quiet)
    term = project.config.term_start is not None and project.config.term_end is not None
    request = Request(
        start=None, weeks=None, term=term, area=(), scenario=None, seconds=None,
        iterations=wish.iterations,
        seed=wish.seed, threads=2, engine=None, previous=None, max_moves=None, strict=False,
    )  # fmt: skip
    return plan_file(write_plan(shared, request).folder)


def _refuse_foreign(target: Path, *, force: bool) -> None:
    """Refuse to replace a file that is not, byte for byte, what routeplan writes."""
    if force or not target.exists():
        return
    try:
        ours = rotation_text(read_rotation(target)).encode() == target.read_bytes()
    except (RouteplanError, OSError):
        ours = False
    if not ours or not _seal_fits(target):
        raise CliError("rotation-foreign", path=target)


def _write(target: Path, rotation: Rotation) -> None:
    """Write the rotation, sealed with its own hash, so that a later edit is seen."""
    from routeplan.project import write_text

    sealed = replace(rotation, inputs={**rotation.inputs, ROTATION_FILE: _seal(rotation)})
    write_text(target, rotation_text(sealed))


def _seal(rotation: Rotation) -> str:
    inputs = {name: known for name, known in rotation.inputs.items() if name != ROTATION_FILE}
    content = rotation_text(replace(rotation, inputs=inputs))
    return hashlib.sha256(content.encode()).hexdigest()


def _seal_fits(target: Path) -> bool:
    rotation = read_rotation(target)
    return rotation.inputs.get(ROTATION_FILE) == _seal(rotation)


def _tell(
    shared: Shared,
    problem: Problem,
    plan: Plan,
    rotation: Rotation,
    target: Path,
    language: str,
) -> None:
    from routeplan.rotation.figures import group_figures, idle_collections, site_figures

    sites = site_figures(problem, rotation)
    groups = group_figures(problem, sites)
    idle = idle_collections(problem, rotation)
    if shared.output_format is OutputFormat.JSON:
        answer = dict(rotation_to_json(rotation))
        answer |= {
            "sites": [_figures_json("site", one) for one in sites],
            "groups": [_figures_json("group", one) for one in groups],
            "idle": [{"collection": name, "crates": crates} for name, crates in idle],
            "rotation": str(target),
        }
        print_json(answer)
        return
    if rotation.unmet:
        for line in _unmet_lines(rotation, language):
            print_notice(line)
    if shared.output_format is OutputFormat.CSV:
        print_csv(CSV_COLUMNS, _csv_rows(rotation))
        return
    print_lines(_summary_lines(plan, rotation, idle, language))
    print_lines([""])
    _print_sites(problem, rotation, sites, language)
    print_lines(["", *_group_lines(groups, language), ""])
    print_lines([text("rotate_written", language, path=one_line(target))])


def _figures_json(label: str, one: Figures) -> dict[str, Any]:
    values = asdict(one)
    return {label: values.pop("name"), **values, "fresh_per_child": one.fresh_per_child}


def _csv_rows(rotation: Rotation) -> Iterator[Sequence[object]]:
    for one in rotation.exchanges:
        yield (
            one.date.isoformat(), one.site, one.visit, one.vehicle, one.delivered, one.picked,
            one.origin, ";".join(one.crates_out), ";".join(one.crates_in),
        )  # fmt: skip


def _summary_lines(
    plan: Plan, rotation: Rotation, idle: Sequence[tuple[str, int]], language: str
) -> Iterator[str]:
    first = max(plan.start, rotation.since)
    yield text("rotate_title", language, start=day_text(first), end=day_text(plan.last_day))
    yield text(
        "rotate_counts",
        language,
        delivered=sum(one.delivered is not None for one in rotation.exchanges),
        visits=len(rotation.exchanges),
        repeat=number(rotation.repeat_pct, language, 1),
        crates=rotation.crates_via_depot,
    )
    if idle:
        names = ", ".join(name for name, _ in idle[:8]) + (" …" if len(idle) > 8 else "")
        yield text("rotate_idle", language, crates=sum(c for _, c in idle), names=one_line(names))
    else:
        yield text("rotate_idle_none", language)


def _print_sites(
    problem: Problem, rotation: Rotation, sites: Sequence[Figures], language: str
) -> None:
    """Print the table by site: figures, then the sets with the dates on which they come."""
    labels = ("sites", "received", "fresh", "per_child", "avoided", "sets")
    received: dict[str, list[str]] = {}
    for exchange in rotation.exchanges:
        if exchange.delivered:
            entry = f"{day_text(exchange.date)} {exchange.delivered}"
            received.setdefault(exchange.site, []).append(entry)
    rows = []
    for one in sites:
        fresh, per_child = number(one.fresh_titles, language), "–"
        if one.fresh_per_child is not None:
            per_child = number(one.fresh_per_child, language, 3)
        figures = (f"{one.sets}/{one.visits}", fresh, per_child, one.repeats_avoided)
        dates = ", ".join(received.get(one.name, ())) or "–"
        rows.append((problem.site_by_id[one.name].name, *figures, dates))
    header = [text(f"rotate_{label}", language) for label in labels]
    print_table(header, rows, numbers=range(1, 5))


def _group_lines(groups: Sequence[Figures], language: str) -> Iterator[str]:
    yield text("rotate_groups", language)
    for one in groups:
        fresh = f"{text('rotate_fresh', language).lower()} {number(one.fresh_titles, language)}"
        sets = text("rotate_received", language).lower()
        name = text(f"group_{one.name}", language)
        yield f"  {name}: {sets} {one.sets}/{one.visits}, {fresh}"


def _unmet_lines(rotation: Rotation, language: str) -> Iterator[str]:
    """Yield the reasons with the number of visits for which each holds."""
    yield text("rotate_unmet", language, count=len(rotation.unmet))
    kinds = Counter((one.code, one.reason, one.action) for one in rotation.unmet)
    for (code, reason, action), count in kinds.most_common():
        line = text(
            "rotate_unmet_line", language, code=code, count=count, reason=reason, action=action
        )
        yield one_line(line)
