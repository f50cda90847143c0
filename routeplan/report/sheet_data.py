"""What a template of ours for Typst reads: the words of its kind, who issues it, its pages."""

from __future__ import annotations

import json

from routeplan.report.docx_values import issuer
from routeplan.report.material import Material


def sheet_data(material: Material, kind: str, **pages: object) -> bytes:
    """Return ``data.json`` for ``sheets/KIND.typ``.

    Args:
        material: language, titles and words.
        kind: ``driver`` or ``poster``.
        pages: what the template sets, a page each, by its name there.
    """
    words = material.words[kind]
    data = {
        "title": f"{words['title']} – {material.title}",
        "language": material.language,
        "project": material.title,
        "body": issuer(material)["body"] if material.issuer.get("body") else "",
        "words": words,
        **pages,
    }
    return json.dumps(data, ensure_ascii=False).encode()
