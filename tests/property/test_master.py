"""The master finds the best choice among pooled duties, and nothing that is not a choice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from routeplan.solve.master.recombine import recombine
from routeplan.solve.search.routes import rank
from tests.small_pool import SmallPool, best_rank, every_choice, small_pools


@given(small_pools(), st.data())
def test_nothing_in_the_pool_is_better(pool: SmallPool, data: st.DataObject) -> None:
    """From any choice the master goes to the best one, by all levels, or says that it is there."""
    choices = sorted(every_choice(pool), key=rank)
    start = choices[data.draw(st.integers(0, len(choices) - 1))]
    found = recombine(pool.problem, pool.duties, start=start, deterministic=5)
    if found is None:
        assert rank(start) == best_rank(pool)
    else:
        assert rank(found) == best_rank(pool) < rank(start)
        assert found in choices


@given(small_pools())
def test_the_same_twice(pool: SmallPool) -> None:
    """Where work is counted, not time, the answer is the same down to the order of its slots."""
    start = max(every_choice(pool), key=rank)
    twice = [
        recombine(pool.problem, pool.duties, start=start, deterministic=0.05, seed=3)
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
