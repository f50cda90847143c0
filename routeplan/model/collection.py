"""What is carried: titles, collections of titles, and the crates that hold them."""

from __future__ import annotations

from dataclasses import dataclass

from routeplan.model.errors import ModelError
from routeplan.model.site import check_id

CRATE_BOOKS = 40
"""Most children's books in one crate (docs/concepts.md)."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title in stock, with the number of copies that exist."""

    id: str
    title: str
    language: str = "vi"
    grade_band: str = ""
    copies: int = 0

    def __post_init__(self) -> None:
        check_id("id", self.id)
        if self.copies < 0:
            raise ModelError("copies", f"{self.copies} is negative")


@dataclass(frozen=True, slots=True)
class Collection:
    """A book set: copies of titles that travel together in crates.

    Args:
        titles: pairs (title id, copies), copies above 0, every title once.
        crates: number of crates it fills, at least ``ceil(copies / CRATE_BOOKS)``.
        location: id of the depot or site where it is now.
    """

    id: str
    name: str
    titles: tuple[tuple[str, int], ...]
    crates: int
    location: str
    grade_band: str = ""
    theme: str = ""

    def __post_init__(self) -> None:
        check_id("id", self.id)
        if len({title for title, _ in self.titles}) != len(self.titles):
            raise ModelError("titles", "a title stands twice in one collection")
        if any(copies <= 0 for _, copies in self.titles):
            raise ModelError("titles", "copies are above 0")
        if self.crates * CRATE_BOOKS < self.copies:
            raise ModelError("crates", f"{self.copies} books do not fit {self.crates} crates")

    @property
    def copies(self) -> int:
        """Books in the collection."""
        return sum(copies for _, copies in self.titles)
