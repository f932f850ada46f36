"""Forms of what comes round: the plan of a medicine, and reminders."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.forms.fields import PlainTextField, TypedDecimalField
from patients.forms.life import LifeForm, words_field
from patients.kinds import kind_named
from patients.models import Medication, MedicationSchedule, Reminder
from patients.models.recurring import LONGEST_INTERVAL, WEEKDAYS
from patients.observation_types import ObservationType, get
from patients.recurrence import slots
from patients.services import dosing

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2})?)?\s*", re.ASCII)
DAY = timedelta(days=1)
DAY_NAMES = {
    "mon": _("Monday"), "tue": _("Tuesday"), "wed": _("Wednesday"), "thu": _("Thursday"),
    "fri": _("Friday"), "sat": _("Saturday"), "sun": _("Sunday"),
}  # fmt: skip
DAILY, ON_DAYS, INTERVAL, NEEDED = "daily", "weekdays", "interval", "needed"
REPEATS = [
    (DAILY, _("Every day")),
    (ON_DAYS, _("On some days of the week")),
    (INTERVAL, _("Every so many days")),
]


class TimesField(PlainTextField):
    """Times of the day as people write them ("8, 20:30"), cleaned to sorted "HH:MM"."""

    def to_python(self, value: Any) -> Any:
        words = re.split(r"[,;\s]+", str(value or "").strip())
        return sorted({_clock(word) for word in words if word})

    def run_validators(self, value: Any) -> None:
        """Nothing is left to check: each time has been read."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


def _clock(word: str) -> str:
    """Raises: ValidationError: not a time of the day."""
    found = _TIME.fullmatch(word)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise ValidationError(_("Write times as 08:00, 20:00."), code="invalid")
    return f"{hour:02}:{minute:02}"


class RecurringForm(LifeForm):
    """Times, days, and from when to when."""

    repeat = forms.ChoiceField(label=_("How often"), choices=REPEATS, widget=forms.RadioSelect)
    weekdays = forms.MultipleChoiceField(
        label=_("On which days"), choices=list(DAY_NAMES.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    every_days = forms.IntegerField(
        label=_("Every how many days"), min_value=1, max_value=LONGEST_INTERVAL, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    times = TimesField(
        label=_("At what times"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "08:00, 20:00"}),
        help_text=_("On your clock, with commas between them."),
    )
    start_day = forms.DateField(
        label=_("From"), input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    end_day = forms.DateField(
        label=_("Until"), input_formats=["%Y-%m-%d"], required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty for no end. This day counts too."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, patient: User, row: Any = None) -> None:
        super().__init__(data, patient=patient, row=row)
        if row is None:
            self.initial.update({"repeat": DAILY, "start_day": self.today, "every_days": 2})

    def said_by(self, row: Any) -> dict[str, Any]:
        """As the base class says, with the pattern in one word."""
        said = super().said_by(row)
        if row.weekdays:
            said["repeat"] = ON_DAYS
        else:
            said["repeat"] = INTERVAL if row.every_days > 1 else DAILY
        return said | {"every_days": max(row.every_days, 2)}

    def said(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """What the chosen pattern does not use is left out, as the page hides it."""
        repeat = cleaned["repeat"]
        if repeat == ON_DAYS and not cleaned["weekdays"]:
            raise ValidationError({"weekdays": _("Choose at least one day.")})
        if repeat == INTERVAL and not cleaned["every_days"]:
            raise ValidationError({"every_days": _("Write a number of days, such as 2.")})
        chosen = cleaned["weekdays"] if repeat == ON_DAYS else []
        return {
            "weekdays": sorted(chosen, key=WEEKDAYS.index),
            "every_days": cleaned["every_days"] if repeat == INTERVAL else 1,
            "times": [] if repeat == NEEDED else cleaned["times"],
            "start_day": cleaned["start_day"],
            "end_day": cleaned["end_day"],
        }


def dose_fields() -> tuple[forms.Field, forms.Field]:
    """A dose and its unit."""
    units = [(choice.ucum, choice.label) for choice in get("medication_intake").first.units]
    return (
        TypedDecimalField(label=_("Dose"), max_length=32, required=False),
        forms.ChoiceField(label=_("Unit"), choices=[("", "—"), *units], required=False),
    )


class PlanForm(RecurringForm):
    """When a medicine is to be taken, and how much."""

    model = MedicationSchedule
    dose, dose_unit = dose_fields()

    def __init__(
        self, data: Any = None, *, medication: Medication, row: MedicationSchedule | None = None
    ) -> None:
        self.medication = medication
        super().__init__(data, patient=medication.owner, row=row)
        self.fields["repeat"].choices = [*REPEATS, (NEEDED, _("Only when needed"))]  # type: ignore[attr-defined]
        if row is None:
            self.initial.update({"dose": medication.dose, "dose_unit": medication.dose_unit})
        else:
            self.fields["start_day"].label = _("The change counts from")
            self.fields["start_day"].help_text = _("What was planned before stays in your log.")
            self.initial["start_day"] = self._first_free_day(row)

    def said_by(self, row: Any) -> dict[str, Any]:
        """As the base class says."""
        said = super().said_by(row)
        return said | {"repeat": NEEDED} if row.as_needed else said

    def _first_free_day(self, row: MedicationSchedule) -> date:
        """The first day of which no dose has been due yet."""
        now, today = timezone.now(), self.today
        if row.start_day > today:
            return row.start_day
        begun = any(slot.at(self.patient.zone) <= now for slot in slots(row, today, today))
        return today + DAY if begun else today

    def said(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """As the base class says, with the dose."""
        return {
            **super().said(cleaned),
            "as_needed": cleaned["repeat"] == NEEDED,
            "dose": cleaned["dose"],
            "dose_unit": cleaned["dose_unit"] if cleaned["dose"] else "",
        }

    def judge(self) -> None:
        """Raises: ValidationError: the model refuses it, or another plan asks for the same."""
        said = {**self.values, "medication": self.medication}
        plan = MedicationSchedule(owner=self.patient, **said)
        plan.clean()
        dosing.check_clash(plan, but=self.row)


class ReminderForm(RecurringForm):
    """What to be reminded of, and when."""

    model = Reminder
    type = forms.ChoiceField(label=_("Something to measure"), required=False)
    words = words_field(_("Or something else"), help_text=_("For example: call the pharmacy."))

    def __init__(
        self, data: Any = None, *, patient: User, kinds: list[ObservationType], row: Any = None
    ) -> None:
        super().__init__(data, patient=patient, row=row)
        self.fields["times"].required = True
        choices: list[tuple[str, Any]] = [("", "—"), *((kind.key, kind.label) for kind in kinds)]
        if row is not None and row.type and row.type not in dict(choices):
            kind = kind_named(row.type, patient.pk)
            choices.append((row.type, kind.label if kind else row.type))
        self.fields["type"].choices = choices  # type: ignore[attr-defined]

    def said(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """As the base class says, with what to do."""
        return {**super().said(cleaned), "type": cleaned["type"], "words": cleaned["words"]}
