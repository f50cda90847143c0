"""The choice of journeys as a model for CP-SAT: any journeys, or one of a pool for each set.

Each set is one unit that flows through the steps (a time-expanded network, Ford & Fulkerson 1958):
it is in one place, on one duty, or nowhere else, so that the model needs no rule against a set in
two places. What is shared are the exchanges (one set in, one set out), the room at sites, the
crates of feeding stops, and what a site had before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from routeplan.rotation.instance import Instance, Step, StepKind
from routeplan.rotation.journeys import (
    DEPOSIT_WORTH,
    NEW_WORTH,
    WORTH,
    Action,
    Deed,
    Journey,
    legs,
    value_of,
)

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Literal = Any
"""A Boolean variable of CP-SAT, or 0 or 1 where it is known."""


@dataclass
class Shared:
    """What happens at each exchange and feeding stop, over all sets.

    Args:
        delivered, picked, there: by exchange, (set, literal); `there` is after the exchange.
        fed: by step, (set, literal).
    """

    delivered: dict[int, list[tuple[int, Literal]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    picked: dict[int, list[tuple[int, Literal]]] = field(default_factory=lambda: defaultdict(list))
    there: dict[int, list[tuple[int, Literal]]] = field(default_factory=lambda: defaultdict(list))
    fed: dict[int, list[tuple[int, Literal]]] = field(default_factory=lambda: defaultdict(list))


class Programme:
    """The model.

    Args:
        instance: the question.
        journeys: of all sets, a hint.
        pools: by index of a set, journeys of which it may have one; None: sets find their own ways.
    """

    def __init__(
        self,
        instance: Instance,
        journeys: Sequence[Journey],
        pools: Sequence[Sequence[Journey]] | None = None,
    ) -> None:
        from ortools.sat.python import cp_model

        self.instance = instance
        self.model = cp_model.CpModel()
        self.shared = Shared()
        self.doing: dict[int, dict[Deed, Literal]] = {}
        self.choice: dict[int, list[tuple[Journey, Literal]]] = {}
        self.handled: list[tuple[int, Literal]] = []
        for number, journey in enumerate(journeys):
            if pools is None:
                self._flow(number, frozenset(journey))
            else:
                self._pick_one(number, pools[number], journey)
        self._share()
        self._spare_repeats()
        self._weigh()

    def chosen(self, solver: cp_model.CpSolver) -> dict[int, Journey]:
        """Return the journeys of all sets in a solution."""
        found = {
            number: tuple(sorted(deed for deed, lit in deeds.items() if solver.boolean_value(lit)))
            for number, deeds in self.doing.items()
        }
        for number, choice in self.choice.items():
            found[number] = next(j for j, lit in choice if solver.boolean_value(lit))
        return found

    def _pick_one(self, number: int, pool: Sequence[Journey], hinted: Journey) -> None:
        """Let a set have one of some journeys."""
        instance, model, shared = self.instance, self.model, self.shared
        stops = [(k, step.event) for k, step in enumerate(instance.steps) if step.event >= 0]
        here: dict[str, dict[int, list[Literal]]] = {
            name: defaultdict(list) for name in ("delivered", "picked", "there", "fed")
        }
        self.choice[number] = []
        for journey in pool:
            lit = model.new_bool_var("")
            model.add_hint(lit, journey == hinted)
            self.choice[number].append((journey, lit))
            place: str = instance.sets[number].place
            left = {}
            for leg in legs(instance, number, journey):
                if leg.picked is not None:
                    here["picked"][leg.picked].append(lit)
                    left[leg.picked] = ""
                    if leg.delivered is None:
                        self.handled.append((instance.sets[number].crates, lit))
                if leg.delivered is not None:
                    here["delivered"][leg.delivered].append(lit)
                    left[leg.delivered] = leg.left
            for deed in journey:
                if deed.action is Action.FEED:
                    here["fed"][deed.step].append(lit)
            for _, event in stops:
                place = left.get(event, place)
                if place == instance.events[event].site:
                    here["there"][event].append(lit)
        model.add_exactly_one(lit for _, lit in self.choice[number])
        for event, lits in here["delivered"].items():
            any_of = model.new_bool_var("")
            model.add(any_of == sum(lits))
            shared.delivered[event].append((number, any_of))
        for name in ("picked", "there", "fed"):
            for key, lits in here[name].items():
                getattr(shared, name)[key].append((number, sum(lits)))

    def _flow(self, number: int, hinted: frozenset[Deed]) -> None:
        """Let a set flow from where it is; where it cannot get there are no variables."""
        flow = _Flow(self, number, hinted)
        for index, step in enumerate(self.instance.steps):
            flow.step(index, step)
        self.doing[number] = flow.doing

    def _share(self) -> None:
        """One set in and one out at an exchange, room at sites, crates of feeding stops."""
        model, instance = self.model, self.instance
        for event, here in enumerate(instance.events):
            for found in (self.shared.delivered[event], self.shared.picked[event]):
                if len(found) > 1:
                    model.add(sum(lit for _, lit in found) <= 1)
            if len(self.shared.there[event]) > 1:
                total = sum(lit for _, lit in self.shared.there[event])
                model.add(total <= instance.room[here.site])
        for index, found in self.shared.fed.items():
            crates = sum(instance.sets[one].crates * lit for one, lit in found)
            model.add(crates <= instance.steps[index].crates)

    def _spare_repeats(self) -> None:
        from routeplan.rotation.repeats import spare_repeats

        for site, indices in self.instance.visits_at.items():
            met = self.instance.met[site]
            slots: list[list[tuple[int, Literal]]] = [[(one, 1)] for one in met]
            slots += [self.shared.delivered[event] for event in indices]
            if any(not isinstance(lit, int) for slot in slots for _, lit in slot):
                spare_repeats(self.model, self.instance, slots, len(met))

    def _weigh(self) -> None:
        model, instance = self.model, self.instance
        terms: list[Any] = [-crates * lit for crates, lit in self.handled]
        for site, indices in instance.visits_at.items():
            found = [pair for event in indices for pair in self.shared.delivered[event]]
            if all(isinstance(lit, int) for _, lit in found):
                continue
            rungs = [model.new_bool_var("") for _ in range(min(len(indices), len(found)))]
            # Values fall from rung to rung, so that the first ones are taken first.
            model.add(sum(rungs) == sum(lit for _, lit in found))
            terms += [WORTH * value_of(instance, site, k) * r for k, r in enumerate(rungs)]
            terms += [DEPOSIT_WORTH * lit for one, lit in found if instance.sets[one].deposit]
            news = [lit for one, lit in found if instance.sets[one].new]
            if news:
                fresh = model.new_bool_var("")
                model.add(fresh <= sum(news))
                terms.append(NEW_WORTH * fresh)
        model.maximize(sum(terms))


class _Flow:
    """One free set on its way through the steps; every state is 0, 1 or a variable."""

    def __init__(self, programme: Programme, number: int, hinted: frozenset[Deed]) -> None:
        self.programme = programme
        self.model = programme.model
        self.instance = programme.instance
        self.number = number
        self.one = self.instance.sets[number]
        self.hinted = hinted
        self.doing: dict[Deed, Literal] = {}
        self.at: dict[str, Literal] = {self.one.place: 1}
        self.aboard: dict[int, Literal] = {}
        self.picked: dict[int, Literal] = {}
        self.back: dict[int, Literal] = {}

    def step(self, index: int, step: Step) -> None:
        """Take one step."""
        if step.kind is StepKind.LOAD:
            self._load(index, step)
        elif step.kind is StepKind.STOP:
            self._stop(index, step)
        elif step.kind is StepKind.FEED:
            self._feed(index, step)
        elif step.kind is StepKind.END:
            self.back[step.duty] = self.aboard.pop(step.duty, 0)
            self._handle(step.duty)
        else:
            depot = self.instance.runs[step.duty].depot
            self.at[depot] = self._plus(self.at.get(depot, 0), self.back.pop(step.duty, 0))

    def _load(self, index: int, step: Step) -> None:
        run = self.instance.runs[step.duty]
        here = self.at.get(run.depot, 0)
        if _nothing(here) or not self._wanted(step.duty):
            return
        load = self._deed(index, Action.LOAD)
        self.at[run.depot] = self._minus(here, load)
        self.aboard[step.duty] = self._plus(self.aboard.get(step.duty, 0), load)

    def _wanted(self, duty: int, depth: int = 0) -> bool:
        """Tell whether a stop of a duty, or of a boat that it feeds, takes the set."""
        for step in self.instance.runs[duty].steps:
            if step.kind is StepKind.STOP and self.instance.takes(step.event, self.number):
                return True
            if step.kind is StepKind.FEED and depth == 0 and self._wanted(step.fed, 1):
                return True
        return False

    def _stop(self, index: int, step: Step) -> None:
        instance, shared, event = self.instance, self.programme.shared, step.event
        site = instance.events[event].site
        here, board = self.at.get(site, 0), self.aboard.get(step.duty, 0)
        pick: Literal = 0
        deliver: Literal = 0
        if not _nothing(here) and instance.gives(event, self.number):
            pick = self._deed(index, Action.PICK)
            shared.picked[event].append((self.number, pick))
            self._gather(step.duty, pick)
            self._within(pick, here)
        if not _nothing(board) and instance.takes(event, self.number):
            deliver = self._deed(index, Action.DELIVER)
            shared.delivered[event].append((self.number, deliver))
            self._within(deliver, board)
        if not _nothing(pick) or not _nothing(deliver):
            self.at[site] = self._sum(here, deliver, pick)
            self.aboard[step.duty] = self._sum(board, pick, deliver)
        if not _nothing(self.at.get(site, 0)):
            shared.there[event].append((self.number, self.at[site]))

    def _feed(self, index: int, step: Step) -> None:
        board = self.aboard.get(step.duty, 0)
        if _nothing(board) or not self._wanted(step.fed, 1):
            return
        feed = self._deed(index, Action.FEED)
        self.programme.shared.fed[index].append((self.number, feed))
        self.aboard[step.duty] = self._minus(board, feed)
        self.aboard[step.fed] = self._plus(self.aboard.get(step.fed, 0), feed)
        if not _nothing(self.picked.get(step.duty, 0)):
            # What was picked up and fed ends at the boat's landing, if it is not delivered.
            self.picked[step.fed] = self.picked[step.duty]

    def _gather(self, duty: int, pick: Literal) -> None:
        self.picked[duty] = self._plus(self.picked.get(duty, 0), pick)

    def _handle(self, duty: int) -> None:
        """Count the crates of a set that was picked up on a duty and ends it on board."""
        picked, board = self.picked.get(duty, 0), self.back[duty]
        if _nothing(picked) or _nothing(board):
            return
        handled = self.model.new_bool_var("")
        self.model.add(handled >= picked + board - 1)
        self.programme.handled.append((self.one.crates, handled))

    def _deed(self, index: int, action: Action) -> Literal:
        lit, deed = self.model.new_bool_var(""), Deed(index, action)
        self.doing[deed] = lit
        self.model.add_hint(lit, deed in self.hinted)
        return lit

    def _within(self, part: Literal, whole: Literal) -> None:
        if not isinstance(whole, int):
            self.model.add_implication(part, whole)

    def _minus(self, whole: Literal, part: Literal) -> Literal:
        self._within(part, whole)
        return self._sum(whole, 0, part)

    def _plus(self, one: Literal, other: Literal) -> Literal:
        if _nothing(one) or _nothing(other):
            return other if _nothing(one) else one
        return self._sum(one, other, 0)

    def _sum(self, whole: Literal, more: Literal, less: Literal) -> Literal:
        """Return a literal for ``whole + more - less``, which is 0 or 1."""
        rest = self.model.new_bool_var("")
        self.model.add(rest == whole + more - less)
        return rest


def _nothing(lit: Literal) -> bool:
    return isinstance(lit, int) and lit == 0
