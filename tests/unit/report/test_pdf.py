"""Driver's sheets and posters, read back with pypdf; their maps and codes."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest
import shapely
import typst
from icalendar import Calendar
from PIL import Image
from pypdf import PdfReader

from routeplan.geo.land import load_land
from routeplan.model import monday_of
from routeplan.report import posters
from routeplan.report.calendar_events import visit_event
from routeplan.report.duty_map import duty_map
from routeplan.report.duty_view import HEIGHT, WIDTH, view_of
from routeplan.report.pdf import driver_files, pages
from routeplan.report.posters import event_text, grouped, poster_files, qr_svg
from routeplan.report.visit_rows import visit_rows
from tests.unit.report.document_sample import HOSTILE_SHOWN, PHONE, hostile_plan, material
from tests.unit.report.sample import plan_on_foot, sample_plan

DRIVERS, POSTERS = "phieu-chuyen-di.pdf", "ap-phich.pdf"


@cache
def texts(name: str) -> tuple[str, ...]:
    """The text of every page of a file of the week."""
    reader = PdfReader(io.BytesIO(pages(material())[name]))
    return tuple(" ".join(page.extract_text().split()) for page in reader.pages)


def test_every_duty_has_one_page() -> None:
    """A4, one page a duty, in order of time, with its vehicle, day and hours."""
    reader = PdfReader(io.BytesIO(pages(material())[DRIVERS]))
    assert len(reader.pages) == len(sample_plan().routes)
    for page in reader.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    first = texts(DRIVERS)[0]
    assert "Xe luân chuyển sách – Thứ Hai, 15/12/2025" in first
    assert "Trụ sở xã Tiên Lãng" in first
    assert "Để lại 3 thùng (KIDS-07/1–3)" in first
    assert PHONE in first


def test_a_sheet_tells_ferries_and_tides() -> None:
    """Sailings are exact; a tide that a landing needs, and the sun, stand on a boat's sheet."""
    van = next(text for text in texts(DRIVERS) if "XE-1@2025-12-16" in text)
    assert "khởi hành 09:16" in van
    crew = next(text for text in texts(DRIVERS) if "TO-BLV@2025-12-16" in text)
    assert "khởi hành 08:00 (18/12), cập bến khoảng 14:00" in crew
    boat = next(text for text in texts(DRIVERS) if "CANO-1@2025-12-17" in text)
    assert "Bến Việt Hải: thuyền vào bến được 07:15–23:40 ngày 17/12" in boat
    assert "nước lớn 14:20 (3,1 m)" in boat
    assert "mặt trời mọc 06:2" in boat


def test_a_crew_that_leaves_its_vehicle_is_told_so() -> None:
    """Where the vehicle stays, the walk, and the way back to it are lines."""
    data = json.loads(driver_files(material(plan_on_foot()))["data.json"])
    duty = next(d for d in data["duties"] if "2025-12-19" in d["code"])
    kinds = [line["kind"] for line in duty["lines"]]
    assert kinds == [
        "start", "park", "ferry", "walk", "stop", "walk", "ferry", "unpark", "end",
    ]  # fmt: skip


def test_lunch_stands_at_its_time() -> None:
    """Between the lines before and after it."""
    plan = sample_plan()
    duty = replace(plan.routes[1], lunches=((40_000, 43_600),))
    data = json.loads(driver_files(material(replace(plan, routes=(duty,))))["data.json"])
    lines = data["duties"][0]["lines"]
    at = next(k for k, line in enumerate(lines) if line["kind"] == "lunch")
    assert lines[at]["arrive"] == "11:05"
    assert lines[at]["leave"] == "12:10"
    assert all(line["arrive"] <= "11:10" for line in lines[:at])


def test_a_duty_with_many_stops_still_fits_its_page() -> None:
    """Letters and map shrink before a second page begins."""
    plan = sample_plan()
    duty = plan.routes[1]
    stops = tuple(
        replace(duty.stops[k % 2], visit=f"tien-lang/exchange/{k}", arrive=30_000 + 600 * k,
                start=30_000 + 600 * k, depart=30_500 + 600 * k)
        for k in range(18)
    )  # fmt: skip
    many = replace(plan, routes=(replace(duty, stops=stops, legs=duty.legs[:1]),))
    assert len(PdfReader(io.BytesIO(pages(material(many))[DRIVERS])).pages) == 1


