"""Crates: what goes out, what comes back, what the vehicle can hold and the depot has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from routeplan.check.context import Context, Duty, Finding, rule
from routeplan.check.feeds import feeds, first_load
from routeplan.check.words import Amount, say


@rule("crates-wrong", "At a stop, crates out and in are those of the service.")
def crates_wrong(context: Context) -> Iterator[Finding]:
    """Compare the crates of each stop with the service's."""
    for duty in context.duties:
        for call, service in duty.served:
            planned = (call.stop.crates_out, call.stop.crates_in)
            if planned != (service.deliver_crates, service.pick_crates):
                yield (
                    duty.at_stop(call),
                    say(
                        "crates-wrong",
                        planned_out=planned[0],
                        planned_in=planned[1],
                        crates_out=service.deliver_crates,
                        crates_in=service.pick_crates,
                    ),
                )


@rule(
    "load-wrong",
    "A vehicle leaves its depot with exactly the crates that it delivers; the load after each "
    "stop is the load before it, less crates out, plus crates in.",
)
def load_wrong(context: Context) -> Iterator[Finding]:
    """Keep the books from stop to stop."""
    for duty in context.duties:
        load = sum(call.stop.crates_out for call in duty.calls)
        if duty.route.load != load:
            yield duty.where, say("load-wrong.start", said=duty.route.load, crates=load)
        for call in duty.calls:
            load += call.stop.crates_in - call.stop.crates_out
            if call.stop.load != load:
                where = duty.at_stop(call)
                yield where, say("load-wrong.stop", said=call.stop.load, crates=load)


@rule("capacity-exceeded", "The load never exceeds the vehicle's `capacity_crates`.")
def capacity_exceeded(context: Context) -> Iterator[Finding]:
    """Compare every load with the capacity."""
    for duty in context.duties:
        most = duty.vehicle.capacity_crates
        for where, load in _loads(duty):
            if load > most:
                words = {"vehicle": duty.vehicle.id, "most": most}
                yield where, say("capacity-exceeded", crates=load, **words)


@rule("weight-exceeded", "The load at `crate_kg` a crate never exceeds `max_load_kg`.")
def weight_exceeded(context: Context) -> Iterator[Finding]:
    """Compare the weight of every load with the limit."""
    for duty in context.duties:
        most = duty.vehicle.max_load_kg
        for where, load in _loads(duty):
            kilograms = load * context.problem.rules.crate_kg
            if most is not None and kilograms > most:
                weights = {"weight": Amount(kilograms, 3), "most": Amount(most, 3)}
                message = say("weight-exceeded", crates=load, vehicle=duty.vehicle.id, **weights)
                yield where, message


@rule(
    "stock-exceeded",
    "Duties that start at a depot on one date take no more than its `stock` and what feeding stops "
    "bring them.",
)
def stock_exceeded(context: Context) -> Iterator[Finding]:
    """Add up the crates that leave each depot on each date, less those brought for the duty."""
    taken: Counter[tuple[str, date]] = Counter()
    for duty in context.duties:
        if duty.home is not None:
            taken[duty.home.id, duty.route.date] += first_load(duty)
    for _, call, boat in feeds(context):
        assert boat.home is not None
        taken[boat.home.id, boat.route.date] -= call.stop.crates_out
    for (depot, day), crates in sorted(taken.items()):
        stock = context.problem.depot_by_id[depot].stock_crates
        if stock is not None and crates > stock:
            yield f"{depot} {day}", say("stock-exceeded", crates=crates, stock=stock)


def _loads(duty: Duty) -> Iterator[tuple[str, int]]:
    """Yield the load on leaving the depot and after each stop, from the services' own crates."""
    load = first_load(duty)
    yield duty.where, load
    for call in duty.calls:
        if call.service is not None:
            load += call.service.pick_crates - call.service.deliver_crates
        elif call.landing is not None:
            load -= call.stop.crates_out
        yield duty.at_stop(call), load
