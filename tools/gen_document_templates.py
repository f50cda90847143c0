"""Write the Word templates of ``routeplan export --to docx`` into routeplan/report/templates.

Run ``python -m tools.gen_document_templates`` from the repository root after changing this file.
People edit copies of the templates in Word; nothing but the marks in double braces is code.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.shared import Pt

from routeplan.report.zipped import same_zip
from tools.template_parts import (
    CENTER,
    FALLBACK,
    FONT,
    JUSTIFY,
    base_style,
    fit,
    in_cell,
    loop_table,
    official_head,
    page_number,
    page_setup,
    paragraph,
    rule,
    table,
    write,
)
from tools.template_texts import MINUTES, PLAN

TARGET = Path(__file__).resolve().parent.parent / "routeplan" / "report" / "templates"
STAMP = datetime(2025, 1, 1)  # noqa: DTZ001 - Word's properties have no zone


def main() -> None:
    """Write every template."""
    for language in ("vi", "en"):
        (TARGET / f"plan.{language}.docx").write_bytes(finished(plan(PLAN[language])))
        (TARGET / f"minutes.{language}.docx").write_bytes(finished(minutes(MINUTES[language])))


def plan(words: dict[str, Any]) -> Any:
    """Return the template of the plan with its annexes."""
    document = docx.Document()
    base_style(document)
    page_setup(document.sections[0])
    page_number(document.sections[0])
    official_head(document, words, words["number"])
    paragraph(document, words["title"], size=14, bold=True, align=CENTER, before=18)
    paragraph(document, words["about"], size=14, bold=True, align=CENTER)
    rule(document, 6, 6)
    for text in words["body"]:
        add_body(document, text)
    paragraph(document)
    widths = (7.5, 9.0)
    foot = table(document, widths, grid=False)
    left, right = foot.rows[0].cells
    in_cell(left, words["recipients"], size=12, bold=True, italic=True)
    for text in words["recipient_lines"]:
        paragraph(left, text, size=11)
    in_cell(right, "{{ issuer.signer }}", size=14, bold=True, align=CENTER)
    fit(foot, widths)
    annex(document, words)
    return document


def add_body(document: Any, text: str) -> None:
    """Add one paragraph of the body; ``#`` marks a heading, ``{%`` a line of the template."""
    if text.startswith("{%"):
        paragraph(document, text)
    elif text.startswith("##"):
        paragraph(
            document, text[2:].strip(), bold=True, before=4, after=2, indent_cm=1.27, keep=True
        )
    elif text.startswith("#"):
        paragraph(
            document, text[1:].strip(), bold=True, before=8, after=3, indent_cm=1.27, keep=True
        )
    elif text.startswith("/"):
        paragraph(document, text[1:], italic=True, align=JUSTIFY, after=4, indent_cm=1.27)
    else:
        paragraph(document, text, align=JUSTIFY, after=4, indent_cm=1.27)


def annex(document: Any, words: dict[str, Any]) -> None:
    """Add the timetable, and what has no place, on A4 landscape."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    page_setup(section, landscape=True)
    section.different_first_page_header_footer = False
    paragraph(document, words["annex_1"], size=13, bold=True, align=CENTER)
    paragraph(document, words["annex_1_title"], size=14, bold=True, align=CENTER)
    paragraph(document, words["annex_of"], size=12, italic=True, align=CENTER, after=6)
    loop_table(
        document, words["timetable_heads"], words["timetable_cells"],
        (1.3, 2.4, 2.4, 4.5, 3.0, 2.8, 1.8, 2.4, 3.2, 2.9), "row in timetable",
        size=10.5, centred=(0, 1, 2),
    )  # fmt: skip
    paragraph(document, words["rounded"], size=11, italic=True, before=4)
    paragraph(document, "{%p if missing %}")
    added = paragraph(document)
    added.add_run().add_break(WD_BREAK.PAGE)
    paragraph(document, words["annex_2"], size=13, bold=True, align=CENTER)
    paragraph(document, words["annex_2_title"], size=14, bold=True, align=CENTER)
    paragraph(document, words["annex_of"], size=12, italic=True, align=CENTER, after=6)
    loop_table(
        document, words["missing_heads"], words["missing_cells"], (1.3, 5.1, 3.6, 3.2, 7.3, 6.2),
        "row in missing", size=10.5, centred=(0,),
    )  # fmt: skip
    paragraph(document, "{%p endif %}")


def minutes(words: dict[str, Any]) -> Any:
    """Return the template of the minutes of handing over, one page a visit."""
    document = docx.Document()
    base_style(document)
    page_setup(document.sections[0])
    paragraph(document, "{%p for m in minutes %}")
    official_head(document, words, words["number"])
    paragraph(document, words["title"], size=14, bold=True, align=CENTER, before=10)
    paragraph(document, words["about"], size=14, bold=True, align=CENTER)
    rule(document, 6, 6)
    for text in words["body"]:
        paragraph(document, text, size=13, align=JUSTIFY, after=2, indent_cm=1)
    loop_table(
        document, words["heads"], words["cells"], (1.4, 4.0, 1.9, 3.1, 2.3, 3.8), "row in m.rows",
        size=12, centred=(0, 2),
    )  # fmt: skip
    for text in words["after"]:
        paragraph(document, text, size=13, align=JUSTIFY, before=3, indent_cm=1)
    widths = (8.2, 8.3)
    foot = table(document, widths, grid=False)
    for cell, title in zip(foot.rows[0].cells, words["signatures"], strict=True):
        in_cell(cell, title, size=13, bold=True, align=CENTER).paragraph_format.space_before = Pt(8)
        paragraph(cell, words["sign_here"], size=12, italic=True, align=CENTER)
    fit(foot, widths)
    paragraph(document, "{%p if not loop.last %}")
    end = paragraph(document)
    write(end, "", size=1).add_break(WD_BREAK.PAGE)
    end.paragraph_format.line_spacing = Pt(1)
    paragraph(document, "{%p endif %}")
    paragraph(document, "{%p endfor %}")
    return document


def finished(document: Any) -> bytes:
    """Return the bytes of a document, the same each time."""
    properties = document.core_properties
    properties.created = properties.modified = STAMP
    properties.author = properties.last_modified_by = "routeplan"
    properties.title, properties.comments = "", ""
    name_fallback(document)
    target = io.BytesIO()
    document.save(target)
    return same_zip(target.getvalue())


def name_fallback(document: Any) -> None:
    """Say in the font table which free font stands in for Times New Roman."""
    part = next(p for p in document.part.package.iter_parts() if "fontTable" in p.partname)
    font = (
        f'<w:font w:name="{FONT}"><w:altName w:val="{FALLBACK}"/>'
        '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    )
    text = part.blob.decode()
    start = text.find(f'<w:font w:name="{FONT}"')
    if start >= 0:
        end = text.index("</w:font>", start) + len("</w:font>")
        text = text[:start] + font + text[end:]
    else:
        text = text.replace("</w:fonts>", font + "</w:fonts>")
    part._blob = text.encode()


if __name__ == "__main__":
    main()
