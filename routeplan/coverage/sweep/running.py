"""Solves the scenarios of a sweep in parallel, resumes, and outlives killed workers."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from routeplan.coverage.sweep.editing import Editor
from routeplan.coverage.sweep.grid import Scenario, Sweep
from routeplan.coverage.sweep.results import Figures, Outcome, Store, key_of, with_dominance
from routeplan.coverage.sweep.solving import Answer, Job, solve
from routeplan.coverage.sweep.words import TEXTS, failure, reason_of
from routeplan.model import ExitCode, Problem, RouteplanError
from routeplan.network.build import build_travel
from routeplan.network.matrices import Matrices, ground_key, matrices_of
from routeplan.network.osm.network import RoadNetwork, load_network
from routeplan.project import Project, load, problem_or_raise
from routeplan.project.memory import Memory
from routeplan.rotation.ledger import read_entries, visits_done

BESIDE_OTHERS = 2
"""Attempts of a scenario, or times in line, that another one's death may have ended."""

MOST_ATTEMPTS = BESIDE_OTHERS + 2
"""A scenario that is under way when a worker dies so often has failed: the last two times it is
alone, so that both deaths are its own, and one that something else caused costs it nothing."""

CONNECT_S = 5
"""How long a Dask scheduler, and its first worker, may take to answer."""

Solve = Callable[[Job], Answer]
Told = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Backend:
    """Where scenarios are solved.

    Args:
        scheduler: address of a Dask scheduler that is there already; None for local processes.
        jobs: local processes; None for one a core. Dask uses all its workers.
    """

    scheduler: str | None = None
    jobs: int | None = None


def run_sweep(
    folder: Path,
    sweep: Sweep,
    store: Store,
    backend: Backend | None = None,
    *,
    told: Told | None = None,
    solver: Solve = solve,
    language: str = "en",
) -> tuple[Outcome, ...]:
    """Return what became of every scenario, in the order of the sweep.

    Results that the store has are not made again; each new one is kept as soon as it is there.

    Args:
        folder: of the project.
        sweep: the grid.
        store: results of earlier runs.
        backend: local processes without one.
        told: how many different scenarios are done, and of how many.
        solver: does the work of one scenario.
        language: of the reasons of scenarios that failed.

    Raises:
        RouteplanError: the project is invalid; a change does not fit it, with file and key; no
            Dask scheduler answers; the parallel run broke down.
    """
    chosen = backend or Backend()
    with _executor(chosen) as parallel:
        workshop = Workshop(folder, sweep, language)
        wanted = {workshop.key(scenario): scenario for scenario in reversed(workshop.scenarios)}
        known = {key: figures for key in wanted if (figures := store.read(key)) is not None}
        missing = [
            key for scenario in workshop.scenarios if (key := workshop.key(scenario)) not in known
        ]
        pending = list(dict.fromkeys(missing))
        say = told or (lambda _done, _all: None)
        say(len(known), len(wanted))
        failed: dict[str, Answer] = {}
        if pending:
            _compile_ahead()
        for answer in _answers(
            pending, lambda key: workshop.job(wanted[key]), parallel, solver, language
        ):
            if answer.failed:
                failed[answer.key] = answer
            else:
                store.write(answer.key, answer.figures)
                known[answer.key] = answer.figures
            say(len(known) + len(failed), len(wanted))
    return with_dominance([_outcome(s, workshop.key(s), known, failed) for s in workshop.scenarios])


def _outcome(
    scenario: Scenario, key: str, known: Mapping[str, Figures], failed: Mapping[str, Answer]
) -> Outcome:
    if key in known:
        return Outcome(scenario.name, scenario.choices, key, known[key])
    answer = failed[key]
    return Outcome(scenario.name, scenario.choices, key, failed=answer.failed, reason=answer.reason)


