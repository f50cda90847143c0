"""The download of official polygons: checked to the byte, plain about every way to fail."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import struct
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from shapely import box
from shapely.geometry import mapping

from routeplan.geo.areas import read_areas
from routeplan.geo.communes import load_communes
from routeplan.geo.fetch import COMMIT, FOLDER, fetch_communes
from routeplan.geo.gitfetch import object_id, read_folder
from routeplan.model import ExitCode, RouteplanError

Answer = Callable[[bytes], bytes]


def unit_files(skip: str = "") -> dict[str, bytes]:
    """One GeoJSON file per unit, shaped as the source shapes them."""
    files = {}
    for commune in load_communes():
        if commune.code == skip:
            continue
        lat, lon = commune.seat_lat, commune.seat_lon
        geometry = mapping(box(lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01))
        one = {"type": "Feature", "id": commune.code, "geometry": geometry, "properties": {}}
        text = json.dumps({"type": "FeatureCollection", "features": [one]}, indent=2)
        files[f"{commune.code}_x.geojson"] = text.encode()
    return files


class Repository:
    """A git repository in memory that answers fetch requests of protocol version 2."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.objects: dict[str, tuple[int, bytes]] = {}
        ids = {name: self._add(3, b"blob", content) for name, content in files.items()}
        tree = self._tree({name: ("100644", one) for name, one in ids.items()})
        for name in reversed(FOLDER.split("/")):
            tree = self._tree({name: ("40000", tree)})
        text = f"tree {tree}\nauthor A <a@b> 1 +0700\ncommitter A <a@b> 1 +0700\n\nData\n"
        self.commit = self._add(1, b"commit", text.encode())

    def _add(self, number: int, kind: bytes, content: bytes) -> str:
        name = object_id(kind, content)
        self.objects[name] = (number, content)
        return name

    def _tree(self, entries: dict[str, tuple[str, str]]) -> str:
        lines = [
            f"{mode} {name}".encode() + b"\0" + bytes.fromhex(one)
            for name, (mode, one) in sorted(entries.items())
        ]
        return self._add(2, b"tree", b"".join(lines))

    def answer(self, body: bytes) -> bytes:
        """Answer as a server does: with `blob:none` everything but files, else what was wanted."""
        wanted = [part[:40].decode() for part in body.split(b"want ")[1:]]
        if b"filter blob:none" in body:
            wanted = [name for name, (number, _) in self.objects.items() if number != 3]
        return reply(pack([self.objects[name] for name in wanted]))


def pack(objects: list[tuple[int, bytes]]) -> bytes:
    """Return a pack of whole objects."""
    data = struct.pack(">4sII", b"PACK", 2, len(objects))
    for number, content in objects:
        size, first = len(content) >> 4, number << 4 | len(content) & 15
        header = bytearray()
        while size:
            header.append(first | 0x80)
            first, size = size & 0x7F, size >> 7
        header.append(first)
        data += bytes(header) + zlib.compress(content)
    return data + hashlib.sha1(data).digest()


def reply(packed: bytes) -> bytes:
    """Wrap a pack into packet lines as a server does, with a progress line before it."""
    lines = [b"%04x%s" % (4 + len(text), text) for text in (b"shallow-info\n", b"shallow x\n")]
    lines += [b"0001", b"000dpackfile\n", b"0009\x02busy"]
    for at in range(0, len(packed), 1000):
        part = packed[at : at + 1000]
        lines.append(b"%04x\x01%s" % (5 + len(part), part))
    return b"".join([*lines, b"0000"])


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Start an HTTP server on 127.0.0.1 that answers a POST by a function of its body."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer, cut: int = 0, status: int = 200) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.headers["Git-Protocol"] == "version=2"
                content = answer(body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[: len(content) - cut])

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/units"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def refused(code: str, url: str, commit: str, dest: Path) -> RouteplanError:
    """Fetch, and expect an error that leaves nothing behind."""
    with pytest.raises(RouteplanError) as caught:
        fetch_communes(dest, repository=url, commit=commit, timeout_s=5)
    assert caught.value.code == code
    assert caught.value.exit_code is ExitCode.MISSING_DATA
    assert list(dest.iterdir()) == []
    return caught.value


def test_good_download_becomes_the_projects_polygons(serve: Callable, tmp_path: Path) -> None:
    """All 114 units arrive, are not approximate, and say where they come from."""
    repository = Repository(unit_files())
    url = serve(repository.answer)
    path = fetch_communes(tmp_path, repository=url, commit=repository.commit)
    assert path == tmp_path / "communes.geojson"
    areas = read_areas(path)
    assert len(areas.shapes) == 114
    assert not areas.approximate
    assert areas.commune_of(20.1346, 107.7307) == "11948"
    assert repository.commit in json.loads(path.read_text("utf-8"))["source"]


def test_file_in_place_is_kept_unless_forced(serve: Callable, tmp_path: Path) -> None:
    """The user's own polygons are not overwritten unasked."""
    own = tmp_path / "communes.geojson"
    own.write_text("mine", "utf-8")
    repository = Repository(unit_files())
    url = serve(repository.answer)
    with pytest.raises(RouteplanError) as caught:
        fetch_communes(own, repository=url, commit=repository.commit)
    assert caught.value.code == "file-exists"
    assert own.read_text("utf-8") == "mine"
    fetch_communes(own, repository=url, commit=repository.commit, force=True)
    assert len(read_areas(own).shapes) == 114


