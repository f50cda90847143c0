"""One command of routeplan as a process of its own: what it answers, and what it takes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

from benchmarks.surroundings import megabytes


@dataclass(frozen=True, slots=True)
class Used:
    """What a command answered and took.

    Args:
        answer: what it wrote to standard output.
        clock_s: seconds on the clock.
        cpu_s: CPU seconds of its process and of all that it started and waited for.
        peak_mb: the most memory that its process held.
    """

    answer: str
    clock_s: float
    cpu_s: float
    peak_mb: float


def measured(*arguments: str) -> Used:
    """Run one command of routeplan and return what it answered and took.

    Raises:
        SystemExit: the command failed, so that its figures mean nothing; says how it ended.
    """
    command = [sys.executable, "-m", "routeplan", *arguments]
    with tempfile.TemporaryFile("w+b") as answer, tempfile.TemporaryFile("w+b") as said:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=answer, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        clock_s = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        answer.seek(0)
        said.seek(0)
        told = answer.read().decode("utf-8")
        if child.returncode:
            why = (told + said.read().decode("utf-8"))[-2000:]
            raise SystemExit(f"routeplan {' '.join(arguments)}: exit {child.returncode}\n{why}")
    cpu_s = used.ru_utime + used.ru_stime
    return Used(told, clock_s, cpu_s, megabytes(used.ru_maxrss))
