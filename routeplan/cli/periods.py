"""`routeplan report`: planned against done, for people, machines and spreadsheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from routeplan.cli.failures import CliError
from routeplan.cli.ledger_view import now_in, read_record
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.recording import word
from routeplan.cli.session import language_of, load_project
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line, print_csv, print_json, print_lines, print_table
from routeplan.geo.communes import commune_names
from routeplan.language import day_text, number
from routeplan.model import ExitCode, Place, place_of
from routeplan.project import Project
from routeplan.rotation.ledger import read_entries
from routeplan.rotation.ledger.periods import (
    Fate,
    Outcome,
    Period,
    PeriodReport,
    Tally,
    report,
    span_of,
)
from routeplan.rotation.ledger.planned import Record

_FIGURES = tuple(field.name for field in fields(Tally) if field.name != "reasons")


def run_report(shared: Shared, period: Period, start: date | None) -> None:
    """Print what was planned and what was done in a period.

    Raises:
        RouteplanError: nothing was published and nothing recorded, the period has no beginning, or
            the ledger or a plan cannot be read.
    """
    entries = read_entries(shared.project_folder)
    project = load_project(shared)
    language = language_of(shared, project.config.language)
    record = read_record(shared.project_folder)
    if not entries and not record.spans:
        raise CliError("report-nothing-published", exit_code=ExitCode.MISSING_DATA)
    told = report(
        period,
        _span(project, period, start),
        record,
        entries,
        places=_places(project, record),
        special=_special(project),
        today=now_in(project).date(),
    )
    if shared.output_format is OutputFormat.JSON:
        print_json(_answer(told, language))
    elif shared.output_format is OutputFormat.CSV:
        _print_csv(told, language)
    else:
        _print_text(told, language)


def _span(project: Project, period: Period, start: date | None) -> tuple[date, date]:
    config = project.config
    term = None
    if period is Period.TERM:
        if config.term_start is None or config.term_end is None:
            raise CliError("report-term-missing")
        term = (config.term_start, config.term_end)
    begin = start or config.start or (term[0] if term else None)
    if begin is None:
        raise CliError("report-start-missing")
    return span_of(period, begin, given=start is not None, term=term)


def _places(project: Project, record: Record) -> dict[str, Place]:
    """Return what is known of every site; what the project says now comes before old plans."""
    places = dict(record.places)
    for site in project.problem.sites if project.problem else ():
        places[site.id] = place_of(site, commune_names().get(site.commune_code, ""))
    return places


def _special(project: Project) -> dict[str, int]:
    sites = project.problem.sites if project.problem else ()
    return {
        site.id: sum(count or 0 for count in (site.disabled, site.ill, site.poor)) for site in sites
    }


def _answer(told: PeriodReport, language: str) -> dict[str, Any]:
    names = commune_names()
    return {
        "period": told.period.value,
        "from": told.first.isoformat(),
        "to": told.last.isoformat(),
        "totals": _figures(told.total),
        "groups": [{"group": name, **_figures(one)} for name, one in told.groups.items()],
        "communes": [
            {"commune_code": code, "commune": names.get(code, ""), **_figures(one)}
            for code, one in told.communes.items()
        ],
        "districts": [
            {"former_district": name, **_figures(one)} for name, one in told.districts.items()
        ],
        "steps": [
            {"from": first.isoformat(), "to": last.isoformat(), **_figures(one)}
            for first, last, one in told.steps
        ],
        "reasons": [
            {
                "stage": stage,
                "code": code,
                "reason": _reason(stage, code, language),
                "visits": count,
            }
            for (stage, code), count in _ranked(told.total.reasons)
        ],
        "not_served": [_unserved(fate, language) for fate in told.unserved],
        "extra": [
            {
                "entry": entry,
                "date": handover.date.isoformat(),
                "site": handover.site,
                "service": handover.service,
                "vehicle": handover.vehicle,
            }
            for entry, handover in told.extra
        ],
    }


def _figures(tally: Tally) -> dict[str, Any]:
    figures: dict[str, Any] = {name: getattr(tally, name) for name in _FIGURES}
    reasons = {f"{stage}:{code}": count for (stage, code), count in _ranked(tally.reasons)}
    return {**figures, "done_pct": tally.done_pct, "reasons": reasons}


def _unserved(fate: Fate, language: str) -> dict[str, Any]:
    return {
        **fate.visit.to_json(),
        "stage": fate.outcome.value,
        "code": fate.reason,
        "reason": _reason(fate.outcome.value, fate.reason, language),
        "entry": fate.entry,
    }


def _print_csv(told: PeriodReport, language: str) -> None:
    names = commune_names()
    rows: list[tuple[str, str, str, Tally]] = [("total", "", "", told.total)]
    rows += [("group", n, text(f"group_{n}", language), t) for n, t in told.groups.items()]
    rows += [("commune", code, names.get(code, ""), t) for code, t in told.communes.items()]
    rows += [("district", name, name, t) for name, t in told.districts.items()]
    rows += [("time", a.isoformat(), b.isoformat(), t) for a, b, t in told.steps]
    table: list[tuple[Any, ...]] = [
        (scope, key, name, *(getattr(t, f) for f in _FIGURES), t.done_pct)
        for scope, key, name, t in rows
    ]
    for (stage, code), count in _ranked(told.total.reasons):
        counts = [count if figure == stage else None for figure in _FIGURES]
        table.append(("reason", code, _reason(stage, code, language), *counts, None))
    print_csv(("scope", "id", "name", *_FIGURES, "done_pct"), table)


def _print_text(told: PeriodReport, language: str) -> None:
    days = {"first": day_text(told.first), "last": day_text(told.last)}
    print_lines([text(f"report_{told.period.value}", language, **days)])
    if not told.total.due and not told.total.extra:
        print_lines([text("report_empty", language)])
        return
    print_lines(_total_lines(told.total, language))
    names = commune_names()
    nowhere = text("report_nowhere", language)
    _print_figures(
        "groups", {text(f"group_{n}", language): t for n, t in told.groups.items()}, language
    )
    communes = {f"{names.get(c, '')} {c}".strip() or nowhere: t for c, t in told.communes.items()}
    _print_figures("communes", communes, language)
    _print_figures("districts", {n or nowhere: t for n, t in told.districts.items()}, language)
    steps = {
        day_text(a) if a == b else f"{day_text(a)} – {day_text(b)}": t
        for a, b, t in told.steps
        if t.due or t.extra
    }
    _print_figures("steps", steps, language)
    print_lines(_reason_lines(told.total, language))


def _total_lines(total: Tally, language: str) -> Iterator[str]:
    labels = {name: text(f"report_{name}", language) for name in _FIGURES}
    width = max(map(len, labels.values()))
    for name, label in labels.items():
        value = getattr(total, name)
        if name in ("other_day", "made_up", "ahead", "unknown_pupils", "special") and not value:
            continue
        shown = number(value, language)
        if name == "done" and total.done_pct is not None:
            pct = number(total.done_pct, language, 1)
            shown = text("report_done_value", language, done=shown, pct=pct)
        yield f"{label.ljust(width)}  {shown}"


def _print_figures(part: str, tallies: Mapping[str, Tally], language: str) -> None:
    if not tallies:
        return
    print_lines(["", text(f"report_{part}", language)])
    heads = ("what", "due", "planned", "done", "pct", "extra", "unserved", "crates", "pupils")
    rows = [
        (
            name,
            tally.due,
            tally.planned,
            tally.done,
            "–" if tally.done_pct is None else number(tally.done_pct, language, 1),
            tally.extra,
            tally.not_done + tally.not_recorded + tally.not_planned,
            tally.crates_left,
            number(tally.pupils, language),
        )
        for name, tally in tallies.items()
    ]
    print_table(
        [text(f"head_{head}", language) for head in heads], rows, indent="  ", numbers=range(1, 9)
    )


def _reason_lines(total: Tally, language: str) -> Iterator[str]:
    if not total.reasons:
        return
    yield ""
    yield text("report_reasons", language)
    for (stage, code), count in _ranked(total.reasons):
        words = {"stage": text(f"stage_{stage}", language), "count": count}
        reason = _reason(stage, code, language)
        yield one_line(text("report_reason_line", language, reason=reason, **words)).rstrip(": ")


def _reason(stage: str, code: str, language: str) -> str:
    """Return a reason as people read it."""
    from routeplan.model import REASONS

    if stage == Outcome.NOT_PLANNED.value and code in REASONS:
        return text(f"missed_{code}", language)
    if stage == Outcome.NOT_DONE.value and code:
        return word("reason", code, language)
    if stage == Outcome.NOT_RECORDED.value:
        return ""
    return code or text("reason_none", language)


def _ranked(reasons: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    return sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
