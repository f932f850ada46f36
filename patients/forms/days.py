"""Forms of sleep and of the period, which belong to a day."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients import moments
from patients.cycle import START, TYPE, Cycle, odd_with
from patients.entries import Entry
from patients.forms.fields import EntryIdField
from patients.forms.focus import FocusedForm
from patients.forms.life import when_field
from patients.observation_types import get
from patients.patient_facts import facts_of
from patients.services import measuring

SLEEP = "sleep_duration"
HOUR = Decimal(3600)
BEDTIME = 23


class DayForm(FocusedForm):
    """A form whose unusual answers come back with `asks` to be confirmed."""

    def __init__(self, data: Any = None, *, patient: User) -> None:
        self.patient, self.zone = patient, patient.zone
        self.entry: Entry | None = None
        self.asks: list[Any] = []
        now = timezone.now().astimezone(self.zone)
        super().__init__(data, initial={"entry_id": uuid4(), **self.first_guess(now)})
        self.fields["entry_id"] = EntryIdField()

    def first_guess(self, now: datetime) -> dict[str, Any]:
        """What the fields show before anything is typed."""
        raise NotImplementedError

    def entry_from(self, cleaned: dict[str, Any]) -> Entry:
        """What was said. Raises: ValidationError by field."""
        raise NotImplementedError

    @property
    def token(self) -> str:
        """What exactly is to be confirmed."""
        names = [name for name in self.fields if name != "entry_id"]
        return "/".join(str(self.data.get(name, "")) for name in names)

    def clean(self) -> dict[str, Any]:
        """Work out what is meant; ask where it is unusual."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.entry = self.entry_from(cleaned)
            measuring.check_time(self.entry, born=facts_of(self.patient).born)
        except ValidationError as error:
            known = getattr(error, "error_dict", {})
            self.add_error(None, [e for errors in known.values() for e in errors] or error)
            return cleaned
        if self.asks and self.data.get("confirmed") != self.token:
            self.add_error(None, _("Please check this."))
        return cleaned


class SleepForm(DayForm):
    """From when to when somebody slept; the day is the day of waking."""

    asleep = when_field(_("Fell asleep"))
    woke = when_field(_("Woke up"))

    def first_guess(self, now: datetime) -> dict[str, Any]:
        """Yesterday night until now."""
        evening = now.date() - timedelta(days=1)
        return {"asleep": f"{evening}T{BEDTIME}:00", "woke": f"{now:%Y-%m-%dT%H:%M}"}

    def entry_from(self, cleaned: dict[str, Any]) -> Entry:
        """Raises: ValidationError: woke before falling asleep, or longer than a day."""
        spoken = [cleaned["asleep"], cleaned["woke"]]
        if any(each.clock is None for each in spoken):
            raise ValidationError(_("Write both with their time."))
        asleep, woke = (moments.meant(each, self.zone).at for each in spoken)
        if woke <= asleep:
            raise ValidationError(_("Waking up lies before falling asleep."))
        hours = Decimal(round((woke - asleep).total_seconds())) / HOUR
        entry = Entry(
            type=SLEEP, value=f"{hours:.2f}", unit="h", effective_at=asleep, effective_end=woke,
            tz=self.zone.key,
        )  # fmt: skip
        found = measuring.problems(entry, patient=self.patient)
        if hard := [problem for problem in found if problem.tier == "hard"]:
            raise ValidationError([str(problem.message) for problem in hard])
        self.asks = [problem.message for problem in found]
        return entry


class PeriodForm(DayForm):
    """How strong the period was on a day, and whether it began then."""

    day = forms.DateField(
        label=_("Day"), input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    flow = forms.ChoiceField(label=_("Flow"), widget=forms.RadioSelect)
    is_start = forms.BooleanField(label=_("First day of the period"), required=False)

    def __init__(self, data: Any = None, *, patient: User, cycle: Cycle) -> None:
        self.cycle = cycle
        super().__init__(data, patient=patient)
        choices = [(choice.key, choice.label) for choice in get(TYPE).first.choices]
        self.fields["flow"].choices = choices  # type: ignore[attr-defined]

    def first_guess(self, now: datetime) -> dict[str, Any]:
        """Today."""
        return {"day": now.date(), "flow": "medium"}

    def entry_from(self, cleaned: dict[str, Any]) -> Entry:
        """Asks where the start makes a cycle that can hardly be one."""
        day: date = cleaned["day"]
        if cleaned["is_start"] and cleaned["flow"] == "none":
            raise ValidationError(_("A period does not begin on a day without bleeding."))
        odd = odd_with(self.cycle, day) if cleaned["is_start"] else None
        if odd is not None:
            self.asks = [
                _("That makes a cycle of %(days)d days. Is the date right?") % {"days": odd.days}
            ]
        return Entry(
            type=TYPE, code=cleaned["flow"], context=START if cleaned["is_start"] else "",
            effective_at=moments.start_of(day, self.zone), tz=self.zone.key, precision="day",
        )  # fmt: skip
