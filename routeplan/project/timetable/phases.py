"""From when on a row counts: its frequency and first date, where its cells leave that open.

What a row lacks is told from the other rows of its route, which the van drives on the same dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from routeplan.model import monday_of
from routeplan.project.messages import Findings
from routeplan.project.timetable.recurrence import DAYS, Rule, read_rules

_WEEKLY = read_rules("weekly")
_NO_DATE = date(2024, 1, 1)
"""Where no row of a file has a date, weeks are counted from here: a Monday."""

_Route = tuple[str, str]


@dataclass(frozen=True)
class Draft:
    """A row on its way to a `StopRow`.

    Args:
        rules: empty where the cell is.
        first: None where the cell is empty.
    """

    row: int
    texts: dict[str, str]
    arrive_s: int
    depart_s: int
    rules: tuple[Rule, ...]
    weekdays: tuple[int, ...]
    first: date | None
    last: date | None
    exceptions: frozenset[date]
    estimated: bool


def phased(path: str, drafts: Sequence[Draft], findings: Findings) -> list[Draft]:
    """Return rows with a frequency and a first date each, told from their route where empty."""
    common: dict[_Route, Counter[tuple[Rule, ...]]] = {}
    starts: dict[tuple[_Route, str], Counter[date]] = {}
    for draft in drafts:
        if draft.rules:
            common.setdefault(_route(draft), Counter())[draft.rules] += 1
        if draft.first is not None:
            starts.setdefault((_route(draft), _day(draft)), Counter())[draft.first] += 1
    turns = _Turns(drafts)
    ready = []
    for draft in drafts:
        rules = draft.rules
        if not rules:
            of_route = common.get(_route(draft))
            rules = of_route.most_common(1)[0][0] if of_route else _WEEKLY
            text = " ".join(rule.text for rule in rules)
            findings.add("timetable-frequency-empty", path, draft.row, "frequency", "", rule=text)
        mates = starts.get((_route(draft), _day(draft)), Counter())
        first = draft.first
        if first is None:
            first = mates.most_common(1)[0][0] if mates else turns.first(draft, rules)
            if any(rule.interval_weeks > 1 for rule in rules):
                shown = first.isoformat()
                findings.add("timetable-start-empty", path, draft.row, "start", "", first=shown)
        else:
            before = _day_before(draft, rules, mates)
            if before is not None:
                words = {"value": first.isoformat(), "first": before.isoformat()}
                findings.add("timetable-start-differs", path, draft.row, "start", words=words)
                first = before
        if draft.weekdays:
            _say_other_day(path, draft, rules, findings)
        ready.append(replace(draft, rules=rules, first=first))
    return ready


class _Turns:
    """Weeks of routes without any date: those of one van and weekday take turns.

    Else all of them would be due in one week.
    """

    def __init__(self, drafts: Iterable[Draft]) -> None:
        known = [draft.first for draft in drafts if draft.first is not None]
        self._monday = monday_of(min(known, default=_NO_DATE))
        self._routes: dict[tuple[str, str], dict[str, int]] = {}

    def first(self, draft: Draft, rules: Iterable[Rule]) -> date:
        """Return the first day of the week that a row's route begins in."""
        mobile, route = _route(draft)
        routes = self._routes.setdefault((mobile, _day(draft)), {})
        turn = routes.setdefault(route, len(routes))
        return self._monday + timedelta(weeks=turn % max(rule.interval_weeks for rule in rules))


def _day_before(draft: Draft, rules: Sequence[Rule], mates: Mapping[date, int]) -> date | None:
    """Return the row's weekday before its start, where its route is there in that week.

    A start on another weekday than the day says is read as the first such weekday after it; that
    may be a whole interval off from the rest of the route, which drives a day earlier.
    """
    assert draft.first is not None
    weeks = {rule.interval_weeks for rule in rules}
    if len(draft.weekdays) != 1 or any(r.frequency != "WEEKLY" or r.weekdays for r in rules):
        return None
    back = timedelta(days=(draft.first.weekday() - draft.weekdays[0]) % 7)
    before, after = draft.first - back, draft.first - back + timedelta(weeks=1)
    if not back or weeks == {1} or len(weeks) > 1:
        return None
    (interval,) = weeks
    driven = {
        monday_of(day).toordinal() // 7 % interval
        for day in mates
        if day.weekday() == draft.weekdays[0]
    }
    there = [monday_of(day).toordinal() // 7 % interval in driven for day in (before, after)]
    return before if there == [True, False] else None


def _say_other_day(path: str, draft: Draft, rules: Iterable[Rule], findings: Findings) -> None:
    named = {day for rule in rules for _, day in rule.weekdays}
    if named and not named & set(draft.weekdays):
        days = ",".join(DAYS[day] for day in sorted(named))
        findings.add("timetable-day-differs", path, draft.row, "day", draft.texts["day"], rule=days)


def _route(draft: Draft) -> _Route:
    return draft.texts["mobile"].casefold(), draft.texts["route"].casefold()


def _day(draft: Draft) -> str:
    return draft.texts["day"].casefold()
