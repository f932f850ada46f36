"""Which numbers of an answer match nothing that was sent: they are shown as unverified.

A number counts as sent if it equals a sent value (7.20 is 7.2, 1,250 is 1250) or a sent value
rounds to it. Values of a record and parts of dates are kept apart, so that a weight of 27 kg does
not pass because something happened on the 27th. What says nothing about a record passes: clock
times, spans of days, small counts without a unit, numbers of help lines.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from re import Match
from typing import Any

from chat.number_words import (
    CALL,
    DAY,
    FIND,
    HOURS,
    LINES,
    MONTHS,
    ROUND_HOURS,
    SPAN,
    UNIT,
)
from healthtracker.web.markdown_blocks import visible
from healthtracker.web.markdown_doubts import Span

MOST_SMALL = 10
LONGEST = 18  # digits; whatever is longer is an id of something
JOINING = "/-–.,:x×"
GROUPING = str.maketrans("", "", "'’\u00a0\u202f\u2009")
Stored = dict[str, list[str]]


def sent(texts: Iterable[str], today: date | None = None) -> Stored:
    """The values and the dates in `texts`, as they are stored with a reply."""
    values: dict[str, None] = {}
    dates: dict[str, None] = {today.isoformat(): None} if today else {}
    for text in texts:
        for found in FIND.finditer(visible(text)):
            kind = _kind(found)
            if kind == "number":
                values |= dict.fromkeys(_readings(found["number"]))
                values |= dict.fromkeys(_parts(found["number"]))
            elif kind == "spaced":
                values |= dict.fromkeys([found["spaced"].replace(" ", "")])
                values |= dict.fromkeys(found["spaced"].split())
            elif kind == "date":
                dates |= dict.fromkeys(_dates(found))
    return {"values": list(values), "dates": list(dates)}


class Numbers:
    """The numbers one reply may say, as `sent` noted them."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def doubtful(self, text: str) -> Iterator[Span]:
        """Where `text` names numbers that were not sent; "180/110" is one place."""
        begin = end = -1
        for first, last in self._unmatched(text):
            if begin >= 0 and first - end <= 1 and text[end:first] in JOINING:
                end = last
                continue
            if begin >= 0:
                yield begin, end
            begin, end = first, last
        if begin >= 0:
            yield begin, end

    def _unmatched(self, text: str) -> Iterator[Span]:
        for found in FIND.finditer(text):
            kind = _kind(found)
            if kind == "spaced":
                yield from self._unmatched_groups(found, text)
            elif (kind == "date" and not self._dated(found)) or (
                kind == "number" and not self._said(found, text)
            ):
                yield found.span()

    def _unmatched_groups(self, found: Match[str], text: str) -> Iterator[Span]:
        """ "12 500" is one number or two."""
        if self._matches(found["spaced"].replace(" ", "")):
            return
        for part in DAY.finditer(text, *found.span()):
            if not self._matches(part[0]) and int(part[0]) > MOST_SMALL:
                yield part.span()

    def _said(self, found: Match[str], text: str) -> bool:
        word, after = found["number"], found.end()
        if word.isdecimal() and len(word) <= 4 and self._passes(word, text, found.start(), after):
            return True
        if any(self._matches(reading) for reading in _readings(word)):
            return True
        parts = _parts(word)
        return bool(parts) and all(self._matches(part) for part in parts)

    def _passes(self, word: str, text: str, before: int, after: int) -> bool:
        """Whether a whole number says nothing about a record, or a year that was named."""
        number = int(word)
        if SPAN.match(text, after):
            return True
        if HOURS.match(text, after):
            return number in ROUND_HOURS
        if UNIT.match(text, after):
            return False
        if len(word) == 4:
            return word in self._years
        if text[after : after + 2] in {"st", "nd", "rd", "th"}:
            return word.zfill(2) in self._days
        if number <= MOST_SMALL:
            return True
        return word in LINES and CALL.search(text, max(0, before - 60), before) is not None

    def _matches(self, reading: str) -> bool:
        if len(reading) > LONGEST:
            return reading in self._stored["values"]
        number = float(reading)
        half = 0.5 * 10.0 ** -len(reading.partition(".")[2])
        slack = 1e-9 * max(1.0, number)
        place = bisect_left(self._values, number - half - slack)
        return place < len(self._values) and self._values[place] <= number + half + slack

    def _dated(self, found: Match[str]) -> bool:
        if found["month3"]:
            return found["year3"] in self._years
        days = _dates(found)
        if found["slashed"]:
            return any(day in self._dates for day in days)
        return all(day in self._dates or day in self._month_days for day in days)

    @cached_property
    def _values(self) -> list[float]:
        return sorted(float(value) for value in self._stored["values"] if len(value) <= LONGEST)

    @cached_property
    def _dates(self) -> set[str]:
        return set(self._stored["dates"])

    @cached_property
    def _month_days(self) -> set[str]:
        return {day[-5:] for day in self._stored["dates"]}

    @cached_property
    def _days(self) -> set[str]:
        return {day[-2:] for day in self._stored["dates"]}

    @cached_property
    def _years(self) -> set[str]:
        return {day[:4] for day in self._stored["dates"]} | {
            value for value in self._stored["values"] if len(value) == 4
        }


def numbers_of(stored: Any) -> Numbers | None:
    """The check of a reply, or None where nothing was noted to check against."""
    return Numbers(stored) if stored else None


def _kind(found: Match[str]) -> str:
    if found["number"] or found["spaced"]:
        return "number" if found["number"] else "spaced"
    return "" if found["clock"] else "date"


def _readings(word: str) -> list[str]:
    """What a number may mean: "1,250" is 1250 or 1.250; "7,2" is 7.2."""
    word = word.translate(GROUPING)
    last = max(word.rfind("."), word.rfind(","))
    if last < 0:
        return [word]
    whole, fraction = word[:last], word[last + 1 :]
    plain = whole.replace(".", "").replace(",", "")
    marks = {sign for sign in whole if sign in ".,"}
    found = []
    if not marks or (len(marks) == 1 and word[last] not in marks and _grouped(whole)):
        found.append(f"{plain}.{fraction}")
    if len(fraction) == 3 and whole != "0" and marks <= {word[last]} and _grouped(word):
        found.append(plain + fraction)
    return found


def _grouped(word: str) -> bool:
    """Whether the separators stand where those of thousands do."""
    first, *others = word.replace(",", ".").split(".")
    return 1 <= len(first) <= 3 and all(len(group) == 3 for group in others)


def _parts(word: str) -> list[str]:
    """The numbers of a list without spaces ("120,130,125"), or of a version."""
    parts = word.translate(GROUPING).replace(",", ".").split(".")
    return parts if len(parts) > 2 else []


def _dates(found: Match[str]) -> list[str]:
    """The days a match names, as 2026-10-02, or 10-02 where it names no year."""
    if found["iso"]:
        return [found["iso"]]
    if found["slashed"]:
        first, second, year = found["slashed"].split(found["by"])
        year = year if len(year) == 4 else f"20{year}"
        return [
            f"{year}-{month:0>2}-{day:0>2}" for month, day in ((first, second), (second, first))
        ]
    if found["month3"]:
        return [f"{found['year3']}-00-00"]
    name = (found["month"] or found["month2"]).rstrip(".").casefold()
    year = found["year"] or found["year2"]
    days = DAY.findall(found["days"] or found["days2"])
    start = f"{year}-" if year else ""
    return [f"{start}{MONTHS[name]:02}-{int(day):02}" for day in days]
