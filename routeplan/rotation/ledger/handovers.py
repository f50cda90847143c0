"""From the rows of a sheet to handovers: rows of one visit put together, held against the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routeplan.model.handover import DIRECTIONS
from routeplan.model.problem import week_index
from routeplan.project.messages import Findings
from routeplan.project.tables import Record
from routeplan.rotation.ledger.entries import Handover, Move
from routeplan.rotation.ledger.planned import PlannedVisit, week_of
from routeplan.rotation.ledger.project_view import View
from routeplan.rotation.ledger.rows import add, check_row
from routeplan.rotation.ledger.sheet import FilledSheet

_SAME = ("date", "vehicle", "site", "service", "role")
"""What all rows of a visit must agree on."""

_Grouping = Callable[[Record], tuple[Any, ...]]
"""Gives rows of one visit the same key."""


@dataclass(frozen=True)
class Draft:
    """A handover that is not in the ledger yet, and the rows that tell of it."""

    handover: Handover
    rows: tuple[Record, ...]

    def row_of(self, crate: str) -> Record:
        """Return the row of a crate, else the visit's first."""
        return next((row for row in self.rows if row["crate"] == crate), self.rows[0])


def drafts_of(sheet: FilledSheet, view: View, findings: Findings) -> list[Draft]:
    """Return the handovers that a sheet tells of; what is wrong with them is findings.

    With an error among the findings the answer is of no use: nothing of the sheet may be recorded.
    """
    group = _grouping((*sheet.rows, *sheet.left))
    _say_left(sheet, group, findings)
    # A visit that rows name is not looked for again for rows that name none.
    used = {row["visit"] for row in sheet.rows if row["visit"]}
    drafts = []
    for rows in _by_visit(sheet.rows, group):
        usable = [check_row(row, view, findings) for row in rows]
        if _agree(rows, findings) and all(usable):
            draft = _draft(rows, sheet.digest, view, used, findings)
            used.add(draft.handover.visit)
            drafts.append(draft)
    notes = sum("note" in row.texts for row in sheet.rows)
    if notes:
        findings.add("handover-notes-stay", sheet.rows[0].file, count=notes)
    return drafts


def _say_left(sheet: FilledSheet, group: _Grouping, findings: Findings) -> None:
    """Report rows that nobody filled in: of a visit that was, an error; else they may wait."""
    begun = {group(row) for row in sheet.rows}
    waiting = 0
    for row in sheet.left:
        if group(row) in begun:
            add(findings, "handover-done-missing", row, "done")
        else:
            waiting += 1
    if not sheet.rows:
        name = sheet.left[0].file if sheet.left else ""
        findings.add("handover-nothing-done", name, count=waiting)
    elif waiting:
        findings.add("handover-left", sheet.left[0].file, count=waiting)


def _grouping(rows: Iterable[Record]) -> _Grouping:
    """Return what tells rows of one visit from those of others.

    A row without the id of a visit, such as one that was added by hand for one more crate, belongs
    to the one visit that other rows name for its date, vehicle, site and service.
    """
    named: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for row in rows:
        if row["visit"]:
            named[_occasion(row)].add(row["visit"])

    def group(row: Record) -> tuple[Any, ...]:
        occasion = _occasion(row)
        visits = {row["visit"]} if row["visit"] else named.get(occasion, set())
        return tuple(visits) if len(visits) == 1 else occasion

    return group


def _occasion(row: Record) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("date", "vehicle", "site", "service"))


def _by_visit(rows: Sequence[Record], group: _Grouping) -> Iterator[tuple[Record, ...]]:
    groups: dict[tuple[Any, ...], list[Record]] = {}
    for row in rows:
        groups.setdefault(group(row), []).append(row)
    yield from (tuple(found) for found in groups.values())


