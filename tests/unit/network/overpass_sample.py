"""An Overpass server on this machine that answers with an extract, as the real one would."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import osmium


def record(extract: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the answers to the three questions, by the tag that is asked for."""
    nodes: dict[int, dict[str, Any]] = {}
    ways: list[dict[str, Any]] = []
    for one in osmium.FileProcessor(str(extract)):
        if one.is_node():
            place = {"lat": one.location.lat, "lon": one.location.lon}
            nodes[one.id] = _element("node", one) | place
        elif one.is_way():
            ways.append(_element("way", one) | {"nodes": [node.ref for node in one.nodes]})

    def answer(kind: str, *values: str) -> list[dict[str, Any]]:
        chosen = [w for w in ways if _has(w, kind, values)]
        refs = dict.fromkeys(ref for way in chosen for ref in way["nodes"] if ref in nodes)
        places = [n for n in nodes.values() if n["id"] not in refs and _has(n, kind, values)]
        if kind != "amenity":
            places = []
        return [*(nodes[ref] for ref in refs), *places, *chosen]

    return {
        "highway": answer("highway"),
        "route": answer("route", "ferry"),
        "amenity": answer("amenity", "school", "library", "community_centre"),
    }


def without_cut_ways(extract: Path, to: Path) -> Path:
    """Write an extract again without relations and without ways that it lacks nodes of."""
    known = {node.id for node in osmium.FileProcessor(str(extract), osmium.osm.NODE)}
    with osmium.SimpleWriter(str(to)) as writer:
        for one in osmium.FileProcessor(str(extract), osmium.osm.NODE | osmium.osm.WAY):
            if one.is_node() or all(node.ref in known for node in one.nodes):
                writer.add(one)
    return to


def _element(kind: str, one: Any) -> dict[str, Any]:
    return {"type": kind, "id": one.id, "tags": {tag.k: tag.v for tag in one.tags}}


def _has(element: dict[str, Any], key: str, values: tuple[str, ...]) -> bool:
    value = element["tags"].get(key)
    return value is not None and (not values or value in values)


@contextmanager
def serving(answers: dict[str, list[dict[str, Any]]] | bytes, status: int = 200) -> Iterator[str]:
    """Serve recorded answers; yields the server's address. Bytes are sent as they are."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(b"Connected as: 1\n", 200)

        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(asked)["data"][0]
            if isinstance(answers, bytes):
                self._send(answers, status)
                return
            key = next(name for name in ("amenity", "ferry", "highway") if name in query)
            elements = answers["route" if key == "ferry" else key]
            self._send(json.dumps({"version": 0.6, "elements": elements}).encode(), status)

        def _send(self, body: bytes, code: int) -> None:
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/api"
    finally:
        server.shutdown()
        server.server_close()
