"""Runs a command and turns whatever goes wrong into a message and an exit code."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import traceback
from collections.abc import Callable

import typer

from routeplan.cli.failures import CliError, in_language
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line
from routeplan.language import DEFAULT_LANGUAGE
from routeplan.model import ExitCode, RouteplanError

INTERRUPTED = 130
"""What a shell expects of a process that Ctrl-C ended."""


def run(
    call: Callable[[], None], *, as_json: bool, verbose: bool, language_of: Callable[[], str]
) -> int:
    """Call a command's function and return the exit code; says on stderr what went wrong.

    Args:
        call: does the command's work.
        as_json: whether an error is also an object on stdout.
        verbose: whether to print where an error arose.
        language_of: returns the language of messages; asked only when something went wrong.
    """
    try:
        call()
        sys.stdout.flush()
    except RouteplanError as error:
        return failed(error, language_of(), as_json=as_json, verbose=verbose)
    except (typer.Exit, typer.BadParameter):
        raise
    except KeyboardInterrupt:
        _say(text("interrupted", language_of()))
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever reads our output has read enough (`| head`). Nothing may be flushed any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except OSError as error:
        if verbose:
            traceback.print_exc()
        return failed(system_error(error), language_of(), as_json=as_json)
    except Exception as error:  # noqa: BLE001 - anything else is a bug of ours, said so
        return crashed(error, language_of(), verbose=verbose)
    return ExitCode.OK


def failed(error: RouteplanError, language: str, *, as_json: bool, verbose: bool = False) -> int:
    """Print a user's error: a message on stderr and, for machines, an object on stdout."""
    if verbose:
        traceback.print_exception(error)
    cause, action = in_language(error, language)
    _say(f"{text('error', language)} [{error.code}]: {one_line(cause)}")
    if action:
        _say(f"  → {one_line(action)}")
    if as_json:
        shown = {"code": error.code, "cause": cause, "action": action}
        answer = {**error.details, "error": {**shown, "exit_code": int(error.exit_code)}}
        with contextlib.suppress(OSError):  # the message stands on stderr already
            sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=str) + "\n")
            sys.stdout.flush()
    return int(error.exit_code)


def crashed(error: BaseException, language: str = DEFAULT_LANGUAGE, *, verbose: bool) -> int:
    """Print that routeplan itself is at fault, and what to report."""
    if verbose:
        traceback.print_exception(error)
    _say(text("bug", language, what=one_line(f"{type(error).__name__}: {error}")))
    _say("  → " + text("bug_report" if verbose else "bug_report_verbose", language))
    return ExitCode.BUG


def system_error(error: OSError) -> RouteplanError:
    """Say what the operating system refused, e.g. a full disk."""
    where = f" «{error.filename}»" if error.filename else ""
    reason = error.strerror or str(error) or type(error).__name__
    return CliError("file-error", path=where, reason=reason)


def _say(line: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # stderr itself may be gone
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