class Workshop:
    """Makes the problems of a sweep's scenarios from one project folder.

    Args:
        folder: of the project.
        sweep: the grid.
        language: of what is said of scenarios that failed.

    Raises:
        RouteplanError: the project is invalid, or a change alone makes it so.
    """

    def __init__(self, folder: Path, sweep: Sweep, language: str = "en") -> None:
        self._folder, self._sweep, self._language = folder, sweep, language
        # As the ledger has them when the sweep starts, so that all scenarios owe the same visits.
        self._visits_done = visits_done(read_entries(folder))
        self._memory = Memory()
        base = load(
            folder,
            start=sweep.start,
            weeks=sweep.weeks,
            language=language,
            visits_done=self._visits_done,
            memory=self._memory,
        )
        problem = problem_or_raise(base)
        self._start, self._weeks = problem.start, problem.weeks
        self._last = problem.start + timedelta(
            days=7 * problem.weeks - 1 + problem.rules.overnight_max_days
        )
        self._network: RoadNetwork | None = load_network(folder)
        self._matrices: dict[str, Matrices] = {}
        self._inputs: dict[str | None, Mapping[str, str]] = {None: problem.inputs}
        self.scenarios = tuple(sweep.scenarios())
        self._keys: dict[Scenario, str] = {}
        self._try_each_change()

    def key(self, scenario: Scenario) -> str:
        """Return the digest of all that decides a scenario's figures."""
        if scenario not in self._keys:
            horizon = (self._start.isoformat(), self._weeks)
            inputs = self._inputs[scenario.folder]
            self._keys[scenario] = key_of(scenario, self._sweep, horizon, inputs)
        return self._keys[scenario]

    def job(self, scenario: Scenario) -> Job:
        """Return the job of a scenario; one that cannot be made says why."""
        sweep, key = self._sweep, self.key(scenario)
        options = (sweep.iterations, sweep.seed, sweep.engine, scenario.budget_vnd)
        try:
            problem = problem_or_raise(self._load(scenario))
            matrices = self._matrices_for(problem)
            # Books decide nothing here, and are most of what would go to the workers.
            bare = replace(problem, titles=(), collections=(), notices=())
            return Job(key, bare, matrices, *options, language=self._language)
        except RouteplanError as error:
            return Job(
                key,
                None,
                None,
                *options,
                failed=error.code,
                reason=reason_of(error, self._language),
            )
        except Exception as error:  # noqa: BLE001 - raised here, it would hang whoever asks
            reason = f"{type(error).__name__}: {error}"
            return Job(key, None, None, *options, failed="bug", reason=reason)

    def _load(self, scenario: Scenario) -> Project:
        edit = Editor(self._sweep.file, scenario.changes, self._start, self._last)
        return load(
            self._folder,
            start=self._start,
            weeks=self._weeks,
            scenario=scenario.folder,
            language=self._language,
            edit=edit,
            visits_done=self._visits_done,
            memory=self._memory,
        )

    def _try_each_change(self) -> None:
        """Make every change alone: what is wrong with it is said before anything is solved."""
        choices = [choice for axis in self._sweep.axes for choice in axis.choices]
        for choice in (*choices, *self._sweep.named):
            project = self._load(Scenario(choice.name, (), (choice.change,)))
            if project.problem is None:
                notice = project.errors[0]
                place = notice.file if notice.row is None else f"{notice.file}:{notice.row}"
                raise failure(
                    "sweep-scenario-invalid",
                    file=self._sweep.file,
                    key=choice.change.key,
                    first=f"{place}: {notice.cause}",
                )
            self._inputs[choice.change.folder] = project.problem.inputs

    def _matrices_for(self, problem: Problem) -> Matrices:
        key = ground_key(problem)
        if key not in self._matrices:
            self._matrices[key] = matrices_of(build_travel(problem, network=self._network))
        return self._matrices[key]


