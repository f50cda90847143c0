"""Fuzz one reader with atheris, or all of them in turn: `python -m tests.fuzz.run_atheris --help`.

What breaks a reader is printed by atheris and kept as a file ``crash-…`` or ``timeout-…`` in the
folder named; to keep it for good, put it into ``tests/fuzz/finds/READER``, where a test replays it.
"""

from __future__ import annotations

import argparse
import base64
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MOST_STUCK_SECONDS = 300
"""For one file, on the clock, which runs on while a busy machine does other work: what waits for
something that never comes, or never returns from a library of C, needs no CPU time of Python's."""


def main() -> int:
    """Run every reader named in a process of its own; return how many broke."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("readers", nargs="*", help="names in READERS (default: all of them)")
    options.add_argument("--seconds", type=int, default=60, help="for each of them")
    options.add_argument("--keep", type=Path, required=True, help="folder for corpora and finds")
    options.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        return fuzz(given.readers[0], given.seconds, given.keep)
    from tests.fuzz.readers import READERS

    names = given.readers or list(READERS)
    broken = 0
    for name in names:
        command = [sys.executable, "-m", "tests.fuzz.run_atheris", name, "--one"]
        command += ["--seconds", str(given.seconds), "--keep", str(given.keep)]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(f"== {name}: {'no find' if code == 0 else f'BROKEN (exit code {code})'}", flush=True)
        broken += code != 0
    return broken


def fuzz(name: str, seconds: int, keep: Path) -> int:
    """Fuzz one reader in this process."""
    import atheris

    # Only ours is watched, and only what is imported from here on.
    with atheris.instrument_imports(include=["routeplan"], enable_loader_override=False):
        from tests.fuzz.limits import MOST_SECONDS, within
        from tests.fuzz.readers import FINDS, READERS, seeds

        READERS[name](b"")
        for seed in seeds(name):
            READERS[name](seed)
    corpus = keep / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    for path in (FINDS / name).glob("*"):
        (corpus / path.name).write_bytes(base64.b64decode(path.read_bytes()))
    arguments = [sys.argv[0], str(corpus), f"-max_total_time={seconds}", "-max_len=20000"]
    arguments += [f"-timeout={MOST_STUCK_SECONDS}", "-rss_limit_mb=3000", "-print_final_stats=1"]
    arguments += [f"-artifact_prefix={keep}/{name}-", "-verbosity=0"]
    atheris.Setup(arguments, within(MOST_SECONDS, READERS[name]))
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
