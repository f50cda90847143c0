"""The columns of the schema, and the names under which timetables carry them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

COLUMNS = (
    "organisation",
    "mobile",
    "route",
    "community",
    "stop",
    "address",
    "postcode",
    "geox",
    "geoy",
    "day",
    "type",
    "arrival",
    "departure",
    "frequency",
    "start",
    "end",
    "exceptions",
    "timetable",
)
"""In the order of the Table Schema of Libraries Hacked."""

_NAMES: Mapping[str, str] = {
    "organisation": "organisation organization authority localauthority council service library",
    "mobile": "mobile mobilename mobilelibrary mobilelibraryname vehicle vehiclename van",
    "route": "route routename routeid routeno routenumber",
    "community": "community communityname village town place locality area",
    "stop": "stop stopname stopid name location venue",
    "address": "address stopaddress fulladdress",
    "postcode": "postcode postalcode stoppostcode zip",
    "geox": "geox geopointx x longitude lon lng long easting eastings stoplongitude",
    "geoy": "geoy geopointy y latitude lat northing northings stoplatitude",
    "day": "day dayofweek weekday dayname",
    "type": "type stoptype",
    "arrival": "arrival arrivaltime arrive arrives arr timefrom starttime timearrive",
    "departure": "departure departuretime depart departs dep timeto endtime finishtime leave",
    "frequency": "frequency rrule recurrence recurrencerule interval repeats",
    "start": "start startdate datestart validfrom from",
    "end": "end enddate dateend validto until to",
    "exceptions": "exceptions exceptiondates exception exdate exdates",
    "timetable": "timetable timetablelink url link website web",
    "date": "date firstdate visitdate nextdate",
}
_BY_NAME = {word: column for column, words in _NAMES.items() for word in words.split()}
_CLOCK = re.compile(r"^\s*\d{1,2}\s*[:.h]\s*\d{2}|^\s*\d{1,2}\s*(am|pm)", re.IGNORECASE)


def column_of(header: str) -> str | None:
    """Return the column that a header means, whatever its case, spaces and punctuation.

    Besides the columns of the schema there is ``date``, the first date of older files.
    """
    return _BY_NAME.get(re.sub(r"[^a-z0-9]", "", header.casefold()))


def columns_of(header: Sequence[str], rows: Iterable[Sequence[str]]) -> dict[str, int]:
    """Return the index of each column that a header row has, the first of equals.

    In older files ``Start`` and ``End`` are the times of a visit; that shows in their cells.
    """
    found: dict[str, int] = {}
    for index, cell in enumerate(header):
        column = column_of(cell)
        if column is not None:
            found.setdefault(column, index)
    if "arrival" not in found and "start" in found:
        index = found["start"]
        cells = [row[index] for row in rows if index < len(row) and row[index].strip()]
        if cells and sum(bool(_CLOCK.match(cell)) for cell in cells) * 2 > len(cells):
            found["arrival"] = found.pop("start")
            if "end" in found:
                found["departure"] = found.pop("end")
    if "date" in found and "start" not in found:
        found["start"] = found.pop("date")
    found.pop("date", None)
    return found
