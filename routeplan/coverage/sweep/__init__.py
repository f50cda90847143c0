"""Many scenarios at once: a grid of changes, solved in parallel, drawn as a trade-off.

```
FILE.toml ─reading─▶ Sweep (grid) ─editing─▶ Problem of each ─running─▶ results ─tradeoff─▶ page
                                                       └─ solving, in each worker
```
"""

from routeplan.coverage.sweep.grid import Change, Scenario, Sweep
from routeplan.coverage.sweep.reading import read_sweep
from routeplan.coverage.sweep.results import Outcome
from routeplan.coverage.sweep.running import Backend, run_sweep

__all__ = ["Backend", "Change", "Outcome", "Scenario", "Sweep", "read_sweep", "run_sweep"]
