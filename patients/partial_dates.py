"""Dates as well as people remember them: a year, a month of a year, or a day."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

_SHAPE = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?", re.ASCII)
EARLIEST = 1880


def bounds(text: str) -> tuple[date, date]:
    """The first and last day `text` may mean ("2015" -> 2015-01-01, 2015-12-31).

    Raises: ValueError: not YYYY, YYYY-MM or YYYY-MM-DD, or no such day.
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day = (int(found[part] or 0) for part in ("year", "month", "day"))
    first = date(year, month or 1, day or 1)
    if day:
        return first, first
    if month:
        following = date(year + month // 12, month % 12 + 1, 1)
        return first, date.fromordinal(following.toordinal() - 1)
    return first, date(year, 12, 31)


def is_partial_date(text: str) -> bool:
    """Whether `bounds` would read it."""
    try:
        bounds(text)
    except ValueError:
        return False
    return True


def validate_partial_date(text: str) -> None:
    """Raises ValidationError: not a date, or before 1880."""
    try:
        first, _last = bounds(text)
    except ValueError as error:
        raise ValidationError(
            _("Write a date as 2019-03-14, 2019-03 or just 2019."), code="invalid"
        ) from error
    if first.year < EARLIEST:
        raise ValidationError(
            _("The year must be %(first)s or later."), params={"first": EARLIEST}, code="too_early"
        )


def starts_after(text: str, day: date) -> bool:
    """Whether the earliest day `text` may mean lies after `day`."""
    return bool(text) and bounds(text)[0] > day


def certainly_before(end: str, start: str) -> bool:
    """Whether `end` lies before `start` however both are completed; unknown dates never do."""
    return bool(end and start) and bounds(end)[1] < bounds(start)[0]


def spoken(text: str) -> str:
    """The date as people write it in the active language: "14 March 2019", "March 2019", "2019"."""
    if len(text) == 10:
        return formats.date_format(bounds(text)[0], "DATE_FORMAT")
    if len(text) == 7:
        return f"{MONTHS[int(text[5:])]} {text[:4]}"
    return text


class PartialDateField(CharField[str, str]):
    """A date of unknown precision, stored as ISO 8601 text so that it sorts and exports."""

    default_validators = [validate_partial_date]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{**kwargs, "max_length": 10})  # type: ignore[arg-type]
