"""Rotations: every set whole, where it is taken from, suited, and new to the site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from routeplan.check.context import Finding
from routeplan.check.rotation import RotationContext, RotationRule, rotation_rule
from routeplan.check.words import Amount, listing, say
from routeplan.model import (
    DEPOSIT,
    UNMET,
    Collection,
    Exchange,
    LedgerState,
    crate_ids,
    grades_at,
    grades_of,
)


@rotation_rule("exchange-unplanned", "Every exchange is a visit of the plan, once.")
def exchange_unplanned(context: RotationContext) -> Iterator[Finding]:
    """Find exchanges of no visit, and visits with two."""
    count = Counter(one.visit for one in context.rotation.exchanges)
    for visit, times in count.items():
        if visit not in context.call_of:
            yield visit, say("exchange-unplanned")
        elif times > 1:
            yield visit, say("exchange-unplanned.twice", times=times)


@rotation_rule("exchange-missing", "Every exchange visit of the plan that is to come is told.")
def exchange_missing(context: RotationContext) -> Iterator[Finding]:
    """Find visits without an exchange."""
    return (
        (call.where, say("exchange-missing")) for call in context.calls if call.exchange is None
    )


@rotation_rule(
    "exchange-mismatch", "An exchange has the site, service, date and vehicle of its stop."
)
def exchange_mismatch(context: RotationContext) -> Iterator[Finding]:
    """Compare with the stop."""
    for call, one in context.told:
        said = (one.site, one.service, one.date, one.vehicle)
        if said != (call.stop.site, call.stop.service, call.day, call.route.vehicle):
            words = {"day": one.date, "vehicle": one.vehicle}
            message = say("exchange-mismatch", site=one.site, service=one.service, **words)
            yield call.where, message


@rotation_rule("collection-unknown", "Every set that moves is a collection of the project.")
def collection_unknown(context: RotationContext) -> Iterator[Finding]:
    """Look every name up."""
    for call, one in context.told:
        for name in (one.delivered, one.picked):
            if name and context.collection(name) is None:
                yield call.where, say("collection-unknown", set=name)


@rotation_rule(
    "set-not-whole", "The crates handed over are all those of the set, once, and no others."
)
def set_not_whole(context: RotationContext) -> Iterator[Finding]:
    """Compare crates with the collection's."""
    for call, one in context.told:
        for name, crates in ((one.delivered, one.crates_out), (one.picked, one.crates_in)):
            known = context.collection(name)
            whole = crate_ids(known.id, known.crates) if known else ()
            if (known or not name) and sorted(crates) != sorted(whole):
                told = listing(crates, none="none")
                yield call.where, say("set-not-whole", crates=told, set=name or say("none"))


@rotation_rule(
    "exchange-exceeds-visit",
    "An exchange hands over at most the crates that the plan counts at the stop.",
)
def exchange_exceeds_visit(context: RotationContext) -> Iterator[Finding]:
    """Compare numbers with the plan's."""
    for call, one in context.told:
        out, back = len(one.crates_out), len(one.crates_in)
        if out > call.stop.crates_out or back > call.stop.crates_in:
            most = {"most_out": call.stop.crates_out, "most_in": call.stop.crates_in}
            yield call.where, say("exchange-exceeds", crates_out=out, crates_in=back, **most)


@rotation_rule(
    "set-astray",
    "A delivered set is on board, from the depot or site that is told; a picked one is at the "
    "site. So no crate is in two places.",
)
def set_astray(context: RotationContext) -> Iterator[Finding]:
    """Follow every set."""
    return iter(context.flow.astray)


@rotation_rule(
    "turnaround-short",
    "A set that came back to a depot leaves it again `turnaround_min` later at the earliest.",
)
def turnaround_short(context: RotationContext) -> Iterator[Finding]:
    """Compare times."""
    return iter(context.flow.early)


@rotation_rule(
    "site-crowded",
    "A site holds one set, or as many as it held at first; where no visit takes any, all.",
)
def site_crowded(context: RotationContext) -> Iterator[Finding]:
    """Count the sets at each site."""
    return iter(context.flow.crowded)


@rotation_rule(
    "rotation-overload",
    "The crates on board after a stop are at most the load that the plan has there, and what the "
    "vehicle holds.",
)
def rotation_overload(context: RotationContext) -> Iterator[Finding]:
    """Compare loads stop by stop."""
    for call, load, planned in context.flow.loads:
        vehicle = context.problem.vehicle_by_id.get(call.route.vehicle)
        most = planned if vehicle is None else min(planned, vehicle.capacity_crates)
        if load > most:
            yield call.where, say("rotation-overload", crates=load, most=most)


