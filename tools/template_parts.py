"""Pieces of official documents in Word: the head of Decree 30/2020, tables, lines, page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FONT = "Times New Roman"
FALLBACK = "Tinos"
"""Free, of the same widths, with every Vietnamese letter (Liberation Serif lacks many)."""

BODY_PT = 14
CENTER, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY


def page_setup(section: Any, *, landscape: bool = False) -> None:
    """Give a section A4 and the margins of the decree."""
    width, height = Cm(21), Cm(29.7)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (height, width) if landscape else (width, height)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    if landscape:
        section.left_margin = section.right_margin = Cm(1.5)
        section.top_margin = Cm(3)
    section.header_distance = Cm(1)


def base_style(document: Document) -> None:
    """Set the font of everything, with a free fallback."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY_PT)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.space_before = Pt(0)


def paragraph(
    container: Any, text: str = "", *, align: Any = LEFT, size: float | None = None,
    bold: bool = False, italic: bool = False, before: float = 0, after: float = 0,
    indent_cm: float = 0, keep: bool = False,
) -> Any:  # fmt: skip
    """Add a paragraph; `indent_cm` is that of its first line."""
    added = container.add_paragraph()
    write(added, text, size=size, bold=bold, italic=italic)
    added.alignment = align
    form = added.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.keep_with_next = keep
    if indent_cm:
        form.first_line_indent = Cm(indent_cm)
    return added


def write(
    target: Any, text: str, *, size: float | None = None, bold: bool = False, italic: bool = False
) -> Any:
    """Add text to a paragraph."""
    run = target.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    if size:
        run.font.size = Pt(size)
    return run


def in_cell(cell: Any, text: str, **look: Any) -> Any:
    """Write the first paragraph of a cell."""
    first = cell.paragraphs[0]
    size, bold, italic = look.get("size"), look.get("bold", False), look.get("italic", False)
    write(first, text, size=size, bold=bold, italic=italic)
    first.alignment = look.get("align", LEFT)
    return first


def rule(container: Any, left_cm: float, right_cm: float) -> None:
    """Draw a thin line between two indents, as the decree wants it under headings."""
    added = container.add_paragraph()
    form = added.paragraph_format
    form.left_indent, form.right_indent = Cm(left_cm), Cm(right_cm)
    form.line_spacing = Pt(3)
    form.space_after = Pt(6)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    added._p.get_or_add_pPr().append(borders)


def table(container: Any, widths_cm: Sequence[float], *, grid: bool = True) -> Any:
    """Add a table of one row with fixed widths."""
    added = container.add_table(rows=1, cols=len(widths_cm))
    added.style = "Table Grid" if grid else "Normal Table"
    added.autofit = False
    added.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(added.columns, widths_cm, strict=True):
        column.width = Cm(width)
    fit(added, widths_cm)
    return added


def fit(added: Any, widths_cm: Sequence[float]) -> None:
    """Give the cells of every row their widths."""
    for row in added.rows:
        for cell, width in zip(row.cells, widths_cm, strict=True):
            cell.width = Cm(width)


def repeat_head(row: Any) -> None:
    """Repeat a row on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    whole(row)


def whole(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def loop_table(
    container: Any, heads: Sequence[str], cells: Sequence[str], widths_cm: Sequence[float],
    loop: str, *, size: float = 11, centred: Sequence[int] = (),
) -> Any:  # fmt: skip
    """Add a table with a repeated head and one template row inside ``{%tr for … %}``."""
    added = table(container, widths_cm)
    for cell, text in zip(added.rows[0].cells, heads, strict=True):
        in_cell(cell, text, size=size, bold=True, align=CENTER)
    repeat_head(added.rows[0])
    in_cell(added.add_row().cells[0], f"{{%tr for {loop} %}}", size=size)
    row = added.add_row()
    whole(row)
    for number, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
        in_cell(cell, text, size=size, align=CENTER if number in centred else LEFT)
    in_cell(added.add_row().cells[0], "{%tr endfor %}", size=size)
    fit(added, widths_cm)
    return added


def page_number(section: Any) -> None:
    """Put the page number in the middle of the head, from the second page on."""
    section.different_first_page_header_footer = True
    target = section.header.paragraphs[0]
    target.alignment = CENTER
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("", "2"), ("end", "")):
        run = target.add_run()
        run.font.size = Pt(13)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text.isdigit():
            run.text = text
        else:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._r.append(code)


def official_head(container: Any, words: dict[str, str], number: str) -> None:
    """Add the head: issuing body on the left, the nation on the right, number and date below."""
    widths = (6.7, 9.8)
    head = table(container, widths, grid=False)
    left, right = head.rows[0].cells
    in_cell(left, "{{ issuer.parent }}", size=12, align=CENTER)
    paragraph(left, "{{ issuer.body }}", size=13, bold=True, align=CENTER)
    rule(left, 2.0, 2.0)
    in_cell(right, words["nation"], size=12, bold=True, align=CENTER)
    paragraph(right, words["motto"], size=13, bold=True, align=CENTER)
    rule(right, 2.2, 2.2)
    lower = head.add_row().cells
    in_cell(lower[0], number, size=13, align=CENTER).paragraph_format.space_before = Pt(6)
    dated = in_cell(lower[1], words["dated"], size=13, italic=True, align=CENTER)
    dated.paragraph_format.space_before = Pt(6)
    paragraph(lower[0], words["draft"], size=13, bold=True, align=CENTER, before=4)
    fit(head, widths)
