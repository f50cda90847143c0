"""What the ledger answers: how things stand, where a crate is, what a site had, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from routeplan.cli.failures import CliError
from routeplan.cli.finding import find_named, fitting, nearest
from routeplan.cli.ledger_view import Names, names_of, now_in, read_record, stock
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.recording import entry_line, jump_line, word
from routeplan.cli.session import language_of, load_project
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line, print_csv, print_json, print_lines
from routeplan.language import day_text, number
from routeplan.rotation.ledger import Entry, crate_states, read_entries
from routeplan.rotation.ledger.exporting import entry_json
from routeplan.rotation.ledger.periods import Outcome, fates_of
from routeplan.rotation.ledger.planned import PlannedVisit, Record
from routeplan.rotation.ledger.project_view import near
from routeplan.rotation.ledger.replay import (
    CrateState,
    collection_of,
    in_force,
    jumps,
    moment_of,
    natural,
    undone,
)

_MOST_WAITING = 20


@dataclass(frozen=True)
class _Asked:
    """What every question needs."""

    entries: tuple[Entry, ...]
    record: Record
    names: Names
    language: str
    today: date
    stock: Mapping[str, str]


def _ask(shared: Shared) -> _Asked:
    entries = read_entries(shared.project_folder)
    project = load_project(shared)
    record = read_record(shared.project_folder)
    return _Asked(
        entries,
        record,
        names_of(project, record),
        language_of(shared, project.config.language),
        now_in(project).date(),
        stock(project),
    )


def tell_status(shared: Shared) -> None:
    """Print how the ledger stands, and which visits of past days nobody recorded."""
    asked = _ask(shared)
    counting = in_force(asked.entries)
    states = crate_states(asked.entries)
    waiting = _waiting(asked)
    odd = jumps(asked.entries)
    done = sum(1 for entry in counting if entry.handover and entry.handover.done)
    figures: dict[str, int] = {
        "entries": len(asked.entries),
        "done": done,
        "not_done": len(counting) - done,
        "unplanned": sum(1 for e in counting if e.handover and not e.handover.planned),
        "undone": len(undone(asked.entries)),
        "waiting": len(waiting),
        "crates": len(states),
        "at_sites": sum(1 for state in states.values() if state.at_site),
        "unusable": sum(1 for state in states.values() if not state.usable),
        "missing": sum(state.missing_copies or 0 for state in states.values()),
        "jumps": len(odd),
    }
    if shared.output_format is OutputFormat.JSON:
        print_json(
            {
                **figures,
                "last_entry": entry_json(asked.entries[-1]) if asked.entries else None,
                "waiting_visits": [visit.to_json() for visit in waiting],
                "odd_crates": [jump.to_json() for jump in odd],
            }
        )
        return
    if shared.output_format is OutputFormat.CSV:
        print_csv(("figure", "value"), figures.items())
        return
    if not asked.entries:
        print_lines([text("ledger_empty", asked.language)])
    width = max(len(text(f"ledger_{name}", asked.language)) for name in figures)
    for name, value in figures.items():
        label = text(f"ledger_{name}", asked.language).ljust(width)
        print_lines([f"{label}  {number(value, asked.language)}"])
    if asked.entries:
        line = entry_line(asked.entries[-1], asked.language, asked.names.places)
        print_lines([f"{text('ledger_last', asked.language)}: {line.strip()}"])
    for visit in waiting[:_MOST_WAITING]:
        words = {
            "day": day_text(visit.date),
            "site": asked.names.of(visit.site),
            "vehicle": visit.vehicle,
            "visit": visit.visit,
        }
        print_lines([one_line(text("ledger_waiting_line", asked.language, **words))])
    if len(waiting) > _MOST_WAITING:
        count = len(waiting) - _MOST_WAITING
        print_lines([text("ledger_more", asked.language, count=count)])
    print_lines(jump_line(jump, asked.language) for jump in odd)


def _waiting(asked: _Asked) -> list[PlannedVisit]:
    """Return the planned visits of days before today of which the ledger tells nothing."""
    fates, _ = fates_of(asked.record, asked.entries, asked.today)
    found = [fate.visit for fate in fates if fate.outcome is Outcome.NOT_RECORDED]
    return sorted(found, key=lambda visit: (visit.date, visit.vehicle, visit.time or 0))


def tell_where(shared: Shared, wanted: str) -> None:
    """Print where a crate, or every crate of a collection, is.

    Raises:
        RouteplanError: ``ledger-crate-unknown``, with near matches.
    """
    asked = _ask(shared)
    states = crate_states(asked.entries)
    start = asked.stock
    for crate in start:
        states.setdefault(crate, CrateState(crate))
    found = _crates_named(wanted, states)
    if not found:
        known = {*states, *map(collection_of, states)}
        matches = near(wanted, sorted(known))
        raise CliError(
            "ledger-crate-unknown",
            details={"matches": list(matches)},
            asked=wanted,
            near=", ".join(matches) or "–",
        )
    if shared.output_format is OutputFormat.JSON:
        crates = [_crate_json(states[crate], start, asked.names) for crate in found]
        print_json({"asked": wanted, "crates": crates})
    elif shared.output_format is OutputFormat.CSV:
        _print_crates_csv([states[crate] for crate in found], start, asked.names)
    else:
        print_lines(_where_line(states[crate], start, asked) for crate in found)


def tell_history(shared: Shared, wanted: str) -> None:
    """Print every entry about a site, in the order in which things happened; undone ones marked.

    Raises:
        RouteplanError: ``ledger-site-unknown`` or ``site-ambiguous``, with near matches.
    """
    asked = _ask(shared)
    handed = [(entry, entry.handover) for entry in asked.entries if entry.handover is not None]
    known = {*asked.names.sites, *(handover.site for _, handover in handed)}
    site = _site_of(
        {name: asked.names.places.get(name, "") for name in sorted(known)}, wanted, asked
    )
    own = [(entry, handover) for entry, handover in handed if handover.site == site]
    own.sort(key=lambda pair: moment_of(pair[1], pair[0].number))
    back = undone(asked.entries)
    if shared.output_format is OutputFormat.JSON:
        told = [{**entry_json(entry), "undone": entry.number in back} for entry, _ in own]
        print_json({"site": site, "name": asked.names.places.get(site, ""), "entries": told})
    elif shared.output_format is OutputFormat.CSV:
        _print_history_csv([entry for entry, _ in own], back)
    else:
        title = text("history_title", asked.language, site=asked.names.of(site), count=len(own))
        print_lines([one_line(title)])
        places = asked.names.places
        print_lines(
            entry_line(entry, asked.language, places, undone=entry.number in back)
            for entry, _ in own
        )


def _site_of(names: Mapping[str, str], wanted: str, asked: _Asked) -> str:
    """Return the id of a site that the project or the ledger has, named by id or name."""
    if fitting(names, wanted):
        return find_named(names, wanted)
    matches = list(dict.fromkeys([*nearest(names, wanted), *near(wanted, names)]))[:4]
    raise CliError(
        "ledger-site-unknown",
        details={"matches": matches},
        asked=wanted,
        near=", ".join(map(asked.names.of, matches)) or "–",
    )


def tell_missing(shared: Shared) -> None:
    """Print the crates that lack copies, are damaged or lost, and where they were seen last."""
    asked = _ask(shared)
    states = crate_states(asked.entries)
    found = [s for s in states.values() if s.missing_copies or not s.usable]
    copies = sum(state.missing_copies or 0 for state in found)
    unusable = sum(1 for state in found if not state.usable)
    if shared.output_format is OutputFormat.JSON:
        crates = [_crate_json(state, {}, asked.names) for state in found]
        print_json({"crates": crates, "missing_copies": copies, "unusable": unusable})
    elif shared.output_format is OutputFormat.CSV:
        _print_crates_csv(found, {}, asked.names)
    elif not found:
        print_lines([text("missing_none", asked.language)])
    else:
        print_lines(_where_line(state, {}, asked) for state in found)
        lacking = sum(1 for state in found if state.missing_copies)
        total = {"copies": copies, "crates": lacking, "unusable": unusable}
        print_lines([text("missing_total", asked.language, **total)])


def _crates_named(wanted: str, known: Iterable[str]) -> list[str]:
    """Return the crate of that name, or the crates of the collection of that name."""
    every = sorted(known, key=natural)
    name = wanted.strip()
    for exactly in (True, False):
        asked = name if exactly else name.casefold()
        as_asked = {crate: crate if exactly else crate.casefold() for crate in every}
        found = [crate for crate, own in as_asked.items() if own == asked]
        found = found or [crate for crate, own in as_asked.items() if collection_of(own) == asked]
        if found:
            return found
    return []


def _where_line(state: CrateState, start: Mapping[str, str], asked: _Asked) -> str:
    place = state.place or start.get(state.crate, "")
    words = {"crate": state.crate, "place": asked.names.of(place)}
    if state.since is None:
        parts = [text("where_start" if place else "where_unknown", asked.language, **words)]
    else:
        key = "where_site" if state.at_site else "where_depot"
        day = day_text(state.since)
        more = {"day": day, "entry": state.entry, "vehicle": state.vehicle}
        parts = [text(key, asked.language, **words, **more)]
    if state.condition:
        condition = word("condition", state.condition, asked.language)
        parts.append(text("where_condition", asked.language, condition=condition))
    if state.missing_copies:
        parts.append(text("where_missing", asked.language, count=state.missing_copies))
    return one_line("; ".join(parts))


def _crate_json(state: CrateState, start: Mapping[str, str], names: Names) -> dict[str, Any]:
    place = state.place or start.get(state.crate, "")
    state = replace(state, place=place)
    return {
        "crate": state.crate,
        "collection": collection_of(state.crate),
        "place": state.place,
        "place_name": names.places.get(state.place, ""),
        "at_site": state.at_site or state.place in names.sites,
        "since": state.since.isoformat() if state.since else None,
        "entry": state.entry,
        "vehicle": state.vehicle,
        "condition": state.condition,
        "missing_copies": state.missing_copies,
        "usable": state.usable,
        "seen": state.seen.isoformat() if state.seen else None,
        "seen_entry": state.seen_entry,
    }


def _print_crates_csv(states: Sequence[CrateState], start: Mapping[str, str], names: Names) -> None:
    rows = [_crate_json(state, start, names) for state in states]
    header = tuple(_crate_json(CrateState("X/1"), {}, names))
    print_csv(header, [[row[name] for name in header] for row in rows])


def _print_history_csv(entries: Sequence[Entry], back: frozenset[int]) -> None:
    header = (
        "entry", "date", "time", "vehicle", "service", "visit", "planned", "done", "reason", "role",
        "undone", "direction", "crate", "crate_done", "condition", "missing_copies",
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for entry in entries:
        told = entry_json(entry)
        names = ("date", "time", "vehicle", "service", "visit", "planned", "done", "reason", "role")
        start = (entry.number, *(told[name] for name in names), entry.number in back)
        keys = ("direction", "crate", "done", "condition", "missing_copies")
        moves = told["moves"] or [{}]
        rows += [(*start, *(move.get(key) for key in keys)) for move in moves]
    print_csv(header, rows)
