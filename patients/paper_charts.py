"""Charts as they go on paper: one type, the last ninety days, without links."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.models import User
from patients import pictures
from patients.courses import course_of, span_of
from patients.kinds import kind_named
from patients.latest import newest_rows
from patients.models import DailyRollup, Observation, seen_by
from patients.observation_types import ObservationType
from patients.patient_facts import Facts

DAYS = 90
HEIGHT = 190


@dataclass(frozen=True)
class Drawn:
    """A chart with its type and legend."""

    kind: ObservationType
    chart: SafeString | str
    legend: SafeString | str


def drawn(patient: User, key: str, facts: Facts, *, narrow: bool = False) -> Drawn | None:
    """The chart of the type `key`; None where there is nothing to draw.

    Args: narrow: for a column, where the words of a wide drawing would be too small to read.
    """
    kind = kind_named(key, patient.pk)
    newest = newest_rows(patient, patient, [key])
    if kind is None or not newest:
        return None
    daily = seen_by(patient, patient, DailyRollup).of_type(key)
    rows = seen_by(patient, patient, Observation).of_type(key)
    course = course_of(kind, rows, daily, span_of(DAYS, daily))
    picture = pictures.draw(
        course, newest[0].unit, facts, patient, linked=False, height=HEIGHT, narrow=narrow
    )
    if picture is None:
        return None
    return Drawn(kind, picture.narrow if narrow else picture.chart, picture.legend)
