"""What the Word templates say, in Vietnamese and English."""

from __future__ import annotations

from typing import Any


def _counted(name: str, one: str, many: str = "") -> str:
    """Return a count with its noun, in the language of templates."""
    return f"{{{{ {name} }}}} {{{{ '{one}' if {name} == 1 else '{many or one + 's'}' }}}}"


_HEAD_VI = {
    "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "motto": "Độc lập - Tự do - Hạnh phúc",
    "dated": "{{ issuer.place }}, ngày … tháng … năm {{ year }}",
    "draft": "DỰ THẢO",
}
_HEAD_EN = {
    "nation": "SOCIALIST REPUBLIC OF VIET NAM",
    "motto": "Independence - Freedom - Happiness",
    "dated": "{{ issuer.place }}, … / … / {{ year }}",
    "draft": "DRAFT",
}

_TIMETABLE_CELLS = (
    "{{ row.number }}",
    "{{ row.weekday }} {{ row.date }}",
    "{{ row.span }}",
    "{{ row.site }}",
    "{{ row.commune }}",
    "{{ row.vehicle }}",
    "{{ row.team }}",
    "{{ row.sets }}",
    "{{ row.contact }}",
    "{{ row.notes }}",
)
_MISSING_CELLS = (
    "{{ row.number }}",
    "{{ row.site }}",
    "{{ row.commune }}",
    "{{ row.service }}",
    "{{ row.reason }}",
    "{{ row.action }}",
)
_MINUTES_CELLS = (
    "{{ row.number }}",
    "{{ row.crate }}",
    "{{ row.direction }}",
    "{{ row.titles }}",
    "",
    "",
)