@rotation_rule(
    "feeding-exceeded", "A feeding stop hands a boat at most the crates that the plan counts."
)
def feeding_exceeded(context: RotationContext) -> Iterator[Finding]:
    """Compare what goes over to boats."""
    planned: Counter[tuple[str, str]] = Counter()
    for boat, stops in context.feeders.items():
        for route, stop in stops:
            planned[route.id, boat] += stop.crates_out
    for key, crates in sorted(context.flow.fed.items()):
        if crates > planned[key]:
            message = say("feeding-exceeded", crates=crates, most=planned[key])
            yield f"{key[0]} for {key[1]}", message


@rotation_rule(
    "repeats-exceeded",
    "Of a set's titles, at most `max_overlap_pct` % are in the site's last `last_sets` sets.",
)
def repeats_exceeded(context: RotationContext) -> Iterator[Finding]:
    """Count the titles that a site meets again."""
    limit = context.problem.rotation.max_overlap_pct
    for where, met, titles in _repeats(context):
        if 100 * met > limit * titles:
            words = {"titles": titles, "most": Amount(limit, 3)}
            yield where, say("repeats-exceeded", repeated=met, **words)


@rotation_rule("repeat-pct-wrong", "`repeat_pct` is the worst overlap, rounded up to a tenth.")
def repeat_pct_wrong(context: RotationContext) -> Iterator[Finding]:
    """Compute it again."""
    worst = max((-(-1000 * met // titles) for _, met, titles in _repeats(context)), default=0)
    if abs(context.rotation.repeat_pct - worst / 10) > 1e-9:
        said, real = Amount(context.rotation.repeat_pct, 9), Amount(worst / 10, 1)
        yield "rotation", say("repeat-pct-wrong", said=said, real=real)


@rotation_rule("grades-unfit", "A set suits some grade of the site.")
def grades_unfit(context: RotationContext) -> Iterator[Finding]:
    """Compare grades."""
    for where, one, known in _delivered(context):
        site = context.problem.site_by_id.get(one.site)
        if site and not grades_at(site) & grades_of(known.grade_band):
            yield where, say("grades-unfit", set=known.id, grades=known.grade_band)


@rotation_rule("book-need-unmet", "A set has every theme that the site's needs ask of its books.")
def book_need_unmet(context: RotationContext) -> Iterator[Finding]:
    """Compare needs and themes."""
    for where, one, known in _delivered(context):
        service = context.problem.service_by_key.get(f"{one.site}/exchange")
        lacking = (service.book_needs if service else frozenset()) - known.themes
        if lacking:
            yield where, say("book-need-unmet", set=known.id, needs=listing(lacking))


@rotation_rule(
    "deposit-astray", "Deposit collections go to sites of `deposit_groups` and nowhere else."
)
def deposit_astray(context: RotationContext) -> Iterator[Finding]:
    """Look at the groups of their sites."""
    groups = context.problem.rotation.deposit_groups
    for where, one, known in _delivered(context):
        site = context.problem.site_by_id.get(one.site)
        if site and DEPOSIT in known.themes and not site.groups & groups:
            yield where, say("deposit-astray", set=known.id)


@rotation_rule("copies-exceeded", "All collections together hold no more copies than exist.")
def copies_exceeded(context: RotationContext) -> Iterator[Finding]:
    """Add the copies up."""
    used: Counter[str] = Counter()
    for collection in context.problem.collections:
        used.update(dict(collection.titles))
    for name, copies in sorted(used.items()):
        title = context.problem.title_by_id.get(name)
        if title is None or copies > title.copies:
            exist = title.copies if title else 0
            yield name, say("copies-exceeded", copies=copies, exist=exist)


@rotation_rule(
    "start-wrong",
    "Before the first exchange every set is where the ledger has it, else where collections.csv "
    "has it; sets whose crates are apart, lost or damaged do not move.",
)
def start_wrong(context: RotationContext) -> Iterator[Finding]:
    """Compare with the ledger and the table."""
    really = context.state.positions if context.state else {}
    lost = context.state.unusable if context.state else frozenset()
    whole = {}
    for one in context.problem.collections:
        places = {really.get(crate, place) for crate, place in one.positions.items()}
        if len(places) == 1 and not lost & one.positions.keys():
            whole[one.id] = places.pop()
    said = dict(context.rotation.start_positions)
    for name in sorted(said.keys() | whole.keys()):
        if said.get(name) != whole.get(name):
            yield name, say("start-wrong", said=said.get(name), real=whole.get(name))


@rotation_rule(
    "history-wrong",
    "What a site had before is what the ledger has, oldest first, and then what is there at first.",
)
def history_wrong(context: RotationContext) -> Iterator[Finding]:
    """Tell every site's sets again."""
    state, told = context.state or LedgerState(), context.rotation.history
    there: dict[str, list[str]] = {site: [] for site in context.problem.site_by_id}
    for one in sorted(context.problem.collections, key=lambda one: one.id):
        usable = {crate: at for crate, at in one.positions.items() if crate not in state.unusable}
        for place in {state.positions.get(crate, at) for crate, at in usable.items()}:
            if place in there:
                there[place].append(one.id)
    for site in sorted(there.keys() | state.history.keys() | told.keys()):
        had = [name for _, name in state.history.get(site, ()) if context.collection(name)]
        stand = there.get(site, [])
        latest = had[-len(stand) :]
        for name in stand:
            if name not in latest:
                had = [other for other in had if other != name] + [name]
        if list(told.get(site, ())) != had:
            said, real = ", ".join(told.get(site, ())), ", ".join(had)
            nothing = say("nothing")
            yield site, say("history-wrong", said=said or nothing, real=real or nothing)


@rotation_rule(
    "via-depot-wrong", "`crates_via_depot` counts the picked crates that ended a duty at a depot."
)
def via_depot_wrong(context: RotationContext) -> Iterator[Finding]:
    """Compute it again."""
    said, handled = context.rotation.crates_via_depot, context.flow.handled
    if said != handled:
        yield "rotation", say("via-depot-wrong", said=said, real=handled)


@rotation_rule(
    "unmet-wrong", "Unmet are the visits that deliver crates in the plan and none in the rotation."
)
def unmet_wrong(context: RotationContext) -> Iterator[Finding]:
    """Compare the lists; codes are published ones."""
    said = Counter(one.visit for one in context.rotation.unmet)
    real = Counter(
        call.stop.visit
        for call, one in context.told
        if call.stop.crates_out > 0 and one.delivered is None
    )
    for visit in sorted(said.keys() | real.keys()):
        if said[visit] != real[visit]:
            yield visit, say("unmet-wrong", said=said[visit], real=real[visit])
    for one in context.rotation.unmet:
        if one.code not in UNMET or one.missing < 0:
            yield one.visit, say("unmet-wrong.code", code=one.code, missing=one.missing)


@rotation_rule("set-moves-wrong", "The moves end where and when the exchanges deliver.")
def set_moves_wrong(context: RotationContext) -> Iterator[Finding]:
    """Compare moves to sites with deliveries."""
    sites = context.problem.site_by_id
    said = Counter(
        (move.collection, move.destination, move.delivered_on)
        for move in context.rotation.moves
        if move.destination in sites
    )
    real = Counter((one.delivered, one.site, one.date) for _, one in context.told if one.delivered)
    for key in sorted(said.keys() | real.keys(), key=str):
        if said[key] != real[key]:
            message = say("set-moves-wrong", moves=said[key], deliveries=real[key])
            yield f"{key[0]} to {key[1]} {key[2]}", message


def _delivered(context: RotationContext) -> Iterator[tuple[str, Exchange, Collection]]:
    for call, one in context.told:
        known = context.collection(one.delivered)
        if known is not None:
            yield call.where, one, known


def _repeats(context: RotationContext) -> Iterator[tuple[str, int, int]]:
    """Yield where, titles met again, and titles, of every delivery; meeting one twice counts."""
    last = context.problem.rotation.last_sets
    for call, one in context.told:
        known = context.collection(one.delivered)
        if known is None or not known.titles:
            continue
        own = {title for title, _ in known.titles}
        had = context.flow.had.get(call.stop.visit, ())
        met = 0
        for name in had[-last:] if last else ():
            other = context.collection(name)
            met += len(own & {title for title, _ in other.titles}) if other else 0
        yield call.where, met, len(own)


ROTATION_RULES: tuple[RotationRule, ...] = (
    exchange_unplanned,
    exchange_missing,
    exchange_mismatch,
    collection_unknown,
    set_not_whole,
    exchange_exceeds_visit,
    set_astray,
    turnaround_short,
    site_crowded,
    rotation_overload,
    feeding_exceeded,
    repeats_exceeded,
    repeat_pct_wrong,
    grades_unfit,
    book_need_unmet,
    deposit_astray,
    copies_exceeded,
    start_wrong,
    history_wrong,
    via_depot_wrong,
    unmet_wrong,
    set_moves_wrong,
)
"""Every rule about rotations, in the order in which findings are told."""
