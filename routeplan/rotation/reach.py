"""Which exchanges a set could come to at all, were it alone."""

from __future__ import annotations

from routeplan.rotation.instance import Instance, StepKind


def within_reach(instance: Instance, number: int) -> frozenset[int]:
    """Return the exchanges at which a set could be delivered if no other set were there.

    Args:
        instance: the question.
        number: index of the set.
    """
    places = {instance.sets[number].place}
    aboard: set[int] = set()
    back: set[int] = set()
    found = set()
    for step in instance.steps:
        run = instance.runs[step.duty]
        if step.kind is StepKind.LOAD and run.depot in places:
            aboard.add(step.duty)
        elif step.kind is StepKind.FEED and step.duty in aboard:
            if instance.sets[number].crates <= step.crates:
                aboard.add(step.fed)
        elif step.kind is StepKind.END and step.duty in aboard:
            back.add(step.duty)
        elif step.kind is StepKind.ARRIVE and step.duty in back:
            places.add(run.depot)
        elif step.kind is StepKind.STOP:
            site = instance.events[step.event].site
            lands = step.duty in aboard and instance.takes(step.event, number)
            if site in places and instance.gives(step.event, number):
                aboard.add(step.duty)
            if lands:
                found.add(step.event)
                places.add(site)
    return frozenset(found)
