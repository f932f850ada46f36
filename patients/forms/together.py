"""Which types to look at together."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from patients.observation_types import ObservationType


class TogetherForm(forms.Form):
    """One to three of the types in use."""

    MOST = 3

    types = forms.MultipleChoiceField(
        label=_("Show"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one type.")},
    )

    def __init__(self, data: Any, *, kinds: Sequence[ObservationType]) -> None:
        super().__init__(data)
        self.fields["types"].choices = [(kind.key, kind.label) for kind in kinds]  # type: ignore[attr-defined]

    def clean_types(self) -> list[str]:
        """Raises ValidationError: more than can be read at once."""
        chosen: list[str] = self.cleaned_data["types"]
        if len(chosen) > self.MOST:
            raise ValidationError(
                _("Choose at most %(most)d types."), params={"most": self.MOST}, code="too_many"
            )
        return chosen
