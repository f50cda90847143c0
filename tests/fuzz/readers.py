"""Every reader of files as a function of bytes: it returns, or raises what it says it raises.

`READERS` is used by three: atheris (`run_atheris.py`), hypothesis
(`tests/property/test_readers.py`) and the replay of finds (`finds/READER/*`, the same test).
"""

from __future__ import annotations

import atexit
import csv
import io
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from routeplan.model import RouteplanError
from routeplan.model.tables import TABLES

Reader = Callable[[bytes], object]

FINDS = Path(__file__).parent / "finds"
"""Bytes that were found to break a reader once, in base64, by the reader's name."""


@cache
def scratch() -> Path:
    """A folder for the files that readers want; it goes away with the process."""
    folder = Path(tempfile.mkdtemp(prefix="routeplan-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def project() -> Path:
    """A project folder without a mistake."""
    from tools import sound_project

    folder = scratch() / "project"
    folder.mkdir()
    for name, rows in sound_project.TABLES.items():
        (folder / f"{name}.csv").write_text(as_csv(rows), encoding="utf-8", newline="")
    (folder / "routeplan.toml").write_text(sound_project.CONFIG, encoding="utf-8")
    return folder


def as_csv(rows: object) -> str:
    """Return rows of cells, the header first, as CSV."""
    if isinstance(rows, str):
        return rows
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)  # type: ignore[arg-type]
    return buffer.getvalue()


def load_with(name: str, data: bytes) -> None:
    """Load the project with one file more, or other; a finding is complete, no error escapes."""
    from routeplan.project import load

    path = project() / name
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(data)
    try:
        found = load(project())
        assert (found.problem is None) == bool(found.errors)
        assert all(one.cause and one.action and one.file for one in found.notices)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)


def table(data: bytes) -> None:
    """Any table of a project; the first byte says which."""
    names = [one.file for one in TABLES]
    load_with(names[data[0] % len(names)] if data else names[0], data[1:])


def config(data: bytes) -> None:
    """The file routeplan.toml."""
    load_with("routeplan.toml", data)


def communes(data: bytes) -> None:
    """The file communes.geojson."""
    load_with("communes.geojson", data)


def waters(data: bytes) -> None:
    """The files fairways.geojson and nogo.geojson."""
    load_with(
        ("fairways.geojson", "nogo.geojson")[data[0] % 2] if data else "nogo.geojson", data[1:]
    )


def workbook(data: bytes) -> None:
    """A workbook of tables."""
    load_with("tables.xlsx", data)


def sheet(data: bytes) -> None:
    """The XML of one sheet, inside a workbook that is sound otherwise."""
    load_with("tables.xlsx", with_sheet(data))


@cache
def _parts() -> dict[str, bytes]:
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    book.add_worksheet("tides").write_string(0, 0, "landing")
    book.close()
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_sheet(xml: bytes, **others: bytes) -> bytes:
    """Return a workbook with this XML for its only sheet, ``tides``."""
    target = io.BytesIO()
    parts = {**_parts(), "xl/worksheets/sheet1.xml": xml, **others}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def gtfs(data: bytes) -> None:
    """Tables of a GTFS feed, one after another, a line ``== NAME`` before each."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for part in data.split(b"== ")[1:]:
            head, _, content = part.partition(b"\n")
            # At a NUL zipfile cuts the name, and of one that is empty then it makes no part.
            name = head.partition(b"\0")[0].decode("ascii", "ignore").strip()
            with suppress(ValueError):
                archive.writestr(f"{name[:40]}.txt", content)
    load_with("gtfs.zip", target.getvalue())


def gtfs_zip(data: bytes) -> None:
    """The zip file of a GTFS feed."""
    load_with("gtfs.zip", data)


def plan(data: bytes) -> None:
    """A plan.json, and everything that is made of it without its project."""
    from routeplan.cli.plan_files import read_plan
    from routeplan.report import render_map
    from routeplan.report.exporting import FORMATS, export, refuse_impossible
    from routeplan.report.material import Material
    from routeplan.report.plain import plain_plan

    path = scratch() / "plan.json"
    path.write_bytes(data)
    try:
        found = read_plan(path)
        refuse_impossible(found)
    except RouteplanError:
        return
    with suppress(RouteplanError):
        render_map(found)
    quick = tuple(name for name in FORMATS if name not in ("pdf", "docx", "gpkg"))
    with suppress(RouteplanError):
        dict(export(Material(plain_plan(found), "vi"), quick))


def rotation(data: bytes) -> None:
    """A rotation.json, as the commands and as the documents read it."""
    from routeplan.cli.rotation_files import read_rotation
    from routeplan.report import material

    folder = scratch() / "rotation"
    folder.mkdir(exist_ok=True)
    (folder / "rotation.json").write_bytes(data)
    for read in (
        lambda: read_rotation(folder / "rotation.json"),
        lambda: material.read_rotation(folder),
    ):
        with suppress(RouteplanError):
            read()


def places(data: bytes) -> None:
    """An office's list of places, for ``import sites``."""
    from routeplan.project import import_sites

    _with_file("list", data, lambda path: import_sites(project(), path))


