"""What `routeplan coverage` prints, in its order."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from routeplan.cli.covering import alphabetical


def test_districts_stand_in_the_order_of_the_alphabet() -> None:
    """Bạch comes before Bình, and Cát before Chí, whatever their letters' numbers are."""
    names = ["An Dương", "Bạch Long Vĩ", "Bình Giang", "Cát Hải", "Chí Linh", "Đồ Sơn", "Gia Lộc"]
    assert sorted(names) != names
    units: Any = [SimpleNamespace(code=name) for name in reversed(names)]
    assert [unit.code for unit in alphabetical(units)] == names
