"""An explanation in a person's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from routeplan.model import Visit
from routeplan.solve.duties.duty import Duty
from routeplan.solve.why.alternatives import Elsewhere
from routeplan.solve.why.asking import Asked
from routeplan.solve.why.phrases import Phrases

if TYPE_CHECKING:
    from routeplan.solve.why.explain import Explanation, Missing, NotDue, Planned

_UNITS = {
    "capacity": "by-crates",
    "hand-crates": "by-crates",
    "stock": "by-crates",
    "crew": "by-people",
}
_CLOCK = frozenset({"duty", "driving", "shift", "window", "lunch", "last-ferry"})


def tell(found: Explanation, language: str) -> list[str]:
    """Return the lines of an explanation."""
    from routeplan.solve.why.explain import Missing, Planned

    teller = _Teller(Phrases(found.trials, language))
    lines = [teller.words.say("head", name=found.site.name, id=found.site.id)]
    if not found.parts:
        lines.append(teller.words.say("no-service"))
    for part in found.parts:
        if isinstance(part, Planned):
            lines += teller.planned(part)
        elif isinstance(part, Missing):
            lines += teller.missing(part)
        elif isinstance(part, Asked):
            lines += teller.asked(part)
        else:
            lines += teller.not_due(part)
    return lines


class _Teller:
    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.words = phrases.words

    def planned(self, part: Planned) -> list[str]:
        words = self.words
        lines = [self._place(part.visit, part.duty), self._before(part.before)]
        if part.others:
            lines.append(words.say("elsewhere"))
            lines += [words.say("item", text=text) for text in self.groups(part.others)]
        return lines

    def asked(self, part: Asked) -> list[str]:
        """Return where a visit was tried because somebody asked."""
        words = self.words
        lines = [self._place(part.visit, part.duty)]
        if not part.tried:
            return [*lines, words.say("asked-nothing")]
        for one in part.tried:
            where = {"vehicle": one.vehicle.id, "days": self.phrases.days([one.date])}
            if one.own:
                text = self._before(
                    Elsewhere(one.vehicle, one.date, one.fit, one.added_s, one.rules, one.change)
                )
                lines.append(words.say("item", text=words.say("group", **where, why=text)))
                continue
            if one.fit is not None:
                at, n = words.time(one.fit.start), words.span(max(one.added_s, 0))
                text = words.say("elsewhere-fits", **where, at=at, n=n)
            else:
                text = words.say("group", **where, why=self.phrases.rules(one.rules))
            lines.append(words.say("item", text=text))
            lines += ["  " + self.phrases.fits(c) for c in (one.change, one.swap) if c is not None]
        return lines

    def _place(self, visit: Visit, duty: Duty | None) -> str:
        words = self.words
        if duty is None:
            return words.say(
                "missed",
                service=words.service(visit.kind),
                visit=visit.id,
                first=words.date(visit.due_from),
                last=words.date(visit.due_to),
            )
        stop = next(one for one in duty.timing.stops if one.visit == visit)
        return words.say(
            "planned",
            service=words.service(visit.kind),
            visit=visit.id,
            vehicle=duty.vehicle.id,
            day=words.day(duty.date, stop.start),
            start=words.time(stop.start),
            end=words.time(stop.start + self.phrases.service_s(visit)),
            arrive=words.time(stop.arrive),
            depart=words.time(stop.depart),
        )

    def missing(self, part: Missing) -> list[str]:
        words, visit = self.words, part.visit
        lines = [self._place(visit, None)]
        if part.fit is not None:
            fit = part.fit
            day, at = words.day(fit.date, fit.start), words.time(fit.start)
            return [*lines, words.say("fits-now", vehicle=fit.vehicle.id, day=day, at=at)]
        assert part.finding is not None
        lines.append(self.phrases.reason(part.finding))
        if not part.changes:
            return [*lines, self.phrases.action(part.finding)]
        lines.append(words.say("would"))
        for change in part.changes:
            alone = not part.finding.fits_alone and change is not part.finding.help
            text = self.phrases.fits(change, "fits-alone" if alone else "fits")
            lines.append(words.say("item", text=text))
        return lines

    def not_due(self, part: NotDue) -> list[str]:
        words = self.words
        service = words.service(part.service.kind)
        if part.outside:
            return [
                words.say("outside-area", service=service, visit=visit.id) for visit in part.outside
            ]
        known = [
            words.say(name, monday=words.date(monday))
            for name, monday in (("due-before", part.previous), ("due-after", part.next))
            if monday is not None
        ]
        if not known:
            return [words.say("due-cycle", service=service)]
        return [words.say("not-due", service=service, known=", ".join(known))]

    def groups(self, found: Iterable[Elsewhere]) -> list[str]:
        """Return what was found elsewhere, one line for what is alike; what fits comes first."""
        fitting: dict[tuple[str, str, str], list[date]] = {}
        by_text: dict[tuple[str, tuple[str, ...]], list[Elsewhere]] = {}
        for one in found:
            if one.fit is not None:
                at, n = self.words.time(one.fit.start), self.words.span(max(one.added_s, 0))
                fitting.setdefault((one.vehicle.id, at, n), []).append(one.date)
            else:
                by_text.setdefault((one.vehicle.id, one.rules), []).append(one)
        lines = [
            self.words.say(
                "elsewhere-fits", vehicle=vehicle, days=self.phrases.days(dates), at=at, n=n
            )
            for (vehicle, at, n), dates in fitting.items()
        ]
        merged: dict[tuple[tuple[date, ...], str], list[str]] = {}
        for (vehicle, _), members in by_text.items():
            days = tuple(one.date for one in members)
            merged.setdefault((days, self._why(members)), []).append(vehicle)
        lines += [
            self.words.say(
                "group",
                vehicle=", ".join(vehicles),
                days=self.phrases.days(list(days)),
                why=why,
            )
            for (days, why), vehicles in merged.items()
        ]
        return lines

    def _before(self, before: Elsewhere) -> str:
        words = self.words
        if before.fit is None:
            return words.say("not-earlier", why=self._why([before]))
        at = words.time(before.fit.start)
        if before.added_s <= 0:
            return words.say("earlier-free", at=at)
        return words.say("earlier-fits", at=at, n=words.span(before.added_s))

    def _why(self, members: Sequence[Elsewhere]) -> str:
        """Return the rules in the way, and by how much where a single one has a figure."""
        rules = members[0].rules
        why = self.phrases.rules(rules)
        amounts = [one.change.amount for one in members if one.change and one.change.amount > 0]
        if len(rules) != 1 or not amounts or rules[0] not in _CLOCK | _UNITS.keys():
            return why
        least, most = min(amounts), max(amounts)
        show = self.words.span if rules[0] in _CLOCK else str
        n = show(least)
        if show(most) != n:
            n = self.words.say("range", a=n, b=show(most))
        return f"{why}, {self.words.say(_UNITS.get(rules[0], 'by'), n=n)}"
