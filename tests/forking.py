"""`routeplan` as a process of its own, without a second or four of loading before each.

A server loads Python, the libraries and the machine code of the search once and forks for every
command. What runs is `main` with arguments, folder, environment, streams and exit of its own. Only
what a process does before `main` is not done again, so tests about that start one themselves, and
the prove tier starts one every time.
"""

from __future__ import annotations

import ast
import atexit
import fcntl
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parent.parent
LATE = {"COLUMNS", "NO_COLOR", "PYTEST_CURRENT_TEST", "http_proxy", "https_proxy", "all_proxy"}
LATE |= {name.upper() for name in LATE} | {"no_proxy", "NO_PROXY"}
"""Variables that are read when a command runs; the others have their effect earlier."""


class Forks:
    """A server of forks; it ends with the process that asked for it.

    Args:
        environment: of the server; commands may differ from it in `LATE` alone.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        ours, theirs = socket.socketpair()
        lock = Path(tempfile.gettempdir()) / f"routeplan-forks-{os.getuid()}.lock"
        with theirs, lock.open("w") as held:
            # Where nothing is compiled yet, one server compiles and the others wait to load it.
            fcntl.flock(held, fcntl.LOCK_EX)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forking", str(theirs.fileno())],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
            theirs.close()
            self._channel = ours
            # Without a buffer, which would hide from `select` what has come.
            self._heard = ours.makefile("rb", buffering=0)
            if self._heard.readline() != b"ready\n":
                raise RuntimeError("the server that forks did not start")

    def close(self) -> None:
        """End the server."""
        self._heard.close()
        self._channel.close()
        self._process.wait(timeout=60)

    def can(self, arguments: Sequence[str], environment: Mapping[str, str]) -> bool:
        """Say whether a fork does what a new process does; sweeps start processes themselves."""
        names = environment.keys() | self._environment.keys()
        apart = {name for name in names if environment.get(name) != self._environment.get(name)}
        return apart <= LATE and "sweep" not in arguments

    def run(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path | None,
        environment: Mapping[str, str],
        timeout: float,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end.

        Raises:
            subprocess.TimeoutExpired: after `timeout` seconds; it is killed.
        """
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            asked = {
                "arguments": arguments,
                "cwd": str(cwd or Path.cwd()),
                "environment": dict(environment),
                "streams": [str(out), str(err)],
            }
            self._channel.sendall(json.dumps(asked).encode() + b"\n")
            pid = int(self._heard.readline())
            code = self._wait(pid, timeout)
            if code is None:
                raise subprocess.TimeoutExpired(["routeplan", *arguments], timeout)
            return subprocess.CompletedProcess(
                ["routeplan", *arguments],
                code,
                # As a pipe gives them with `encoding="utf-8"` alone: every line end becomes \n.
                out.read_text(encoding="utf-8"),
                err.read_text(encoding="utf-8"),
            )

    def _wait(self, pid: int, timeout: float) -> int | None:
        """Return the exit code; None when time is over, and the process dead."""
        late = not select.select([self._channel], [], [], timeout)[0]
        if late:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        code = int(self._heard.readline())
        return None if late else code


def _load() -> None:
    """Import all of routeplan and what its functions import, and load the machine code."""
    import routeplan
    from routeplan.solve.warming import warm

    for module in pkgutil.walk_packages(routeplan.__path__, "routeplan."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for path in sorted(Path(routeplan.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                with suppress(ImportError):  # an extra that is not installed, another system's
                    import_module(name)
    warm()


def _become(asked: dict[str, Any]) -> None:
    """Make this fork the process that was asked for."""
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    for number, path in enumerate(asked["streams"], start=1):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout = _stream(0, "r"), _stream(1, "w")
    sys.stderr = _stream(2, "w", buffering=1, errors="backslashreplace")
    sys.argv = [str(ROOT / "routeplan" / "__main__.py"), *asked["arguments"]]
    gc.enable()


def _stream(number: int, mode: str, *, buffering: int = -1, errors: str = "strict") -> TextIO:
    return open(number, mode, buffering, encoding="utf-8", errors=errors, closefd=False)


def _serve(channel: socket.socket) -> dict[str, Any] | None:
    """Fork for every line that asks for it.

    Returns:
        In a fork what was asked for; None in the server at its end.
    """
    talk = channel.makefile("rw", encoding="utf-8")
    talk.write("ready\n")
    talk.flush()
    while line := talk.readline():
        pid = os.fork()
        if not pid:
            channel.close()
            return dict(json.loads(line))
        talk.write(f"{pid}\n")
        talk.flush()
        talk.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")
        talk.flush()
    return None


def _end() -> None:
    """Run `main` and end as Python does, but for taking apart what the server loaded."""
    from routeplan.cli import main

    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    atexit._run_exitfuncs()  # there is no public way
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    given = socket.socket(fileno=int(sys.argv[1]))
    given.set_inheritable(False)
    _load()
    # What is loaded stays in pages that all forks share.
    gc.collect()
    gc.freeze()
    if (request := _serve(given)) is not None:
        _become(request)
        _end()
