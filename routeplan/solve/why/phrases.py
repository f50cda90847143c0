"""Findings and changes in a person's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from routeplan.model import Vehicle, Visit
from routeplan.solve.duties.duty import Passage
from routeplan.solve.why.changes import Change, Relaxed, last_boat
from routeplan.solve.why.trying import Fit, Trials
from routeplan.solve.why.words import Words

if TYPE_CHECKING:
    from routeplan.solve.why.reasons import Finding

_COUNTED = frozenset({"capacity", "hand-crates", "stock", "crew", "due"})
_TWO_CHANGES = frozenset({"fleet-busy", "dropped-for-priority"})


class Phrases:
    """Says in one language what was found about visits of one problem."""

    def __init__(self, trials: Trials, language: str) -> None:
        self.words = Words(language)
        self._trials = trials
        self._problem = trials.problem

    def reason(self, finding: Finding) -> str:
        """Return why the visit has no place, one or two sentences."""
        words, visit = self.words, finding.visit
        if finding.blocked:
            return words.say("several", rules=self.rules(finding.blocked))
        values: dict[str, object] = {
            "first": words.date(visit.due_from),
            "last": words.date(visit.due_to),
            "needs": self._needs(visit),
            "vehicles": ", ".join(dict.fromkeys(vehicle.id for vehicle, _ in finding.tried)),
            "tried": self.tried(finding.tried),
        }
        name = finding.code
        decides = finding.changes[0] if finding.changes else None
        if decides is not None and finding.code not in _TWO_CHANGES:
            values |= self._figures(decides)
            name, more = self._reason_name(finding, decides)
            values |= more
        elif finding.code == "pinned":
            values |= self._pins(visit)
        text = words.say(name, **values)
        if decides is not None and decides.rules[1:] and finding.code not in _TWO_CHANGES:
            text += " " + words.say("also", rules=self.rules(decides.rules[1:]))
        return text

    def _reason_name(self, finding: Finding, change: Change) -> tuple[str, Mapping[str, object]]:
        """Return the name of the text for the rule that decides, and what else it says."""
        part = change.parts[0]
        if part.rule == "fixed":
            return "fixed", self._held(finding.visit)
        if part.rule == "hand-crates":
            return "hand-crates", {}
        if part.rule == "last-ferry" and part.side != "buffer":
            if not change.wanted_boats:
                return "last-ferry-no-buffer", {}
            return "last-ferry", self._boat(change.fit, change.wanted_boats[0])
        if part.rule in ("shift", "window", "last-ferry") and part.side in ("both", "buffer"):
            return f"{finding.code}-{part.side}", {}
        if part.side == "feed":
            return "stock-feed", {}
        return finding.code, {}

    def action(self, finding: Finding) -> str:
        """Return what would help, one or two sentences; only what was tried."""
        words = self.words
        if finding.code == "no-way":
            return self._way_action(finding.visit)
        if finding.code == "not-tried":
            return words.say("do-more-time")
        if not finding.changes:
            if finding.code == "no-vehicle":
                return words.say("do-needs-nobody", needs=self._needs(finding.visit))
            return words.say("do-nothing" if finding.code in _TWO_CHANGES else "do-check")
        if finding.help is None:
            return self.fits(finding.changes[0], "fits-alone")
        if finding.code in _TWO_CHANGES and len(finding.changes) > 1:
            return f"{self.fits(finding.help)} {self.fits(finding.changes[1], 'or')}"
        return self.fits(finding.help)

    def fits(self, change: Change, name: str = "fits") -> str:
        """Return where the visit fits with a change, one sentence."""
        return self.words.say(name, **self._where(change.fit), clause=self.clause(change))

    def clause(self, change: Change) -> str:
        """Return a change as a condition, no full stop."""
        values = self._figures(change)
        clauses = [
            clause for part in change.parts for clause in self._clauses(change, part, values)
        ]
        if change.instead is not None:
            clauses.append(self.words.say("do-leave-out", **values))
        return self.words.say("and").join(dict.fromkeys(clauses))

    def rules(self, rules: Iterable[str]) -> str:
        """Return names of rules."""
        return ", ".join(self.words.say(f"rule-{rule}") for rule in rules)

    def tried(self, pairs: Iterable[tuple[Vehicle, date]]) -> str:
        """Return vehicles with their dates: ``XE-2 T2 08/12, T3 09/12; XE-1 T2 08/12``."""
        by_vehicle: dict[str, list[date]] = {}
        for vehicle, day in pairs:
            by_vehicle.setdefault(vehicle.id, []).append(day)
        return "; ".join(f"{name} {self.days(days)}" for name, days in by_vehicle.items())

    def days(self, days: list[date]) -> str:
        """Return dates; more than two in a row as first and last."""
        if len(days) > 2 and (days[-1] - days[0]).days == len(days) - 1:
            first, last = (self.words.days([day]) for day in (days[0], days[-1]))
            return f"{first}–{last}"
        return self.words.days(days)

    def service_s(self, visit: Visit) -> int:
        """Return the seconds for which the doors of a visit are open."""
        return self._problem.service_by_key[visit.key].service_s

    def visit_name(self, visit: Visit) -> str:
        """Return the name of the visit's site."""
        return self._problem.site_by_id[visit.site].name

    def _clauses(
        self, change: Change, part: Relaxed, values: Mapping[str, object]
    ) -> Iterator[str]:
        words = self.words
        own = {**values, "n": self._amount(part)}
        if part.rule in ("last-ferry", "sailing") and part.side != "buffer":
            for boat in change.wanted_boats:
                yield words.say("do-sailing", **own, **self._boat(change.fit, boat))
            if not change.wanted_boats:
                yield words.say("do-no-buffer")
        elif part.side:
            yield words.say(f"do-{part.rule}-{part.side}", **own)
        elif part.rule in ("shift", "window", "days"):
            yield words.say(f"do-{part.rule}-both", **own)
        else:
            yield words.say(f"do-{part.rule}", **own)

    def _amount(self, part: Relaxed) -> object:
        return part.amount if part.rule in _COUNTED else self.words.span(part.amount)

    def _where(self, fit: Fit) -> Mapping[str, object]:
        return {
            "vehicle": fit.vehicle.id,
            "day": self.words.day(fit.date, fit.start),
            "at": self.words.time(fit.start),
        }

    def _figures(self, change: Change) -> dict[str, object]:
        """Return everything that a text about `change` may name."""
        words, fit = self.words, change.fit
        timing, visit = fit.timing, fit.timing.stops[fit.position].visit
        assert isinstance(visit, Visit)
        values: dict[str, object] = {
            **self._where(fit),
            **self._pins(visit),
            "n": self._amount(change.parts[0]) if change.parts else "",
            "start": words.time(timing.start),
            "end": words.time(timing.end),
            "depot": self._problem.depot_by_id[fit.vehicle.depot].name,
            "ashore_by": words.time(self._latest_start(fit)),
            "needs": ", ".join(sorted(self._service_needs(visit) - fit.vehicle.skills)),
            "instead": self.visit_name(change.instead) if change.instead else "",
            "priority": self._priority(change.instead) if change.instead else "",
            "boats": ", ".join(f"{name} {words.time(at)}" for name, at in change.boats),
        }
        return values

    def _latest_start(self, fit: Fit) -> int:
        """Return the latest time (s) at which a duty may start."""
        known = self._trials.compounds.deadlines(fit.vehicle, fit.date, fit.tasks)
        return max(known, default=fit.timing.start)

    def _boat(self, fit: Fit, boat: Passage) -> dict[str, object]:
        """Return from where, and when, a boat would be wanted, and the day's last one."""
        assert boat.way.line is not None
        by, last = last_boat(self._trials, fit.date, boat)
        pier = self._trials.travel.timetable.lines[boat.way.line][0]
        return {
            "pier": self._problem.landing_by_id[pier].name,
            "ready": self.words.time(boat.at_pier),
            "by": self.words.time(by),
            "last_boat": self.words.time(last) if last is not None else "",
        }

    def _held(self, visit: Visit) -> Mapping[str, object]:
        fixed = self._trials.openings.fixed(visit)
        assert fixed is not None
        return {
            "vehicle": fixed.vehicle,
            "day": self.words.day(fixed.date, fixed.start),
            "at": self.words.time(fixed.start),
        }

    def _pins(self, visit: Visit) -> Mapping[str, object]:
        return {"pins": self.words.pins(self._problem.service_by_key[visit.key].pinned)}

    def _service_needs(self, visit: Visit) -> frozenset[str]:
        return self._problem.service_by_key[visit.key].needs

    def _needs(self, visit: Visit) -> str:
        return ", ".join(sorted(self._service_needs(visit)))

    def _priority(self, visit: Visit) -> int:
        return self._problem.service_by_key[visit.key].priority

    def _way_action(self, visit: Visit) -> str:
        site = self._problem.site_by_id[visit.site]
        if site.road:
            return self.words.say("do-way-road")
        if site.landing is None:
            return self.words.say("do-way-landing")
        landing = self._problem.landing_by_id.get(site.landing)
        name = landing.name if landing else site.landing
        if landing is not None and landing.park_at is not None:
            pier = self._problem.landing_by_id[landing.park_at]
            return self.words.say("do-way-pier", landing=name, pier=pier.name)
        return self.words.say("do-way-boat", landing=name)
