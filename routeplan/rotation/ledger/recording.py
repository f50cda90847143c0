"""Handovers into the ledger: recognised when they are there already, all of them or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from routeplan.model import Severity
from routeplan.project.messages import Findings, failure
from routeplan.rotation.ledger.entries import Entry, Handover
from routeplan.rotation.ledger.handovers import Draft
from routeplan.rotation.ledger.replay import Jump, in_force, jumps, undone
from routeplan.rotation.ledger.rows import add
from routeplan.rotation.ledger.store import read_entries, writing


@dataclass(frozen=True)
class Recorded:
    """What recording did.

    Args:
        entries: new ones.
        recognised: those that told the same before; nothing was added for them.
    """

    entries: tuple[Entry, ...]
    recognised: tuple[Entry, ...]


def record(
    folder: Path,
    drafts: Sequence[Draft],
    stamp: str,
    findings: Findings,
    *,
    accept: bool = False,
) -> Recorded:
    """Add handovers to a project's ledger in one transaction.

    Args:
        folder: of the project.
        drafts: what happened.
        stamp: the present moment, as entries keep it.
        findings: takes what does not fit what the ledger has.
        accept: whether crates may be where the ledger does not have them.

    Raises:
        RouteplanError: ``ledger-refused`` when there is an error among the findings; errors of
            the ledger's file. Nothing is recorded then.
    """
    # Looked at before the ledger is opened for writing, so that a refused sheet makes no file.
    _sort_out(read_entries(folder), drafts, findings, accept=accept)
    with writing(folder) as book:
        new, recognised = _sort_out(book.entries, drafts, findings, accept=accept)
        added = tuple(book.add(stamp, draft.handover) for draft in new)
    return Recorded(added, recognised)


def undo(folder: Path, number: int, stamp: str, language: str) -> tuple[Entry, list[Jump]]:
    """Take an entry back by a counter-entry.

    Returns:
        The counter-entry, and what no longer fits together without the entry taken back.

    Raises:
        RouteplanError: ``ledger-entry-unknown``, ``ledger-entry-undone`` or
            ``ledger-entry-counter``; errors of the ledger's file.
    """
    _refuse_undo(read_entries(folder), number, language)
    with writing(folder) as book:
        _refuse_undo(book.entries, number, language)
        before = jumps(book.entries)
        entry = book.add(stamp, undoes=number)
        after = [jump for jump in jumps(book.entries) if jump not in before]
    return entry, after


def refuse_errors(findings: Findings) -> None:
    """Stop when any finding is an error.

    Raises:
        RouteplanError: ``ledger-refused``, with all findings in its details.
    """
    errors = [n for n in findings.notices if n.severity is Severity.ERROR]
    if not errors:
        return
    first = errors[0]
    place = first.file if first.row is None else f"{first.file}:{first.row}"
    error = failure(
        "ledger-refused",
        findings.language,
        count=str(len(errors)),
        first=f"{place}: {first.cause}",
    )
    error.details["notices"] = [notice.to_json() for notice in findings.notices]
    raise error


def _refuse_undo(entries: Sequence[Entry], number: int, language: str) -> None:
    if not 1 <= number <= len(entries):
        last = str(len(entries))
        raise failure("ledger-entry-unknown", language, number=str(number), last=last)
    if entries[number - 1].undoes is not None:
        raise failure("ledger-entry-counter", language, number=str(number))
    if number in undone(entries):
        by = next(entry.number for entry in entries if entry.undoes == number)
        raise failure("ledger-entry-undone", language, number=str(number), by=str(by))


def _sort_out(
    entries: Sequence[Entry], drafts: Sequence[Draft], findings: Findings, *, accept: bool
) -> tuple[list[Draft], tuple[Entry, ...]]:
    """Return the drafts that are new and the entries that told the same before."""
    by_key: dict[str, list[tuple[Entry, Handover]]] = defaultdict(list)
    for entry in in_force(entries):
        if entry.handover is not None:
            by_key[entry.handover.key].append((entry, entry.handover))
    new: list[Draft] = []
    recognised = []
    for draft in drafts:
        same = [one for one in by_key[draft.handover.key] if _same(one[1], draft.handover)]
        told = next((e for e, one in same if one.reported == draft.handover.reported), None)
        if not same:
            new.append(draft)
        elif told is not None:
            recognised.append(told)
        else:
            entry, other = same[0]
            what = ", ".join(_differences(other, draft.handover))
            words = {"entry": entry.number, "what": what}
            add(findings, "handover-conflict", draft.rows[0], "visit", **words)
    if new:
        _say_jumps(jumps(entries, [draft.handover for draft in new]), new, findings, accept=accept)
    refuse_errors(findings)
    return new, tuple(recognised)


def _same(one: Handover, other: Handover) -> bool:
    """Tell whether two handovers report the same attempt at the same visit.

    A visit that did not take place may be tried again on another day; done is done.
    """
    if one.visit and other.visit:
        same_day = one.date == other.date
        return one.visit == other.visit and (same_day or (one.done and other.done))
    return (one.date, one.vehicle, one.key) == (other.date, other.vehicle, other.key)


def _differences(one: Handover, other: Handover) -> list[str]:
    names = ("date", "time", "vehicle", "done", "reason", "role")
    found = [name for name in names if getattr(one, name) != getattr(other, name)]
    if one.reported[-1] != other.reported[-1]:
        found.append("crate")
    return found


def _say_jumps(
    found: Sequence[Jump], drafts: Sequence[Draft], findings: Findings, *, accept: bool
) -> None:
    severity = Severity.WARNING if accept else None
    for jump in found:
        told = jump.after if jump.after_number is None else jump.before
        draft = next(draft for draft in drafts if draft.handover is told)
        other, number = (
            (jump.before, jump.before_number)
            if told is jump.after
            else (jump.after, jump.after_number)
        )
        row = draft.row_of(jump.crate)
        findings.add(
            "handover-crate-elsewhere",
            row.file,
            row.row,
            "crate",
            jump.crate,
            severity=severity,
            site=other.site,
            date=other.date.isoformat(),
            entry=number or "–",
        )
