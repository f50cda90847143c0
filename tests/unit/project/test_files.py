"""Files are written whole or not at all, and failures say what to do."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from routeplan.model import RouteplanError
from routeplan.project import files
from routeplan.project.files import write_files, write_json, write_text

NOBODY = 65534


def everything(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_file_is_replaced_as_it_is_given(tmp_path: Path) -> None:
    """UTF-8, line ends untouched, folders made, no temporary file left."""
    write_text(tmp_path / "out" / "Cát Bà.txt", "Việt Hải\r\n")
    write_json(tmp_path / "out" / "plan.json", {"tên": "Đồ Sơn"})
    assert everything(tmp_path) == {
        "out/Cát Bà.txt": "Việt Hải\r\n".encode(),
        "out/plan.json": '{\n "tên": "Đồ Sơn"\n}\n'.encode(),
    }


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EACCES, "folder-not-writable"),
        (errno.EROFS, "folder-not-writable"),
        (errno.EIO, "write-failed"),
    ],
)
def test_a_failure_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    """A disk that fills up at the second file keeps the first one's old content too."""
    write_text(tmp_path / "a.txt", "old")
    before = everything(tmp_path)
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(RouteplanError) as caught:
        write_files({tmp_path / "a.txt": b"new", tmp_path / "sub" / "deep" / "b.txt": b"new"})
    assert caught.value.code == code
    assert caught.value.exit_code == 3
    assert everything(tmp_path) == before
    assert not (tmp_path / "sub").exists()


def test_ctrl_c_while_writing_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KeyboardInterrupt passes through, and the temporary file goes."""
    write_text(tmp_path / "a.txt", "old")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_text(tmp_path / "a.txt", "new")
    assert everything(tmp_path) == {"a.txt": b"old"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_really_full_device_is_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's own error for a full disk gives the plain message."""
    monkeypatch.setattr(
        files.tempfile, "mkstemp", lambda **_: (os.open("/dev/full", os.O_WRONLY), "/dev/null/x")
    )
    with pytest.raises(RouteplanError) as caught:
        write_text(tmp_path / "a.txt", "new")
    assert caught.value.code == "disk-full"


@contextmanager
def without_root() -> Iterator[None]:
    """Drop root's right to write everywhere for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="rights to folders are set otherwise on Windows")
def test_a_folder_without_write_permission() -> None:
    """A read-only folder is named, and nothing is written."""
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        folder = Path(parent) / "locked"
        folder.mkdir()
        folder.chmod(0o555)
        with without_root(), pytest.raises(RouteplanError) as caught:
            write_text(folder / "a.txt", "new")
        assert caught.value.code == "folder-not-writable"
        assert str(folder) in caught.value.cause
        assert list(folder.iterdir()) == []


def test_a_file_that_another_program_holds_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows refuses to replace an open file: the message is to close it, not about rights."""
    write_text(tmp_path / "a.txt", "old")

    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(RouteplanError) as caught:
        write_text(tmp_path / "a.txt", "new")
    assert caught.value.code == "write-failed"
    assert "Close the file" in caught.value.action
    assert everything(tmp_path) == {"a.txt": b"old"}


def test_a_file_in_the_way_of_a_folder(tmp_path: Path) -> None:
    """A file where a folder is needed is a failure with a cause, not a traceback."""
    (tmp_path / "out").write_text("x")
    with pytest.raises(RouteplanError) as caught:
        write_text(tmp_path / "out" / "plan.json", "{}")
    assert caught.value.code == "write-failed"


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX systems")
def test_permissions_of_a_replaced_file_stay(tmp_path: Path) -> None:
    """New files are as readable as any other; replaced ones keep their mode."""
    path = tmp_path / "a.txt"
    write_text(path, "x")
    (tmp_path / "ordinary.txt").write_text("x")
    assert path.stat().st_mode == (tmp_path / "ordinary.txt").stat().st_mode
    path.chmod(0o640)
    write_text(path, "y")
    assert path.stat().st_mode & 0o777 == 0o640