PLAN: dict[str, dict[str, Any]] = {
    "vi": {
        **_HEAD_VI,
        "number": "Số:       /KH-……",
        "title": "KẾ HOẠCH",
        "about": "Phục vụ thư viện lưu động và luân chuyển sách, báo từ ngày {{ first }} "
        "đến ngày {{ last }}",
        "body": (
            "/Căn cứ Chỉ thị số 20/CT-TTg ngày 01 tháng 11 năm 2022 của Thủ tướng Chính phủ;",
            "/Căn cứ …… (bổ sung, kiểm tra lại các căn cứ trước khi ban hành);",
            (
                "{{ issuer.body }} xây dựng kế hoạch phục vụ thư viện lưu động và luân chuyển sách, "
                "báo như sau:"
            ),
            "# I. MỤC ĐÍCH, YÊU CẦU",
            "## 1. Mục đích",
            (
                "- Đưa sách, báo và dịch vụ thư viện đến trẻ em tại trường học, thư viện và điểm đọc "
                "trên địa bàn; ưu tiên trẻ em ở hải đảo, biên giới, miền núi và nơi khó khăn."
            ),
            "- Luân chuyển các bộ sách giữa các điểm, để mỗi lượt trẻ em có sách mới.",
            "## 2. Yêu cầu",
            (
                "- Đúng lịch, an toàn cho người và tài sản; thời tiết, phà, tàu thay đổi thì báo trước "
                "cho đầu mối của điểm phục vụ."
            ),
            "- Mỗi lượt giao nhận có biên bản; kết quả được ghi sổ để báo cáo.",
            "# II. NỘI DUNG",
            "## 1. Thời gian, địa bàn",
            (
                "Từ ngày {{ first }} đến ngày {{ last }} ({{ weeks }} tuần), tại {{ sites }} điểm phục "
                "vụ thuộc {{ communes }} xã, phường, đặc khu."
            ),
            "## 2. Khối lượng",
            (
                "{{ visits }} lượt, gồm {{ mobile }} lượt phục vụ lưu động và {{ exchange }} lượt luân "
                "chuyển sách; {{ duties }} chuyến; {{ crates }} lượt thùng sách để lại tại các điểm; "
                "quãng đường khoảng {{ km }} km."
            ),
            "{%p if groups %}",
            "Theo nhóm đối tượng (số lượt xếp được trên số lượt đến hạn):",
            "{%p for group in groups %}",
            "- {{ group.name }}: {{ group.planned }}/{{ group.due }} lượt.",
            "{%p endfor %}",
            "{%p endif %}",
            "## 3. Phương tiện",
            "{%p for vehicle in vehicles %}",
            (
                "- {{ vehicle.name }}: {{ vehicle.duties }} chuyến, {{ vehicle.visits }} lượt"
                "{% if vehicle.assumed %} (phương tiện giả định, cần xác nhận){% endif %}."
            ),
            "{%p endfor %}",
            "## 4. Lịch phục vụ",
            (
                "Lịch chi tiết theo Phụ lục I kèm theo."
                "{% if missing %} {{ missing|length }} lượt đến hạn chưa xếp được, lý do và cách xử lý "
                "theo Phụ lục II.{% endif %}"
            ),
            "# III. TỔ CHỨC THỰC HIỆN",
            (
                "1. {{ issuer.body }}: bố trí người, phương tiện, sách theo lịch; lập biên bản giao "
                "nhận; ghi sổ và báo cáo kết quả."
            ),
            (
                "2. Phòng Văn hóa - Xã hội các xã, phường, đặc khu: bố trí địa điểm, đầu mối đón và "
                "thông báo lịch đến trường học, gia đình."
            ),
            (
                "3. Trường học, thư viện, điểm đọc: bố trí mặt bằng, thời gian cho trẻ em; bảo quản "
                "thùng sách giữa hai lượt."
            ),
            (
                "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các đơn vị phản ánh về "
                "{{ issuer.body }} để xem xét, giải quyết./."
            ),
        ),
        "recipients": "Nơi nhận:",
        "recipient_lines": ("- ……;", "- Các điểm phục vụ theo Phụ lục I;", "- Lưu: VT."),
        "annex_1": "Phụ lục I",
        "annex_1_title": "LỊCH PHỤC VỤ",
        "annex_of": "(Kèm theo Kế hoạch số       /KH-…… ngày … tháng … năm {{ year }} của "
        "{{ issuer.body }})",
        "timetable_heads": (
            "STT",
            "Thứ, ngày",
            "Giờ đến - đi",
            "Điểm phục vụ",
            "Xã, phường, đặc khu",
            "Phương tiện",
            "Phụ trách",
            "Bộ sách",
            "Đầu mối, điện thoại",
            "Ghi chú (phà, triều)",
        ),
        "timetable_cells": _TIMETABLE_CELLS,
        "rounded": "Giờ làm tròn ra ngoài tới 5 phút; giờ phà, tàu theo biểu giờ.",
        "annex_2": "Phụ lục II",
        "annex_2_title": "CÁC LƯỢT ĐẾN HẠN CHƯA XẾP ĐƯỢC",
        "missing_heads": (
            "STT",
            "Điểm phục vụ",
            "Xã, phường, đặc khu",
            "Hình thức",
            "Lý do",
            "Cách xử lý",
        ),
        "missing_cells": _MISSING_CELLS,
    },
    "en": {
        **_HEAD_EN,
        "number": "No.:       /KH-……",
        "title": "PLAN",
        "about": "Mobile library service and rotation of books from {{ first }} to {{ last }}",
        "body": (
            "/In accordance with Directive 20/CT-TTg of 1 November 2022 of the Prime Minister;",
            "/In accordance with …… (complete and check before issuing);",
            (
                "{{ issuer.body }} plans its mobile library service and the rotation of books as "
                "follows:"
            ),
            "# I. PURPOSE AND REQUIREMENTS",
            "## 1. Purpose",
            (
                "- Bring books and library services to children in schools, libraries and reading "
                "points; children on islands, at the border, in the mountains and in hard areas first."
            ),
            "- Rotate book sets between the sites, so that children find new books at each visit.",
            "## 2. Requirements",
            (
                "- On time, safe for people and property; where weather, ferries or ships change, the "
                "contact of the site is told beforehand."
            ),
            "- Minutes of every hand-over; results are recorded and reported.",
            "# II. CONTENT",
            "## 1. Time and area",
            (
                f"From {{{{ first }}}} to {{{{ last }}}} ({_counted('weeks', 'week')}), at "
                f"{_counted('sites', 'site')} in {_counted('communes', 'commune')}."
            ),
            "## 2. Volume",
            (
                f"{_counted('visits', 'visit')}: {{{{ mobile }}}} of the mobile library and "
                f"{_counted('exchange', 'crate exchange')}; {_counted('duties', 'duty', 'duties')}; "
                f"{_counted('crates', 'crate')} left at the sites; about {{{{ km }}}} km."
            ),
            "{%p if groups %}",
            "By target group (visits planned of those due):",
            "{%p for group in groups %}",
            "- {{ group.name }}: {{ group.planned }} of {{ group.due }}.",
            "{%p endfor %}",
            "{%p endif %}",
            "## 3. Vehicles",
            "{%p for vehicle in vehicles %}",
            (
                f"- {{{{ vehicle.name }}}}: {_counted('vehicle.duties', 'duty', 'duties')}, "
                f"{_counted('vehicle.visits', 'visit')}"
                "{% if vehicle.assumed %} (assumed, to confirm){% endif %}."
            ),
            "{%p endfor %}",
            "## 4. Timetable",
            (
                "In annex I."
                f"{{% if missing %}} {_counted('missing|length', 'due visit')} found no place; "
                "annex II gives the reasons and what to do.{% endif %}"
            ),
            "# III. IMPLEMENTATION",
            (
                "1. {{ issuer.body }} provides people, vehicles and books as in the timetable, keeps "
                "minutes of every hand-over, records and reports the results."
            ),
            (
                "2. The culture and society offices of the communes provide a place and a contact, and "
                "tell schools and families."
            ),
            (
                "3. Schools, libraries and reading points provide room and time for the children and "
                "keep the crates between two visits."
            ),
            "Difficulties are reported to {{ issuer.body }}.",
        ),
        "recipients": "Recipients:",
        "recipient_lines": ("- ……;", "- the sites of annex I;", "- archive."),
        "annex_1": "Annex I",
        "annex_1_title": "TIMETABLE",
        "annex_of": "(of plan no.       /KH-…… of … / … / {{ year }}, {{ issuer.body }})",
        "timetable_heads": (
            "No.",
            "Date",
            "Arrive - leave",
            "Site",
            "Commune",
            "Vehicle",
            "In charge",
            "Book set",
            "Contact, phone",
            "Notes (ferry, tide)",
        ),
        "timetable_cells": _TIMETABLE_CELLS,
        "rounded": "Times are rounded outward to 5 minutes; sailings as in their timetable.",
        "annex_2": "Annex II",
        "annex_2_title": "DUE VISITS THAT FOUND NO PLACE",
        "missing_heads": ("No.", "Site", "Commune", "Service", "Reason", "What to do"),
        "missing_cells": _MISSING_CELLS,
    },
}

