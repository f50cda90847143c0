"""From single runs to what a table says: costs and gaps by instance and solver, and their means.

An infeasible run has no gap; it is counted and shown, and never enters a mean. Where fewer vehicles
come first, distances are compared among equal fleets alone, and what the fleet has too many stands
apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from benchmarks.instances.instance import Instance


@dataclass(frozen=True)
class Run:
    """One answer of one solver, as the judge sees it.

    Args:
        seed: of the run.
        cost: None where the answer is not feasible.
        vehicles: most out on one day.
        cpu_s: CPU seconds that it took.
        faults: what is wrong with it.
    """

    seed: int
    cost: float | None
    vehicles: int
    cpu_s: float
    faults: tuple[str, ...] = ()


def gap_pct(instance: Instance, run: Run) -> float | None:
    """Return how far a run is above the best known cost; None where that says nothing."""
    if run.cost is None or not instance.bks:
        return None
    if instance.bks_vehicles is not None and run.vehicles != instance.bks_vehicles:
        return None
    return 100 * (run.cost / instance.bks - 1)


def fleet_excess(instance: Instance, run: Run) -> int | None:
    """Return how many vehicles more than best known a run uses, None where they do not count."""
    if run.cost is None or instance.bks_vehicles is None:
        return None
    return run.vehicles - instance.bks_vehicles


def mean(values: Sequence[float | None]) -> float | None:
    """Return the mean of what there is."""
    there = [value for value in values if value is not None]
    return fmean(there) if there else None


@dataclass(frozen=True)
class Score:
    """All runs of one solver on one instance."""

    instance: Instance
    runs: tuple[Run, ...]

    @property
    def feasible(self) -> bool:
        """Whether every run is."""
        return bool(self.runs) and all(run.cost is not None for run in self.runs)

    @property
    def gaps(self) -> tuple[float | None, ...]:
        """The gap of every run."""
        return tuple(gap_pct(self.instance, run) for run in self.runs)

    def as_json(self) -> dict[str, Any]:
        """Return the object that stands for the score in output."""
        costs = [run.cost for run in self.runs]
        answer: dict[str, Any] = {
            "cost": rounded(mean(costs)),
            "gap_pct": rounded(mean(self.gaps)),
            "feasible": self.feasible,
            "best": rounded(min((cost for cost in costs if cost is not None), default=None)),
        }
        if self.instance.vehicles_first:
            excess = [fleet_excess(self.instance, run) for run in self.runs]
            answer["vehicles"] = rounded(
                mean([run.vehicles if run.cost is not None else None for run in self.runs])
            )
            answer["fleet_excess"] = rounded(mean(excess))
        return answer


def summary(scores: Sequence[Score]) -> dict[str, Any]:
    """Return the mean gap over all instances of one solver, and which runs it is the mean of."""
    gaps = [gap for score in scores for gap in score.gaps]
    runs = [run for score in scores for run in score.runs]
    answer = {
        "mean_gap_pct": rounded(mean([mean(score.gaps) for score in scores])),
        "runs": len(runs),
        "counted": sum(gap is not None for gap in gaps),
        "infeasible": sum(run.cost is None for run in runs),
        "cpu_s": rounded(mean([run.cpu_s for run in runs])),
    }
    if any(score.instance.vehicles_first for score in scores):
        excess = [fleet_excess(score.instance, run) for score in scores for run in score.runs]
        answer["fleet_excess"] = rounded(mean(excess))
    return answer


def rounded(value: float | None) -> float | None:
    """Return a figure with no more digits than it is worth."""
    return None if value is None else round(value, 4)
