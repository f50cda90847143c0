"""Names stand in Vietnamese order, in either language."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from routeplan.language import collated, collation_key

ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")


def test_the_alphabet_stands_in_order() -> None:
    """Every letter before the next one, whatever follows it and however it is composed."""
    assert collated(reversed(ALPHABET)) == ALPHABET
    for first, second in pairwise(ALPHABET):
        assert collation_key(first + "z") < collation_key(second + "a")
        assert collation_key(first.upper()) < collation_key(second)


def test_names_stand_in_vietnamese_order() -> None:
    """Letters before tones before capitals; đ after d, ơ after ô; numbers by their value."""
    shuffled = ["Đồ Sơn", "Hạ", "Trường 10", "Hải", "An Lão", "Ông", "Ơn", "Dương Kinh", "Hà",
                "Ăn", "Trường 2", "Há", "Ân Thi", "Oanh", "Hả", "Hã", "Ha"]  # fmt: skip
    assert collated(shuffled) == [
        "An Lão", "Ăn", "Ân Thi", "Dương Kinh", "Đồ Sơn", "Ha", "Hà", "Hả", "Hã", "Há", "Hạ", "Hải",
        "Oanh", "Ông", "Ơn", "Trường 2", "Trường 10",
    ]  # fmt: skip


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    """No text breaks the order, and it does not depend on the order before."""
    assert collated(names) == collated(reversed(names))
