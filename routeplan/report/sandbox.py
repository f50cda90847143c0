"""Where a user's Word template runs: it may look at values and repeat parts, and nothing else.

Jinja's sandbox keeps a template from Python's insides, not from filling the memory: ``'a' * 10**9``
is allowed there, and a list of lists of lists is written out as long as anybody likes. So only what
makes no more text than it is given is left; numbers are small, texts short, and what is written has
an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

MOST_CHARACTERS = 20_000_000
"""Of the text of a part of a document: a term's plan of 1,000 sites takes a tenth of it."""
_MOST_PIECES = 2_000_000
_LARGEST = 10**9
_OF_VALUES = (
    "abs", "attr", "count", "d", "default", "first", "float", "groupby", "int", "last", "length",
    "list", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select", "selectattr",
    "sort", "sum", "unique",
)  # fmt: skip
_OF_TEXTS = (
    "capitalize", "e", "escape", "lower", "safe", "string", "title", "trim", "truncate", "upper",
)  # fmt: skip
_METHODS = frozenset({"capitalize", "lower", "lstrip", "rstrip", "strip", "title", "upper"})


class _Measured(Template):
    """A template whose output has an end."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the text.

        Raises:
            SecurityError: it is longer than any document.
        """
        return "".join(_within(self.generate(*args, **kwargs)))


def _within(pieces: Iterator[str]) -> Iterator[str]:
    characters = 0
    for number, piece in enumerate(pieces):
        characters += len(piece)
        if number > _MOST_PIECES or characters > MOST_CHARACTERS:
            raise SecurityError("it writes more than a document holds")
        yield piece


class _Joined(NodeTransformer):
    """Turns ``a ~ b`` into ``[a, b] | join``, which is measured."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - jinja's name
        """Return the joined list."""
        parts = [self.visit(part) for part in node.nodes]
        joined = nodes.Filter(nodes.List(parts), "join", [], [], None, None)
        return joined.set_lineno(node.lineno, override=True).set_environment(self.environment)

    def __init__(self, environment: _Sandbox) -> None:
        self.environment = environment


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    template_class = _Measured

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = _Joined(self).visit(super()._parse(source, name, filename))
        return parsed

    def is_safe_callable(self, obj: Any) -> bool:
        """Tell what may be called: a text's ways of writing it, and a loop's alternation."""
        owner, name = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        if isinstance(owner, LoopContext):
            return bool(name == "cycle")
        return isinstance(owner, str) and name in _METHODS

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Calculate with small numbers; texts can only be put one behind the other."""
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            _measure(len(left) + len(right))
            return left + right
        if operator == "**" or not _small(left) or not _small(right):
            raise SecurityError(f"{operator} is for small numbers alone")
        return super().call_binop(context, operator, left, right)


def _small(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) <= _LARGEST


def _measure(characters: int) -> None:
    if characters > MOST_CHARACTERS:
        raise SecurityError("a text is longer than a document holds")


def _simple(value: Any) -> Any:
    """Return a value that is written in one piece.

    Raises:
        SecurityError: it is a list or the like, which may hold itself many times.
    """
    if value is None or isinstance(value, str | int | float | StrictUndefined):
        return value
    raise SecurityError("a list is no text; repeat a part for each of its items")


def _of_text(filter_: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(filter_)
    def guarded(*arguments: Any, **options: Any) -> Any:
        # Some of jinja's filters get the environment first.
        for one in arguments:
            if not isinstance(one, _Sandbox) and type(one).__name__ != "EvalContext":
                _simple(one)
        return filter_(*arguments, **options)

    return guarded


def _join(items: Iterable[Any], between: str = "") -> str:
    texts = [str(_simple(item)) for item in items]
    _measure(sum(map(len, texts)) + len(str(between)) * len(texts))
    return str(between).join(texts)


def _replace(text: Any, old: str, new: str) -> str:
    whole = str(_simple(text))
    _measure(len(whole) + (whole.count(str(old)) + 1) * len(str(new)))
    return whole.replace(str(old), str(new))


def sandbox() -> ImmutableSandboxedEnvironment:
    """Return the environment in which templates of documents run."""
    made = _Sandbox(autoescape=True, undefined=StrictUndefined, finalize=_simple)
    made.globals.clear()
    known = made.filters
    made.filters = {name: known[name] for name in _OF_VALUES}
    made.filters |= {name: _of_text(known[name]) for name in _OF_TEXTS}
    made.filters |= {"join": _join, "replace": _replace}
    return made
