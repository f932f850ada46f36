"""The form of one goal, made to measure for its type."""

from copy import copy
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients import shown_units
from patients.entries import decimal_of
from patients.forms.fields import EntryIdField, PlainTextField, TypedDecimalField
from patients.forms.focus import FocusedForm
from patients.models import Goal
from patients.observation_types import ObservationType
from patients.services import goals
from patients.units import number

SAID = ("low", "high", "unit", "start", "due", "note")


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, input_formats=["%Y-%m-%d"], widget=widget, **more)


class GoalForm(FocusedForm):
    """Limits, their unit, from when and until when; `values` holds the model's fields."""

    def __init__(
        self, data: Any = None, *, kind: ObservationType, patient: User, row: Goal | None = None
    ) -> None:
        self.kind, self.patient, self.row = kind, patient, row
        super().__init__(data, initial=_initial(kind, patient, row))
        parts = [(part.key, part.label) for part in kind.components[:2] if part.units]
        if len(parts) > 1:
            self.fields["component"] = forms.ChoiceField(label=_("Part"), choices=parts)
        self.fields["low"] = TypedDecimalField(label=_("At least"), required=False, max_length=32)
        self.fields["high"] = TypedDecimalField(label=_("At most"), required=False, max_length=32)
        choices = [(choice.ucum, choice.label) for choice in kind.first.units]
        if len(choices) > 1:
            self.fields["unit"] = forms.ChoiceField(label=_("Unit"), choices=choices)
        self.fields["start"] = _day(_("From"))
        self.fields["due"] = _day(_("Until"), required=False)
        widget = forms.Textarea(attrs={"rows": 2})
        self.fields["note"] = PlainTextField(
            label=_("Note"), max_length=1000, required=False, widget=widget,
            help_text=_("For example who recommended it."),
        )  # fmt: skip
        if row is None:
            self.fields["entry_id"] = EntryIdField()

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Fields side by side where they belong together."""
        groups = (("component",), ("low", "high", "unit"), ("start", "due"), ("note",))
        shown = [[self[name] for name in group if name in self.fields] for group in groups]
        return [group for group in shown if group]

    @property
    def values(self) -> dict[str, Any]:
        """Model field -> cleaned value."""
        said = {name: self.cleaned_data[name] for name in SAID if name in self.cleaned_data}
        only = {
            "type": self.kind.key,
            "component": self.kind.first.key,
            "unit": self.kind.first.usual_unit,
        }
        chosen = {"component": self.cleaned_data.get("component") or only["component"]}
        return {**only, **said, **chosen}

    def clean(self) -> dict[str, Any]:
        """Let the deed's own rules and the model look at the whole."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        values = self.values
        try:
            goals.check(self.patient, values)
            row = copy(self.row) if self.row else Goal(owner=self.patient)
            for name, value in values.items():
                setattr(row, name, value)
            row.clean()
            row.validate_constraints(exclude={"entry_id"})
        except ValidationError as error:
            self._add(error)
        return cleaned

    def _add(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, messages in error.message_dict.items():
            self.add_error(name if name in self.fields else None, messages)


def _initial(kind: ObservationType, patient: User, row: Goal | None) -> dict[str, Any]:
    if row is None:
        today = timezone.localdate(timezone=patient.zone)
        unit = shown_units.unit_to_type(kind)
        return {"entry_id": uuid4(), "unit": unit, "start": today}
    said = {name: getattr(row, name) for name in (*SAID, "component")}
    return said | {name: _shown(said[name]) for name in ("low", "high")}


def _shown(text: str) -> str:
    value = decimal_of(text)
    return "" if value is None else number(value)
