"""Find keys that code asks for and no catalogue has, and keys that nothing asks for.

What is asked for is read off the syntax: the first argument of the functions that say a text. Names
that are put together (``f"rule-{rule}"``) count for every key of that shape.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import routeplan
from routeplan.language import Catalogue

PACKAGE = Path(routeplan.__file__).parent

READERS = {
    "check": ("check", "model"),
    "cli": ("cli", "rotation", "model"),
    "coverage": ("cli", "coverage", "report", "model"),
    "documents": ("report", "model"),
    "errors": ("cli", "coverage", "geo", "language", "network", "report", "rotation", "solve"),
    "map": ("report", "model"),
    "network": ("network", "model"),
    "project": ("project", "cli", "coverage", "geo", "importing", "network", "rotation"),
    "rotation": ("rotation", "model"),
    "solve": ("solve", "model"),
    "sweep": ("coverage",),
    "timetables": ("coverage", "importing"),
    "usage": ("cli",),
}
"""The rooms that read each domain."""

_PARTS = (".cause", ".action", ".reason")
_SCRIPTS = ("*.js", "*.typ", "*.html", "*.svg")
_READ = (
    ast.AnnAssign, ast.Assign, ast.Attribute, ast.Call, ast.Constant, ast.ImportFrom,
    ast.JoinedStr, ast.Subscript,
)  # fmt: skip
_ERRORS = {"CliError", "SpokenError"}
_WORDS = {"report": ("documents", "map"), "coverage": ("coverage", "sweep", "timetables")}
"""Rooms that read texts as ``words["KEY"]``, and the domains of these words."""


@dataclass(frozen=True)
class Asked:
    """A key, or the shape of keys, that a line of code asks a domain for."""

    domain: str
    shape: str
    where: str
    parts: bool = False
    """Whether both a cause and an action are meant."""

    def is_there(self) -> bool:
        """Tell whether the catalogue has it, or a key of that shape."""
        keys = _keys(self.domain)
        ends = [re.escape(part) for part in _PARTS[:2]] if self.parts else [""]
        return all(any(re.fullmatch(self.shape + end, key) for key in keys) for end in ends)


@dataclass(frozen=True)
class _Names:
    """Names that stand in code, and shapes of those that are put together there."""

    plain: frozenset[str]
    fields: frozenset[str]
    shapes: frozenset[re.Pattern[str]]

    def have(self, name: str) -> bool:
        """Tell whether code may ask for a name; what fills a shape must stand there, too."""
        if name in self.plain:
            return True
        fits = (shape.fullmatch(name) for shape in self.shapes)
        return any(all(map(self._fills, fit.groups())) for fit in fits if fit)

    def _fills(self, piece: str) -> bool:
        known = piece in self.plain or piece in self.fields or piece.isdigit()
        return known or piece.replace("_", "-") in self.plain


def missing() -> Iterator[str]:
    """Yield what is asked for and in no catalogue, one line each."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for asked in _asked_in(path):
            if not asked.is_there():
                yield f"{asked.where}: the catalogue {asked.domain} lacks {asked.shape}"


def unused() -> Iterator[str]:
    """Yield every key that no room asks for, one line each."""
    for domain, rooms in READERS.items():
        names = _names(rooms)
        for key in sorted(_keys(domain)):
            if not names.have(key) and not all(names.have(part) for part in _pieces(key)):
                yield f"{domain}: nothing asks for {key}"


def _pieces(key: str) -> list[str]:
    """Return the names out of which a key is made: ``kind``, ``town``."""
    for part in _PARTS:
        key = key.removesuffix(part)
    return [piece for piece in key.split(".") if not piece.isdigit()]


