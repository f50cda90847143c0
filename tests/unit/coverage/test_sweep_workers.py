"""Workers that die: the others' work goes on, the scenario is tried again, then it has failed."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from routeplan.coverage.sweep.running import MOST_ATTEMPTS, Backend, _answers, _executor
from routeplan.coverage.sweep.solving import Answer, Job
from routeplan.model import RouteplanError


def job_of(key: str) -> Job:
    """Return a job that is nothing but its key."""
    return Job(key, None, None, 1, 0, None, None)


def answers(keys: list[str], solver: object, jobs: int = 2) -> dict[str, Answer]:
    """Return the answers of two local workers."""
    with _executor(Backend(jobs=jobs)) as parallel:
        found: Iterator[Answer] = _answers(keys, job_of, parallel, solver)  # type: ignore[arg-type]
        return {answer.key: answer for answer in found}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_killed_worker_costs_a_retry_and_a_deadly_scenario_fails_alone(tmp_path: Path) -> None:
    """One worker is killed once, another scenario kills its worker whenever it is tried."""

    def solver(job: Job) -> Answer:
        tries = tmp_path / job.key
        with tries.open("a") as file:
            file.write("x")
        if job.key == "deadly" or (job.key == "unlucky" and tries.stat().st_size == 1):
            os.kill(os.getpid(), signal.SIGKILL)
        return Answer(job.key, {"done": True})

    keys = ["a", "unlucky", "b", "deadly", "c", "d"]
    found = answers(keys, solver)
    assert sorted(found) == sorted(keys)
    assert found["deadly"].failed == "worker-killed"
    assert all(found[key].figures == {"done": True} for key in keys if key != "deadly")
    # It may have waited in line when the unlucky one's worker died; that counts an attempt.
    assert 2 <= (tmp_path / "deadly").stat().st_size <= MOST_ATTEMPTS
    assert (tmp_path / "unlucky").stat().st_size >= 2


class BrokenProcessPool(Exception):  # noqa: N818 - the name that pools give it
    """A worker died, and all that were under way with it."""


def test_a_death_that_comes_late_costs_nothing_either() -> None:
    """In line whenever another one's worker dies, it is killed itself when it runs at last.

    Which of two workers takes a job first is a busy machine's choice; here it is made: the first of
    two jobs runs, the second is in line.
    """
    runs: Counter[str] = Counter()

    def dying(jobs: Iterator[Job]) -> Iterator[Answer]:
        first, *_ = [job for job, _ in zip(jobs, range(2), strict=False)]
        runs[first.key] += 1
        if first.key == "deadly" or runs[first.key] == 1:
            raise BrokenProcessPool
        yield Answer(first.key, {"done": True})

    def parallel(_: object, jobs: Iterator[Job]) -> Iterator[Answer]:
        yield from dying(jobs)

    given = _answers(["deadly", "late"], job_of, parallel, lambda job: Answer(job.key, {}))
    found = {answer.key: answer for answer in given}
    assert found["deadly"].failed == "worker-killed"
    assert found["late"].figures == {"done": True}
    assert runs == {"deadly": MOST_ATTEMPTS, "late": 2}


def test_a_run_that_breaks_down_otherwise_is_an_error_that_says_so() -> None:
    """What is neither a scenario's fault nor a death is told once, for the whole run."""

    def solver(job: Job) -> Answer:
        raise ImportError("no such module on the worker")

    with pytest.raises(RouteplanError) as caught:
        answers(["a", "b"], solver, jobs=1)
    assert caught.value.code == "sweep-backend-lost"
    assert "no such module" in caught.value.cause
