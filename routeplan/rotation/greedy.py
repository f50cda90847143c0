"""A first rotation, wave by wave: what is on board is left, what is there is taken.

A wave is the duties that start before a set of the first one could leave again. Its stops and the
sets within reach are matched, as many as possible (Kuhn 1955), so that where every site is to see
every set, none is lost: what remains after each wave can be matched again (König 1916). Where there
are fewer sets than sites, each site gets a share first and sets do not stay where another site
waits for them.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from routeplan.rotation.instance import Instance, Step, StepKind
from routeplan.rotation.journeys import Action, Deed, Journey, outcome, worth


def first_rotation(instance: Instance) -> tuple[Journey, ...]:
    """Return the best rotation over all shares; every rule holds."""
    most = max(map(len, instance.visits_at.values()), default=0)
    best: tuple[Journey, ...] = ((),) * len(instance.sets)
    value = worth(instance, outcome(instance, best))
    for share in range(1, most + 1):
        for scarce in (True, False):
            found = _Round(instance, share, scarce=scarce).play()
            new = worth(instance, outcome(instance, found))
            if new > value:
                best, value = found, new
    return best


def plentiful_rotation(instance: Instance) -> tuple[Journey, ...]:
    """Return a rotation for where sets are enough: no site has a share, none is kept waiting."""
    most = max(map(len, instance.visits_at.values()), default=0)
    return _Round(instance, most, scarce=False).play()


class _Round:
    """One walk over all duties.

    Args:
        share: most sets that a site gets.
        scarce: take sets away where none is left in their place.

    Attributes:
        deeds: by set, what is done with it.
        at: by place, the sets there and the moment (s) from which each can be taken along.
        had: by site, the sets that it had, oldest first. received: how many of them came here.
        done: by site, how many of its exchanges are over.
        fed: by feeding and fed duty, crates that go over.
    """

    def __init__(self, instance: Instance, share: int, *, scarce: bool) -> None:
        self.instance = instance
        self.share = share
        self.scarce = scarce
        self.deeds: list[list[Deed]] = [[] for _ in instance.sets]
        self.at: dict[str, dict[int, int]] = defaultdict(dict)
        for number, one in enumerate(instance.sets):
            self.at[one.place][number] = -(2**40)
        self.had: dict[str, list[int]] = {site: list(met) for site, met in instance.met.items()}
        self.received: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.fed: Counter[tuple[int, int]] = Counter()
        self.step_of = {
            (step.kind, step.duty, step.event, step.fed): index
            for index, step in enumerate(instance.steps)
        }
        self.feeders: dict[int, list[Step]] = defaultdict(list)
        for step in instance.steps:
            if step.kind is StepKind.FEED:
                self.feeders[step.fed].append(step)

    def play(self) -> tuple[Journey, ...]:
        """Return the journeys of all sets."""
        for wave in self._waves():
            chosen = self._match(wave)
            for index in wave:
                self._run(index, chosen)
        return tuple(tuple(sorted(deeds)) for deeds in self.deeds)

    def _waves(self) -> list[list[int]]:
        runs, turnaround = self.instance.runs, self.instance.rules.turnaround_s
        waves: list[list[int]] = []
        back = 0
        for index, run in enumerate(runs):
            if not waves or run.start >= back:
                waves.append([])
                back = run.end + turnaround
            waves[-1].append(index)
            back = min(back, run.end + turnaround)
        return waves

    def _match(self, wave: list[int]) -> dict[int, int]:
        """Return the set to leave at each exchange of a wave that gets one."""
        reach: dict[int, list[int]] = {}
        for index in wave:
            passed: list[int] = []
            for step in self.instance.runs[index].steps:
                if step.kind is StepKind.STOP:
                    reach[step.event] = self._reach(step, passed)
                    passed += self._leaving(step.event)[: self.instance.direct]
        event_of: dict[int, int] = {}

        def find(event: int, seen: set[int]) -> bool:
            for one in reach[event]:
                if one not in seen:
                    seen.add(one)
                    if one not in event_of or find(event_of[one], seen):
                        event_of[one] = event
                        return True
            return False

        site = [event.site for event in self.instance.events]
        for event in sorted(reach, key=lambda e: (self.received[site[e]], e)):
            find(event, set())
        return {event: one for one, event in event_of.items()}

    def _leaving(self, event: int) -> list[int]:
        """Return the sets that an exchange could take, if it is the next one of its site."""
        instance, site = self.instance, self.instance.events[event].site
        if instance.visits_at[site].index(event) != self.done[site]:
            return []
        return [one for one in self.at[site] if instance.gives(event, one)]

    def _run(self, index: int, chosen: dict[int, int]) -> None:
        run = self.instance.runs[index]
        aboard: list[int] = []
        for step in run.steps:
            if step.kind is StepKind.STOP:
                self._stop(step, aboard, chosen)
        back = run.end + self.instance.rules.turnaround_s
        for number in aboard:
            self.at[run.depot][number] = back

    def _stop(self, step: Step, aboard: list[int], chosen: dict[int, int]) -> None:
        instance, site = self.instance, self.instance.events[step.event].site
        # Duties of several days may come to a site before one that starts earlier does.
        if instance.visits_at[site].index(step.event) != self.done[site]:
            self.done[site] = max(self.done[site], instance.visits_at[site].index(step.event) + 1)
            return
        there = self._leaving(step.event)
        self.done[site] += 1
        full = len(self.at[site]) >= instance.room[site]
        # What the wave left here since the matching may be too large to make way again.
        one = None if full and not there else chosen.get(step.event)
        if one is not None and not self._at_hand(step, one, aboard):
            one = None
        gone = None
        if there and ((one is not None and full) or self.scarce or there[0] in chosen.values()):
            gone = there[0]
            del self.at[site][gone]
            self._note(gone, step, Action.PICK)
        if one is not None:
            self._deliver(step, one, aboard)
        if gone is not None:
            aboard.append(gone)

    def _at_hand(self, step: Step, one: int, aboard: list[int]) -> bool:
        """Tell whether a set chosen for a stop can still be left there.

        Its wave may have come to the site before, and brought something with the same titles.
        """
        instance, site = self.instance, self.instance.events[step.event].site
        depot = instance.runs[step.duty].depot
        had = tuple(self.had.get(site, ()))
        if instance.repeats(one, had) > instance.sets[one].allowed:
            return False
        return one in aboard or one in self.at[depot] or one in self._brought(step.duty)

    def _reach(self, step: Step, passed: list[int]) -> list[int]:
        """Return the sets that could be left at a stop, best first.

        Those that are picked up on the way come first, then those that few others can have.

        Args:
            step: the stop.
            passed: sets that could be picked up before it on the duty.
        """
        instance, site = self.instance, self.instance.events[step.event].site
        if self.received[site] >= self.share:
            return []
        if len(self.at[site]) >= instance.room[site] and not self._leaving(step.event):
            return []
        run = instance.runs[step.duty]
        loose = [one for one, ready in self.at[run.depot].items() if ready <= run.start]
        had = tuple(self.had.get(site, ()))
        found = []
        for one in (*passed, *loose, *self._brought(step.duty)):
            if instance.takes(step.event, one):
                repeats = instance.repeats(one, had)
                if repeats <= instance.sets[one].allowed:
                    few = sum(one in fits for fits in instance.fits.values())
                    key = (one not in passed, not instance.sets[one].deposit, few, repeats, one)
                    found.append((key, one))
        return [one for _, one in sorted(found)]

    def _brought(self, duty: int) -> list[int]:
        """Return the sets that a feeding duty could have brought for this one."""
        found = []
        for feed in self.feeders[duty]:
            run = self.instance.runs[feed.duty]
            for one, ready in self.at[run.depot].items():
                used = self.fed[feed.duty, duty] + self.instance.sets[one].crates
                if ready <= run.start and used <= feed.crates:
                    found.append(one)
        return found

    def _deliver(self, step: Step, one: int, aboard: list[int]) -> None:
        instance = self.instance
        run, site = instance.runs[step.duty], instance.events[step.event].site
        if one in aboard:
            aboard.remove(one)
        elif one in self.at[run.depot]:
            del self.at[run.depot][one]
            self._note(one, Step(run.start, StepKind.LOAD, step.duty), Action.LOAD)
        else:
            feed = next(
                f for f in self.feeders[step.duty] if one in self.at[instance.runs[f.duty].depot]
            )
            first = instance.runs[feed.duty]
            del self.at[first.depot][one]
            self.fed[feed.duty, step.duty] += instance.sets[one].crates
            self._note(one, Step(first.start, StepKind.LOAD, feed.duty), Action.LOAD)
            self._note(one, feed, Action.FEED)
        self._note(one, step, Action.DELIVER)
        self.at[site][one] = 0
        self.had.setdefault(site, []).append(one)
        self.received[site] += 1

    def _note(self, one: int, step: Step, action: Action) -> None:
        index = self.step_of[step.kind, step.duty, step.event, step.fed]
        self.deeds[one].append(Deed(index, action))
