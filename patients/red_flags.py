"""Readings that cannot wait: pure rules on canonical values, with the card each one shows.

Sources: pressure ACC/AHA 2017 (severe hypertension, with symptoms an emergency; the second
measurement after some minutes is AHA's advice to the public); oxygen WHO 2011 and BTS 2017 (below
90 % is hypoxaemia); glucose ADA Standards of Care (below 54 mg/dL is level 2; above 300 with signs
ketoacidosis, above 600 the hyperosmolar state); temperature NICE NG143 and AAP 2021 (38 °C under
three months), ERC 2021 (heat stroke, hypothermia below 35 °C), 40.5 °C is our line; pulse: ERC 2021
(adverse signs above 150 or below 40 a minute), for adults at rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from patients.crisis_cards import Card, card_of
from patients.models import Observation
from patients.patient_facts import Facts, facts_of
from patients.red_flag_advice import ADVICE

FRESH = timedelta(hours=3)
NEWBORN = timedelta(days=91)
ADULT = 18
AT_REST = ("", "at_rest")


@dataclass(frozen=True)
class Line:
    """A limit of one type. flag: key in ADVICE. part: 0 or 1. at_least, below: in canonical unit.

    adults, newborns: holds only for these; people of unknown age count as adults.
    """

    flag: str
    type: str
    part: int = 0
    at_least: Decimal | None = None
    below: Decimal | None = None
    adults: bool = False
    newborns: bool = False
    contexts: tuple[str, ...] = ()

    def crossed_by(self, row: Observation) -> bool:
        """Whether the value lies beyond the line for certain: "<40" is below 54, "<60" is not."""
        value = row.canonical2 if self.part else row.canonical
        if value is None or (self.contexts and row.context not in self.contexts):
            return False
        if self.at_least is not None:
            return row.comparator in ("", ">", ">=") and value >= self.at_least
        limit = self.below or Decimal(0)
        return (
            value < limit
            if row.comparator in ("", "<=")
            else (row.comparator == "<" and value <= limit)
        )


# The more urgent line of a type stands first: the first that is crossed is told.
LINES = (
    Line("pressure", "blood_pressure", at_least=Decimal(180)),
    Line("pressure", "blood_pressure", part=1, at_least=Decimal(120)),
    Line("oxygen", "oxygen_saturation", below=Decimal(90)),
    Line("glucose_low", "glucose", below=Decimal(54)),
    Line("glucose_extreme", "glucose", at_least=Decimal(600)),
    Line("glucose_high", "glucose", at_least=Decimal(300)),
    Line("newborn_fever", "body_temperature", at_least=Decimal(38), newborns=True),
    Line("fever", "body_temperature", at_least=Decimal("40.5")),
    Line("cold", "body_temperature", below=Decimal(35)),
    Line("pulse_high", "heart_rate", at_least=Decimal(151), adults=True, contexts=AT_REST),
    Line("pulse_low", "heart_rate", below=Decimal(40), adults=True, contexts=AT_REST),
    Line("pulse_high", "resting_heart_rate", at_least=Decimal(151), adults=True),
    Line("pulse_low", "resting_heart_rate", below=Decimal(40), adults=True),
)


def red_flag(row: Observation, facts: Facts) -> str:
    """The key of the line that the reading crosses for somebody of that age, or ""."""
    for line in LINES:
        if line.type == row.type and _holds(line, facts, row.local_day) and line.crossed_by(row):
            return line.flag
    return ""


def is_fresh(row: Observation, now: datetime) -> bool:
    """Whether the reading tells of the last hours; one without a time, of today."""
    if row.precision == Observation.Precision.DAY:
        return bool(row.effective_at <= now <= row.effective_at + timedelta(days=1))
    return bool(now - FRESH <= row.effective_at)


def fresh_flags(rows: Iterable[Observation], facts: Facts) -> dict[str, Observation]:
    """Flag -> the reading of the last hours that raised it."""
    now = timezone.now()
    found: dict[str, Observation] = {}
    for row in rows:
        if row.status != Observation.Status.IN_ERROR and is_fresh(row, now):
            found.setdefault(red_flag(row, facts), row)
    found.pop("", None)
    return found


def card_for(rows: Iterable[Observation], user: User) -> Card | None:
    """What to do about the readings of the last hours among `rows`; None when all is well."""
    flags = fresh_flags(rows, facts_of(user))
    advice = [advice for flag, advice in ADVICE.items() if flag in flags]
    return card_of(advice, user) if advice else None


def _holds(line: Line, facts: Facts, day: date) -> bool:
    if line.newborns:
        return facts.born is not None and day - facts.born < NEWBORN
    return not line.adults or facts.age_years is None or facts.age_years >= ADULT
