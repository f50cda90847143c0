"""Whatever bytes a reader gets, it returns or raises what it says; no find comes back.

The readers, and what they are fuzzed with at length, are in `tests/fuzz`.
"""

from __future__ import annotations

import base64
import signal
import time
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import TIER
from tests.fuzz.limits import MOST_SECONDS, TookTooLongError, within
from tests.fuzz.readers import FINDS, READERS, seeds

EXAMPLES = {"test": 12, "ci": 30, "prove": 400}[TIER]
BITS = (
    b"", b"\0", b"9" * 30, b"-1", b"null", b"[", b"{", b"1e999", b"\xff", b",", b"\n", b'"', b"<a>",
    b"&a;", b"0001-01-01", b"9999-12-31", b"\xcc\x81" * 50, b"../", b"{{", b"{%", b"<!DOCTYPE a>",
)  # fmt: skip


@pytest.mark.parametrize(
    "find",
    [path.relative_to(FINDS).as_posix() for path in sorted(FINDS.glob("*/*"))],
)
def test_what_broke_a_reader_once_does_so_no_more(find: str) -> None:
    """Each file that a fuzzer found is read or refused, in time."""
    name = find.split("/", maxsplit=1)[0]
    began = time.process_time()
    READERS[name](base64.b64decode((FINDS / find).read_bytes()))
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer of Unix")
def test_a_fuzzed_reader_has_its_time_in_work_not_on_the_clock() -> None:
    """One that hangs is stopped, even where it catches what is raised; one that waits is not."""

    def hangs(_data: bytes) -> None:
        while True:
            with suppress(Exception):
                sum(range(100))

    def swallows(data: bytes) -> None:
        with suppress(BaseException):
            hangs(data)

    for read in (hangs, swallows):
        with pytest.raises(TookTooLongError):
            within(0.05, read)(b"")
    within(0.05, lambda _: time.sleep(0.2))(b"")
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


@cache
def _sound(name: str) -> list[bytes]:
    return seeds(name)


@st.composite
def spoilt(draw: st.DrawFn, name: str) -> bytes:
    """A sound file with a few pieces cut out, doubled or replaced."""
    data = draw(st.sampled_from(_sound(name)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 24)))
        piece = draw(st.sampled_from(BITS) | st.binary(max_size=6) | st.just(data[at:end] * 2))
        data = data[:at] + piece + data[end:]
    return data


@pytest.mark.parametrize("name", READERS)
def test_no_bytes_break_a_reader(name: str) -> None:
    """Spoilt files, and bytes that never were a file."""

    @settings(max_examples=EXAMPLES)
    @given(spoilt(name) | st.binary(max_size=200))
    def read(data: bytes) -> None:
        READERS[name](data)

    read()
