"""The plans of record of a project: ``published/`` with one file a plan and a small index."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from routeplan.cli.failures import CliError
from routeplan.cli.plan_files import plan_text, sha256
from routeplan.model import Plan

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

    folder = project / FOLDER
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
    for entry in others:
        _keep(folder, entry["file"])
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
    write_json(folder / INDEX, {"schema": INDEX_SCHEMA, "plans": ordered})
    return target, True


def read_index(project: Path) -> list[dict[str, Any]]:
    """Return the entries of the index of published plans, oldest first; none without a file.

    Raises:
        RouteplanError: ``published-index``.
    """
    path = project / FOLDER / INDEX
    if not path.exists():
        return []
    try:
        entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["plans"]
        for entry in entries:
            _span(entry)
            Path(entry["file"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CliError("published-index", path=path, reason=error) from error
    return entries


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
    return first <= plan.start + timedelta(days=7 * plan.weeks - 1) and plan.start <= last


def _keep(folder: Path, name: str) -> None:
    """Copy a published plan to ``replaced/`` under a name that holds its content's hash."""
    path = folder / Path(name).name
    if not path.is_file():
        return
    aside = folder / REPLACED / f"{path.stem}-{sha256(path)[:8]}.json"
    aside.parent.mkdir(exist_ok=True)
    path.replace(aside)