def _agree(rows: tuple[Record, ...], findings: Findings) -> bool:
    """Report rows of one visit that contradict each other."""
    agreed = True
    first = rows[0]
    for name in _SAME:
        told = next((row for row in rows if row[name] is not None), first)
        for row in rows:
            if row[name] is not None and row[name] != told[name]:
                agreed = False
                other = told.texts.get(name, "")
                add(findings, "handover-rows-differ", row, name, first=told.row, other=other)
    seen: dict[str, Record] = {}
    for row in rows:
        crate = row["crate"] or ""
        if crate in seen:
            agreed = False
            code = "handover-crate-twice" if crate else "handover-visit-twice"
            add(findings, code, row, "crate", first=seen[crate].row)
        seen.setdefault(crate, row)
    whole = seen.get("")
    if whole is not None and whole["done"] is False:
        for row in rows:
            if row["done"]:
                agreed = False
                other = whole.texts.get("done", "")
                add(findings, "handover-rows-differ", row, "done", first=whole.row, other=other)
    return agreed


def _draft(
    rows: tuple[Record, ...], digest: str, view: View, used: set[str], findings: Findings
) -> Draft:
    first = next((row for row in rows if row["visit"]), rows[0])
    planned = _planned_for(first, view, used)
    is_planned = planned is not None and not planned.missed
    whole = next((row for row in rows if not row["crate"]), None)
    done = bool(whole["done"]) if whole else any(row["done"] for row in rows)
    reason = "" if done else next((row["reason"] for row in rows if row["reason"]), "")
    moves = tuple(_move(row, planned) for row in rows if row["crate"])
    handover = Handover(
        date=first["date"],
        time=next((row["time"] for row in rows if row["time"] is not None), None),
        vehicle=first["vehicle"],
        site=first["site"],
        service=first["service"],
        visit=planned.visit if planned else first["visit"] or "",
        planned=is_planned,
        done=done,
        reason=reason,
        role=next((row["role"] for row in rows if row["role"]), ""),
        depot=view.depots[first["vehicle"]],
        sheet=digest,
        moves=tuple(sorted(moves, key=lambda move: DIRECTIONS[::-1].index(move.direction))),
    )
    _say_how_planned(handover, planned, first, findings)
    if planned is not None:
        _say_crates(handover, planned, Draft(handover, rows), findings)
    return Draft(handover, rows)


def _planned_for(row: Record, view: View, used: set[str]) -> PlannedVisit | None:
    """Return the visit of the published plans that a row tells of.

    By its id where the row has one. Else the visit of that service planned for that date, else
    one that is due in that week but found no place in the plan.
    """
    visits = view.record.visits
    if row["visit"]:
        return visits.get(row["visit"])
    key = f"{row['site']}/{row['service']}"
    same = [v for v in visits.values() if v.key == key and v.visit not in used]
    for visit in same:
        if not visit.missed and visit.date == row["date"]:
            return visit
    week = week_index(row["date"])
    for visit in same:
        due = week_of(visit.visit)
        if visit.missed and due is not None and week_index(due) == week:
            return visit
    return None


def _move(row: Record, planned: PlannedVisit | None) -> Move:
    crates: Mapping[str, str] | None = planned.crates if planned else None
    crate, direction = row["crate"], row["direction"]
    return Move(
        direction=direction,
        crate=crate,
        done=bool(row["done"]),
        condition=row["condition"] or "",
        missing_copies=row["missing_copies"],
        reason="" if row["done"] else row["reason"] or "",
        planned=None if crates is None else crates.get(crate) == direction,
    )


def _say_how_planned(
    handover: Handover, planned: PlannedVisit | None, row: Record, findings: Findings
) -> None:
    if planned is None or planned.missed:
        add(findings, "handover-unplanned", row, "visit", site=handover.site)
    elif planned.date != handover.date:
        add(findings, "handover-other-day", row, "date", planned=planned.date.isoformat())
    elif planned.vehicle != handover.vehicle:
        add(findings, "handover-other-vehicle", row, "vehicle", planned=planned.vehicle)
    if handover.done and not handover.role:
        add(findings, "handover-role-missing", row, "role")


def _say_crates(
    handover: Handover, planned: PlannedVisit, draft: Draft, findings: Findings
) -> None:
    """Report crates that the rotation did not have for this visit, and those that it had."""
    if planned.crates is None:
        return
    told = {move.crate for move in handover.moves}
    for move in handover.moves:
        if move.done and not move.planned:
            add(findings, "handover-crate-unplanned", draft.row_of(move.crate), "crate")
    absent = [crate for crate in planned.crates if crate not in told]
    if absent and handover.done:
        crates = ", ".join(absent)
        add(findings, "handover-crate-absent", draft.rows[0], "crate", crates=crates)