def titles(data: bytes) -> None:
    """A list of books, MARC included, for ``import titles``."""
    from routeplan.project.importing.titles import import_titles

    _with_file("books", data, lambda path: import_titles(project(), path))


def _with_file(name: str, data: bytes, read: Callable[[Path], object]) -> None:
    path = scratch() / name
    path.write_bytes(data)
    kept = {one: one.read_bytes() for one in project().iterdir() if one.is_file()}
    try:
        with suppress(RouteplanError):
            read(path)
    finally:
        for one in project().iterdir():
            if one.is_dir():
                shutil.rmtree(one)
            elif one not in kept:
                one.unlink()
        for one, content in kept.items():
            one.write_bytes(content)


def timetable(data: bytes) -> None:
    """A published timetable."""
    from routeplan.project.messages import Findings
    from routeplan.project.timetable.timetable import understood

    with suppress(RouteplanError):
        understood("t.csv", data, Findings("en"))


def legs(data: bytes) -> None:
    """Legs of a timetable's routes."""
    from routeplan.project.timetable.legs import read_legs

    with suppress(RouteplanError):
        read_legs("legs.csv", data, [(57.1, -2.1), (57.2, -2.3)])


def sweep(data: bytes) -> None:
    """A sweep file."""
    from routeplan.coverage.sweep import read_sweep

    path = scratch() / "sweep.toml"
    path.write_bytes(data)
    with suppress(RouteplanError):
        read_sweep(path)


def ledger_sheet(data: bytes) -> None:
    """A hand-over sheet that came back."""
    from routeplan.project.messages import Findings
    from routeplan.rotation.ledger.sheet import read_filled

    path = scratch() / "sheet.csv"
    path.write_bytes(data)
    with suppress(RouteplanError):
        read_filled(path, Findings("vi"))


def ledger_export(data: bytes) -> None:
    """A ledger's export, as JSON and as CSV."""
    from routeplan.rotation.ledger.exporting import read_export

    for kind in (".json", ".csv"):
        path = scratch() / f"ledger{kind}"
        path.write_bytes(data)
        with suppress(RouteplanError):
            read_export(path)


def ledger(data: bytes) -> None:
    """The file ledger.sqlite."""
    from routeplan.rotation.ledger import damage, read_entries

    folder = scratch() / "ledger"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / "ledger.sqlite").write_bytes(data)
    for read in (read_entries, damage):
        with suppress(RouteplanError):
            read(folder)


def index(data: bytes) -> None:
    """The index of published plans."""
    from routeplan.cli.publishing import published_files

    folder = scratch() / "published-in"
    (folder / "published").mkdir(parents=True, exist_ok=True)
    (folder / "published" / "index.json").write_bytes(data)
    with suppress(RouteplanError):
        inside = (folder / "published").resolve()
        assert all(path.resolve().is_relative_to(inside) for path in published_files(folder))


def records(data: bytes) -> None:
    """The files in which routeplan notes what it wrote: run.json, export.json, imports.json."""
    from routeplan.cli.exporting import read_record
    from routeplan.cli.output import RUN_FILE, foreign_files, written
    from routeplan.project.importing.earlier import read_earlier

    folder = scratch() / "records"
    (folder / ".routeplan").mkdir(parents=True, exist_ok=True)
    for name in ("run.json", "export.json", ".routeplan/imports.json"):
        (folder / name).write_bytes(data)
    foreign_files(folder, ("plan.json", RUN_FILE), RUN_FILE, written(folder))
    for path in read_record(folder):
        assert (folder / path).resolve().is_relative_to(folder.resolve())
    read_earlier(folder)


def roads(data: bytes) -> None:
    """A project's road network: the first line is roads.json, the rest roads.npz."""
    from routeplan.network.osm.network import load_network

    about, _, arrays = data.partition(b"\n")
    folder = scratch() / "roads"
    (folder / "network").mkdir(parents=True, exist_ok=True)
    (folder / "network" / "roads.json").write_bytes(about)
    (folder / "network" / "roads.npz").write_bytes(arrays)
    with suppress(RouteplanError):
        load_network(folder)


