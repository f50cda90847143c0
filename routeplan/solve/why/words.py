"""What reasons and explanations say, in the language of the problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from routeplan.language import Catalogue, day_month, day_text, known
from routeplan.model import DAY_S, Pin, ServiceKind, clock

TEXTS = Catalogue("solve")


class Words:
    """Texts in one language; an unknown one falls back to Vietnamese."""

    def __init__(self, language: str) -> None:
        self.language = known(language)

    def say(self, name: str, /, **values: object) -> str:
        """Return a text by its name, filled in."""
        return TEXTS.text(name, self.language, **values)

    def day(self, day: dt.date, second: int = 0) -> str:
        """Return weekday and date of a time that is `second` after midnight of `day`."""
        at = dt.date.fromordinal(day.toordinal() + second // DAY_S)
        return self.say("day", weekday=self.weekday(at.weekday()), date=self.date(at))

    def date(self, day: dt.date) -> str:
        """Return ``dd/mm/yyyy``."""
        return day_text(day)

    def days(self, days: Iterable[dt.date]) -> str:
        """Return several dates, short: ``T2 08/12, T3 09/12``."""
        return ", ".join(
            f"{self.say(f'short-day.{day.weekday()}')} {day_month(day)}" for day in days
        )

    def weekday(self, weekday: int) -> str:
        """Return the name of a weekday, 0 for Monday."""
        return self.say(f"weekday.{weekday}")

    def time(self, second: int) -> str:
        """Return ``HH:MM`` of its own day."""
        return clock(second % DAY_S)

    def span(self, seconds: int) -> str:
        """Return a length of time, rounded up to whole minutes."""
        hours, minutes = divmod(-(-seconds // 60), 60)
        if not hours:
            return self.say("minutes", m=minutes)
        if not minutes:
            return self.say("hours", h=hours)
        return self.say("hours-minutes", h=hours, m=minutes)

    def service(self, kind: ServiceKind) -> str:
        """Return the name of a kind of service."""
        return self.say(f"service-{kind.value}")

    def pins(self, pins: Iterable[Pin]) -> str:
        """Return the wishes of a user."""
        found = []
        for pin in pins:
            when = self.day(pin.date) if pin.date else ""
            if pin.weekday is not None:
                when = self.weekday(pin.weekday)
            found.append(" ".join(filter(None, (when, pin.vehicle))))
        return "; ".join(found)
