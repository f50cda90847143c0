"""Reads objects of a parsed JSON file; whatever does not fit is named by the path inside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import cache
from math import isfinite
from typing import Any, TypeVar, get_type_hints

_R = TypeVar("_R")
_E = TypeVar("_E", bound=StrEnum)


class PlanFormatError(ValueError):
    """A file of a plan or rotation does not follow its schema; the message says where."""


class Reader:
    """One JSON object that knows its path, for messages such as ``routes[2].depot is missing``.

    Args:
        data: what the parsed file has there.
        path: of it in the file.

    Raises:
        PlanFormatError: by all that reads, and here where `data` is no object.
    """

    def __init__(self, data: Any, path: str) -> None:
        if not isinstance(data, dict):
            raise PlanFormatError(f"{path} is not an object")
        self.object: dict[str, Any] = data
        self.path = path

    def __contains__(self, name: str) -> bool:
        return name in self.object

    def get(self, name: str) -> Any:
        """Return what stands under a key, of any type."""
        if name not in self.object:
            raise PlanFormatError(f"{self.path}.{name} is missing")
        return self.object[name]

    def text(self, name: str) -> str:
        """Return a text."""
        value = self.get(name)
        if not isinstance(value, str):
            raise PlanFormatError(f"{self.path}.{name} is {value!r}, not text")
        return value

    def optional_text(self, name: str) -> str | None:
        """Return a text, None for null."""
        return None if self.get(name) is None else self.text(name)

    def integer(self, name: str) -> int:
        """Return a whole number; ``1.0`` and true are none."""
        value = self.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise PlanFormatError(f"{self.path}.{name} is {value!r}, not a whole number")
        return value

    def optional_integer(self, name: str) -> int | None:
        """Return a whole number, None for null."""
        return None if self.get(name) is None else self.integer(name)

    def number(self, name: str) -> float:
        """Return a finite number."""
        value = self.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise PlanFormatError(f"{self.path}.{name} is {value!r}, not a number")
        number = float(value)
        if not isfinite(number):
            raise PlanFormatError(f"{self.path}.{name} is {value!r}, not a number")
        return number

    def optional_number(self, name: str) -> float | None:
        """Return a finite number, None for null."""
        return None if self.get(name) is None else self.number(name)

    def flag(self, name: str) -> bool:
        """Return true or false; a text such as ``"no"`` is neither."""
        value = self.get(name)
        if not isinstance(value, bool):
            raise PlanFormatError(f"{self.path}.{name} is {value!r}, not true or false")
        return value

    def optional_flag(self, name: str) -> bool | None:
        """Return true or false, None for null."""
        return None if self.get(name) is None else self.flag(name)

    def date(self, name: str) -> date:
        """Return a date written YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError as error:
            raise PlanFormatError(f"{self.path}.{name} is not a date YYYY-MM-DD") from error

    def choice(self, name: str, kind: type[_E]) -> _E:
        """Return one of the values of an enumeration."""
        try:
            return kind(self.text(name))
        except ValueError as error:
            allowed = ", ".join(kind)
            raise PlanFormatError(f"{self.path}.{name} is not one of {allowed}") from error

    def array(self, name: str) -> list[Any]:
        """Return a list of anything."""
        value = self.get(name)
        if not isinstance(value, list):
            raise PlanFormatError(f"{self.path}.{name} is not a list")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = self.array(name)
        if not all(isinstance(one, str) for one in found):
            raise PlanFormatError(f"{self.path}.{name} holds something other than text")
        return tuple(found)

    def named_texts(self, name: str) -> dict[str, str]:
        """Return an object of texts."""
        item = self.child(name)
        return {key: item.text(key) for key in item.object}

    def pair(self, value: Any, name: str) -> tuple[int, int]:
        """Return `value`, which stands somewhere under a key, as two whole numbers."""
        whole = isinstance(value, list) and all(type(item) is int for item in value)
        if not whole or len(value) != 2:
            raise PlanFormatError(f"{self.path}.{name} holds {value!r}, not two whole numbers")
        return (value[0], value[1])

    def child(self, name: str) -> Reader:
        """Return the object under a key."""
        return Reader(self.get(name), f"{self.path}.{name}")

    def children(self, name: str) -> list[Reader]:
        """Return a list of objects."""
        return [Reader(v, f"{self.path}.{name}[{k}]") for k, v in enumerate(self.array(name))]

    def mapping(self, name: str) -> list[tuple[str, Reader]]:
        """Return the keys and objects of an object of objects."""
        items = self.child(name).object.items()
        return [(str(k), Reader(v, f"{self.path}.{name}.{k}")) for k, v in items]

    def schema(self, known: str) -> None:
        """Accept files of one schema alone."""
        found = self.text("schema")
        if found != known:
            raise PlanFormatError(f"schema is «{found}», this version reads «{known}»")

    def record(self, kind: Callable[..., _R], **known: Any) -> _R:
        """Return a dataclass whose fields stand under their own names, each read by its type.

        Args:
            kind: the dataclass.
            known: values of fields that do not.
        """
        values = {
            name: read(self, name) for name, read in _readers(kind).items() if name not in known
        }
        return kind(**values, **known)


_READERS: Mapping[Any, Callable[[Reader, str], Any]] = {
    str: Reader.text,
    str | None: Reader.optional_text,
    int: Reader.integer,
    int | None: Reader.optional_integer,
    float: Reader.number,
    float | None: Reader.optional_number,
    bool: Reader.flag,
    bool | None: Reader.optional_flag,
    date: Reader.date,
    tuple[str, ...]: Reader.texts,
}


@cache
def _readers(kind: Any) -> Mapping[str, Callable[[Reader, str], Any]]:
    """Return how each field of a dataclass is read, by its name."""
    types = get_type_hints(kind)
    return {field.name: _reader(types[field.name]) for field in fields(kind)}


def _reader(kind: Any) -> Callable[[Reader, str], Any]:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return lambda item, name: item.choice(name, kind)
    return _READERS.get(kind, _by_hand)


def _by_hand(item: Reader, name: str) -> Any:
    raise TypeError(f"{item.path}.{name} has a type that `record` is not told how to read")