def test_one_changed_byte_in_a_file_is_found(serve: Callable, tmp_path: Path) -> None:
    """A server that sends another file than the one the commit names is not believed."""
    repository = Repository(unit_files())
    name = next(n for n, (number, _) in repository.objects.items() if number == 3)
    number, content = repository.objects[name]
    repository.objects[name] = (number, content.replace(b"107", b"108").replace(b"106", b"107"))
    error = refused("checksum-mismatch", serve(repository.answer), repository.commit, tmp_path)
    assert name in error.cause


def test_another_commit_is_found(serve: Callable, tmp_path: Path) -> None:
    """A whole other commit, sound in itself, does not pass for the pinned one."""
    other = Repository(unit_files(skip="11948"))
    refused("checksum-mismatch", serve(other.answer), COMMIT, tmp_path)


def test_refused_connection_is_no_network(tmp_path: Path) -> None:
    """Nobody listens: the user is told to check the connection."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/units"
    refused("network-unavailable", url, COMMIT, tmp_path)


def test_server_error_is_no_network(serve: Callable, tmp_path: Path) -> None:
    """A server that answers 503 is named with its answer."""
    error = refused("network-unavailable", serve(lambda _: b"no", status=503), COMMIT, tmp_path)
    assert "503" in error.cause


def test_silent_server_is_no_network(serve: Callable, tmp_path: Path) -> None:
    """A server that accepts and never answers does not hang the command."""
    gate = threading.Event()
    url = serve(lambda _: b"%d" % gate.wait(5))
    with pytest.raises(RouteplanError) as caught:
        read_folder(url, COMMIT, FOLDER, ".geojson", timeout_s=0.3)
    gate.set()
    assert caught.value.code == "network-unavailable"


@pytest.mark.parametrize("cut", [1, 10, 3000])
def test_truncated_answer_is_found(serve: Callable, tmp_path: Path, cut: int) -> None:
    """A connection that breaks off in the middle leaves no file."""
    repository = Repository(unit_files())
    refused("download-broken", serve(repository.answer, cut=cut), repository.commit, tmp_path)


def test_answers_that_are_no_pack_are_found(serve: Callable, tmp_path: Path) -> None:
    """A login page, an error line, a pack cut short inside sound lines, one flipped bit."""
    repository = Repository(unit_files())
    whole = pack(list(repository.objects.values()))
    flipped = whole[:500] + bytes([whole[500] ^ 1]) + whole[501:]
    for answer in (b"<html>Log in</html>", b"", b"0000", reply(whole[:-100]), reply(flipped)):
        refused("download-broken", serve(lambda _, a=answer: a), repository.commit, tmp_path)
    error = refused("download-broken", serve(lambda _: b"000eERR gone\n\n"), COMMIT, tmp_path)
    assert "gone" in error.cause


def test_unknown_units_are_refused(serve: Callable, tmp_path: Path) -> None:
    """A commit that draws 113 units, or something that is no GeoJSON, is not written."""
    repository = Repository(unit_files(skip="11948"))
    error = refused("download-unexpected", serve(repository.answer), repository.commit, tmp_path)
    assert "11948" in error.cause
    repository = Repository(unit_files() | {"11948_x.geojson": b"{}"})
    refused("download-unexpected", serve(repository.answer), repository.commit, tmp_path)


def test_missing_folder_is_a_plain_error(serve: Callable, tmp_path: Path) -> None:
    """A destination that does not exist is named, without a traceback or a leftover."""
    repository = Repository(unit_files())
    url = serve(repository.answer)
    with pytest.raises(RouteplanError) as caught:
        fetch_communes(tmp_path / "no" / "c.geojson", repository=url, commit=repository.commit)
    assert caught.value.code == "file-unwritable"


def test_only_https_is_read(tmp_path: Path) -> None:
    """An address without encryption is refused before anything is sent."""
    refused("download-broken", "http://example.org/units", COMMIT, tmp_path)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_real_git_server_is_understood(serve: Callable, tmp_path: Path) -> None:
    """The server that belongs to git answers our requests, with filter, depth and deltas."""
    work = tmp_path / "work"
    folder = work / FOLDER
    folder.mkdir(parents=True)
    files = unit_files()
    # Files that share much are sent as deltas of one another.
    bulk = b"".join(
        b'"%d": "%s",\n' % (n, hashlib.sha1(b"%d" % n).hexdigest().encode()) for n in range(400)
    )
    for number, (name, content) in enumerate(sorted(files.items())):
        files[name] = content[:-1] + b',"note": {%s"end": %d}}' % (bulk, number)
        (folder / name).write_bytes(files[name])

    def git(*arguments: str, stdin: bytes = b"", **env: str) -> bytes:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@b", *arguments]
        whole = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull} | env
        done = subprocess.run(
            command, cwd=work, input=stdin, env=whole, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    git("init", "-q")
    git("config", "uploadpack.allowFilter", "true")
    git("config", "uploadpack.allowAnySHA1InWant", "true")
    git("add", ".")
    git("commit", "-q", "-m", "Data")
    git("gc", "-q", "--aggressive")
    commit = git("rev-parse", "HEAD").decode().strip()
    sent: list[bytes] = []

    def answer(body: bytes) -> bytes:
        options = {"GIT_PROTOCOL": "version=2"}
        sent.append(git("upload-pack", "--stateless-rpc", ".", stdin=body, **options))
        return sent[-1]

    read = read_folder(serve(answer), commit, FOLDER, ".geojson")
    assert read == files
    # Deltas were really used: a tenth of the plain size crossed the wire.
    assert len(sent) == 2
    assert len(sent[1]) < sum(map(len, map(zlib.compress, files.values()))) / 10
