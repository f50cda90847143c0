"""Each row of a filled-in sheet held against the project: every finding with its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from routeplan.model import ModelError, Severity
from routeplan.model.collection import CRATE_BOOKS
from routeplan.model.handover import LABELS
from routeplan.project.messages import Findings
from routeplan.project.severities import SEVERITIES
from routeplan.project.tables import Record
from routeplan.rotation.ledger.entries import split_crate
from routeplan.rotation.ledger.planned import week_of
from routeplan.rotation.ledger.project_view import View, near

_Found = Iterator[tuple[str, str, dict[str, object]]]
"""Code, column and words of each finding of a row."""


def check_row(row: Record, view: View, findings: Findings) -> bool:
    """Report what is wrong with a row by itself; return whether a handover can be made of it."""
    usable = not row.bad
    for check in _CHECKS:
        for code, column, words in check(row, view, findings.language):
            add(findings, code, row, column, **words)
            usable &= SEVERITIES[code] is not Severity.ERROR
    return usable


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


def _date(row: Record, view: View, _language: str) -> _Found:
    today = view.now.date()
    if row["date"] is not None and row["date"] > today:
        yield "handover-future", "date", {"today": today.isoformat()}


def _site(row: Record, view: View, _language: str) -> _Found:
    if row["site"] is not None and row["site"] not in view.sites:
        hint = ", ".join(near(row["site"], view.sites))
        yield "handover-site-unknown", "site", {"hint": hint}


def _vehicle(row: Record, view: View, _language: str) -> _Found:
    if row["vehicle"] is not None and row["vehicle"] not in view.depots:
        hint = ", ".join(near(row["vehicle"], view.depots))
        yield "handover-vehicle-unknown", "vehicle", {"hint": hint}


def _visit(row: Record, _view: View, _language: str) -> _Found:
    visit = row["visit"]
    if visit and row["site"] and row["service"]:
        wanted = f"{row['site']}/{row['service']}"
        if visit.rpartition("/")[0] != wanted or week_of(visit) is None:
            yield "handover-visit-foreign", "visit", {"wanted": f"{wanted}/n"}


def _crate(row: Record, view: View, language: str) -> _Found:
    crate, direction = row["crate"], row["direction"]
    if not crate:
        if direction or row["condition"] or row["missing_copies"]:
            yield "handover-crate-missing", "crate", {}
        return
    if not direction and "direction" not in row.bad:
        yield "handover-direction-missing", "direction", {"choices": choices("direction", language)}
    if view.crates is None:
        if not _is_crate(crate):
            yield "handover-crate-form", "crate", {}
    elif crate not in view.crates:
        hint = ", ".join(_nearest_crates(crate, row["visit"] or "", view.crates, view))
        yield "handover-crate-unknown", "crate", {"hint": hint}


def _is_crate(text: str) -> bool:
    try:
        split_crate(text)
    except ModelError:
        return False
    return True


def _nearest_crates(crate: str, visit: str, known: frozenset[str], view: View) -> tuple[str, ...]:
    """Return near matches, those that the visit should have first."""
    planned = view.record.visits.get(visit)
    expected = () if planned is None else planned.crates or ()
    first = near(crate, expected)
    return (*first, *(one for one in near(crate, sorted(known)) if one not in first))[:3]


def _copies(row: Record, _view: View, _language: str) -> _Found:
    if (row["missing_copies"] or 0) > CRATE_BOOKS:
        yield "handover-copies-too-many", "missing_copies", {"most": CRATE_BOOKS}


def _done(row: Record, _view: View, language: str) -> _Found:
    if row["done"] is None:
        if "done" not in row.bad:
            yield "handover-done-missing", "done", {}
    elif row["done"] and row["reason"]:
        yield "handover-reason-odd", "reason", {}
    elif not row["done"] and not row["reason"] and "reason" not in row.bad:
        yield "handover-reason-missing", "reason", {"choices": choices("reason", language)}


_CHECKS: tuple[Callable[[Record, View, str], _Found], ...] = (
    _date, _site, _vehicle, _visit, _crate, _copies, _done,
)  # fmt: skip