def _asked_in(path: Path) -> Iterator[Asked]:
    domains, name = _catalogues(path), path.relative_to(PACKAGE).as_posix()
    room = name.split("/", 1)[0]
    for node in _nodes(path):
        where = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            yield from _asked_by(node, room, domains, where)
        elif isinstance(node, ast.Subscript) and _called(node.value) == "words":
            shape = _shape(node.slice)
            found = [domain for domain in _WORDS.get(room, ()) if shape]
            pieces = {p for domain in found for key in _keys(domain) for p in _all(key)}
            if shape and found and not any(re.fullmatch(shape, piece) for piece in pieces):
                yield Asked(found[0], shape, where)


def _asked_by(node: ast.Call, room: str, domains: dict[str, str], where: str) -> Iterator[Asked]:
    name = _called(node.func)
    shapes = [shape for shape in map(_shape, node.args) if shape is not None]
    if not node.args or not shapes or (_shape(node.args[0]) is None and name != "at"):
        return
    first = shapes[0]
    if isinstance(node.func, ast.Attribute) and name in ("text", "template"):
        owner = _called(node.func.value)
        if owner in domains:
            yield Asked(domains[owner], first, where)
    elif name == "text" and room == "cli":
        yield Asked("cli", first, where)
    elif name == "say" and room in ("check", "solve"):
        yield Asked(room, first, where)
    elif name in _ERRORS or (name == "failure" and "/sweep/" in where):
        named = (one.value for one in node.keywords if one.arg == "key" and name in _ERRORS)
        key = next(map(_shape, named), None)
        yield Asked("errors", key or first, where, parts=True)
    elif name in ("failure", "render", "at") or (
        name == "add" and isinstance(node.func, ast.Attribute) and _is_findings(node.func.value)
    ):
        yield Asked("project", first, where, parts=True)


def _is_findings(node: ast.expr) -> bool:
    return _called(node) in ("findings", "_findings")


def _called(node: ast.expr) -> str:
    """Return the last name of what is called or read."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _shape(node: ast.expr) -> str | None:
    """Return a regular expression for a text that stands in code, or is put together there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        pieces = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)"
            for part in node.values
        ]
        return "".join(pieces)
    return None


@cache
def _keys(domain: str) -> frozenset[str]:
    return Catalogue(domain).keys()


def _all(key: str) -> set[str]:
    return {key, *key.split(".")}


@cache
def _catalogues(path: Path) -> dict[str, str]:
    """Return the domain of every catalogue that a module defines or imports, by its name."""
    found = {}
    for node in _nodes(path):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            if _called(node.value.func) == "Catalogue" and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = ast.literal_eval(node.value.args[0])
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("routeplan."):
            source = PACKAGE.joinpath(*str(node.module).split(".")[1:]).with_suffix(".py")
            names = {one.name: one.asname or one.name for one in node.names}
            if source.is_file() and names.keys() & {"TEXTS", "ERRORS"} and source != path:
                theirs = _catalogues(source)
                found |= {names[one]: theirs[one] for one in names.keys() & theirs.keys()}
    return found


@cache
def _names(rooms: tuple[str, ...]) -> _Names:
    found = [_names_of(room) for room in rooms]
    return _Names(
        frozenset().union(*(names.plain for names in found)),
        frozenset().union(*(names.fields for names in found)),
        frozenset().union(*(names.shapes for names in found)),
    )


@cache
def _names_of(room: str) -> _Names:
    plain: set[str] = set()
    fields: set[str] = set()
    shapes: set[str] = set()
    for path in (PACKAGE / room).rglob("*.py"):
        for node in _nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                plain.add(node.value)
            elif isinstance(node, ast.Attribute):
                fields.add(node.attr)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                fields.add(node.target.id)
            elif isinstance(node, ast.JoinedStr):
                shape = _shape(node) or ""
                if shape.count("(.+)") <= 2 and shape != "(.+)":
                    shapes.add(shape)
    for pattern in _SCRIPTS:
        for path in (PACKAGE / room).rglob(pattern):
            plain |= set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    return _Names(frozenset(plain), frozenset(fields), frozenset(map(re.compile, shapes)))


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return what matters of a module's syntax."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(node for node in ast.walk(tree) if isinstance(node, _READ))
