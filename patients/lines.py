"""Readings as lines of a list: label, figure, wall-clock time, and what else is known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from patients.figures import Figure, figure
from patients.kinds import kind_of
from patients.models import Observation
from patients.observation_types import Choice, ObservationType
from patients.patient_facts import Facts
from patients.remembering import remembering

Label = str | Promise


@dataclass(frozen=True)
class Line:
    """One reading in a list."""

    row: Observation
    kind: ObservationType | None
    figure: Figure

    @property
    def label(self) -> Label:
        """What was measured."""
        return self.kind.label if self.kind else self.row.type

    @property
    def context(self) -> Label:
        """The situation in words: "Fasting"."""
        return _named(self.row.context, self.kind.contexts if self.kind else ())

    @property
    def has_details(self) -> bool:
        """Whether a list has more to say than value and time."""
        return bool(self.row.context or self.row.tags or self.row.notes)

    @property
    def shown_at(self) -> date:
        """As `shown_at`."""
        return shown_at(self.row)

    @property
    def full_time(self) -> str:
        """As `full_time`."""
        return full_time(self.row)

    @property
    def facts(self) -> list[tuple[str, Label]]:
        """(label, text) of everything else that is known."""
        return [(label, text) for label, text in self._facts() if text]

    def _facts(self) -> Iterator[tuple[str, Label]]:
        row = self.row
        sites = self.kind.body_sites if self.kind else ()
        yield _("Situation"), self.context
        if row.effective_end:
            end = row.effective_end.astimezone(ZoneInfo(row.tz))
            yield _("Until"), f"{date_format(end, 'DATE_FORMAT')}, {date_format(end, 'H:i')}"
        yield _("Where on the body"), _named(row.body_site, sites)
        yield _("Device"), row.device
        yield _("Method"), row.method
        if row.status != Observation.Status.FINAL:
            yield _("Status"), row.get_status_display()
        yield _("Came from"), _source(row.source)


def lines(rows: Iterable[Observation], facts: Facts) -> list[Line]:
    """Readings ready for a list, flagged for somebody of that age and sex."""
    with remembering():
        return [Line(row, kind_of(row), figure(row, facts)) for row in rows]


def shown_at(row: Observation) -> date:
    """When, on the clock of where it was measured; a date alone where only the day is known."""
    if row.precision == Observation.Precision.DAY:
        return row.local_day
    return row.effective_at.astimezone(ZoneInfo(row.tz)).replace(tzinfo=None)


def full_time(row: Observation) -> str:
    """Day, time and, where it is not the reader's, the zone."""
    at = shown_at(row)
    if not isinstance(at, datetime):
        return date_format(at, "DATE_FORMAT")
    text = f"{date_format(at, 'DATE_FORMAT')}, {date_format(at, 'H:i')}"
    return text if row.tz == timezone.get_current_timezone_name() else f"{text} ({row.tz})"


def _named(key: str, choices: Iterable[Choice]) -> Label:
    return next((choice.label for choice in choices if choice.key == key), key)


def _source(source: str) -> str:
    words = {"manual": _("entered by hand"), "csv": _("imported from a file"), "demo": _("demo")}
    return words.get(source, source)