def kept(data: bytes) -> None:
    """Arrays in the user's cache: damaged ones are not there."""
    import os

    from routeplan.network import cache as kept_arrays

    folder = scratch() / "cache"
    folder.mkdir(exist_ok=True)
    (folder / "sea-x.npz").write_bytes(data)
    os.environ[kept_arrays.FOLDER_VARIABLE] = str(folder)
    kept_arrays.load("sea", "x")


def extract(data: bytes) -> None:
    """An extract of OpenStreetMap: the first byte says of which kind."""
    from routeplan.geo.places import read_osm_places
    from routeplan.network.osm.driving import load_driving
    from routeplan.network.osm.reading import describe, read_extract

    kind = (".osm", ".osm.pbf", ".osm.gz", ".osm.bz2")[data[0] % 4] if data else ".osm"
    path = scratch() / f"extract{kind}"
    path.write_bytes(data[1:])
    driving = load_driving("VN")
    for read in (
        lambda: read_extract(path, driving),
        lambda: describe(path),
        lambda: read_osm_places(path, ("school", "library")),
    ):
        with suppress(RouteplanError):
            read()


def speeds(data: bytes) -> None:
    """A file of speeds laid over ours."""
    from routeplan.network.osm.driving import load_driving

    path = scratch() / "speeds.toml"
    path.write_bytes(data)
    with suppress(RouteplanError):
        load_driving("VN", path)


def template(data: bytes) -> None:
    """The text of a Word template: what stands in its only paragraph."""
    from xml.sax.saxutils import escape

    from routeplan.report.docx import fill

    folder = scratch() / "templates"
    folder.mkdir(exist_ok=True)
    text = escape(data.decode("utf-8", "ignore"))
    (folder / "plan.en.docx").write_bytes(_word(text))
    with suppress(RouteplanError):
        fill(replace(_material(), templates=folder), "plan", {"name": "<&>", "rows": ["a", "b"]})


@cache
def _material():  # type: ignore[no-untyped-def]
    from tests.unit.report.document_sample import material

    return material(language="en")


