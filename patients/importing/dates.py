"""Dates and times of foreign files: the order of their parts, and what a cell then says."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from patients.moments import MONTHS

UNCLEAR = "?"  # every date could be read both ways, such as 02/07/2026
ORDERS = ("ymd", "dmy", "mdy", "seconds", "milliseconds")

_DAY = re.compile(r"(\d{1,4})([-/.\s])(\d{1,2}|[^\W\d_]{3,12})\.?,?\2?\s*(\d{1,4})", re.ASCII)
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2}),?\s+(\d{4})")
_CLOCK = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?\s?(?:m\.?)?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)
_WHOLE = re.compile(r"\d{9,14}", re.ASCII)


def order_of(cells: Iterable[str]) -> str:
    """The order of the parts that the dates in `cells` show: one of `ORDERS`, `UNCLEAR`, or ""."""
    found = {_order_in(cell.strip()) for cell in cells if cell.strip()}
    clear = found - {UNCLEAR, ""}
    if len(clear) == 1:
        return clear.pop()
    return UNCLEAR if clear or UNCLEAR in found else ""


def is_moment(cell: str) -> bool:
    """Whether a cell looks like a day or a time of a day."""
    return bool(_order_in(cell.strip()))


def _order_in(cell: str) -> str:
    if _WHOLE.fullmatch(cell):
        return "milliseconds" if len(cell) > 11 else "seconds"
    if _NAMED_FIRST.match(cell):
        return "mdy"
    found = _DAY.match(cell)
    if not found:
        return ""
    first, second, last = found[1], found[3], found[4]
    if not second.isdigit():
        return ("ymd" if len(first) == 4 else "dmy") if second.casefold() in MONTHS else ""
    if len(first) == 4:
        return "ymd"
    if len(last) not in {2, 4}:
        return ""
    if int(first) > 12:
        return "dmy"
    return "mdy" if int(second) > 12 else UNCLEAR


def moment(cell: str, order: str, clock: str = "") -> str:
    """The time in a cell as "2026-07-02T08:12:00", with its offset if it has one; or only the day.

    Args: clock: the cell with the time of day, where that is another one.
    Raises: ValidationError: no date in that order.
    """
    cell = cell.strip()
    if _WHOLE.fullmatch(cell) and order in {"seconds", "milliseconds"}:
        seconds = int(cell) / (1000 if order == "milliseconds" else 1)
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    try:
        day, rest = _day(cell, order)
        found = _time((clock.strip() or rest).lstrip("T").strip(" ,\u202f\u00a0"))
    except (ValueError, KeyError) as error:
        raise ValidationError(
            _("“%(cell)s” is not a date and time in the order that was chosen.")
            % {"cell": f"{cell} {clock}".strip()[:40]}
        ) from error
    return f"{day.isoformat()}T{found}" if found else day.isoformat()


def _day(cell: str, order: str) -> tuple[date, str]:
    """Raises ValueError, KeyError."""
    if named := _NAMED_FIRST.match(cell):
        month = MONTHS[named[1].casefold()]
        return date(int(named[3]), month, int(named[2])), cell[named.end() :]
    found = _DAY.match(cell)
    if found is None:
        raise ValueError(cell)
    first, second, last = found[1], found[3].casefold(), found[4]
    if not second.isdigit():
        order, second = "ymd" if len(first) == 4 else "dmy", str(MONTHS[second])
    parts = dict(zip(order, (first, second, last), strict=True))
    year = parts["y"] if len(parts["y"]) == 4 else f"20{int(parts['y']):02}"
    return date(int(year), int(parts["m"]), int(parts["d"])), cell[found.end() :]


def _time(text: str) -> str:
    """Raises ValueError."""
    if not text:
        return ""
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hour = int(found[1])
    if half := (found[4] or "").lower():
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half == "p" else 0)
    shown = time(hour, int(found[2]), int(found[3] or 0)).isoformat()
    zone = (found[5] or "").upper().replace("UTC", "Z")
    return shown + (zone if len(zone) != 5 else f"{zone[:3]}:{zone[3:]}")
