"""What `--area` means: a unit code, ``commune:NAME``, ``district:NAME`` or a bare name."""

from __future__ import annotations

from dataclasses import dataclass

from routeplan.geo.communes import (
    Commune,
    FormerDistrict,
    commune_by_code,
    find_communes,
    find_districts,
    fold,
    load_communes,
    load_former_districts,
)
from routeplan.model import RouteplanError

# Both languages' words for the two kinds, folded.
_COMMUNE_WORDS = frozenset({"commune", "ward", "unit", "xa", "phuong", "dac khu"})
_DISTRICT_WORDS = frozenset({"district", "quan", "huyen", "thi xa", "thanh pho"})
_MOST_SUGGESTIONS = 4
_LEAST_SCORE = 60


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the city.

    A site belongs to it when its own former district is `district`, or, where `district` is None
    or the site has none, when its unit is in `codes`. Some units came from several districts, so
    the site's own attribute goes first.
    """

    label: str
    codes: frozenset[str]
    district: str | None = None

    def holds(self, commune_code: str, former_district: str = "") -> bool:
        """Say whether a site of this unit and former district belongs to the area."""
        if self.district is not None and former_district:
            return fold(former_district) in _names_of(self.district)
        return commune_code in self.codes


def resolve_area(text: str) -> Area:
    """Find the area that a user named.

    Raises:
        RouteplanError: ``area-ambiguous`` when a bare name fits more than one unit or district;
            its details carry ``choices``. ``area-unknown`` when nothing fits; its details carry
            near ``matches``.
    """
    asked = text.strip()
    if not asked:
        raise RouteplanError(
            "area-unknown",
            "The name of the area is empty.",
            "Write commune:NAME, district:NAME or a five-digit unit code.",
            details={"asked": asked, "matches": []},
        )
    if asked.isdecimal():
        return _by_code(asked)
    kind, _, name = asked.partition(":")
    if not name:
        return _one(asked, find_communes(asked), find_districts(asked))
    word = fold(kind)
    if word in _COMMUNE_WORDS:
        return _one(asked, find_communes(name), ())
    if word in _DISTRICT_WORDS:
        return _one(asked, (), find_districts(name))
    raise RouteplanError(
        "area-unknown",
        f"The kind of area {kind!r} in {asked!r} is not known.",
        "Write commune:NAME, district:NAME or a five-digit unit code.",
        details={"asked": asked, "matches": []},
    )


def _by_code(code: str) -> Area:
    commune = commune_by_code().get(code.zfill(5))
    if commune is None:
        raise RouteplanError(
            "area-unknown",
            f"No unit of Hai Phong has the code {code}.",
            "Look it up in communes.csv of the embedded data, or name it: commune:NAME.",
            details={"asked": code, "matches": []},
        )
    return _commune_area(commune)


def _one(asked: str, communes: tuple[Commune, ...], districts: tuple[FormerDistrict, ...]) -> Area:
    if len(communes) + len(districts) == 1:
        return _commune_area(communes[0]) if communes else _district_area(districts[0])
    if not communes and not districts:
        raise _unknown(asked)
    choices = [f"district:{d.name}" for d in districts]
    same = {fold(c.name) for c in communes}
    for commune in communes:
        spelled = f"commune:{commune.name}"
        choices.append(commune.code if len(communes) > len(same) else spelled)
    named = [f"{d.full_name} (former district)" for d in districts]
    named += [f"{c.full_name} ({c.code})" for c in communes]
    raise RouteplanError(
        "area-ambiguous",
        f"{asked!r} fits {', '.join(named)}.",
        f"Write {' or '.join(choices)}.",
        details={"asked": asked, "choices": choices},
    )


def _commune_area(commune: Commune) -> Area:
    return Area(commune.full_name, frozenset({commune.code}))


def _district_area(district: FormerDistrict) -> Area:
    codes = frozenset(c.code for c in load_communes() if district.name in c.former_districts)
    return Area(district.full_name, codes, district.name)


def _names_of(district: str) -> frozenset[str]:
    """Return the folded bare and full name of a former district."""
    full = next(d.full_name for d in load_former_districts() if d.name == district)
    return frozenset({fold(district), fold(full)})


def _unknown(asked: str) -> RouteplanError:
    from rapidfuzz import fuzz, process

    kind, _, name = asked.rpartition(":")
    word = fold(kind)
    options: dict[str, str] = {}
    if word not in _DISTRICT_WORDS:
        options |= {f"commune:{c.name}": fold(c.name) for c in load_communes()}
    if word not in _COMMUNE_WORDS:
        options |= {f"district:{d.name}": fold(d.name) for d in load_former_districts()}
    near = process.extract(
        fold(name), options, scorer=fuzz.WRatio, limit=_MOST_SUGGESTIONS, score_cutoff=_LEAST_SCORE
    )
    matches = [key for _, _, key in near]
    action = "Write commune:NAME, district:NAME or a five-digit unit code."
    if matches:
        action = f"Did you mean {' or '.join(matches)}?"
    return RouteplanError(
        "area-unknown",
        f"No unit or former district of Hai Phong is called {name!r}.",
        action,
        details={"asked": asked, "matches": matches},
    )
