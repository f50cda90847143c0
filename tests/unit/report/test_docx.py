"""The Word documents, read back with python-docx."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from routeplan.model import RouteplanError
from routeplan.report.docx import documents, fill, our_templates
from tests.unit.report.document_sample import HOSTILE_SHOWN, PHONE, hostile_plan, material
from tests.unit.report.sample import sample_plan


def read(data: bytes) -> Any:
    """Return a document."""
    return docx.Document(io.BytesIO(data))


def text_of(document: Any) -> str:
    """Return every text of a document in order, tables included."""
    return "\n".join(
        "".join(run.text or "" for run in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    )


def test_the_plan_follows_the_decree() -> None:
    """National heading, issuing body, blank number, draft mark, sections, recipients, annexes."""
    document = read(documents(material())["ke-hoach.docx"])
    text = text_of(document)
    wanted = (
        "SỞ VĂN HÓA VÀ THỂ THAO", "THƯ VIỆN THÀNH PHỐ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "/KH-……", "DỰ THẢO", "KẾ HOẠCH", "I. MỤC ĐÍCH, YÊU CẦU",
        "II. NỘI DUNG", "III. TỔ CHỨC THỰC HIỆN", "Nơi nhận:", "Phụ lục I\n", "LỊCH PHỤC VỤ",
        "Phụ lục II\n",
    )  # fmt: skip
    places = [text.index(one) for one in wanted]
    assert places == sorted(places)
    assert "{{" not in text
    assert "{%" not in text


def test_pages_have_the_margins_of_the_decree() -> None:
    """A4 upright, then landscape; page numbers at the top, not on the first page."""
    first, annex = read(documents(material())["ke-hoach.docx"]).sections
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    assert 20 <= first.top_margin.mm + 0.1 <= 25
    assert 20 <= first.bottom_margin.mm + 0.1 <= 25
    assert 30 <= first.left_margin.mm + 0.1 <= 35
    assert 15 <= first.right_margin.mm + 0.1 <= 20
    assert first.different_first_page_header_footer
    assert not annex.different_first_page_header_footer
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    assert "PAGE" in first.header._element.xml
    fonts = read(documents(material())["ke-hoach.docx"]).styles["Normal"].font
    assert fonts.name == "Times New Roman"


def test_the_timetable_names_every_visit() -> None:
    """One row a visit, the head repeated, phones and ferries in it."""
    table = read(documents(material())["ke-hoach.docx"]).tables[-2]
    assert len(table.rows) == 1 + sum(len(route.visits) for route in sample_plan().routes)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    whole = "\n".join(cell.text for row in table.rows for cell in row.cells)
    assert PHONE in whole
    assert "Bến phà Đồng Bài → Bến phà Cái Viềng lúc 09:16" in whole
    assert "KIDS-07/1–3" in whole
    assert "thuyền vào bến được" in whole


def test_minutes_are_one_page_a_hand_over() -> None:
    """Crates with their ids, two signatures, a page break between two minutes and none after."""
    data = documents(material())["bien-ban-giao-nhan-2025-12-15.docx"]
    text = text_of(read(data))
    visits = [v for route in sample_plan().routes for v in route.visits if v.crates_out]
    assert text.count("BIÊN BẢN") == len(visits)
    assert text.count("BÊN NHẬN") == len(visits)
    assert "KIDS-07/3" in text
    breaks = read(data).element.body.iter(qn("w:br"))
    assert len([one for one in breaks if one.get(qn("w:type")) == "page"]) == len(visits) - 1


def test_the_same_plan_gives_the_same_bytes() -> None:
    """Neither the files in the zip nor the properties know the clock."""
    assert documents(material()) == documents(material())
    properties = read(documents(material())["ke-hoach.docx"]).core_properties
    assert properties.created.year == 2025


def test_names_are_texts_and_never_run() -> None:
    """A name with braces, tags and ampersands is shown as it is."""
    text = text_of(read(documents(material(hostile_plan()))["ke-hoach.docx"]))
    assert HOSTILE_SHOWN in text
    assert "49" not in text.replace("0949", "")


def test_english_documents_are_english() -> None:
    """The other language has the same parts."""
    found = documents(material(language="en"))
    text = text_of(read(found["plan-document.docx"]))
    assert "III. IMPLEMENTATION" in text
    assert "Annex II" in text
    assert "hand-over-minutes-2025-12-15.docx" in found


def put_template(folder: Path, *texts: str) -> Path:
    """Write a template of one's own with the given paragraphs; return the folder."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(str(folder / "plan.vi.docx"))
    return folder


def test_a_projects_template_replaces_ours(tmp_path: Path) -> None:
    """What stands in templates/ of the project is used; the other documents stay ours."""
    folder = put_template(tmp_path, "Mẫu riêng: {{ visits }} lượt của {{ issuer.body }}")
    found = documents(material(templates=folder))
    assert text_of(read(found["ke-hoach.docx"])) == "Mẫu riêng: 12 lượt của THƯ VIỆN THÀNH PHỐ"
    assert "bien-ban-giao-nhan-2025-12-15.docx" in found


@pytest.mark.parametrize(
    "evil",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.system('true') }}",
        "{{ issuer.update({'body': 'x'}) }}",
        "{{ nothing_of_that_name }}",
        "{% for x in timetable %}",
        "{% include '/etc/passwd' %}",
        "{{ range(999999999)|list }}",
    ],
)
def test_a_template_can_run_no_code(tmp_path: Path, evil: str) -> None:
    """The sandbox stops it, or the mark is wrong; either is told with the file's name."""
    folder = put_template(tmp_path, evil)
    with pytest.raises(RouteplanError) as caught:
        documents(material(templates=folder))
    assert caught.value.code == "template-invalid"
    assert "plan.vi.docx" in caught.value.cause


def test_a_file_that_is_no_document_is_told(tmp_path: Path) -> None:
    """Not a zip file at all."""
    (tmp_path / "plan.vi.docx").write_bytes(b"PK nothing")
    with pytest.raises(RouteplanError, match="template-invalid"):
        documents(material(templates=tmp_path))


def test_our_templates_can_be_copied_and_used(tmp_path: Path) -> None:
    """A copy that nobody edited gives the same document."""
    for name, data in our_templates("vi").items():
        (tmp_path / name).write_bytes(data)
    assert documents(material(templates=tmp_path)) == documents(material())


def test_a_plan_without_duties_is_a_document() -> None:
    """Nothing planned is told, not an error."""
    empty = replace(sample_plan(), routes=())
    assert list(documents(material(empty))) == ["ke-hoach.docx"]
    with pytest.raises(Exception, match="undefined"):
        fill(material(empty), "plan", {})
