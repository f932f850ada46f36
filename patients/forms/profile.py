"""Forms of the medical profile, made from the section that describes them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients import countries, units
from patients.forms.fields import EntryIdField, PartialDateField, PlainTextField, TypedDecimalField
from patients.forms.focus import FocusedForm
from patients.models import PatientProfile, ProfileEntry
from patients.models.observation import DECIMAL_TEXT
from patients.observation_types import get
from patients.partial_dates import PartialDateField as PartialDateColumn
from patients.profile_sections import ProfileSection
from privacy.fields import EncryptedTextField

OLDEST = 125  # years; nobody has been verified to have lived longer


class ProfileEntryForm(FocusedForm):
    """One line of the profile; `values` holds its model fields once valid."""

    def __init__(
        self,
        data: Any = None,
        *,
        section: ProfileSection,
        patient: User,
        row: ProfileEntry | None = None,
    ) -> None:
        self.section, self.patient, self.row = section, patient, row
        initial = {name: getattr(row, name) for name in section.fields} if row else {}
        super().__init__(data, initial={"entry_id": uuid4(), **initial})
        for name in section.fields:
            self.fields[name] = form_field(section.model._meta.get_field(name))
        if row is None:
            self.fields["entry_id"] = EntryIdField()

    @property
    def values(self) -> dict[str, Any]:
        """Model field -> cleaned value."""
        return {name: self.cleaned_data[name] for name in self.section.fields}

    def clean(self) -> dict[str, Any]:
        """Let the model look at the whole line, so that pages and imports share one rule."""
        cleaned = super().clean() or {}
        if not self.errors:
            _let_model_judge(self, self.section.model(owner=self.patient, **self.values))
        return cleaned


class EndForm(FocusedForm):
    """When something was over; today unless said otherwise."""

    def __init__(self, data: Any = None, *, row: ProfileEntry) -> None:
        self.row = row
        today = timezone.now().astimezone(row.owner.zone).date().isoformat()
        super().__init__(data, initial={"ended": today})
        self.fields["ended"] = PartialDateField(label=_("Until"))

    def clean_ended(self) -> str:
        """Raises ValidationError: before the start, or in the future."""
        ended: str = self.cleaned_data["ended"]
        names = [self.row.start_field, self.row.end_field]
        said = {names[0]: getattr(self.row, names[0]), names[1]: ended}
        try:
            type(self.row)(owner=self.row.owner, **said).clean()
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return ended


class FactsForm(FocusedForm):
    """Birth date, sex, blood type and country."""

    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only your age in years is ever sent to an assistant."),
    )

    def __init__(self, data: Any = None, *, profile: PatientProfile | None) -> None:
        names = ("birth_date", "sex", "blood_type", "country")
        super().__init__(data, initial={n: getattr(profile, n) for n in names} if profile else {})
        for name in ("sex", "blood_type", "country"):
            self.fields[name] = form_field(PatientProfile._meta.get_field(name))

    def clean_birth_date(self) -> date | None:
        """Raises ValidationError: in the future, or longer ago than anyone lives."""
        born: date | None = self.cleaned_data["birth_date"]
        today = timezone.localdate()
        if born and born > today:
            raise ValidationError(_("This day is in the future."), code="future")
        if born and today.year - born.year > OLDEST:
            raise ValidationError(_("Check the year."), code="too_early")
        return born


def form_field(column: Any) -> forms.Field:
    """The form field of a model field, with our rules for words, numbers and dates."""
    shared: dict[str, Any] = {
        "label": capfirst(str(column.verbose_name)),
        "required": not column.blank,
        "help_text": column.help_text,
    }
    if isinstance(column, EncryptedTextField):
        big = (column.max_length or 0) > 200
        widget = forms.Textarea(attrs={"rows": 3}) if big else forms.TextInput()
        return PlainTextField(max_length=column.max_length, widget=widget, **shared)
    if isinstance(column, PartialDateColumn):
        return PartialDateField(label=shared["label"], required=shared["required"])
    if column.name == "country":
        return forms.ChoiceField(choices=countries.choices, **shared)
    if column.name == "dose_unit":
        return forms.ChoiceField(choices=_dose_units, **shared)
    if isinstance(column, models.CharField) and DECIMAL_TEXT in column.validators:
        return TypedDecimalField(max_length=column.max_length, **shared)
    field: forms.Field = column.formfield()
    return field


def _dose_units() -> list[tuple[str, Any]]:
    known = [(choice.ucum, choice.label) for choice in get("medication_intake").first.units]
    return [("", "—"), *known, ("%", units.label("%"))]


def _let_model_judge(form: ProfileEntryForm, line: ProfileEntry) -> None:
    shown: Mapping[str, Any] = form.fields
    hidden = {column.name for column in line._meta.concrete_fields} - set(shown)
    try:
        line.clean_fields(exclude=hidden)
        line.clean()
    except ValidationError as error:
        form.add_error(None, error)
