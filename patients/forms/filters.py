"""The filter over the list of readings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from patients.models import ObservationQuerySet
from patients.observation_types import find


class ReadingFilter(forms.Form):
    """Type and days; an empty filter shows everything."""

    type = forms.ChoiceField(label=_("Type"), required=False)
    first = forms.DateField(
        label=_("From"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=_("Until"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, used: list[str]) -> None:
        super().__init__(data)
        labels = [(key, kind.label) for key in used if (kind := find(key))]
        field = self.fields["type"]
        field.choices = [("", _("All")), *sorted(labels, key=lambda pair: str(pair[1]))]  # type: ignore[attr-defined]

    @property
    def is_narrowing(self) -> bool:
        """Whether anything is left out."""
        return any(self.data.get(name) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError: the days are the wrong way round."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            raise ValidationError({"last": _("This day lies before the first one.")})
        return cleaned

    def narrow(self, rows: ObservationQuerySet) -> ObservationQuerySet:
        """`rows` as asked for; nothing while the filter is wrong."""
        if not self.is_valid():
            return rows.none()
        if key := self.cleaned_data["type"]:
            rows = rows.of_type(key)
        return rows.between(self.cleaned_data["first"], self.cleaned_data["last"])
