"""Read files of a public git repository at a pinned commit, each byte checked, without git.

A commit id is a checksum of everything in the commit: it names a tree by its checksum, which names
its files by theirs. This module speaks git's smart HTTP protocol, version 2
(https://git-scm.com/docs/protocol-v2), asks for single objects, computes their ids itself and
follows them from the pinned commit down. Whatever a server or a proxy changes has another id and is
not found.
"""

from __future__ import annotations

import hashlib
import http.client
import struct
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterable, Iterator

from routeplan.language.spoken import SpokenError
from routeplan.model import ExitCode, RouteplanError

_KINDS = {1: b"commit", 2: b"tree", 3: b"blob", 4: b"tag"}
_OFS_DELTA, _REF_DELTA = 6, 7
_FLUSH, _DELIMITER = b"0000", b"0001"
_PACK_TRAILER = 20

Objects = dict[str, tuple[bytes, bytes]]
"""Object id to its kind (commit, tree, blob) and content."""


def read_folder(
    url: str, commit: str, folder: str, suffix: str, *, timeout_s: float = 60
) -> dict[str, bytes]:
    """Download the files of one folder at a commit.

    Args:
        url: https address of the repository, without ``.git``.
        commit: the full 40-digit commit id, which pins every byte.
        folder: path inside the repository with forward slashes.
        suffix: only files whose names end like this.
        timeout_s: seconds without any answer after which the network counts as absent.

    Returns:
        File name to content.

    Raises:
        RouteplanError: ``network-unavailable``, ``download-broken`` (cut short, not a pack) or
            ``checksum-mismatch`` (what came is not what the commit names).
    """
    objects = _fetch(url, [commit], timeout_s, "deepen 1", "filter blob:none")
    tree_id = _tree_of(_need(objects, commit, b"commit"))
    for name in folder.split("/"):
        tree_id = _entries(_need(objects, tree_id, b"tree")).get(name, "")
    wanted = {
        name: blob
        for name, blob in _entries(_need(objects, tree_id, b"tree")).items()
        if name.endswith(suffix)
    }
    blobs = _fetch(url, sorted(set(wanted.values())), timeout_s)
    return {name: _need(blobs, blob, b"blob") for name, blob in sorted(wanted.items())}


def object_id(kind: bytes, content: bytes) -> str:
    """Return the id that git gives an object: the checksum of its kind, length and content."""
    header = b"%s %d\0" % (kind, len(content))
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()


def _need(objects: Objects, wanted: str, kind: bytes) -> bytes:
    found = objects.get(wanted)
    if found is None or found[0] != kind:
        raise SpokenError(
            "checksum-mismatch",
            {"kind": kind.decode(), "wanted": wanted or "–"},
            exit_code=ExitCode.MISSING_DATA,
            details={"wanted": wanted},
        )
    return found[1]


def _tree_of(commit: bytes) -> str:
    return commit.split(b"\n", 1)[0].removeprefix(b"tree ").decode("ascii")


def _entries(tree: bytes) -> dict[str, str]:
    """Return the names in a tree object with the ids they stand for."""
    found, at = {}, 0
    while at < len(tree):
        name_at = tree.index(b" ", at) + 1
        id_at = tree.index(b"\0", name_at) + 1
        found[tree[name_at : id_at - 1].decode("utf-8", "replace")] = tree[id_at : id_at + 20].hex()
        at = id_at + 20
    return found


def _fetch(url: str, wanted: Iterable[str], timeout_s: float, *options: str) -> Objects:
    lines = ["no-progress", "ofs-delta", *options, *(f"want {one}" for one in wanted), "done"]
    body = b"".join(
        [
            _packet("command=fetch"),
            _packet("agent=routeplan"),
            _packet("object-format=sha1"),
            _DELIMITER,
            *map(_packet, lines),
            _FLUSH,
        ]
    )
    try:
        return _unpack(_pack_in(_post(f"{url}.git/git-upload-pack", body, timeout_s)))
    except (ValueError, LookupError, struct.error, zlib.error) as error:
        raise _broken(url, str(error) or "it ends early") from error


def _packet(line: str) -> bytes:
    data = f"{line}\n".encode("ascii")
    return b"%04x%s" % (len(data) + 4, data)


