"""Why the visits of one site are where they are, or are missing, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from routeplan.model import (
    Plan,
    Problem,
    RouteplanError,
    Service,
    Site,
    Visit,
    monday_of,
)
from routeplan.network.travel import Travel
from routeplan.project.due import due_visits
from routeplan.solve.duties.duty import Duty
from routeplan.solve.plan_duties import duties_of
from routeplan.solve.why.alternatives import Elsewhere, earlier, elsewhere, without
from routeplan.solve.why.asking import Asked, Question, Tried, about, ask
from routeplan.solve.why.changes import Change
from routeplan.solve.why.phrases import Phrases
from routeplan.solve.why.reasons import Finding, cheapest, find_reason
from routeplan.solve.why.trying import Fit, Others, Trials

NO_QUESTION = Question()

_MOST_CHANGES = 3
_YEAR_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit that is planned.

    Args:
        before: whether the doors could open earlier on the same duty.
        others: every other vehicle and date, tried.
    """

    visit: Visit
    duty: Duty
    before: Elsewhere
    others: tuple[Elsewhere, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A due visit that is not planned.

    Args:
        fit: where it fits after all (a hand-edited plan, a search that was stopped).
        finding: why it does not fit, where it does not.
        changes: what would admit it beside the plan, the cheapest first.
    """

    visit: Visit
    fit: Fit | None
    finding: Finding | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class NotDue:
    """A service without a visit in the plan's weeks.

    Args:
        previous, next: Mondays of the nearest weeks in which it was and will be due; None if
            unknown.
        outside: the visits that are due, but outside the area of the plan.
    """

    service: Service
    previous: date | None = None
    next: date | None = None
    outside: tuple[Visit, ...] = ()


Part = Planned | Missing | NotDue | Asked


@dataclass(frozen=True)
class Explanation:
    """What was found out about one site; `lines` says it, `to_json` lists it."""

    site: Site
    parts: tuple[Part, ...]
    trials: Trials = field(repr=False, compare=False)

    def lines(self, language: str) -> list[str]:
        """Return the explanation for people, line by line."""
        from routeplan.solve.why.telling import tell

        return tell(self, language)

    def to_json(self) -> dict[str, Any]:
        """Return the explanation for machines: times in seconds, dates in ISO format."""
        return {
            "site": self.site.id,
            "name": self.site.name,
            "services": [self._part(part) for part in self.parts],
        }

    def _part(self, part: Part) -> dict[str, Any]:
        if isinstance(part, NotDue):
            return {
                "service": part.service.kind.value,
                "status": "outside-area" if part.outside else "not-due",
                "previous_week": part.previous.isoformat() if part.previous else None,
                "next_week": part.next.isoformat() if part.next else None,
            }
        head: dict[str, Any] = {"service": part.visit.kind.value, "visit": part.visit.id}
        if isinstance(part, Asked):
            head |= _place(part.visit, part.duty) if part.duty else {"status": "missing"}
            phrases = Phrases(self.trials, self.trials.problem.language)
            return {**head, "asked": [_asked(phrases, one) for one in part.tried]}
        if isinstance(part, Planned):
            return {
                **head,
                **_place(part.visit, part.duty),
                "earlier": _tried(part.before),
                "elsewhere": [_tried(one) for one in part.others],
            }
        phrases = Phrases(self.trials, self.trials.problem.language)
        finding = part.finding
        return {
            **head,
            "status": "missing",
            "due_from": part.visit.due_from.isoformat(),
            "due_to": part.visit.due_to.isoformat(),
            "fits": _fit(part.fit) if part.fit else None,
            "code": finding.code if finding else None,
            "reason": phrases.reason(finding) if finding else None,
            "action": phrases.action(finding) if finding else None,
            "changes": [_change(change) for change in part.changes],
        }


def explain(
    problem: Problem,
    travel: Travel,
    plan: Plan,
    site_id: str,
    question: Question = NO_QUESTION,
) -> Explanation:
    """Explain every visit of a site that is due in the weeks of `plan`; all of it is tried.

    Args:
        problem: of the plan.
        travel: of the problem.
        plan: may be edited by hand.
        site_id: of the site.
        question: where to try, instead of everywhere.

    Raises:
        RouteplanError: ``site-unknown``, naming the nearest ids and names.
    """
    site = problem.site_by_id.get(site_id)
    if site is None:
        raise _unknown(problem, site_id)
    trials = Trials(problem, travel)
    duties = duties_of(problem, plan)
    parts: list[Part] = []
    for service in site.services:
        visits = [visit for visit in problem.visits if visit.key == service.key]
        if question.asked:
            parts += [ask(trials, duties, visit, question) for visit in about(visits, question)]
        else:
            parts += [_visit(trials, duties, visit) for visit in visits]
        if not visits:
            parts.append(_not_due(problem, service))
    return Explanation(site, tuple(parts), trials)


def _visit(trials: Trials, duties: tuple[Duty, ...], visit: Visit) -> Part:
    own = next((duty for duty in duties if visit in duty.visits), None)
    if own is not None:
        rest = without(trials, duties, visit)
        before = earlier(trials, rest, visit, own)
        return Planned(visit, own, before, tuple(elsewhere(trials, rest, visit, own)))
    others = Others(trials.problem, duties)
    fit = trials.best_fit(others, visit)
    if fit is not None:
        return Missing(visit, fit)
    finding = find_reason(trials, others, visit)
    if finding.code in ("fleet-busy", "dropped-for-priority"):
        wider = cheapest(trials, others, visit, finding.tried, windows=True)
        changes = [*finding.changes, *(one for one in wider if one.rule == "window")]
    else:
        changes = [finding.help] if finding.help else []
        changes += list(finding.changes if finding.help is None else finding.changes[1:])
    return Missing(visit, None, finding, tuple(changes[:_MOST_CHANGES]))


def _not_due(problem: Problem, service: Service) -> NotDue:
    def due(first: date, weeks: int) -> list[Visit]:
        visits = due_visits(problem.sites, first, weeks)
        return [visit for visit in visits if visit.key == service.key]

    outside = tuple(due(problem.start, problem.weeks))
    if outside or service.interval_weeks is None:
        return NotDue(service, outside=outside)
    after = due(monday_of(problem.start) + timedelta(weeks=problem.weeks), _YEAR_WEEKS)
    previous: date | None
    if service.last_visit is not None:
        previous = monday_of(service.last_visit)
    else:
        before = due(monday_of(problem.start) - timedelta(weeks=_YEAR_WEEKS), _YEAR_WEEKS)
        previous = before[-1].due_from if before else None
    return NotDue(service, previous, after[0].due_from if after else None)


def _unknown(problem: Problem, asked: str) -> RouteplanError:
    from rapidfuzz import fuzz, process

    from routeplan.geo.communes import fold
    from routeplan.solve.why.words import Words

    names = {site.id: f"{fold(site.id)} {fold(site.name)}" for site in problem.sites}
    near = process.extract(
        fold(asked), names, scorer=fuzz.token_set_ratio, limit=3, score_cutoff=60
    )
    ids = [site_id for _, _, site_id in near]
    words = Words(problem.language)
    action = words.say("unknown-action")
    if ids:
        named = ", ".join(f"{problem.site_by_id[one].name} ({one})" for one in ids)
        action = f"{words.say('unknown-near', names=named)} {action}"
    cause = words.say("unknown", asked=asked)
    return RouteplanError("site-unknown", cause, action, details={"matches": ids})


def _place(visit: Visit, duty: Duty) -> dict[str, Any]:
    stop = next(one for one in duty.timing.stops if one.visit == visit)
    return {
        "status": "planned",
        "vehicle": duty.vehicle.id,
        "date": duty.date.isoformat(),
        "arrive": stop.arrive,
        "start": stop.start,
        "depart": stop.depart,
    }


def _asked(phrases: Phrases, one: Tried) -> dict[str, Any]:
    return {
        "vehicle": one.vehicle.id,
        "date": one.date.isoformat(),
        "own_duty": one.own,
        "fits": _fit(one.fit) if one.fit else None,
        "added_s": one.added_s if one.fit else None,
        "rules": list(one.rules),
        "why": phrases.rules(one.rules) if one.rules else None,
        "change": _change(one.change) if one.change else None,
        "swap": _change(one.swap) if one.swap else None,
        "would": phrases.fits(one.change) if one.change else None,
    }


def _tried(one: Elsewhere) -> dict[str, Any]:
    return {
        "vehicle": one.vehicle.id,
        "date": one.date.isoformat(),
        "fits": _fit(one.fit) if one.fit else None,
        "added_s": one.added_s if one.fit else None,
        "rules": list(one.rules),
        "change": _change(one.change) if one.change else None,
    }


def _fit(fit: Fit) -> dict[str, Any]:
    return {"vehicle": fit.vehicle.id, "date": fit.date.isoformat(), "start": fit.start}


def _change(change: Change) -> dict[str, Any]:
    return {
        "rules": [
            {"rule": part.rule, "side": part.side, "amount": part.amount} for part in change.parts
        ],
        "leave_out": change.instead.id if change.instead else None,
        **_fit(change.fit),
    }
