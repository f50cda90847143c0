"""JSON Schemas (draft 2020-12) of what commands answer, derived from the types of the answers.

Types are TypedDicts and dataclasses; what another schema or a table of figures describes already is
taken from there, so that nothing is written down twice. See `routeplan.cli.answers`.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from importlib import import_module
from importlib.resources import files
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from routeplan.cli.answers import ANSWERS, ErrorAnswer, From, Spread, spread_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PUBLISHED = ("plan", "rotation")
"""Schemas of files, whose parts answers repeat."""

_PLAIN: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    date: {"type": "string", "format": "date"},
    Any: {},
    object: {},
}


def answer_files() -> dict[str, dict[str, Any]]:
    """Return the schema of every command's answer, and of errors, by file name."""
    found = {file_of(words): answer_schema(words, kind) for words, kind in ANSWERS.items()}
    error = _whole("error", "An error, of any command.", ErrorAnswer)
    error["additionalProperties"] = True
    return {**found, "error.answer.json": error}


def file_of(words: Sequence[str]) -> str:
    """Return the file of the schema of a command's answer."""
    return f"{'-'.join(words)}.answer.json"


def answer_schema(words: Sequence[str], kind: type) -> dict[str, Any]:
    """Return the schema of what a command answers."""
    return _whole("-".join(words), f"routeplan {' '.join(words)} --format json", kind)


def published(name: str) -> dict[str, Any]:
    """Return a schema of a file, e.g. of a plan."""
    path = files("routeplan.model").joinpath(f"{name}.schema.json")
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _whole(name: str, title: str, kind: type) -> dict[str, Any]:
    maker = _Maker()
    body = maker.object_of(kind)
    head = {"$schema": DIALECT, "$id": f"urn:routeplan:answer:{name}:1", "title": title}
    defs = {"$defs": dict(sorted(maker.defs.items()))} if maker.defs else {}
    return {**head, **body, **defs}


class _Maker:
    """Turns types into schemas and keeps those of named types apart, by name."""

    def __init__(self) -> None:
        self.defs: dict[str, dict[str, Any]] = {}

    def schema(self, kind: Any) -> dict[str, Any]:
        """Return the schema of a type."""
        origin, inner = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._annotated(inner[0], inner[1:])
        if origin in (NotRequired, Required):
            return self.schema(inner[0])
        if origin in (Union, types.UnionType):
            return _either([self.schema(one) for one in inner])
        if origin is Literal:
            return {"const": inner[0]} if len(inner) == 1 else {"enum": list(inner)}
        if origin in (list, tuple):
            return {"type": "array", "items": self.schema(inner[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.schema(inner[1])}
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return {"enum": [str(one) for one in kind]}
        if is_typeddict(kind) or is_dataclass(kind):
            return self._named(kind)
        raise TypeError(f"no schema is known for {kind!r}")

    def object_of(self, kind: Any, without: Sequence[str] = ()) -> dict[str, Any]:
        """Return the schema of a TypedDict or dataclass, what is spread into it included.

        Args:
            kind: the type.
            without: fields of a dataclass that are left out.
        """
        properties: dict[str, Any] = {}
        required: list[str] = []
        for spread in spread_of(kind):
            more, needed = self._spread(spread)
            properties |= more
            required += needed
        hints = get_type_hints(kind, include_extras=True)
        if is_dataclass(kind):
            names = [field.name for field in fields(kind) if field.name not in without]
            hints = {name: hints[name] for name in names}
        properties |= {name: self.schema(hint) for name, hint in hints.items()}
        required += [name for name in hints if get_origin(hints[name]) is not NotRequired]
        about = (kind.__doc__ or "").strip().partition("\n\n")[0].replace("\n", " ")
        return {
            **({"description": " ".join(about.split())} if about else {}),
            "type": "object",
            "properties": properties,
            "required": list(dict.fromkeys(required)),
            "additionalProperties": False,
        }

    def _annotated(self, kind: Any, notes: Sequence[Any]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for note in notes:
            if isinstance(note, From):
                return self._from(note.where)
            said |= {"format": "date"} if note == "date" else {"description": note}
        found = self.schema(kind)
        if "format" in said and "anyOf" in found:  # a date or null
            return {"type": ["string", "null"], **said}
        return {**found, **said}

    def _named(self, kind: type) -> dict[str, Any]:
        name = kind.__name__
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name] = self.object_of(kind)
        return {"$ref": f"#/$defs/{name}"}

    def _from(self, where: str) -> dict[str, Any]:
        return {"$ref": where} if where.startswith("urn:") else self.schema(_load(where))

    def _spread(self, spread: Spread) -> tuple[dict[str, Any], list[str]]:
        if spread.where.startswith("urn:"):
            return _of_published(spread.where)
        found = _load(spread.where)
        if isinstance(found, tuple):
            figure = {"type": ["number", "boolean", "null"]}
            return {name: dict(figure) for name in found}, list(found)
        made = self.object_of(found, spread.without)
        return made["properties"], made["required"]


def _either(choices: Sequence[dict[str, Any]]) -> dict[str, Any]:
    if all(set(one) == {"type"} for one in choices):
        return {"type": [one["type"] for one in choices]}
    return {"anyOf": list(choices)}


def _load(where: str) -> Any:
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)


def _of_published(where: str) -> tuple[dict[str, Any], list[str]]:
    """Return properties and required names of an object in a published schema."""
    urn, _, pointer = where.partition("#")
    found = schema = next(one for one in map(published, PUBLISHED) if one["$id"] == urn)
    for step in pointer.split("/")[1:]:
        found = found[step]
    return {k: _pointing(v, schema["$id"]) for k, v in found["properties"].items()}, found[
        "required"
    ]


def _pointing(value: Any, urn: str) -> Any:
    """Return a piece of a schema whose references name the schema that they point into."""
    if isinstance(value, dict):
        return {
            key: urn + inner if key == "$ref" and inner.startswith("#") else _pointing(inner, urn)
            for key, inner in value.items()
        }
    return [_pointing(one, urn) for one in value] if isinstance(value, list) else value
