"""Phone numbers, which stand in the office's own documents and nowhere else."""

from __future__ import annotations

import re
from typing import Any

PHONE = re.compile(r"(?<!\w)(?:\+84|0)(?:[ .\-]?\d){8,10}(?!\w)")
"""Vietnamese phone numbers as people write them; none may reach a map, wherever it was typed."""


def without_phones(value: Any) -> Any:
    """Return a copy of a JSON value with every phone number in its texts masked.

    Geometries are left alone: an encoded line may look like one.
    """
    if isinstance(value, str):
        return PHONE.sub("…", value)
    if isinstance(value, dict):
        return {
            key: item if key == "geometries" else without_phones(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [without_phones(item) for item in value]
    return value
