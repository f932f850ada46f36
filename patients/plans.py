"""Plans of medicines and reminders in words."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from patients.due import dose_text
from patients.kinds import kind_named
from patients.models import MedicationSchedule, Recurring, Reminder
from patients.recurrence import next_slot, now_in

Label = str | Promise
SHORT = {
    "mon": gettext_lazy("Mon"), "tue": gettext_lazy("Tue"), "wed": gettext_lazy("Wed"),
    "thu": gettext_lazy("Thu"), "fri": gettext_lazy("Fri"), "sat": gettext_lazy("Sat"),
    "sun": gettext_lazy("Sun"),
}  # fmt: skip


def pattern(rule: Recurring) -> str:
    """ "Every day at 08:00, 20:00"."""
    if getattr(rule, "as_needed", False):
        return _("Only when needed")
    at = _("at %(times)s") % {"times": ", ".join(rule.times)}
    return f"{_days(rule)} {at}"


def _days(rule: Recurring) -> str:
    if rule.weekdays:
        return ", ".join(str(SHORT[day]) for day in rule.weekdays)
    if rule.every_days == 1:
        return _("Every day")
    text = ngettext("Every %(n)d day", "Every %(n)d days", rule.every_days)
    return text % {"n": rule.every_days}


@dataclass(frozen=True)
class PlanLine:
    """One plan of a medicine, ready for a page."""

    row: MedicationSchedule
    today: date

    @property
    def said(self) -> str:
        """The pattern with the dose: "Every day at 08:00, 50 mg"."""
        return ", ".join(part for part in (pattern(self.row), dose_text(self.row)) if part)

    @property
    def is_live(self) -> bool:
        """Whether it still asks for doses, today or later."""
        return self.row.end_day is None or self.row.end_day >= self.today

    @property
    def begins_later(self) -> bool:
        """Whether it has not begun."""
        return self.row.start_day > self.today


@dataclass(frozen=True)
class ReminderLine:
    """One reminder, ready for a page."""

    row: Reminder
    now: datetime

    @property
    def title(self) -> Label:
        """What to do."""
        kind = kind_named(self.row.type, self.row.owner_id) if self.row.type else None
        if kind is None:
            return self.row.words or self.row.type
        return format_lazy(_("Measure: {label}"), label=kind.label)

    @property
    def icon(self) -> str:
        """A sign for it."""
        kind = kind_named(self.row.type, self.row.owner_id) if self.row.type else None
        return kind.icon if kind else "bell"

    @property
    def said(self) -> str:
        """When."""
        return pattern(self.row)

    @property
    def next_at(self) -> datetime | None:
        """The next time it asks, on the person's clock; None when it never does again."""
        if not self.row.is_active:
            return None
        coming = next_slot(self.row, now_in(self.row.owner.zone, self.now))
        return datetime.combine(coming.day, coming.clock) if coming else None
