"""Marks on types that say where the rest of an answer is described already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class From:
    """What stands in `Annotated[Any, From(…)]`: the value is described elsewhere.

    Args:
        where: a dataclass as ``package.module:Name``, or a place in a published schema as
            ``urn:routeplan:plan:1#/$defs/move``.
    """

    where: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The fields of something described elsewhere that stand side by side with an answer's own.

    Args:
        where: as in `From`; or ``package.module:NAMES``, a tuple of names of figures.
        without: fields that do not.
    """

    where: str
    without: tuple[str, ...] = ()


_SPREADS: dict[type, tuple[Spread, ...]] = {}


def spreads(*found: Spread) -> Callable[[type], type]:
    """Return a decorator for a TypedDict that has the fields of `found` as well."""

    def mark(answer: type) -> type:
        _SPREADS[answer] = found
        return answer

    return mark


def spread_of(answer: type) -> tuple[Spread, ...]:
    """Return what is spread into a TypedDict, nothing for most."""
    return _SPREADS.get(answer, ())