MINUTES: dict[str, dict[str, Any]] = {
    "vi": {
        **_HEAD_VI,
        "dated": "{{ issuer.place }}, ngày {{ m.day }} tháng {{ m.month }} năm {{ m.year }}",
        "number": "Số:       /BB-……",
        "title": "BIÊN BẢN",
        "about": "Giao nhận sách, thùng sách luân chuyển",
        "body": (
            (
                "Thời gian: {{ m.weekday }}, ngày {{ m.date }}, {{ m.span }}. "
                "Địa điểm: {{ m.site }}, {{ m.commune }}."
            ),
            (
                "Bên giao: {{ issuer.body }}, phương tiện {{ m.vehicle }}. "
                "Vai trò người giao: ………………………"
            ),
            "Bên nhận: {{ m.site }}. Đầu mối: {{ m.contact }}. Vai trò người nhận: ………………………",
            "Hai bên giao nhận {{ m.crates_out }} thùng để lại và {{ m.crates_in }} thùng nhận về:",
        ),
        "heads": (
            "STT",
            "Mã thùng, bộ sách",
            "Giao, nhận",
            "Nhan đề, số bản",
            "Tình trạng",
            "Ghi chú",
        ),
        "cells": _MINUTES_CELLS,
        "after": (
            "Tình trạng: tốt, cũ, hỏng, mất. Biên bản lập thành 02 bản, mỗi bên giữ 01 bản.",
        ),
        "signatures": ("BÊN GIAO", "BÊN NHẬN"),
        "sign_here": "(Ký, ghi rõ họ tên)",
    },
    "en": {
        **_HEAD_EN,
        "dated": "{{ issuer.place }}, {{ m.date }}",
        "number": "No.:       /BB-……",
        "title": "MINUTES",
        "about": "Handing over of books and crates",
        "body": (
            (
                "Time: {{ m.weekday }}, {{ m.date }}, {{ m.span }}. Place: {{ m.site }}, "
                "{{ m.commune }}."
            ),
            "From: {{ issuer.body }}, vehicle {{ m.vehicle }}. Role: ………………………",
            "To: {{ m.site }}. Contact: {{ m.contact }}. Role: ………………………",
            (
                f"Handed over: {_counted('m.crates_out', 'crate')} to stay there and "
                f"{_counted('m.crates_in', 'crate')} taken back:"
            ),
        ),
        "heads": ("No.", "Crate, book set", "Out, in", "Titles, copies", "Condition", "Notes"),
        "cells": _MINUTES_CELLS,
        "after": ("Condition: good, worn, damaged, lost. Made out twice, one copy for each side.",),
        "signatures": ("HANDED OVER BY", "RECEIVED BY"),
        "sign_here": "(Signature, name)",
    },
}