def _post(url: str, body: bytes, timeout_s: float) -> bytes:
    headers = {
        "Content-Type": "application/x-git-upload-pack-request",
        "Accept": "application/x-git-upload-pack-result",
        "Git-Protocol": "version=2",
        "User-Agent": "git/2 routeplan",
    }
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise ValueError("only https addresses are read")
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - scheme checked above
    try:
        with urllib.request.urlopen(request, timeout=timeout_s) as answer:  # noqa: S310 - as above
            content: bytes = answer.read()
    except urllib.error.HTTPError as error:
        raise _offline(url, f"the server answered {error.code} {error.reason}") from error
    except http.client.IncompleteRead as error:
        raise _broken(url, f"it ends after {len(error.partial)} bytes") from error
    except (OSError, http.client.HTTPException) as error:
        raise _offline(url, str(getattr(error, "reason", error))) from error
    return content


def _offline(url: str, why: str) -> RouteplanError:
    words = {"url": url, "why": why}
    return SpokenError("network-unavailable", words, exit_code=ExitCode.MISSING_DATA, details=words)


def _broken(url: str, why: str) -> RouteplanError:
    words = {"url": url, "why": why}
    return SpokenError("download-broken", words, exit_code=ExitCode.MISSING_DATA, details=words)


def _pack_in(answer: bytes) -> bytes:
    """Return the pack carried by the packet lines of an answer."""
    pack, in_pack, ended = bytearray(), False, False
    for line in _lines(answer):
        if line is None:
            ended = True
        elif line.startswith(b"ERR "):
            raise ValueError(line[4:].decode("utf-8", "replace").strip())
        elif not in_pack:
            in_pack = line.rstrip() == b"packfile"
        elif line[:1] == b"\x01":
            pack += line[1:]
        elif line[:1] == b"\x03":
            raise ValueError(line[1:].decode("utf-8", "replace").strip())
    if not ended or not pack:
        raise ValueError("it ends early or is no answer of a git server")
    return bytes(pack)


def _lines(answer: bytes) -> Iterator[bytes | None]:
    """Yield the packet lines; None for the flush that ends an answer."""
    at = 0
    while at < len(answer):
        if at + 4 > len(answer):
            raise ValueError("it ends early")
        length = int(answer[at : at + 4], 16)
        if length == 0:
            yield None
        elif length > 4:
            if at + length > len(answer):
                raise ValueError("it ends early")
            yield answer[at + 4 : at + length]
        at += max(length, 4)


def _unpack(pack: bytes) -> Objects:
    """Read a pack (https://git-scm.com/docs/pack-format) and compute the id of each object."""
    if hashlib.sha1(pack[:-_PACK_TRAILER], usedforsecurity=False).digest() != pack[-_PACK_TRAILER:]:
        raise ValueError("it ends early or was changed on the way")
    signature, version, count = struct.unpack(">4sII", pack[:12])
    if signature != b"PACK" or version != 2:
        raise ValueError("it holds no pack of version 2")
    by_offset: dict[int, tuple[bytes, bytes]] = {}
    objects: Objects = {}
    at = 12
    for _ in range(count):
        start = at
        kind, at = _object_header(pack, at)
        base: tuple[bytes, bytes] | None = None
        if kind == _OFS_DELTA:
            distance, at = _offset(pack, at)
            base = by_offset[start - distance]
        elif kind == _REF_DELTA:
            # The base comes first in practice; a thin pack was not asked for.
            base = objects[pack[at : at + 20].hex()]
            at += 20
        inflate = zlib.decompressobj()
        content = inflate.decompress(pack[at:])
        at = len(pack) - len(inflate.unused_data)
        whole = (base[0], _patched(base[1], content)) if base else (_KINDS[kind], content)
        by_offset[start] = whole
        objects[object_id(*whole)] = whole
    return objects


def _object_header(pack: bytes, at: int) -> tuple[int, int]:
    """Return the type number at an offset and where the object goes on (its size is not needed)."""
    kind = pack[at] >> 4 & 7
    while pack[at] & 0x80:
        at += 1
    return kind, at + 1


def _offset(pack: bytes, at: int) -> tuple[int, int]:
    value = pack[at] & 0x7F
    while pack[at] & 0x80:
        at += 1
        value = (value + 1) << 7 | pack[at] & 0x7F
    return value, at + 1


def _patched(base: bytes, delta: bytes) -> bytes:
    """Apply a delta: copies from the base and insertions."""
    at = 0
    for _ in range(2):  # two sizes stand first
        while delta[at] & 0x80:
            at += 1
        at += 1
    made = bytearray()
    while at < len(delta):
        op = delta[at]
        at += 1
        if not op & 0x80:
            made += delta[at : at + op]
            at += op
            continue
        numbers = [0, 0]
        for bit in range(7):
            if op >> bit & 1:
                which, shift = (0, bit) if bit < 4 else (1, bit - 4)
                numbers[which] |= delta[at] << 8 * shift
                at += 1
        start, size = numbers[0], numbers[1] or 0x10000
        made += base[start : start + size]
    return bytes(made)