@cache
def _word_parts() -> dict[str, bytes]:
    from routeplan.report.docx import our_templates

    with zipfile.ZipFile(io.BytesIO(our_templates("en")["plan.en.docx"])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _word(text: str) -> bytes:
    head, _, rest = _word_parts()["word/document.xml"].decode().partition("<w:body>")
    tail = rest[rest.rindex("<w:sectPr") :]
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in _word_parts().items():
            one = f"{head}{body}{tail}".encode() if name == "word/document.xml" else content
            archive.writestr(name, one)
    return target.getvalue()


READERS: Mapping[str, Reader] = {
    one.__name__: one
    for one in (
        table, config, communes, waters, workbook, sheet, gtfs, gtfs_zip, plan, rotation, places,
        titles, timetable, legs, sweep, ledger_sheet, ledger_export, ledger, index, records, roads,
        kept, extract, speeds, template,
    )
}  # fmt: skip


def seeds(name: str) -> list[bytes]:
    """Return sound files for a reader, to begin from."""
    return _SEEDS[name]() if name in _SEEDS else [b""]


def _table_seeds() -> list[bytes]:
    files = [one.file for one in TABLES]
    return [
        bytes([files.index(path.name)]) + path.read_bytes()
        for path in sorted(project().glob("*.csv"))
        if path.name in files
    ]


def _plan_seeds() -> list[bytes]:
    from routeplan.model import plan_to_json
    from tests.unit.report.sample import sample_plan

    return [json.dumps(plan_to_json(sample_plan())).encode()]


def _ledger_seeds() -> list[bytes]:
    from routeplan.rotation.ledger import ledger_path, writing
    from tests.unit.ledger.sample import handover

    folder = Path(tempfile.mkdtemp(dir=scratch()))
    with writing(folder) as book:
        book.add("2025-12-15T08:00:00+07:00", handover())
    with closing(sqlite3.connect(ledger_path(folder))) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return [ledger_path(folder).read_bytes()]


def _export_seeds() -> list[bytes]:
    from routeplan.rotation.ledger import read_entries
    from routeplan.rotation.ledger.exporting import KINDS, export_text

    folder = Path(tempfile.mkdtemp(dir=scratch()))
    (folder / "ledger.sqlite").write_bytes(_ledger_seeds()[0])
    return [export_text(read_entries(folder), kind).encode() for kind in KINDS]


def _road_seeds() -> list[bytes]:
    from routeplan.network.osm.graph import save_graph
    from tests.unit.network.osm_sample import graph_of, street

    folder = Path(tempfile.mkdtemp(dir=scratch()))
    nodes = {k: (400.0 * k, 0.0) for k in range(1, 4)}
    graph = graph_of(folder, nodes, [((1, 2, 3), street())])
    paths = sorted(save_graph(graph, folder), key=lambda path: path.suffix)
    about = json.dumps(json.loads(paths[0].read_text("utf-8"))).encode()
    return [about + b"\n" + paths[1].read_bytes()]


def _array_seeds() -> list[bytes]:
    import numpy as np

    target = io.BytesIO()
    np.savez(target, seconds=np.arange(6.0), pairs=np.arange(4, dtype=np.int32))
    return [target.getvalue()]


_LIST = (
    "STT,Tên trường,Địa chỉ,Vĩ độ,Kinh độ,Số học sinh,Điện thoại\n"
    "1,TH A,Cát Bà,20.73,107.05,300,0225"
)
_OSM = (
    "<osm version='0.6'><node id='1' lat='20.8' lon='106.6'/><node id='2' lat='20.9' lon='106.7'>"
    "<tag k='amenity' v='school'/><tag k='name' v='TH A'/></node><way id='3'><nd ref='1'/>"
    "<nd ref='2'/><tag k='highway' v='primary'/><tag k='maxspeed' v='50'/></way></osm>"
)
_MARC = (
    "<collection xmlns='http://www.loc.gov/MARC21/slim'><record><leader>00000nam a2200000 a 4500"
    "</leader><controlfield tag='001'>a1</controlfield><datafield tag='245' ind1=' ' ind2=' '>"
    "<subfield code='a'>Dế Mèn</subfield></datafield></record></collection>"
)
_AREA = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "11914", "name": "x", "width_m": 300},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[106.9, 20.7], [107.0, 20.7], [107.0, 20.8], [106.9, 20.7]]],
            },
        }
    ],
}
_GTFS = (
    "== stops\nstop_id,stop_name,stop_lat,stop_lon\na,A,20.8,106.89\nb,B,20.81,106.91\n"
    "== routes\nroute_id,route_type\nr,4\n== trips\ntrip_id,route_id,service_id\nt,r,s\n"
    "== stop_times\ntrip_id,stop_id,stop_sequence,arrival_time,departure_time\n"
    "t,a,1,06:00:00,06:00:00\nt,b,2,06:20:00,06:20:00\n== calendar\nservice_id,start_date,end_date,"
    "monday,tuesday,wednesday,thursday,friday,saturday,sunday\ns,20250101,20261231,1,1,1,1,1,1,1\n"
)
_SWEEP = (
    'name = "x"\n[[axis]]\nname = "vans"\n[[axis.choice]]\nname = "two"\n[[axis.choice.set]]\n'
    'table = "vehicles"\nid = "V"\ncolumn = "days"\nvalue = "Mon"\n'
)
_SEEDS: Mapping[str, Callable[[], list[bytes]]] = {
    "table": _table_seeds,
    "config": lambda: [(project() / "routeplan.toml").read_bytes()],
    "communes": lambda: [json.dumps(_AREA).encode()],
    "waters": lambda: [b"\1" + json.dumps(_AREA).encode()],
    "workbook": lambda: [with_sheet(_parts()["xl/worksheets/sheet1.xml"])],
    "sheet": lambda: [_parts()["xl/worksheets/sheet1.xml"]],
    "gtfs": lambda: [_GTFS.encode()],
    "plan": _plan_seeds,
    "places": lambda: [_LIST.encode()],
    "titles": lambda: [_MARC.encode(), "Tên sách,Số bản\nDế Mèn,3\n".encode()],
    "timetable": lambda: [_timetable()],
    "sweep": lambda: [_SWEEP.encode()],
    "ledger": _ledger_seeds,
    "ledger_export": _export_seeds,
    "ledger_sheet": lambda: [_ledger_sheet()],
    "roads": _road_seeds,
    "kept": _array_seeds,
    "extract": lambda: [b"\0" + _OSM.encode()],
    "speeds": lambda: [b"[profiles.van.kph]\nprimary = 40\n"],
    "template": lambda: [b"{{ name }} {% for r in rows %}{{ r|upper }}{% endfor %}"],
    "index": lambda: [b'{"plans": [{"date": "2025-12-15", "weeks": 1, "file": "a.json"}]}'],
    "records": lambda: [b'{"schema": "routeplan/export@1", "files": {"a.csv": {"format": "x"}}}'],
}


def _timetable() -> bytes:
    from tests.timetables import text, tour

    return text(tour()).encode()


def _ledger_sheet() -> bytes:
    from tests.unit.ledger.sample import crate_row
    from tests.unit.ledger.sample import sheet as filled

    return filled(scratch(), crate_row("KIDS-01/1")).read_bytes()
