"""The form of the units somebody reads values in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.unit_choices import PRESETS, QUESTIONS

TYPED = "typed"


class UnitsForm(forms.Form):
    """One choice per quantity."""

    def __init__(self, data: Any = None, *, chosen: Mapping[str, str]) -> None:
        answers = {question.quantity: TYPED for question in QUESTIONS}
        super().__init__(data, initial={**answers, **chosen})
        for question in QUESTIONS:
            label: Any = question.label
            self.fields[question.quantity] = forms.ChoiceField(
                label=label,
                choices=[(TYPED, _("as typed")), *question.choices],
                widget=forms.RadioSelect,
            )

    @property
    def units(self) -> dict[str, str]:
        """Quantity -> UCUM unit of those that were chosen."""
        return {name: unit for name, unit in self.cleaned_data.items() if unit != TYPED}


class PresetForm(forms.Form):
    """All answers at once."""

    preset = forms.ChoiceField(choices=[(name, name) for name in PRESETS])
