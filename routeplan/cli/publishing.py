"""The plans of record of a project: ``published/`` with one file a plan and a small index.

The index lists the plans that hold (``plans``, by date) and those that were replaced (``replaced``,
in the order in which they were): what was planned for a day that is past stays known.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from routeplan.cli.failures import CliError
from routeplan.cli.plan_files import plan_text, sha256
from routeplan.cli.rotation_files import plan_file, rotation_file
from routeplan.model import Plan
from routeplan.project.limits import parse_json, read_at_most

FOLDER = "published"
INDEX = "index.json"
INDEX_SCHEMA = "routeplan/published@1"
REPLACED = "replaced"


def publish_plan(project: Path, plan: Plan, *, force: bool = False) -> tuple[Path, bool]:
    """Write a plan to ``published/<start>-<weeks>w.json`` and into the index.

    Returns:
        The file, and whether it is new (publishing the same plan again changes nothing).

    Raises:
        RouteplanError: ``published-overlap`` without `force` when another published plan holds for
            some of the same days (with `force` that one moves to ``published/replaced/``);
            ``published-index`` when the index cannot be read; errors of writing.
    """
    from routeplan.project import write_json, write_text
    from routeplan.project.files import refuse_elsewhere

    folder = project / FOLDER
    refuse_elsewhere(project, folder)
    content = plan_text(plan)
    target = folder / f"{plan.start.isoformat()}-{plan.weeks}w.json"
    entries = read_index(project)
    listed = any(entry["file"] == target.name for entry in entries)
    if listed and target.is_file() and target.read_text(encoding="utf-8") == content:
        return target, False
    others = [entry for entry in entries if _overlap(entry, plan)]
    if others and not force:
        files = [entry["file"] for entry in others]
        raise CliError("published-overlap", details={"published": files}, files=", ".join(files))
    folder.mkdir(parents=True, exist_ok=True)
    replaced = [*_read_list(project, REPLACED), *(_keep(folder, entry) for entry in others)]
    write_text(target, content)
    entry = {
        "date": plan.start.isoformat(),
        "weeks": plan.weeks,
        "file": target.name,
        "sha256": sha256(target),
        "summary": _summary(plan),
    }
    kept = [e for e in entries if e not in others and e["file"] != target.name]
    ordered = sorted([*kept, entry], key=lambda e: (e["date"], e["file"]))
    index = {"schema": INDEX_SCHEMA, "plans": ordered}
    if replaced:
        index[REPLACED] = replaced
    write_json(folder / INDEX, index)
    return target, True


def publish_rotation(target: Path, plan_path: Path) -> Path | None:
    """Copy the rotation that stands beside a plan to the published one; None where there is none.

    Args:
        target: the published plan.
        plan_path: the plan that was published, or its folder.

    Raises:
        RouteplanError: errors of reading and writing.
    """
    from routeplan.project import write_bytes
    from routeplan.project.files import read_bytes

    source = rotation_file(plan_file(plan_path))
    copy = rotation_file(target)
    if not source.is_file() or source == copy:
        return None
    write_bytes(copy, read_bytes(source))
    return copy


def read_index(project: Path) -> list[dict[str, Any]]:
    """Return the entries of the index of published plans, oldest first; none without a file.

    Raises:
        RouteplanError: ``published-index``.
    """
    return _read_list(project, "plans")


def published_files(project: Path) -> tuple[Path, ...]:
    """Return every plan that was published, in the order in which they came to hold.

    Raises:
        RouteplanError: ``published-index``.
    """
    folder = project / FOLDER
    aside = (folder / entry["file"] for entry in _read_list(project, REPLACED))
    of_record = (folder / entry["file"] for entry in read_index(project))
    # Who tidies up `replaced` wants those plans forgotten; a plan of record is missed.
    return (*(path for path in aside if path.is_file()), *of_record)


def _read_list(project: Path, name: str) -> list[dict[str, Any]]:
    path = project / FOLDER / INDEX
    if not path.exists():
        return []
    try:
        index = parse_json(read_at_most(path))
        entries: list[dict[str, Any]] = index["plans"] if name == "plans" else index.get(name, [])
        for entry in entries:
            _span(entry)
            _refuse_elsewhere(entry["file"])
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        OverflowError,
    ) as error:
        raise CliError("published-index", path=path, reason=error) from error
    return entries


def _refuse_elsewhere(name: str) -> None:
    """Refuse the name of a plan that is not in ``published`` or its ``replaced``."""
    parts = PurePosixPath(name).parts
    inside = len(parts) == 1 or (len(parts) == 2 and parts[0] == REPLACED)
    if not inside or parts[-1] in ("..", "/") or "\\" in name or ":" in name:
        raise ValueError(f"«{name}» is not in {FOLDER}")


def _summary(plan: Plan) -> dict[str, Any]:
    totals = plan.summary
    return {
        "visits_planned": totals.visits_planned,
        "visits_due": totals.visits_due,
        "unassigned": totals.unassigned,
        "duties": totals.duties,
    }


def _span(entry: dict[str, Any]) -> tuple[date, date]:
    start = date.fromisoformat(entry["date"])
    return start, start + timedelta(days=7 * int(entry["weeks"]) - 1)


def _overlap(entry: dict[str, Any], plan: Plan) -> bool:
    first, last = _span(entry)
    return first <= plan.last_day and plan.start <= last


def _keep(folder: Path, entry: dict[str, Any]) -> dict[str, Any]:
    """Move a published plan to ``replaced/`` under a name that holds its content's hash."""
    path = folder / Path(entry["file"]).name
    if not path.is_file():
        return entry
    aside = folder / REPLACED / f"{path.stem}-{sha256(path)[:8]}.json"
    aside.parent.mkdir(exist_ok=True)
    path.replace(aside)
    if rotation_file(path).is_file():
        rotation_file(path).replace(rotation_file(aside))
    return {**entry, "file": f"{REPLACED}/{aside.name}"}
