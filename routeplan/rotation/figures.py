"""What a rotation gives to sites and groups: sets, fresh titles, repeats that did not happen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from routeplan.model import Problem, Rotation, Site
from routeplan.rotation.reading import suits

OTHER = "other"
"""Name of the group of sites that are in no target group."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one site, or of all sites of one group.

    Args:
        visits: exchange visits of the plan. sets: sets received.
        fresh_titles: titles that a site never had before, added up over sites.
        pupils: children; None where unknown.
        fresh_per_child: fresh titles for each child, to a thousandth.
        repeats_avoided: fitting collections that stayed away because too many titles would repeat.
    """

    name: str
    visits: int
    sets: int
    fresh_titles: int
    pupils: int | None
    repeats_avoided: int

    @property
    def fresh_per_child(self) -> float | None:
        """Fresh titles for each child, None where their number is not known."""
        return round(self.fresh_titles / self.pupils, 3) if self.pupils else None


def site_figures(problem: Problem, rotation: Rotation) -> tuple[Figures, ...]:
    """Return the figures of every site with an exchange, by id."""
    visits: dict[str, list[str | None]] = defaultdict(list)
    for exchange in rotation.exchanges:
        visits[exchange.site].append(exchange.delivered)
    return tuple(
        _of_site(problem, rotation, problem.site_by_id[site], received)
        for site, received in sorted(visits.items())
        if site in problem.site_by_id
    )


def _of_site(
    problem: Problem, rotation: Rotation, site: Site, received: list[str | None]
) -> Figures:
    titles = {one.id: {title for title, _ in one.titles} for one in problem.collections}
    fitting = [one for one in problem.collections if suits(problem, site, one)]
    had = list(rotation.history.get(site.id, ()))
    met = {title for name in had for title in titles.get(name, ())}
    fresh = avoided = 0
    last = problem.rotation.last_sets
    for name in received:
        if name is None or name not in titles:
            continue
        latest = had[-last:] if last else []
        for one in fitting:
            again = sum(len(titles[one.id] & titles.get(other, set())) for other in latest)
            limit = problem.rotation.max_overlap_pct
            avoided += 100 * again > limit * len(titles[one.id])
        fresh += len(titles[name] - met)
        met |= titles[name]
        had.append(name)
    sets = sum(name is not None for name in received)
    return Figures(site.id, len(received), sets, fresh, site.pupils, avoided)


def group_figures(problem: Problem, sites: Iterable[Figures]) -> tuple[Figures, ...]:
    """Return the figures of every target group, and of the sites in none; a site may be in two."""
    members: dict[str, list[Figures]] = defaultdict(list)
    for figures in sites:
        for group in sorted(problem.site_by_id[figures.name].groups) or (OTHER,):
            members[group].append(figures)
    return tuple(
        Figures(
            name=group,
            visits=sum(one.visits for one in own),
            sets=sum(one.sets for one in own),
            fresh_titles=sum(one.fresh_titles for one in own),
            pupils=sum(one.pupils or 0 for one in own) or None,
            repeats_avoided=sum(one.repeats_avoided for one in own),
        )
        for group, own in sorted(members.items())
    )


def idle_collections(problem: Problem, rotation: Rotation) -> tuple[tuple[str, int], ...]:
    """Return the collections that no exchange delivers, with their crates, by id."""
    moving = {exchange.delivered for exchange in rotation.exchanges}
    return tuple(
        (one.id, one.crates)
        for one in sorted(problem.collections, key=lambda one: one.id)
        if one.id not in moving
    )
