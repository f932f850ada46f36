"""The smallest time phrases, each naming a day or a span of days: "3 March", "la semana pasada"."""

import re
from collections.abc import Callable
from datetime import date

from chat.records.periods import (
    DAY,
    Clock,
    Period,
    calendar,
    month_of,
    months_before,
    rolling,
    weekend,
    year_of,
)
from chat.records.time_words import MONTHS, NUMBERS, SOME, UNITS, WEEKDAYS, either

Make = Callable[[re.Match[str], Clock], Period]

NUM = rf"(?:\d{{1,6}}|{either(NUMBERS)})"
YEAR = r"(?:19|20)\d\d"
_UNIT, _MONTH, _WEEKDAY = either(UNITS), either(MONTHS), either(WEEKDAYS)
_OF = r"(?:of |de |del )?"
_SPAN = r"week|month|year|semana|mes|ano"
_SPAN_ES = r"semana|mes|ano"
_ORDINAL = r"(?:st|nd|rd|th|o)?"


def unnamed(pattern: str) -> str:
    """The pattern with groups that nobody can refer to."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def number(text: str | None) -> int:
    """A number in digits or words; 1 for anything else."""
    word = (text or "").strip()
    return int(word) if word.isdecimal() else NUMBERS.get(word, 1)


def _unit(found: re.Match[str]) -> str:
    return UNITS[found["u"]]


def _rolling(unit: str, amount: int, clock: Clock) -> Period:
    return (
        rolling("months", 3 * amount, clock) if unit == "quarters" else rolling(unit, amount, clock)
    )


def _iso(found: re.Match[str], _clock: Clock) -> Period:
    return _day(date.fromisoformat("-".join(f"{int(n):02}" for n in found["iso"].split("-"))))


def _numeric(found: re.Match[str], clock: Clock) -> Period:
    one, two = int(found["d1"]), int(found["d2"])
    day, month = (one, two) if (clock.day_first or one > 12) and two <= 12 else (two, one)
    return _day(_placed(day, month, found["y"], clock))


def _short_numeric(found: re.Match[str], clock: Clock) -> Period:
    one, two = int(found["s1"]), int(found["s2"])
    day, month = (one, two) if (clock.day_first or one > 12) and two <= 12 else (two, one)
    return _day(_placed(day, month, None, clock))


def _day_of_month(found: re.Match[str], clock: Clock) -> Period:
    day = 1 if found["d"] in ("first", "primero") else int(found["d"])
    return _day(_placed(day, MONTHS[found["m"]], found["y"], clock))


def _placed(day: int, month: int, year: str | None, clock: Clock) -> date:
    """The day in the year given, else its latest occurrence. Raises: ValueError: no such day."""
    if year:
        number = int(year)
        return date(number if number > 99 else 2000 + number, month, day)
    this = clock.today.year
    if (month, day) == (2, 29):
        return next(date(y, 2, 29) for y in range(this, this - 9, -1) if _happened(y, clock.today))
    found = date(this, month, day)
    return found if found <= clock.today else found.replace(year=this - 1)


def _happened(year: int, today: date) -> bool:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return leap and date(year, 2, 29) <= today


def _day(day: date) -> Period:
    if not 1900 <= day.year <= 2199:
        raise ValueError(day)
    return Period("day", day, day)


def _month(found: re.Match[str], clock: Clock) -> Period:
    groups = found.groupdict()
    month, today = MONTHS[found["m"]], clock.today
    if groups.get("y"):
        year = int(groups["y"])
    elif groups.get("past"):
        year = today.year - 1
    else:
        year = today.year if month <= today.month else today.year - 1
    return month_of(date(year, month, 1), clock)


def _past_month(found: re.Match[str], clock: Clock) -> Period:
    month, today = MONTHS[found["m"]], clock.today
    return month_of(date(today.year - (month >= today.month), month, 1), clock)


def _year(found: re.Match[str], clock: Clock) -> Period:
    return year_of(int(found["y"]), clock)


def _weekday(found: re.Match[str], clock: Clock) -> Period:
    back = (clock.today.weekday() - WEEKDAYS[found["wd"]]) % 7
    words = found.group()
    if back == 0 and ("last" in words or "pasad" in words):
        back = 7
    return calendar("days", back, clock)


def _ago(found: re.Match[str], clock: Clock) -> Period:
    unit, amount = _unit(found), min(number(found["n"]), 36_600)
    if unit in ("hours", "quarters"):
        return _rolling(unit, amount, clock)
    if unit == "years":  # the same month of that year
        unit, amount = "months", 12 * amount
    return calendar(unit, amount, clock, "" if unit == "days" else "ago")


def ago(text: str, clock: Clock) -> date | None:
    """The exact day of "two weeks ago", for "since two weeks ago"; None if `text` says no such."""
    for pattern in _AGO:
        if found := re.fullmatch(pattern, text):
            unit, amount = _unit(found), min(number(found["n"]), 36_600)
            if unit in ("days", "weeks"):
                return calendar("days", amount * (7 if unit == "weeks" else 1), clock).first
            return months_before(clock.today, amount * (12 if unit == "years" else 1))
    return None


def _last(found: re.Match[str], clock: Clock) -> Period:
    unit, word = _unit(found), found["u"]
    if found["n"]:
        return _rolling(unit, number(found["n"]), clock)
    if word.endswith("s") and word != "mes":
        return _rolling(unit, SOME[unit], clock)
    if unit == "days":
        return rolling("hours", 24, clock)
    return _rolling(unit, 1, clock)


def _calendar_back(back: int, name: str) -> Make:
    def make(found: re.Match[str], clock: Clock) -> Period:
        return calendar(_unit(found), back, clock, f"{name}_{_unit(found)[:-1]}" if name else "")

    return make


def _fixed_day(back: int, name: str) -> Make:
    return lambda _found, clock: calendar("days", back, clock, name)


def _part_of_day(found: re.Match[str], clock: Clock) -> Period:
    words, day, of = found.group(), clock.today, "this"
    if words in ("last night", "anoche"):
        return Period("last_night", since=clock.at(day - DAY, 18), until=clock.at(day, 12))
    if words.startswith(("yesterday", "ayer")):
        day, of = day - DAY, "yesterday"
    for part, start, end, spoken in (
        ("morning", 0, 12, ("morning", "manana")),
        ("afternoon", 12, 20, ("afternoon", "tarde")),
    ):
        if words.endswith(spoken):
            return Period(f"{of}_{part}", since=clock.at(day, start), until=clock.at(day, end))
    return Period(f"{of}_evening", since=clock.at(day, 17), until=clock.at(day + DAY, 0))


def _start_of(found: re.Match[str], clock: Clock) -> Period:
    first = calendar(UNITS[found["u"]], 0, clock).first
    return _day(first or clock.today)


def _weekend(back: int, name: str) -> Make:
    return lambda _found, clock: weekend(back, clock, name)


def _so_far(found: re.Match[str], clock: Clock) -> Period:
    unit = UNITS.get(found["u"], "years")
    return calendar(unit, 0, clock, f"this_{unit[:-1]}")


def _feast(month: int, day: int) -> Make:
    return lambda _found, clock: _day(_placed(day, month, None, clock))


def _last_hours(found: re.Match[str], clock: Clock) -> Period:
    return rolling("hours", int(found["n"]), clock)


_AGO = (
    rf"(?P<n>{NUM}) (?P<u>{_UNIT}) ago",
    rf"hace (?P<n>{NUM}) (?P<u>{_UNIT})",
    rf"(?P<n>{NUM}) (?P<u>{_UNIT}) atras",
)

# More specific phrases first: inside "since ..." the first that fits is taken.
ATOMS: tuple[tuple[str, Make], ...] = (
    (r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})", _iso),
    (r"(?P<d1>\d{1,2})[/.-](?P<d2>\d{1,2})[/.-](?P<y>\d{4}|\d{2})", _numeric),
    ((rf"(?:the )?(?P<d>\d{{1,2}}|first|primero){_ORDINAL} {_OF}(?P<m>{_MONTH})"
     rf"(?: {_OF}(?P<y>{YEAR}))?"), _day_of_month),
    (rf"(?P<m>{_MONTH}) (?:the )?(?P<d>\d{{1,2}}){_ORDINAL}(?: {_OF}(?P<y>{YEAR}))?",
     _day_of_month),
    (rf"(?P<m>{_MONTH}) {_OF}(?P<y>{YEAR})", _month),
    (rf"(?P<m>{_MONTH}) {_OF}(?P<past>last year|ano pasado)", _month),
    (rf"(?:last |past )(?P<m>{_MONTH})|(?:el )?{_MONTH} pasado", lambda found, clock: _past_month(
        re.fullmatch(rf".*?\b(?P<m>{_MONTH})\b.*", found.group()) or found, clock)),
    (r"(?:the day before yesterday|day before yesterday|antes de ayer|anteayer|antier)",
     _fixed_day(2, "day")),
    (
        (r"(?:yesterday (?:morning|afternoon|evening|night)|ayer (?:por|en) la "
        r"(?:manana|tarde|noche))"),
        _part_of_day,
    ),
    (r"(?:today|tonight|hoy(?: en dia)?|el dia de hoy)", _fixed_day(0, "today")),
    (r"(?:yesterday|ayer)", _fixed_day(1, "yesterday")),
    (r"(?:this (?:morning|afternoon|evening)|esta (?:manana|tarde|noche)|last night|anoche)",
     _part_of_day),
    ((r"(?:last|past|previous) weekend|(?:el )?(?:fin de semana|finde) pasado|"
     r"(?:el )?pasado (?:fin de semana|finde)"), _weekend(1, "last_weekend")),
    (r"(?:this|the) weekend|este (?:fin de semana|finde)|(?:el )?(?:fin de semana|finde)",
     _weekend(0, "this_weekend")),
    (r"(?:the )?(?:beginning|start) of (?:the |this )?(?P<u>year|month|week)", _start_of),
    ((r"(?:el |la )?(?:principios?|comienzos?|inicios?) (?:del?|de la)(?: este| esta)? "
     r"(?P<u>ano|mes|semana)"), _start_of),
    (r"(?:christmas|navidad(?:es)?)", _feast(12, 25)),
    (r"(?:new years?(?: day)?|ano nuevo)", _feast(1, 1)),
    (rf"(?:the )?(?P<u>{_SPAN}) before last|(?:el |la )?(?:{_SPAN_ES}) antepasad[oa]",
     lambda found, clock: _calendar_back(2, "")(
         re.fullmatch(rf".*?\b(?P<u>{_SPAN})\b.*", found.group()) or found, clock)),
    ((rf"(?:the )?(?:previous|prior) (?P<u>{_SPAN})|last (?:{_SPAN})|(?:el |la )?(?:{_SPAN_ES}) "
     rf"(?:pasad[oa]|anterior|previ[oa])|(?:el |la )?(?:pasad[oa]|anterior) (?:{_SPAN_ES})"),
     lambda found, clock: _calendar_back(1, "last")(
         re.fullmatch(rf".*?\b(?P<u>{_SPAN})\b.*", found.group()) or found, clock)),
    ((rf"(?:this|the current|current|est[ea]) (?P<u>{_SPAN})(?: actual)?"
     rf"(?: so far)?"), _calendar_back(0, "this")),
    (rf"(?:all|whole|entire|all this|the whole|tod[oa] (?:el|la|este|esta)) (?P<u>{_SPAN})",
     _calendar_back(0, "this")),
    (r"(?:(?P<u>year|month|week) to date|ytd)", lambda found, clock: _so_far(found, clock)
     if found["u"] else calendar("years", 0, clock, "this_year")),
    (rf"(?:en )?lo que va del? (?:la |el |este |esta )?(?P<u>{_SPAN_ES})", _so_far),
    ((rf"(?:the |my |these |(?:over|in|during|within|for) )?(?:the )?"
     rf"(?:last|past|previous) (?P<n>{NUM} )(?P<u>{_UNIT})"), _last),
    (rf"(?:the |these )?(?:last|past) (?P<n>)(?P<u>{_UNIT})", _last),
    (rf"(?:los |las |el |la |est[oa]s )?(?:ultim[oa]s?|pasad[oa]s) (?P<n>{NUM} )?(?P<u>{_UNIT})",
     _last),
    (rf"(?:los |las |est[oa]s )?(?P<n>{NUM} )ultim[oa]s (?P<u>{_UNIT})", _last),
    (r"(?:the )?(?:last |past |ultimas )?(?P<n>\d{1,4})h", _last_hours),
    *((pattern, _ago) for pattern in _AGO),
    (rf"(?:(?:last|this|past|on|el|este|el pasado) )?(?P<wd>{_WEEKDAY})(?: pasado)?", _weekday),
    (rf"(?P<m>{_MONTH})", _month),
    (r"(?P<s1>\d{1,2})/(?P<s2>\d{1,2})", _short_numeric),
    (rf"(?P<y>{YEAR})", _year),
)  # fmt: skip
