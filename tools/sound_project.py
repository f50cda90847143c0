"""A small project without a mistake: the guide's index of codes and the tests spoil it piece by piece.

Tables by their name, as the files of the project folder hold them, and its ``routeplan.toml``.
"""

# ruff: noqa: E501 - tables read better with one row on one line

from __future__ import annotations

from collections.abc import Mapping

TABLES: Mapping[str, str] = {
    "sites": """\
id,name,kind,commune_code,former_district,lat,lon,road,landing,landing_access_min,pupils,groups,service,interval_weeks,visits_per_cycle,last_visit,days,windows,setup_min,service_min,packdown_min,deliver_crates,pick_crates,priority,needs,pinned
s-noi-thanh,Trường Tiểu học Nội Thành,primary_school,11359,Ngô Quyền,20.8490,106.6900,yes,,,400,,mobile,1,,,"Mon,Tue,Wed",07:30-10:45;14:00-16:15,20,120,20,2,2,2,flat_yard,
s-cat-ba,Thị trấn Cát Bà,village,11914,Cát Hải,20.7321,107.0483,yes,,,300,island,exchange,2,,2025-12-01,,,0,25,0,7,7,1,,
s-viet-hai,Việt Hải,village,11914,Cát Hải,20.8000,107.0500,no,b-viet-hai,20,18,island,exchange,1,,,,,0,25,0,2,2,1,,/CANO
""",
    "vehicles": """\
id,name,profile,depot,capacity_crates,max_load_kg,days,shift,skills
XE,Xe thư viện,van,k-lach-tray,30,,,06:30-17:30,flat_yard
CANO,Ca nô,canoe,b-beo,10,,,,
""",
    "depots": """\
id,name,lat,lon,open,load_min,stock
k-lach-tray,Thư viện Lạch Tray,20.8476,106.6970,06:00-18:30,20,
""",
    "landings": """\
id,name,lat,lon
b-dong-bai,Bến Đồng Bài,20.81185,106.89420
b-cai-vieng,Bến Cái Viềng,20.81826,106.91343
b-beo,Bến Bèo,20.73213,107.05891
b-viet-hai,Bến Việt Hải,20.78399,107.06368
""",
    "crossings": """\
id,from,to,depart,first,last,every_min,days,valid_from,valid_to,minutes,carries,estimated,source
pha-ra,b-dong-bai,b-cai-vieng,,05:00,18:00,30,,2025-09-01,2025-12-31,20,van;passenger,no,operator
pha-vao,b-cai-vieng,b-dong-bai,06:00;12:00;17:30,,,,,2025-09-01,2025-12-31,20,van;passenger,no,operator
""",
    "calendar": """\
date_from,date_to,kind,applies_to,note
2025-12-16,2025-12-16,closure,s-cat-ba;profile:canoe,
""",
}

CONFIG = """\
name = "Thử"
language = "en"

[planning]
start = 2025-12-15
weeks = 1
"""
