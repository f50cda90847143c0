"""What is carried: titles, collections of titles, and the crates that hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from routeplan.model.errors import ModelError
from routeplan.model.site import Site, check_id

CRATE_BOOKS = 40
"""Most children's books in one crate (docs/concepts.md)."""

BOOK_NEEDS = ("large_print", "audio", "bilingual", "braille")
"""Needs of a service that its books meet, not its vehicle: themes that the set must have."""

DEPOSIT = "deposit"
"""Theme of collections that are left for long at the sites of `RotationRules.deposit_groups`."""

ALL_GRADES = frozenset(range(13))
"""0 is kindergarten, 1 to 12 are the grades of school."""

_GRADES_OF_KIND = {
    "kindergarten": frozenset({0}),
    "primary_school": frozenset(range(1, 6)),
    "secondary_school": frozenset(range(6, 10)),
    "high_school": frozenset(range(10, 13)),
}
_BAND = re.compile(r"(?:lớp|grades?)?\s*(\d{1,2})(?:\s*(?:-|–|đến|to)\s*(\d{1,2}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Title:
    """A title in stock, with the number of copies that exist.

    Args:
        grade_band: as `grades_of` reads it.
        new: bought lately; every site is to get its share of new titles.
    """

    id: str
    title: str
    language: str = "vi"
    grade_band: str = ""
    copies: int = 0
    new: bool = False

    def __post_init__(self) -> None:
        check_id("id", self.id)
        grades_of(self.grade_band)
        if self.copies < 0:
            raise ModelError("copies", f"{self.copies} is negative")


@dataclass(frozen=True, slots=True)
class Collection:
    """A book set: copies of titles that travel together in crates.

    Args:
        titles: pairs (title id, copies), copies above 0, every title once.
        crates: number of crates it fills, at least ``ceil(copies / CRATE_BOOKS)``.
        location: id of the depot, landing or site where it is now.
        grade_band: as `grades_of` reads it.
        theme: words separated by ``;`` or ``,``; see `themes`.
        elsewhere: (number of a crate, place) of the crates that are not at `location`.
    """

    id: str
    name: str
    titles: tuple[tuple[str, int], ...]
    crates: int
    location: str
    grade_band: str = ""
    theme: str = ""
    elsewhere: tuple[tuple[int, str], ...] = ()

    def __post_init__(self) -> None:
        check_id("id", self.id)
        grades_of(self.grade_band)
        if self.crates < 1:
            raise ModelError("crates", "a collection fills one crate at least")
        if len({title for title, _ in self.titles}) != len(self.titles):
            raise ModelError("titles", "a title stands twice in one collection")
        if any(copies <= 0 for _, copies in self.titles):
            raise ModelError("titles", "copies are above 0")
        if self.crates * CRATE_BOOKS < self.copies:
            raise ModelError("crates", f"{self.copies} books do not fit {self.crates} crates")
        numbers = [number for number, _ in self.elsewhere]
        if len(set(numbers)) != len(numbers) or any(not 1 <= n <= self.crates for n in numbers):
            raise ModelError("location", "names a crate twice, or one that there is not")

    @property
    def copies(self) -> int:
        """Books in the collection."""
        return sum(copies for _, copies in self.titles)

    @property
    def themes(self) -> frozenset[str]:
        """The words of `theme`."""
        return frozenset(word for part in re.split(r"[;,]", self.theme) if (word := part.strip()))

    @property
    def positions(self) -> dict[str, str]:
        """Where each crate is, by crate id (``COLLECTION/n``)."""
        apart = dict(self.elsewhere)
        return {
            f"{self.id}/{number}": apart.get(number, self.location)
            for number in range(1, self.crates + 1)
        }


def grades_of(band: str) -> frozenset[int]:
    """Return the grades of ``1-5``, ``lớp 6`` or ``0`` (kindergarten); all of them when empty.

    Raises:
        ModelError: it is none of these.
    """
    text = band.strip()
    if not text:
        return ALL_GRADES
    match = _BAND.fullmatch(text)
    first = int(match[1]) if match else 13
    last = int(match[2]) if match and match[2] else first
    if not 0 <= first <= last <= 12:
        raise ModelError("grade_band", f"«{band}» is not a span of grades, e.g. 1-5")
    return frozenset(range(first, last + 1))


def grades_at(site: Site) -> frozenset[int]:
    """Return the grades of the children at a site, by its kind; all where the kind tells none."""
    return _GRADES_OF_KIND.get(site.kind, ALL_GRADES)
