"""What the sweep over all pages needs: a record with unmistakable numbers, and what no page of a
metric or an imperial reader may say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from patients.models import Observation
from patients.unit_choices import METRIC, US
from tests import factories

HOME, AWAY = "America/New_York", "Asia/Tokyo"
MINUTE = 17  # of the reading from a journey, so that its hour can be told in every zone
NUMBER = r"\d[\d.,/]*"
# Attributes that people see or hear; the others hold addresses and coordinates.
_SAID = re.compile(
    r'\s(?:aria-label|aria-valuetext|title|alt|data-(?:label|value|text)|content)="([^"]*)"'
)
_TAG = re.compile(r"<[^>]*>")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b")  # a time of day, whose minutes are no reading
_BETWEEN = r"[\s\u202f\u00a0]*"


@dataclass(frozen=True)
class System:
    """A way of measuring, with the names of the units it must never show.

    Attributes: chosen: quantity -> unit. foreign: unit names of the other system. numbers: typed in
    the other system, or converted to it; none of them may stand on a page.
    """

    name: str
    chosen: dict[str, str]
    foreign: tuple[str, ...]
    numbers: tuple[str, ...]


# Typed: type, value, second value, unit; then how a metric and how an imperial reader see it.
RECORD = (
    ("body_weight", "81.37", "", "kg", "81.37", "179.4"),
    ("body_weight", "183.9", "", "[lb_av]", "83.42", "183.9"),
    ("body_height", "178.7", "", "cm", "178.7", "5′ 10.4″"),
    ("body_height", "69.3", "", "[in_i]", "176.0", "5′ 9.3″"),
    ("waist", "91.7", "", "cm", "91.7", "36.1"),
    ("glucose", "113", "", "mg/dL", "6.3", "113"),
    ("glucose", "7.94", "", "mmol/L", "7.94", "143"),
    ("hba1c", "6.78", "", "%", "51", "6.78"),
    ("hba1c", "57", "", "mmol/mol", "57", "7.4"),
    ("body_temperature", "37.93", "", "Cel", "37.93", "100.3"),
    ("body_temperature", "99.73", "", "[degF]", "37.6", "99.73"),
    ("blood_pressure", "137", "87", "mm[Hg]", "18.3/11.6", "137/87"),
    ("blood_pressure", "17.1", "11.3", "kPa", "17.1/11.3", "128/85"),
    ("water", "633", "", "mL", "633", "21.4"),
    ("active_energy", "419", "", "kcal", "1753", "419"),
)
METRIC_READER = System(
    "metric",
    {**METRIC, "pressure": "kPa", "energy": "kJ"},
    ("mg/dL", "lb", "st", "in", "°F", "mmHg", "mi", "kcal", "fl oz"),
    tuple(row[5] for row in RECORD if row[5] != row[4]),
)
IMPERIAL_READER = System(
    "imperial",
    dict(US),
    ("mmol/L", "mmol/mol", "kg", "cm", "°C", "kPa", "km", "kJ", "mL"),
    tuple(row[4] for row in RECORD if row[5] != row[4]),
)
SYSTEMS = (METRIC_READER, IMPERIAL_READER)


def fill(owner: User) -> list[Observation]:
    """The record of the sweep: everything twice, one reading from a journey, goals, an own type."""
    now = timezone.now()
    rows = [
        factories.reading(
            owner, kind, value, value2, unit=unit, at=now - timedelta(hours=30 + number)
        )
        for number, (kind, value, value2, unit, _metric, _us) in enumerate(RECORD)
    ]
    rows.append(factories.reading(owner, "heart_rate", "73", at=journey(), tz=AWAY))
    grip = factories.own_type(owner, label="Grip", unit="kg", decimals=1)
    rows.append(factories.reading(owner, grip.key, "43.9", unit="kg"))
    factories.goal(owner, "waist", high="93.1", unit="cm")
    factories.goal(owner, "glucose", low="83", high="149", unit="mg/dL")
    factories.goal(owner, "blood_pressure", high="16.9", unit="kPa")
    factories.goal(owner, grip.key, low="41.3", high="", unit="kg")
    return rows


def journey() -> datetime:
    """A moment of the day before yesterday, seventeen past three in Tokyo."""
    day = timezone.now() - timedelta(days=2)
    return day.astimezone(ZoneInfo(AWAY)).replace(hour=3, minute=MINUTE, second=0, microsecond=0)


def elsewhere() -> list[str]:
    """How that moment reads on the server's clock and on the reader's, which no page may show."""
    moment = journey()
    return [f"{moment.astimezone(ZoneInfo(zone)):%H:%M}" for zone in ("UTC", HOME)]


def said(html: str) -> str:
    """What a page says, also to those who listen."""
    aloud = " | ".join(_SAID.findall(html))
    html = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", html)
    return unescape(f"{_TAG.sub(' ', html)} | {aloud}")


def wrong(text: str, system: System) -> Iterator[str]:
    """Every number with a unit of the other system, and every number only it would show."""
    text = _CLOCK.sub("--:--", text)
    units = "|".join(_named(name) for name in system.foreign)
    for found in re.finditer(rf"({NUMBER}){_BETWEEN}({units})(?![\w/°])", text):
        yield " ".join(found[0].split())
    for number in system.numbers:
        if re.search(rf"(?<![\d.,/]){re.escape(number)}(?![\d/]|[.,]\d)", text):
            yield number


def _named(unit: str) -> str:
    """A unit as a pattern; "in" is also a word: "call 112 in Europe", "7 in 30 days"."""
    return rf"in(?!{_BETWEEN}[A-Za-z0-9])" if unit == "in" else re.escape(unit)
