"""Feeding stops as several rules read them: which duty of a boat each one brings crates for."""

from __future__ import annotations

from collections.abc import Iterator

from routeplan.check.context import Call, Context, Duty


def feeds(context: Context) -> Iterator[tuple[Duty, Call, Duty]]:
    """Yield feeding stops that name a boat's duty of their date and landing, with both duties."""
    boats = {duty.route.id: duty for duty in context.duties if duty.by_boat}
    for duty in context.duties:
        for call, landing in duty.fed:
            boat = boats.get(call.stop.visit)
            if boat is None or boat.route.date != duty.route.date:
                continue
            if boat.home is not None and boat.home.id == landing.id:
                yield duty, call, boat


def first_load(duty: Duty) -> int:
    """Return the crates that a duty delivers: to its sites, and to the boats that it feeds."""
    delivered = sum(service.deliver_crates for _, service in duty.served)
    return delivered + sum(call.stop.crates_out for call, _ in duty.fed)


def unloaded(call: Call) -> int:
    """Return when the crates of a feeding stop are ashore (s); it stands at a known landing."""
    assert call.landing is not None
    return call.stop.start + call.landing.load_s
