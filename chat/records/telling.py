"""What every answer is made from, and the sentences that several answers share."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from chat.records.marks import Marks
from chat.records.periods import EVER, Period, rolling, said
from chat.records.questions import Question
from chat.records.record import Record
from chat.records.wording import flag_said, kind_said, value_said, when_said
from patients.models import Observation
from patients.observation_types import ObservationType


@dataclass
class Telling:
    """One question about one record, and the marks its answer has given so far."""

    record: Record
    question: Question
    marks: Marks = field(default_factory=Marks)

    @property
    def today(self) -> date:
        """The person's day."""
        return self.record.clock.today

    @property
    def recent(self) -> Period:
        """The last 30 days: what is meant when no time is named."""
        return rolling("days", 30, self.record.clock)

    def period_or(self, default: Period) -> Period:
        """The time named, else `default`."""
        return self.question.period or default

    def heading(self, kind: ObservationType | None, period: Period | None) -> str:
        """ "**Blood pressure** · this month (May 1 to May 19)"."""
        name = str(kind.label) if kind else _("Readings")
        narrowed = self.record.narrowing.said(kind)
        parts = [f"**{name}**", said(period or EVER, self.today), narrowed]
        return " · ".join(part for part in parts if part)

    def cited(self, row: Observation) -> str:
        """ "128/82 mmHg, today 08:12 [V1]"."""
        return f"{value_said(row)}, {when_said(row, self.today)} {self.marks.reading(row)}"

    def rated(self, row: Observation) -> str:
        """As `cited`, with what the usual range says before the mark."""
        said_so = flag_said(row, self.record.facts)
        text = f"{value_said(row)}, {when_said(row, self.today)}"
        return f"{text}{', ' + said_so if said_so else ''} {self.marks.reading(row)}"

    def nothing(self, key: str, period: Period | None) -> str:
        """That there is no such reading (then); the newest there is, or how to add one."""
        kind = self.record.kind(key)
        if kind is None:
            return ""
        rows = self.record.newest_of_each([key])
        if not rows:
            return self.never(kind)
        text = _("no readings. The latest is %(latest)s.") % {"latest": self.cited(rows[0])}
        return f"{self.heading(kind, period)}: {text}"

    def never(self, kind: ObservationType) -> str:
        """That the record holds no reading of a kind, and where to add one."""
        text = _("There are no readings of %(kind)s in your record yet.") % {
            "kind": kind_said(kind)
        }
        if kind.computed or self.record.reader.pk != self.record.patient.pk:
            return text
        link = self.marks.link(_("Add the first one"), "patients:add_reading", kind.key)
        return f"{text} {link}."
