"""The form of one's own type of readings."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from patients import units
from patients.forms.fields import EntryIdField, PlainTextField, TypedDecimalField, plain_text
from patients.forms.focus import FocusedForm
from patients.models import CustomType

FIELDS = ("label", "unit", "decimals", "low", "high", "icon")
DIGITS = [(digits, f"1{'.' if digits else ''}{'0' * digits}") for digits in range(4)]


class UnitField(forms.CharField):
    """A unit as people write it, cleaned to its UCUM code where there is one ("lb", "°C")."""

    default_validators = [plain_text]

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        known = {str(name).casefold(): ucum for ucum, name in units.LABELS.items() if str(name)}
        return text if text in units.LABELS else known.get(text.casefold(), text)

    def prepare_value(self, value: Any) -> Any:
        return str(units.label(value)) if value in units.LABELS else value


class OwnTypeForm(FocusedForm):
    """Name, unit, bounds and sign; `values` holds the model's fields once valid."""

    label = PlainTextField(
        label=_("Name"), max_length=60, help_text=_("What you measure, such as “Grip strength”.")
    )
    unit = UnitField(
        label=_("Unit"),
        max_length=24,
        required=False,
        help_text=_("Such as kg, mmol/L or “pages”. Leave it empty for a plain number."),
    )
    decimals = forms.TypedChoiceField(
        label=_("Show numbers like"), choices=DIGITS, coerce=int, initial=1
    )
    low = TypedDecimalField(label=_("Lowest possible"), required=False, max_length=32)
    high = TypedDecimalField(
        label=_("Highest possible"),
        required=False,
        max_length=32,
        help_text=_("Numbers beyond are refused, so that typing errors are noticed."),
    )
    icon = forms.ChoiceField(label=_("Sign"), choices=CustomType.Icon.choices, initial="chart")

    def __init__(self, data: Any = None, *, row: CustomType | None = None) -> None:
        self.row = row
        said = {name: getattr(row, name) for name in FIELDS} if row else {}
        super().__init__(data, initial={"entry_id": uuid4(), **said})
        if row is None:
            self.fields["entry_id"] = EntryIdField()
        elif row.decimals >= len(DIGITS):  # came with a file
            choice: Any = self.fields["decimals"]
            choice.choices = [*DIGITS, (row.decimals, f"1.{'0' * row.decimals}")]

    @property
    def values(self) -> dict[str, Any]:
        """Model field -> cleaned value."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def clean(self) -> dict[str, Any]:
        """Let the model look at the whole, so that pages and imports share one rule."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                CustomType(**self.values).clean()
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned
