"""A fixed moment, and questions understood at it, for the tests of the record reader."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from chat.records.periods import Clock, Period
from chat.records.questions import Question, parse

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 5, 19, 10, 30, tzinfo=ZONE)  # a Tuesday


def clock(language: str = "en", *, now: datetime = NOW) -> Clock:
    """The moment of the tests, with days before months in Spanish."""
    return Clock(now=now, zone=ZONE, day_first=language == "es")


def understood(text: str, language: str = "en", previous: Sequence[str] = ()) -> Question:
    """`text` as the reader understands it at NOW."""
    return parse(text, clock(language), previous)


def days(period: Period | None) -> str:
    """A period as "2026-05-01..2026-05-19", "ever", hours as "05-18T18:00~05-19T12:00", or ""."""
    if period is None:
        return ""
    if period.name == "ever":
        return "ever"
    if period.since and period.until:
        return f"{period.since:%m-%dT%H:%M}~{period.until:%m-%dT%H:%M}"
    return f"{period.first or ''}..{period.last or ''}"