def _answers(
    pending: Sequence[str],
    job_of: Callable[[str], Job],
    parallel: _Parallel,
    solver: Solve,
    language: str = "en",
) -> Iterator[Answer]:
    """Yield an answer for each key; after a worker's death those in its hands are tried again.

    Nobody tells which scenario killed a worker. All that were under way, or in line, count an
    attempt; at the last ones a scenario runs with no other beside it, and answers for itself alone.
    """
    left = dict.fromkeys(pending)
    attempts: Counter[str] = Counter()
    while left:
        calm = [key for key in left if attempts[key] < BESIDE_OTHERS]
        batch = calm or [next(iter(left))]
        sent: list[str] = []

        def jobs(batch: Sequence[str] = batch, sent: list[str] = sent) -> Iterator[Job]:
            for key in batch:
                job = job_of(key)
                sent.append(key)
                yield job

        try:
            for answer in parallel(solver, jobs()):
                left.pop(answer.key)
                yield answer
        except RouteplanError:
            raise
        except Exception as error:
            if not _is_death(error):
                reason = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(".")
                raise failure(
                    "sweep-backend-lost", exit_code=ExitCode.MISSING_DATA, reason=reason
                ) from error
            under_way = [key for key in sent if key in left]
            attempts.update(under_way)
            for key in under_way:
                if attempts[key] >= MOST_ATTEMPTS:
                    left.pop(key)
                    reason = TEXTS.text("reason.worker-killed", language)
                    yield Answer(key, {}, "worker-killed", reason)


_Parallel = Callable[[Solve, Iterator[Job]], Iterator[Answer]]


@contextmanager
def _without_modules_of_the_folder() -> Iterator[None]:
    """Let Pythons that start meanwhile take no module from the folder that the user works in.

    A project that was sent could hold a numpy.py.
    """
    name = "PYTHONSAFEPATH"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextmanager
def _executor(backend: Backend) -> Iterator[_Parallel]:
    """Give what runs jobs in parallel; the scheduler is asked at once, before any other work."""
    import joblib

    options: dict[str, Any] = {"backend": "loky", "n_jobs": backend.jobs or joblib.cpu_count()}
    client = None
    if backend.scheduler is not None:
        client = _client(backend.scheduler)
        options = {"backend": "dask", "client": client}
    else:
        options["inner_max_num_threads"] = 1
        if options["n_jobs"] == 1:
            options = {"backend": "sequential", "n_jobs": 1}

    def run(solver: Solve, jobs: Iterator[Job]) -> Iterator[Answer]:
        with joblib.parallel_config(**options):
            pool = joblib.Parallel(
                return_as="generator_unordered", batch_size=1, pre_dispatch="2*n_jobs"
            )
            yield from pool(joblib.delayed(solver)(job) for job in jobs)

    try:
        with _without_modules_of_the_folder():
            yield run
    finally:
        if client is not None:
            with suppress(Exception):
                client.close()


def _client(address: str) -> Any:
    if find_spec("distributed") is None:
        raise failure("sweep-dask-missing", exit_code=ExitCode.MISSING_DATA)
    distributed: Any = import_module("distributed")
    # What it tries again, and gives up, it tells as tracebacks; ours is one sentence.
    for name in ("distributed", "distributed.client", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, RuntimeError, TimeoutError) as error:
        reason = (str(error).splitlines() or [""])[0].rstrip(".") or type(error).__name__
        if reason.startswith("Timed out"):
            reason = f"{CONNECT_S} s"
        raise failure(
            "sweep-scheduler", exit_code=ExitCode.MISSING_DATA, address=address, reason=reason
        ) from error
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except TimeoutError as error:
        client.close()
        raise failure(
            "sweep-no-worker", exit_code=ExitCode.MISSING_DATA, address=address
        ) from error
    return client


def _is_death(error: Exception) -> bool:
    """Tell whether an exception says that a worker process died."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"TerminatedWorkerError", "BrokenProcessPool", "KilledWorker"})


def _compile_ahead() -> None:
    """Have the search compiled once, before several workers would all do so."""
    from routeplan.solve.planning import best_engine

    if best_engine() == "native":
        from routeplan.solve.warming import warm

        warm()
