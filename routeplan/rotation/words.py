"""What rotations say, in Vietnamese and English."""

from __future__ import annotations

# code: language: (reason, action), with {words} to fill in.
REASONS: dict[str, dict[str, tuple[str, str]]] = {
    "no-set": {
        "vi": (
            "Không bộ sách nào hợp với điểm này (khối lớp {grades}; yêu cầu: {needs}).",
            "Lập {missing} bộ sách như vậy.",
        ),
        "en": (
            "No collection fits the site (grades {grades}; needs: {needs}).",
            "Make {missing} such collections.",
        ),
    },
    "crates": {
        "vi": (
            "Mọi bộ sách hợp với điểm này đều quá {crates} thùng, số thùng được giao mỗi lượt.",
            "Lập {missing} bộ nhỏ hơn, hoặc tăng deliver_crates.",
        ),
        "en": (
            "Every collection that fits has more than the {crates} crates that a visit delivers.",
            "Make {missing} smaller collections, or raise deliver_crates.",
        ),
    },
    "stuck": {
        "vi": (
            "Bộ sách đang ở điểm này quá {crates} thùng, số thùng được nhận về mỗi lượt.",
            "Tăng pick_crates, hoặc cho xe riêng đến lấy bộ sách đó.",
        ),
        "en": (
            "The set at the site has more than the {crates} crates that a visit takes away.",
            "Raise pick_crates, or fetch that set by other means.",
        ),
    },
    "repeats": {
        "vi": (
            "Mọi bộ sách hợp với điểm này lặp lại hơn {limit} % đầu sách của {last} bộ vừa qua.",
            "Thêm {missing} bộ với đầu sách khác, hoặc giãn chu kỳ luân chuyển.",
        ),
        "en": (
            "Every collection that fits repeats over {limit} % of its titles from {last} sets.",
            "Add {missing} collections of other titles, or exchange less often.",
        ),
    },
    "too-few": {
        "vi": (
            "Không đủ bộ sách: mọi bộ hợp với điểm này lúc ấy đều đang ở điểm khác.",
            "Thêm {missing} bộ sách thì mọi lượt cùng loại đều có sách; hoặc giãn chu kỳ.",
        ),
        "en": (
            "There are too few sets: each one that fits is at another site at that time.",
            "With {missing} more sets every visit of this kind has one; or exchange less often.",
        ),
    },
    "no-duty": {
        "vi": (
            "Không chuyến nào chở kịp một bộ sách phù hợp đến đây.",
            "Đặt {missing} bộ sách phù hợp ở kho hoặc bến mà chuyến này xuất phát.",
        ),
        "en": (
            "No duty brings a collection that fits here in time.",
            "Keep {missing} fitting sets at the depot or landing from which this duty starts.",
        ),
    },
}


def reason(code: str, language: str, words: dict[str, object]) -> tuple[str, str]:
    """Return the reason and the action of a code."""
    texts = REASONS[code][language if language in ("vi", "en") else "vi"]
    return texts[0].format_map(words), texts[1].format_map(words)
