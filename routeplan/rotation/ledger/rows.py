"""Each row of a filled-in sheet held against the project: every finding with its cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from routeplan.model import ModelError
from routeplan.model.collection import CRATE_BOOKS
from routeplan.model.handover import LABELS, REASONS
from routeplan.project.messages import Findings
from routeplan.project.tables import Record
from routeplan.rotation.ledger.entries import split_crate
from routeplan.rotation.ledger.project_view import View, near


def check_row(row: Record, view: View, findings: Findings) -> bool:
    """Report what is wrong with a row by itself; return whether a handover can be made of it."""
    for check in _CHECKS:
        check(row, view, findings)
    crate = row["crate"]
    return not row.bad and (
        row["site"] in view.sites
        and row["vehicle"] in view.depots
        and row["done"] is not None
        and (row["missing_copies"] or 0) <= CRATE_BOOKS
        and (not crate or (bool(row["direction"]) and _is_crate(crate)))
    )


def _is_crate(text: str) -> bool:
    try:
        split_crate(text)
    except ModelError:
        return False
    return True


def add(
    findings: Findings, code: str, row: Record, column: str | None = None, **words: object
) -> None:
    """Add a finding at a cell of a row."""
    value = row.texts.get(column) if column else None
    findings.add(code, row.file, row.row, column, value, words=words)


def choices(column: str, language: str) -> str:
    """Return the choices of a column as people write them."""
    labels = LABELS[column]
    return ", ".join(labels.values() if language == "vi" else labels)


def _date(row: Record, view: View, findings: Findings) -> None:
    today = view.now.date()
    if row["date"] is not None and row["date"] > today:
        add(findings, "handover-future", row, "date", today=today.isoformat())


def _site(row: Record, view: View, findings: Findings) -> None:
    if row["site"] is not None and row["site"] not in view.sites:
        hint = ", ".join(near(row["site"], view.sites))
        add(findings, "handover-site-unknown", row, "site", hint=hint)


def _vehicle(row: Record, view: View, findings: Findings) -> None:
    if row["vehicle"] is not None and row["vehicle"] not in view.depots:
        hint = ", ".join(near(row["vehicle"], view.depots))
        add(findings, "handover-vehicle-unknown", row, "vehicle", hint=hint)


def _visit(row: Record, _view: View, findings: Findings) -> None:
    visit = row["visit"]
    if visit and row["site"] and row["service"]:
        wanted = f"{row['site']}/{row['service']}"
        key, _, number = visit.rpartition("/")
        if key != wanted or not number.isdecimal():
            add(findings, "handover-visit-foreign", row, "visit", wanted=f"{wanted}/n")


def _crate(row: Record, view: View, findings: Findings) -> None:
    crate, direction = row["crate"], row["direction"]
    if not crate:
        if direction or row["condition"] or row["missing_copies"]:
            add(findings, "handover-crate-missing", row, "crate")
        return
    if not direction and "direction" not in row.bad:
        add(
            findings,
            "handover-direction-missing",
            row,
            "direction",
            choices=choices("direction", findings.language),
        )
    if view.crates is not None:
        if crate not in view.crates:
            hint = ", ".join(_nearest_crates(row, view))
            add(findings, "handover-crate-unknown", row, "crate", hint=hint)
        return
    if not _is_crate(crate):
        add(findings, "handover-crate-form", row, "crate")


def _nearest_crates(row: Record, view: View) -> tuple[str, ...]:
    """Return near matches, those that the visit should have first."""
    assert view.crates is not None
    planned = view.record.visits.get(row["visit"] or "")
    expected = () if planned is None else planned.crates or ()
    first = near(row["crate"], expected)
    return (*first, *(c for c in near(row["crate"], view.crates) if c not in first))[:3]


def _copies(row: Record, _view: View, findings: Findings) -> None:
    if (row["missing_copies"] or 0) > CRATE_BOOKS:
        add(findings, "handover-copies-too-many", row, "missing_copies", most=CRATE_BOOKS)


def _done(row: Record, _view: View, findings: Findings) -> None:
    if row["done"] is None and "done" not in row.bad:
        add(findings, "handover-done-missing", row, "done")
    elif row["done"] is False and not row["reason"] and "reason" not in row.bad:
        known = choices("reason", findings.language)
        add(findings, "handover-reason-missing", row, "reason", choices=known)
    elif row["done"] and row["reason"]:
        add(findings, "handover-reason-odd", row, "reason", choices=", ".join(REASONS))


_CHECKS: tuple[Callable[[Record, View, Findings], Any], ...] = (
    _date, _site, _vehicle, _visit, _crate, _copies, _done,
)  # fmt: skip
