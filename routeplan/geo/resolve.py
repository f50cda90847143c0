"""What `--area` means: a unit code, ``commune:NAME``, ``district:NAME`` or a bare name."""

from __future__ import annotations

from collections.abc import Sequence
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
from routeplan.language.spoken import ERRORS, Phrase, Series, SpokenError
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
        raise _not_known("area-unknown-empty", asked)
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
    raise _not_known("area-unknown-kind", asked, kind=kind, asked=asked)


def _by_code(code: str) -> Area:
    commune = commune_by_code().get(code.zfill(5))
    if commune is None:
        raise _not_known("area-unknown-code", code, code=code)
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
    named: list[Phrase | str] = [
        Phrase(ERRORS, "former-district", {"name": d.full_name}) for d in districts
    ]
    named += [f"{c.full_name} ({c.code})" for c in communes]
    raise SpokenError(
        "area-ambiguous",
        {"asked": asked, "named": Series(named), "choices": Series(choices, any_of=True)},
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
    if not matches:
        return _not_known("area-unknown", asked, name=name)
    near_ones = Series(matches, any_of=True)
    return _not_known("area-unknown-near", asked, matches, name=name, matches=near_ones)


def _not_known(
    key: str, asked: str, near: Sequence[str] = (), /, **words: object
) -> RouteplanError:
    """Return ``area-unknown`` in the words of `key`."""
    details = {"asked": asked, "matches": list(near)}
    return SpokenError("area-unknown", words, key=key, details=details)
