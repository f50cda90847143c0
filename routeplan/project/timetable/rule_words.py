"""What is wrong with a frequency, in both languages; `recurrence` names the key."""

from __future__ import annotations

from collections.abc import Mapping

DETAILS: Mapping[str, Mapping[str, str]] = {
    "empty": {"vi": "không có quy tắc nào", "en": "there is no rule in it"},
    "part": {
        "vi": "không biết phần «{value}»",
        "en": "«{value}» is no part of a rule that is known here",
    },
    "never": {"vi": "không ngày nào hợp với nó", "en": "no date ever fits it"},
    "library": {"vi": "không đọc được ({value})", "en": "it cannot be read ({value})"},
    "freq": {
        "vi": "FREQ là «{value}», phải là một trong {known}",
        "en": "FREQ is «{value}», not one of {known}",
    },
    "number": {
        "vi": "{part} là «{value}», phải là số nguyên từ 1",
        "en": "{part} is «{value}», not a whole number from 1",
    },
    "item": {"vi": "{part} có «{value}»", "en": "{part} holds «{value}»"},
    "date": {"vi": "{part} là «{value}», không phải ngày", "en": "{part} is «{value}», not a date"},
    "monthly": {
        "vi": "{part} đếm trong tháng, không đi với {value}",
        "en": "{part} counts within a month, not {value}",
    },
}


def detail(language: str, key: str, words: Mapping[str, str]) -> str:
    """Return what is wrong, in `language`."""
    return DETAILS[key][language].format_map(words)
