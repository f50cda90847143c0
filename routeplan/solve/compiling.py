"""How functions of the search are compiled, and where their machine code is kept.

Numba looks at the file of a function alone to tell whether its kept code is still good, not at the
functions that it calls. So the code is kept in a folder named after all files with compiled code:
no version ever runs the code of another, and a read-only installation has a place for it, too.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite.binding import add_symbol
from numba import types
from numba.core.event import Event, Listener, install_listener

from routeplan.network.cache import cache_folder

Function = TypeVar("Function", bound=Callable[..., Any])

ROOMS = ("search", "bound")
"""Packages beside this file that hold compiled functions."""

KEPT_VERSIONS = 4
"""Folders of machine code kept, the last used ones."""

_OPTIONS: Any = {"cache": True, "_nrt": False, "no_cfunc_wrapper": True}
"""Without numba's reference counts: no function compiled so makes or keeps an array, and counting
references to arrays that pass by took nine tenths of the time. Nothing is called from C."""
_CONFIG: Any = numba.config
"""Its settings are made when numba is imported; no type checker sees them."""

# Numba reads `.numba_config.yaml` of the folder that somebody works in, before each compilation: a
# project folder that was sent could so name a cache of its own, and what lies there is unpickled.
_CONFIG._config_fname = ""  # noqa: SLF001 - there is no public way
_CONFIG.reload_config()


def kernel_folder() -> Path:
    """Return the folder for the machine code of exactly these sources, numba and Python."""
    here = Path(__file__).parent
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(
        [Path(__file__), *(p for room in ROOMS for p in (here / room).glob("*.py"))]
    ):
        digest.update(path.read_bytes())
    return cache_folder() / f"kernels-{digest.hexdigest()[:16]}"


def _use(folder: Path) -> None:
    """Tell numba to keep machine code in `folder`, if that can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".used"
        probe.touch()
    except OSError:
        return
    _CONFIG.CACHE_DIR = str(folder)
    with suppress(OSError):
        others = sorted(folder.parent.glob("kernels-*/.used"), key=lambda p: p.stat().st_mtime)
        for old in others[:-KEPT_VERSIONS]:
            shutil.rmtree(old.parent, ignore_errors=True)


if not _CONFIG.CACHE_DIR:
    _use(kernel_folder())


def compiled(function: Function) -> Function:
    """Compile on first use, or take the machine code of the last time."""
    if _CONFIG.DISABLE_JIT:
        return function
    dispatcher = numba.njit(**_OPTIONS)(function)
    template = dispatcher.get_call_template

    def whatever_constants(args: Sequence[Any], kws: Mapping[str, Any]) -> Any:
        # Numba would compile it once more for every constant that it is called with.
        plain: Callable[[Any], Any] = types.unliteral
        return template(tuple(map(plain, args)), {name: plain(arg) for name, arg in kws.items()})

    dispatcher.get_call_template = whatever_constants
    return cast("Function", dispatcher)


def compiled_for(signature: Any) -> Callable[[Function], Function]:
    """Do the same for one signature of numba's, at once."""
    compiler = numba.njit(signature, **_OPTIONS)
    return cast("Callable[[Function], Function]", compiler)


def compiled_apart(signature: Any) -> Callable[[Function], Function]:
    """Do the same for a function that is not compiled once more with each of its callers.

    Into what calls a function numba copies it, and what it calls in turn, and compiles all of that
    again: deep below many callers a large function cost many times its own compilation. Callers
    know this one by a name, under which it is entered here: so whatever was kept of them finds it,
    which needs their module to import this one's. A call costs what it costs where numba's compiler
    does not inline: too much for what is called at every stop.
    """

    def compiler(function: Function) -> Function:
        if _CONFIG.DISABLE_JIT:
            return function
        dispatcher = numba.njit(signature, **_OPTIONS)(function)
        (kept,) = dispatcher.overloads.values()
        named = copy(kept.fndesc)
        named.mangled_name = f"{function.__module__}.{function.__qualname__}"
        address = kept.library.get_pointer_to_function(kept.fndesc.llvm_func_name)
        add_symbol(named.mangled_name, address)
        dispatcher.targetctx.remove_user_function(kept.entry_point)
        dispatcher.targetctx.insert_user_function(kept.entry_point, named)
        return cast("Function", dispatcher)

    return compiler


class _Watcher(Listener):
    """Counts compilations; loading what was kept is none."""

    def __init__(self, told: Callable[[int], object]) -> None:
        self._told = told
        self._done = -1

    def on_start(self, _event: Event) -> None:
        """Tell of the first, which holds others: functions are compiled from within."""
        if self._done < 0:
            self._done = 0
            self._told(0)

    def on_end(self, _event: Event) -> None:
        """Tell of one more."""
        self._done += 1
        self._told(self._done)


@contextmanager
def watched(told: Callable[[int], object]) -> Iterator[None]:
    """Tell how many functions have been compiled: 0 when the first begins, then each that is done.

    Where everything was compiled before, nothing is told.
    """
    with install_listener("numba:compile", _Watcher(told)):
        yield


def kept_in() -> Path | None:
    """Return the folder where machine code is kept; None where numba has to choose one itself."""
    named = _CONFIG.CACHE_DIR
    return Path(named) if named else None
