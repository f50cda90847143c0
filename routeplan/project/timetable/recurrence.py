"""How often a stop is visited: iCal recurrence rules, and what people write instead.

Rules are read by dateutil. Beside the dates it gives, a cycle needs to know how many weeks a rule
repeats after (`Recurrence.interval_weeks`). Months are no whole number of weeks: rules by month
are put on a cycle of four weeks, and `by_month` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property

from dateutil.rrule import rrule, rrulestr

from routeplan.project.messages import TEXTS

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PARTS = {
    "FREQ",
    "INTERVAL",
    "BYDAY",
    "BYSETPOS",
    "BYMONTHDAY",
    "BYMONTH",
    "UNTIL",
    "COUNT",
    "WKST",
}
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_BYDAY = re.compile(r"^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$")
_DATED = re.compile(
    r"[\s;]*\b(DTSTART|EXDATE)((?:;[A-Z]+=[^:;\s]+)*)[:=]([\d,TZ/-]+)", re.IGNORECASE
)
_WORDS = {
    "weekly": "FREQ=WEEKLY",
    "every week": "FREQ=WEEKLY",
    "each week": "FREQ=WEEKLY",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "fortnight": "FREQ=WEEKLY;INTERVAL=2",
    "biweekly": "FREQ=WEEKLY;INTERVAL=2",
    "every other week": "FREQ=WEEKLY;INTERVAL=2",
    "every fortnight": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "every month": "FREQ=MONTHLY",
    "daily": "FREQ=DAILY",
    "every day": "FREQ=DAILY",
    "yearly": "FREQ=YEARLY",
    "annually": "FREQ=YEARLY",
}
_MOST_DATES = 5000


class RecurrenceError(ValueError):
    """A frequency outside the schema.

    Args:
        key: what is wrong: its text is ``rule.KEY`` of the catalogue.
        words: that its text names.
    """

    def __init__(self, key: str, **words: str) -> None:
        super().__init__(TEXTS.text(f"rule.{key}", "en", **words))
        self.key = key
        self.words = words

    def say(self, language: str) -> str:
        """Return what is wrong, in `language`."""
        return TEXTS.text(f"rule.{self.key}", language, **self.words)


@dataclass(frozen=True)
class Rule:
    """One recurrence rule, its parts by name in the order in which they are written.

    Args:
        parts: names in capitals, values as written, in capitals.
    """

    parts: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """``FREQ=WEEKLY;INTERVAL=3``."""
        return ";".join(f"{name}={value}" for name, value in self.parts)

    def get(self, name: str) -> str:
        """Return the value of a part, empty where it is not given."""
        return dict(self.parts).get(name, "")

    @property
    def frequency(self) -> str:
        """DAILY, WEEKLY, MONTHLY or YEARLY."""
        return self.get("FREQ")

    @property
    def interval(self) -> int:
        """How many periods of the frequency lie between repeats."""
        return int(self.get("INTERVAL") or 1)

    @property
    def weekdays(self) -> tuple[tuple[int | None, int], ...]:
        """(which in the month or None, weekday) of BYDAY."""
        found = []
        for item in filter(None, self.get("BYDAY").split(",")):
            match = _BYDAY.match(item)
            assert match is not None
            found.append((int(match[1]) if match[1] else None, DAYS.index(match[2])))
        return tuple(found)

    @property
    def by_month(self) -> bool:
        """Whether the rule counts months, so that its spacing is no whole number of weeks."""
        if self.frequency != "MONTHLY":
            return False
        every_week = all(which is None for which, _ in self.weekdays) and self.weekdays
        return not (every_week and self.interval == 1 and not self.get("BYSETPOS"))

    @property
    def interval_weeks(self) -> int:
        """Weeks after which the rule repeats: four for a month, 52 for a year."""
        if self.frequency == "DAILY":
            return self.interval // 7 if self.interval % 7 == 0 else min(self.interval, 52)
        if self.frequency == "WEEKLY":
            return min(self.interval, 52)
        if self.frequency == "MONTHLY":
            return min(4 * self.interval, 52) if self.by_month else 1
        return 52

    def starting(self, first: date) -> rrule:
        """Return dateutil's rule from `first` on."""
        moment = datetime.combine(first, time())
        text = self.text
        if self.frequency == "DAILY" and self.weekdays and self.interval % 7 == 0:
            # Every 14 days, Tuesdays alone: from another weekday on that never comes.
            rest = (f"{k}={v}" for k, v in self.parts if k not in ("FREQ", "INTERVAL"))
            text = ";".join((f"FREQ=WEEKLY;INTERVAL={self.interval // 7}", *rest))
        rule = rrulestr(text, dtstart=moment)
        assert isinstance(rule, rrule)
        return rule

    def from_near(self, first: date, begin: date) -> date:
        """Return a start of the rule as good as `first` for dates from `begin` on, but nearer.

        Whole intervals are left out: a rule that began long ago need not be counted through.
        """
        every = {"DAILY": self.interval, "WEEKLY": 7 * self.interval}.get(self.frequency)
        if every is None or self.get("COUNT"):
            return first
        return first + timedelta(days=max((begin - first).days // every - 1, 0) * every)


@dataclass(frozen=True)
class Recurrence:
    """All rules of a stop with the dates between which they hold.

    Args:
        rules: one or more; a date of any of them counts.
        first: from which intervals are counted; the first date of the timetable.
        last: last date, None for no end.
        exceptions: dates left out.
    """

    rules: tuple[Rule, ...]
    first: date
    last: date | None = None
    exceptions: frozenset[date] = frozenset()

    @cached_property
    def interval_weeks(self) -> int:
        """Weeks after which the whole repeats, for several rules the longest."""
        return max(rule.interval_weeks for rule in self.rules)

    @cached_property
    def by_month(self) -> bool:
        """Whether any rule counts months."""
        return any(rule.by_month for rule in self.rules)

    def dates(self, first: date, last: date) -> tuple[date, ...]:
        """Return the dates of the rules in a span, both ends included; exceptions count."""
        begin, end = max(first, self.first), min(last, self.last or last)
        found: set[date] = set()
        if begin > end:
            return ()
        for rule in self.rules:
            moments = rule.starting(rule.from_near(self.first, begin)).xafter(
                datetime.combine(begin, time()), count=_MOST_DATES, inc=True
            )
            for moment in moments:
                if moment.date() > end:
                    break
                found.add(moment.date())
        return tuple(sorted(found))

    def begins(self) -> date | None:
        """Return the first date of all, None where there is none."""
        for rule in self.rules:
            first = next(iter(rule.starting(self.first)), None)
            if first is not None and (self.last is None or first.date() <= self.last):
                return first.date()
        return None

    def in_cycle(self, start: date, weeks: int) -> tuple[date, ...]:
        """Return the dates of rules by month on a cycle of weeks from the Monday `start`.

        The n-th Monday of a month falls into the n-th week of each four; fifth and last ones into
        the fourth. Of a rule for every second month, months count on from `first`.
        """
        found: set[date] = set()
        for rule in (rule for rule in self.rules if rule.by_month):
            every = 4 * rule.interval
            for week, weekday in _month_weeks(rule, self.first):
                months = (start.year - self.first.year) * 12 + start.month - self.first.month
                due = (week + 4 * (-months % rule.interval)) % every
                found |= {
                    start + timedelta(weeks=w, days=weekday) for w in range(due, weeks, every)
                }
        return tuple(sorted(found))


def _month_weeks(rule: Rule, first: date) -> Iterator[tuple[int, int]]:
    """Yield (week of the month from 0 to 3, weekday) for each visit that a month has."""
    which = [int(n) for n in rule.get("BYSETPOS").split(",") if n]
    if rule.weekdays:
        for number, weekday in rule.weekdays:
            numbers = [number] if number is not None else which or [1, 2, 3, 4]
            for n in numbers:
                yield (min(n, 4) - 1 if n > 0 else max(4 + n, 0)), weekday
        return
    days = [int(n) for n in rule.get("BYMONTHDAY").split(",") if n] or [first.day]
    for day in days:
        yield (min((day - 1) // 7, 3) if day > 0 else 3), first.weekday()


def read_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules that a cell holds: recurrence rules, a number of weeks, or plain words.

    Raises:
        RecurrenceError: none of these, or a rule outside the schema.
    """
    cell = " ".join(text.split())
    words = cell.casefold().rstrip(".")
    if words in _WORDS:
        return (_rule(_WORDS[words]),)
    number = re.fullmatch(r"(?:every )?(\d{1,2})(?:\.0)?(?:[- ]?(?:weeks?|weekly|wks?))?", words)
    if number is not None:
        return (_rule(f"FREQ=WEEKLY;INTERVAL={int(number[1])}"),)
    number = re.fullmatch(r"every (\d{1,2})(?:st|nd|rd|th) week", words)
    if number is not None:
        return (_rule(f"FREQ=WEEKLY;INTERVAL={int(number[1])}"),)
    found = [part.strip(" ;,|") for part in re.split(r"(?i)(?=FREQ\s*=)|RRULE\s*:|\|", cell)]
    # Parts may be written in any order; a piece without FREQ belongs to the rule beside it.
    rules: list[str] = []
    for part in filter(None, found):
        if re.match(r"(?i)FREQ\s*=", part) or not rules:
            rules.append(part)
        else:
            rules[-1] += ";" + part
    if len(rules) > 1 and not re.match(r"(?i)FREQ\s*=", rules[0]):
        rules[:2] = [f"{rules[1]};{rules[0]}"]
    if not rules:
        raise RecurrenceError("empty")
    return tuple(_rule(part) for part in rules)


def without_dates(text: str) -> tuple[str, str, str]:
    """Return a cell without the dates that iCal keeps beside a rule, and those dates.

    Of ``DTSTART:20240108 RRULE:FREQ=WEEKLY EXDATE:20240115,20240122`` these are the rule, the first
    date (empty for none) and the exceptions with commas between, all as written.
    """
    first, exceptions = "", []
    for match in _DATED.finditer(text):
        if match[1].upper() == "DTSTART":
            first = first or match[3]
        else:
            exceptions.append(match[3])
    return _DATED.sub(" ", text), first, ",".join(exceptions)


@cache
def _rule(text: str) -> Rule:
    parts: dict[str, str] = {}
    for piece in filter(None, (piece.strip() for piece in text.upper().split(";"))):
        name, equals, value = (part.strip() for part in piece.partition("="))
        if not equals or name not in _PARTS:
            raise RecurrenceError("part", value=piece)
        parts[name] = value.replace(" ", "")
    _check(parts)
    ordered = {"FREQ": parts.pop("FREQ"), **parts}
    if "UNTIL" in ordered:
        # Visits are dates; a time of day in UNTIL would only raise questions about zones.
        ordered["UNTIL"] = ordered["UNTIL"].replace("-", "")[:8]
    _refuse_never(Rule(tuple((k, v) for k, v in ordered.items() if k != "UNTIL")))
    return Rule(tuple(ordered.items()))


def _refuse_never(rule: Rule) -> None:
    """Refuse what dateutil does not take, and dates that never come, which it seeks for ages."""
    try:
        first = next(iter(rule.starting(date(2024, 1, 1))), None)
    except (ValueError, TypeError, OverflowError) as error:
        raise RecurrenceError("library", value=str(error)) from error
    if first is None:
        raise RecurrenceError("never")


def _check(parts: dict[str, str]) -> None:
    frequency = parts.get("FREQ", "")
    if frequency not in _FREQUENCIES:
        known = ", ".join(_FREQUENCIES)
        raise RecurrenceError("freq", value=frequency, known=known)
    interval = parts.get("INTERVAL", "1")
    if not re.fullmatch(r"\d{1,3}", interval) or not 1 <= int(interval) <= 366:
        raise RecurrenceError("number", part="INTERVAL", value=interval)
    for item in filter(None, parts.get("BYDAY", "").split(",")):
        match = _BYDAY.match(item)
        most = 53 if frequency == "YEARLY" and "BYMONTH" not in parts else 5
        if match is None or (match[1] and not 1 <= abs(int(match[1])) <= most):
            raise RecurrenceError("item", part="BYDAY", value=item)
    if not re.fullmatch(r"\d{8}(T\d{6}Z?)?|", parts.get("UNTIL", "").replace("-", "")):
        raise RecurrenceError("date", part="UNTIL", value=parts["UNTIL"])
    for name, least, most in (("BYSETPOS", -5, 31), ("BYMONTHDAY", -31, 31), ("BYMONTH", 1, 12)):
        for item in filter(None, parts.get(name, "").split(",")):
            if not re.fullmatch(r"[+-]?\d{1,2}", item) or not least <= int(item) <= most:
                raise RecurrenceError("item", part=name, value=item)
    if frequency in ("DAILY", "WEEKLY"):
        days = max(len(parts.get("BYDAY", "").split(",")), 1) if frequency == "WEEKLY" else 1
        places = [abs(int(item)) for item in filter(None, parts.get("BYSETPOS", "").split(","))]
        if "BYMONTHDAY" in parts or any(not 1 <= place <= days for place in places):
            within = "BYMONTHDAY" if "BYMONTHDAY" in parts else "BYSETPOS"
            raise RecurrenceError("monthly", part=within, value=frequency)
        if any(item[:-2] for item in parts.get("BYDAY", "").split(",")):
            raise RecurrenceError("monthly", part="BYDAY", value=frequency)
    if not re.fullmatch(r"\d{0,6}", parts.get("COUNT", "")):
        raise RecurrenceError("number", part="COUNT", value=parts["COUNT"])


def on_weekday(rules: tuple[Rule, ...], first: date, weekdays: tuple[int, ...]) -> Recurrence:
    """Return rules with the weekdays of the timetable where they name none themselves.

    A weekly rule then starts with the first such weekday from `first` on; a monthly one means the
    same weekday of the month (the third Tuesday).
    """
    begin = first
    if weekdays:
        begin = min(first + timedelta(days=(day - first.weekday()) % 7) for day in weekdays)
    found = []
    for rule in rules:
        added = ""
        if rule.frequency == "WEEKLY" and not rule.weekdays and len(weekdays) > 1:
            added = ",".join(DAYS[day] for day in weekdays)
        if rule.frequency == "MONTHLY" and not (rule.weekdays or rule.get("BYMONTHDAY")):
            number = (begin.day - 1) // 7 + 1
            shown = "-1" if number == 5 else str(number)
            added = ",".join(f"{shown}{DAYS[day]}" for day in weekdays or (begin.weekday(),))
        found.append(Rule((*rule.parts, ("BYDAY", added))) if added else rule)
    named = any(rule.weekdays or rule.get("BYMONTHDAY") for rule in rules)
    return Recurrence(tuple(found), first if named else begin)


def ending(recurrence: Recurrence, last: date | None, exceptions: frozenset[date]) -> Recurrence:
    """Return a recurrence with its end and exceptions."""
    return replace(recurrence, last=last, exceptions=exceptions)
