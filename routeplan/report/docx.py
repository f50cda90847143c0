"""The plan as an official document and the minutes of handing over, from templates in Word.

A template in the project's folder ``templates`` replaces ours of the same name. Whatever template
it is, it runs in Jinja's sandbox on plain values, and every value is escaped: neither a template
nor a cell can run code, and a name like ``{{7*7}}`` stays one.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from routeplan.language.spoken import SpokenError
from routeplan.model import RouteplanError
from routeplan.project.limits import (
    MOST_TABLE_BYTES,
    TooLargeError,
    read_at_most,
    repacked,
)
from routeplan.report.docx_values import minutes_values, plan_values, weeks_of
from routeplan.report.material import Material
from routeplan.report.zipped import same_zip

PLAN_TEMPLATE = "plan"
MINUTES_TEMPLATE = "minutes"


def documents(material: Material) -> dict[str, bytes]:
    """Return the plan, and the minutes of each week that hands over anything, by file name.

    Raises:
        RouteplanError: ``template-invalid``.
    """
    names = material.words["file"]
    found = {f"{names['plan']}.docx": fill(material, PLAN_TEMPLATE, plan_values(material))}
    for monday, rows in weeks_of(material).items():
        name = f"{names['minutes']}-{monday.isoformat()}.docx"
        found[name] = fill(material, MINUTES_TEMPLATE, minutes_values(material, rows))
    return found


def our_templates(language: str) -> dict[str, bytes]:
    """Return our templates in a language by file name, to be copied and edited."""
    names = (f"{kind}.{language}.docx" for kind in (PLAN_TEMPLATE, MINUTES_TEMPLATE))
    return {name: _ours(name) for name in names}


def _ours(name: str) -> bytes:
    return files("routeplan.report").joinpath(f"templates/{name}").read_bytes()


def fill(material: Material, kind: str, values: Mapping[str, Any]) -> bytes:
    """Return a document made from a template and plain values; the same ones give the same bytes.

    Raises:
        RouteplanError: ``template-invalid``, naming the file and what is wrong in it.
    """
    from docxtpl import DocxTemplate

    from routeplan.report.sandbox import sandbox

    name = f"{kind}.{material.language}.docx"
    own = material.templates / name if material.templates else None
    source = own if own is not None and own.is_file() else None
    data = _read(source) if source else _ours(name)
    target = io.BytesIO()
    try:
        template = DocxTemplate(io.BytesIO(repacked(data, pictures=True)))
        template.render(dict(values), sandbox())
        properties = template.docx.core_properties
        properties.created = properties.modified = material.stamp.replace(tzinfo=None)
        properties.author = properties.last_modified_by = "routeplan"
        properties.title = material.title[:250]
        properties.revision = 1
        template.save(target)
        return same_zip(target.getvalue())
    except Exception as error:
        # python-docx, lxml and jinja2 share no base; the template is the only input of a user here.
        if source is None:
            raise
        raise _invalid(source, f"{type(error).__name__}: {error}") from error


def _read(path: Path) -> bytes:
    try:
        return read_at_most(path, MOST_TABLE_BYTES)
    except OSError as error:
        raise _invalid(path, error.strerror or str(error)) from error
    except TooLargeError as error:
        raise _invalid(path, str(error)) from error


def _invalid(path: Path, reason: str) -> RouteplanError:
    words = {"path": str(path), "reason": reason}
    return SpokenError("template-invalid", words, details=words)