def test_fonts_are_inside_and_hold_vietnamese() -> None:
    """Every font is embedded, and none is the machine's own."""
    for data in pages(material()).values():
        fonts = [
            font.get_object()
            for page in PdfReader(io.BytesIO(data)).pages
            for font in page["/Resources"].get("/Font", {}).values()
        ]
        assert fonts
        for font in fonts:
            inner = font["/DescendantFonts"][0].get_object()
            assert "Libertinus" in inner["/BaseFont"]
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile3", "/FontFile2"} & set(descriptor)


def test_no_text_is_set_where_horns_are_lost() -> None:
    """The bold cut of Libertinus draws ư and ơ nearly as u and o; the semibold one does not."""
    for data in pages(material()).values():
        fonts = {
            str(font.get_object()["/BaseFont"])
            for page in PdfReader(io.BytesIO(data)).pages
            for font in page["/Resources"].get("/Font", {}).values()
        }
        assert any("Semibold" in font for font in fonts), fonts
        assert not [font for font in fonts if "Bold" in font], fonts


@pytest.mark.parametrize("count", [1, 4, 5, 9, 12])
def test_pages_of_a_poster_share_its_visits(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page has more than four visits, and none has two fewer than another."""
    made = material()
    rows = [row for _, some in grouped(made) for row in some]
    many = [(((monday_of(rows[0].day), "x", "X")), (rows * count)[:count])]
    monkeypatch.setattr(posters, "grouped", lambda _: many)
    shares = [len(one["visits"]) for one in json.loads(poster_files(made)["data.json"])["posters"]]
    assert sum(shares) == count
    assert max(shares) <= posters.VISITS_ON_A_PAGE
    assert max(shares) - min(shares) <= 1


def test_a_poster_a_commune_and_week() -> None:
    """The commune's visits with day and hours; no phone on a wall."""
    found = texts(POSTERS)
    assert len(found) == sum(-(-len(rows) // 4) for _, rows in grouped(material()))
    page = next(text for text in found if "Tiên Lãng" in text)
    assert "THƯ VIỆN LƯU ĐỘNG" in page
    assert "Thứ Hai, 15/12/2025" in page
    assert "Tuần từ 15/12/2025 đến 21/12/2025" in page
    assert not [text for text in found if PHONE in text or "0912" in text]


def test_the_code_of_a_poster_is_the_event() -> None:
    """A calendar with one event, the id of the ics files, times in UTC."""
    made = material()
    row = visit_rows(made)[0]
    event = visit_event(made, row)
    calendar = Calendar.from_ical(event_text(made, event))
    (found,) = calendar.walk("VEVENT")
    assert str(found["uid"]) == event.uid
    assert found.start == event.starts
    assert found.end == event.ends
    assert "Tiên Lãng" in str(found["location"])
    assert qr_svg(event_text(made, event)).startswith(b"<svg")
    codes = [name for name in poster_files(made) if name.startswith("qr-")]
    assert len(codes) == len(visit_rows(made))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_phone_reads_every_code_of_the_printed_posters(language: str) -> None:
    """Each page as an image of 150 dots an inch: the codes on it are its visits' events."""
    reader = pytest.importorskip("zxingcpp", reason="the dev dependency zxing-cpp is absent")
    made = material(hostile_plan(), language=language)
    source = files("routeplan.report").joinpath("sheets/poster.typ").read_bytes()
    images = typst.compile(  # type: ignore[call-overload]
        {"main.typ": source, **poster_files(made)}, format="png", ppi=150, ignore_system_fonts=True
    )
    found = [
        barcode
        for image in images
        for barcode in reader.read_barcodes(Image.open(io.BytesIO(image)).convert("L"))
    ]
    assert {barcode.format.name for barcode in found} == {"QRCode"}
    wanted = [event_text(made, visit_event(made, row)) for row in visit_rows(made)]
    assert sorted(barcode.text for barcode in found) == sorted(wanted)
    assert "Tiên Lãng" in "".join(wanted)


def test_the_same_plan_gives_the_same_bytes() -> None:
    """Dates and ids of the files come from the plan."""
    assert pages(material()) == pages(material())
    information = PdfReader(io.BytesIO(pages(material())[DRIVERS])).metadata
    assert information is not None
    assert information.creation_date is not None
    assert information.creation_date.year == 2025


def test_names_are_texts_and_never_run() -> None:
    """Typst's marks, tags and braces are shown as they are, in the map too."""
    found = pages(material(hostile_plan()))
    shown = HOSTILE_SHOWN.replace(" ", "")
    for data in found.values():
        reader = PdfReader(io.BytesIO(data))
        assert shown in "".join("".join(p.extract_text().split()) for p in reader.pages)


@pytest.mark.parametrize("number", range(6))
def test_a_map_is_whole(number: int) -> None:
    """Valid XML; every stop has its number inside the drawing, every mode its dash."""
    made = material()
    route = made.routes[number]
    root = ET.fromstring(duty_map(made, route))
    words = [e for e in root.iter("{http://www.w3.org/2000/svg}text") if e.text]
    numbers = {n for e in words for n in str(e.text).split(",") if n.isdigit()}
    assert numbers == {str(n) for n in range(1, len(route.stops) + 1)}
    wide, high = (float(part) for part in root.attrib["viewBox"].split()[2:])
    assert 0.4 * WIDTH <= wide <= WIDTH and high == HEIGHT
    assert all(0 <= float(e.get("x", "-1")) <= wide for e in words)
    assert all(0 <= float(e.get("y", "-1")) <= high for e in words)
    assert "http://" not in duty_map(made, route).replace("http://www.w3.org/2000/svg", "")


def test_the_frame_of_a_map_ends_where_its_land_does() -> None:
    """No strip of nothing beside the way to Bạch Long Vĩ; elsewhere the whole frame stays."""
    west, south, east, north = shapely.total_bounds(load_land().polygons)
    far_out = view_of([(20.86, 106.68), (20.1346, 107.7307)])
    assert west <= far_out.west + 1e-9 and far_out.east <= east + 1e-9
    assert south <= far_out.south and far_out.north <= north
    assert far_out.wide < WIDTH
    x, y = far_out.at((20.1346, 107.7307))
    assert 0 < x < far_out.wide and 0 < y < far_out.high
    assert view_of([(41.1, -8.6), (41.2, -8.5)]).wide == WIDTH
    assert view_of([(20.86, 106.68), (20.9, 106.7)]).wide == WIDTH


def test_names_on_a_map_stand_off_the_way() -> None:
    """The box behind the depot's name hides no part of the way that another place would not."""
    made = material()
    route = next(r for r in made.routes if r.id == "XE-2@2025-12-17")
    root = ET.fromstring(duty_map(made, route))
    svg = "{http://www.w3.org/2000/svg}"
    boxes = [e for e in root.iter(f"{svg}rect") if e.get("fill-opacity") == "0.8"]
    assert boxes
    ways = [e.attrib["d"] for e in root.iter(f"{svg}path") if e.get("stroke-opacity") == "0.75"]
    lines = [
        shapely.LineString([tuple(map(float, at.split())) for at in way[1:].split("L")])
        for way in ways
    ]
    for box in boxes:
        x, y, wide, high = (float(box.attrib[n]) for n in ("x", "y", "width", "height"))
        area = shapely.box(x, y, x + wide, y + high)
        assert sum(area.intersection(line).length for line in lines) < 10


def test_a_hostile_name_on_a_map_is_escaped() -> None:
    """A landing with tags in its name is still valid XML."""
    plan = sample_plan()
    places = {**plan.places, "kho": replace(plan.places["kho"], name="<b>&\"x'</b>")}
    made = material(replace(plan, places=places))
    ET.fromstring(duty_map(made, made.routes[0]))


def test_an_empty_plan_says_so() -> None:
    """No duty, no visit: a page that tells it."""
    found = pages(material(replace(sample_plan(), routes=())))
    text = PdfReader(io.BytesIO(found[DRIVERS])).pages[0].extract_text()
    assert "không có chuyến nào" in text
