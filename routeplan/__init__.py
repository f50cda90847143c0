"""Plans mobile-library runs by van, ferry and boat, and proves the plans.

Read `routeplan.model` first: it holds the words. Imports run one way, from `cli` through
`report`, `solve` and `check`, `network`, `geo` and `project` down to `model`.
"""

from __future__ import annotations

__version__ = "0.1.0"
