"""Time phrases in a folded question, English or Spanish, turned into periods."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

from chat.records.dates import ATOMS, NUM, YEAR, ago, number, unnamed
from chat.records.periods import DAY, EVER, Clock, Period, calendar, rolling
from chat.records.time_words import MONTHS, SHY_MONTHS, UNITS, either

MARK = "@"  # stands in the rest of the question where a time phrase was

Maker = Callable[[re.Match[str], Clock], Period | None]
_THE = r"(?:(?:the|el|la|los|las) )?"
_MONTH = either(MONTHS)
_OPEN_MONTH = either({name: 0 for name in MONTHS if name not in SHY_MONTHS})


def find(text: str, clock: Clock) -> tuple[list[Period], str]:
    """Periods named in a folded text, in order, and the text with a mark in place of each.

    Where phrases overlap the one that starts first and reaches furthest wins.
    """
    met: list[tuple[int, int, int, Period]] = []
    for pattern, make in _patterns():
        for found in pattern.finditer(text):
            if (period := _made(make, found, clock)) is not None:
                start, end = found.span("a" if make is _inner else 0)
                met.append((start, -end, len(met), period))
    periods: list[Period] = []
    pieces, reached = [], 0
    for start, negative_end, _order, period in sorted(met, key=lambda one: one[:3]):
        if start < reached:
            continue
        periods.append(period)
        pieces += [text[reached:start], MARK]
        reached = -negative_end
    return periods, " ".join("".join([*pieces, text[reached:]]).split())


def _made(make: Maker, found: re.Match[str], clock: Clock) -> Period | None:
    try:
        return make(found, clock)
    except (ValueError, OverflowError):  # 31 February, year 9999
        return None


def _resolved(text: str, clock: Clock) -> Period:
    """Raises: ValueError: not one of the phrases for a day or a span of days."""
    for pattern, make in _whole_atoms():
        if found := pattern.fullmatch(text):
            return make(found, clock)
    raise ValueError(text)


def _days(text: str, clock: Clock) -> tuple[date, date]:
    period = _resolved(text, clock)
    if period.since is not None:
        return period.since.astimezone(clock.zone).date(), clock.today
    return period.first or date.min, period.last or clock.today


def _between(found: re.Match[str], clock: Clock) -> Period | None:
    first, last = _days(found["a"], clock), _days(found["b"], clock)
    if first[0] > last[1]:  # "from November to January": the November before
        first = tuple(day.replace(year=day.year - 1) for day in first)  # type: ignore[assignment]
    return Period("span", first[0], last[1]) if first[0] <= last[1] else None


def _days_of_month(found: re.Match[str], clock: Clock) -> Period | None:
    last = _days(found["b"], clock)[1]
    first = last.replace(day=int(found["n"]))
    return Period("span", first, last) if first <= last else None


def _month_days(found: re.Match[str], clock: Clock) -> Period | None:
    first = _days(f"{found['m']} {found['n']}", clock)[0]
    last = first.replace(day=int(found["n2"]))
    return Period("span", first, last) if first <= last else None


def _since(found: re.Match[str], clock: Clock) -> Period | None:
    period = _resolved(found["a"], clock)
    if period.name == "ago":
        return Period("since", ago(found["a"], clock))
    if period.since is not None:
        return replace(period, until=clock.now)
    return Period("since", period.first) if period.first else EVER


def _after(found: re.Match[str], clock: Clock) -> Period | None:
    last = _days(found["a"], clock)[1]
    return Period("since", last + DAY) if last < clock.today else None


def _before(found: re.Match[str], clock: Clock) -> Period | None:
    return Period("until", None, _days(found["a"], clock)[0] - DAY)


def _until(found: re.Match[str], clock: Clock) -> Period | None:
    return Period("until", None, _days(found["a"], clock)[1])


def _inner(found: re.Match[str], clock: Clock) -> Period | None:
    return _resolved(found["a"], clock)


@cache
def _whole_atoms() -> list[tuple[re.Pattern[str], Callable[[re.Match[str], Clock], Period]]]:
    return [(re.compile(pattern), make) for pattern, make in ATOMS]


@cache
def _patterns() -> list[tuple[re.Pattern[str], Maker]]:
    atom = "(?:" + "|".join(unnamed(pattern) for pattern, _make in ATOMS) + ")"
    a, b = f"(?P<a>{atom})", f"(?P<b>{atom})"
    ordinal = r"(?:st|nd|rd|th)?"
    connected: list[tuple[str, Maker]] = [
        (rf"(?:between|entre) {_THE}{a} (?:and|y|e) {_THE}{b}", _between),
        (rf"(?:from|de|del|desde) {_THE}{a} (?:to|until|till|through|a|al|hasta) {_THE}{b}",
         _between),
        ((rf"(?:from|de|del|desde|between|entre) {_THE}(?P<n>\d{{1,2}}){ordinal} "
         rf"(?:to|until|through|and|a|al|y|hasta) {_THE}{b}"), _days_of_month),
        ((rf"(?:(?:from|between) )?(?P<m>{_MONTH}) (?P<n>\d{{1,2}}){ordinal} (?:to|through|and) "
         rf"{_THE}(?P<n2>\d{{1,2}}){ordinal}"), _month_days),
        ((rf"(?:since|desde|starting|as of|a partir de(?:l)?) {_THE}{a}"
         r"(?: (?:on|onwards?|until now|to now|hasta (?:hoy|ahora)|to today))?"), _since),
        (rf"from {_THE}{a} (?:on|onwards?|until now|to now|up to now)", _since),
        (rf"(?:after|despues del?|tras) {_THE}{a}", _after),
        (rf"(?:before|prior to|antes del?) {_THE}{a}", _before),
        (rf"(?:until|till|up to|hasta) {_THE}{a}", _until),
        ((r"(?:in|en|during|durante|of|for|from|to|de|about|vs|versus|with|con|than|mes de|"
          r"compar\w+) "
         rf"(?P<a>{_MONTH}|{YEAR})"), _inner),
        (rf"(?:and|y|e) (?P<a>{_MONTH}|{YEAR})$", _inner),
        (r"(?:on|el|el dia|al?) (?P<a>\d{1,2}/\d{1,2})", _inner),
        (rf"(?P<a>{_OPEN_MONTH})", _inner),
    ]  # fmt: skip
    alone = [one for one in ATOMS if one[0] not in (rf"(?P<m>{_MONTH})", rf"(?P<y>{YEAR})")]
    return [
        (re.compile(rf"(?<!\S){pattern}(?!\S)"), make)
        for pattern, make in (*connected, *alone, *_LOOSE)
    ]


def _present(unit: str, clock: Clock) -> Period:
    return calendar(unit, 0, clock, f"this_{unit[:-1]}")


def _some(found: re.Match[str], clock: Clock) -> Period:
    return replace(rolling("days", 30, clock), name="recent")


# Phrases that stand alone and never follow "since" or "between".
_LOOSE: tuple[tuple[str, Maker], ...] = (
    (r"(?:recently|lately|of late|these days|ultimamente|recientemente|estos dias|hace poco)",
     _some),
    ((r"(?:ever|all time|of all time|always|overall|on record|so far|alguna vez|siempre|"
      r"desde siempre|hasta ahora|de todos los tiempos|en toda mi vida|en mi vida|historic[oa])"),
     lambda _found, _clock: EVER),
    ((r"(?:del|de la|en el|en la|of the|for the) (?P<u>mes|semana|ano|month|week|year)"
      r"(?! (?:pasad|anterior|previ|antepasad|actual|before))"),
     lambda found, clock: _present(UNITS[found["u"]], clock)),
    ((rf"(?:over|within|during|for|durante|en) (?:the |los |las )?(?P<n>{NUM}) "
      r"(?P<u>days|weeks|months|years|dias|semanas|meses|anos)(?! (?:ago|atras))"),
     lambda found, clock: rolling(UNITS[found["u"]], number(found["n"]), clock)),
    (r"(?:all|the whole|whole|all of this|tod[oa] (?:el|la|este|esta)) (?P<u>day|dia)",
     lambda _found, clock: calendar("days", 0, clock, "today")),
)  # fmt: skip
