"""The 114 units of Hai Phong since 1 July 2025 and the 27 districts before them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from routeplan.geo.embedded import read_rows
from routeplan.model.marks import normalised

_NOT_WORD = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Commune:
    """One unit of the second tier: commune, ward or special zone.

    `type` is ``commune``, ``ward`` or ``special_zone``; `former_district` is the bare name of the
    district from which most of the unit came, `former_districts` all of them, that one first.
    The seat is where the unit's authority sits; `main_town` names the biggest place where that is
    another one.
    """

    code: str
    type: str
    type_vi: str
    name: str
    full_name: str
    former_district: str
    former_districts: tuple[str, ...]
    area_km2: float
    population: int
    seat_lat: float
    seat_lon: float
    main_town: str
    groups: frozenset[str]
    note: str


@dataclass(frozen=True, slots=True)
class FormerDistrict:
    """One of the 27 districts abolished on 1 July 2025; `name` is bare, `full_name` with type."""

    code: str
    name: str
    full_name: str
    province: str


def fold(text: str) -> str:
    """Fold a Vietnamese name for matching: lower case, no diacritics, single spaces.

    Both placements of a tone mark (Thuỷ, Thủy) and both Unicode forms give the same text.
    """
    decomposed = normalised("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


@cache
def load_communes() -> tuple[Commune, ...]:
    """Return the 114 units in the order of their codes."""
    return tuple(
        Commune(
            code=row["code"],
            type=row["type"],
            type_vi=row["type_vi"],
            name=row["name"],
            full_name=row["full_name"],
            former_district=row["former_district"],
            former_districts=tuple(row["former_districts"].split(";")),
            area_km2=float(row["area_km2"]),
            population=int(row["population"]),
            seat_lat=float(row["seat_lat"]),
            seat_lon=float(row["seat_lon"]),
            main_town=row["main_town"],
            groups=frozenset(filter(None, row["groups"].split(";"))),
            note=row["note"],
        )
        for row in read_rows("communes.csv")
    )


@cache
def commune_by_code() -> dict[str, Commune]:
    """Return the units by code."""
    return {commune.code: commune for commune in load_communes()}


@cache
def commune_names() -> dict[str, str]:
    """Return the full name of every commune by its code."""
    return {commune.code: commune.full_name for commune in load_communes()}


@cache
def load_former_districts() -> tuple[FormerDistrict, ...]:
    """Return the 27 former districts in the order of their codes."""
    return tuple(
        FormerDistrict(row["code"], row["name"], row["full_name"], row["province"])
        for row in read_rows("former_districts.csv")
    )


def find_communes(name: str) -> tuple[Commune, ...]:
    """Return every unit whose bare or full name matches, ignoring case, diacritics and tone place.

    Where the diacritics single one out (Cẩm Giang is not Cẩm Giàng), only that one is returned.
    """
    key = fold(name)
    found = tuple(c for c in load_communes() if key in (fold(c.name), fold(c.full_name)))
    exact = tuple(c for c in found if _spelled(name) in (_spelled(c.name), _spelled(c.full_name)))
    return exact if len(exact) == 1 else found


def find_districts(name: str) -> tuple[FormerDistrict, ...]:
    """Return every former district whose bare or full name matches, as `find_communes` does."""
    key = fold(name)
    return tuple(d for d in load_former_districts() if key in (fold(d.name), fold(d.full_name)))


def _spelled(text: str) -> tuple[str, ...]:
    """Return the spelling with diacritics, blind to where in a syllable the tone mark stands."""
    syllables = normalised("NFD", text.casefold()).split()
    return tuple("".join(sorted(syllable)) for syllable in syllables)
