"""Runs a command and turns whatever goes wrong into a message and an exit code."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from routeplan.cli.failures import CliError, in_language
from routeplan.cli.help_texts import help_language, value_of
from routeplan.cli.texts import text
from routeplan.cli.usage import sentence, usage_lines
from routeplan.cli.writing import one_line
from routeplan.language import DEFAULT_LANGUAGE
from routeplan.model import ExitCode, RouteplanError

INTERRUPTED = 130
"""What a shell expects of a process that Ctrl-C ended."""

_PLACES = ("path", "file", "url", "folder")
"""Words of an error that name where it arose, the most telling first."""


def run(
    call: Callable[[], None],
    *,
    as_json: bool,
    verbose: bool,
    language_of: Callable[[], str],
    folder: Path = Path(),
) -> int:
    """Call a command's function and return the exit code; says on stderr what went wrong.

    Args:
        call: does the command's work.
        as_json: whether an error is also an object on stdout.
        verbose: whether to print where an error arose, of a fault of ours the whole traceback.
        language_of: returns the language of messages; asked only when something went wrong.
        folder: the project folder, where an error names no place of its own.
    """
    try:
        call()
        sys.stdout.flush()
    except RouteplanError as error:
        return failed(error, language_of(), as_json=as_json, verbose=verbose, folder=folder)
    except (typer.Exit, typer.BadParameter):
        raise
    except KeyboardInterrupt:
        return interrupted(text("interrupted", language_of()), as_json=as_json, folder=folder)
    except BrokenPipeError:
        # Whoever reads our output has read enough (`| head`). Nothing may be flushed any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except OSError as error:
        told = system_error(error)
        told.__cause__ = error
        return failed(told, language_of(), as_json=as_json, verbose=verbose, folder=folder)
    except Exception as error:  # noqa: BLE001 - anything else is a bug of ours, said so
        return crashed(error, language_of(), verbose=verbose, as_json=as_json)
    return ExitCode.OK


def failed(
    error: RouteplanError,
    language: str,
    *,
    as_json: bool,
    verbose: bool = False,
    folder: Path = Path(),
) -> int:
    """Print a user's error: a message on stderr and, for machines, an object on stdout.

    With `verbose` also where in routeplan it arose and what stands behind it, a line each: a
    traceback is for faults of our own.
    """
    cause, action = in_language(error, language)
    _say(f"{text('error', language)} [{error.code}]: {one_line(cause)}")
    if action:
        _say(f"  → {one_line(action)}")
    if verbose:
        for line in _behind(error):
            _say(line)
    if as_json:
        where = place_of(error, folder)
        answer_error(error.code, where, cause, action, error.exit_code, details=error.details)
    return int(error.exit_code)


def _behind(error: BaseException) -> Iterator[str]:
    """Yield an error and what caused it, each with the line of code that raised it."""
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        seen.append(cause)
        said = cause is error or isinstance(cause, RouteplanError)
        told = type(cause).__name__ if said else f"{type(cause).__name__}: {cause}"
        frames = traceback.extract_tb(cause.__traceback__)
        at = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
        yield one_line(f"  ← {told}{at}")
        hidden = None if cause.__suppress_context__ else cause.__context__
        cause = cause.__cause__ or hidden


def place_of(error: RouteplanError, folder: Path) -> str:
    """Return where an error arose, e.g. ``sites.csv, row 3, column lat``; else `folder`.

    For programs, so that it reads the same in every language.
    """
    words: Mapping[str, Any] = {**error.details, **getattr(error, "words", {})}
    file = next((str(words[name]).strip(" «»") for name in _PLACES if words.get(name)), "")
    cell = [f"{name} {words[name]}" for name in ("row", "column") if words.get(name)]
    return ", ".join([file or str(folder.absolute()), *cell])


def interrupted(line: str, *, as_json: bool, folder: Path = Path()) -> int:
    """Print that Ctrl-C ended the command, and how things stand now."""
    _say(line)
    if as_json:
        answer_error("interrupted", str(folder.absolute()), line, "", INTERRUPTED)
    return INTERRUPTED


def misused(error: Any, arguments: Sequence[str]) -> int:
    """Print what is wrong with the command line; `error` is one of Typer's usage errors."""
    language = help_language(arguments)
    for line in usage_lines(error, language):
        _say(line)
    if value_of(arguments, "--format") == "json":
        context = error.ctx
        where = context.command_path if context is not None else "routeplan"
        action = text("usage_action", language, command=where)
        cause = sentence(error, language)
        answer_error("usage", where, cause, action, ExitCode.USAGE)
    return int(ExitCode.USAGE)


def crashed(
    error: BaseException,
    language: str = DEFAULT_LANGUAGE,
    *,
    verbose: bool,
    as_json: bool = False,
) -> int:
    """Print that routeplan itself is at fault, and what to report."""
    if verbose:
        traceback.print_exception(error)
    what = one_line(f"{type(error).__name__}: {error}")
    cause = text("bug", language, what=what)
    action = text("bug_report" if verbose else "bug_report_verbose", language)
    _say(cause)
    _say("  → " + action)
    if as_json:
        answer_error("bug", "routeplan", cause, action, ExitCode.BUG)
    return ExitCode.BUG


def answer_error(
    code: str,
    where: str,
    cause: str,
    action: str,
    exit_code: int,
    *,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Print an error as the one object on stdout; its details stand beside it."""
    shown = {"code": code, "where": where, "cause": cause, "action": action}
    answer = {**(details or {}), "error": {**shown, "exit_code": int(exit_code)}}
    with contextlib.suppress(OSError):  # the message stands on stderr already
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=str) + "\n")
        sys.stdout.flush()


def system_error(error: OSError) -> RouteplanError:
    """Say what the operating system refused, e.g. a full disk."""
    where = f" «{error.filename}»" if error.filename else ""
    reason = error.strerror or str(error) or type(error).__name__
    return CliError("file-error", path=where, reason=reason)


def _say(line: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # stderr itself may be gone
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
