"""Form widgets the browser has no element for: a number with its unit, a time with "now"."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class NowInput(forms.DateTimeInput):
    """A local date and time to the minute, with a button that sets it to now."""

    input_type = "datetime-local"
    template_name = "django/forms/widgets/now.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class QuantityInput(forms.MultiWidget):
    """A number as typed and the unit it was typed in; its value is the pair (number, unit).

    Args: units: (code, label) pairs; the first is the default. A text box rather than a number
    box, because browsers drop a decimal comma from number boxes without a word.
    """

    template_name = "django/forms/widgets/quantity.html"
    use_fieldset = False

    def __init__(
        self, units: Sequence[tuple[str, str | Promise]], attrs: dict[str, Any] | None = None
    ) -> None:
        number = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        unit = forms.Select(attrs={"aria-label": _("Unit")}, choices=units)
        super().__init__([number, unit], attrs)

    def decompress(self, value: tuple[str, str] | None) -> list[str | None]:
        """The pair as a list; nothing typed yet means no number and the first unit."""
        return list(value) if value else [None, None]

    def id_for_label(self, id_: str) -> str:
        """The label belongs to the number."""
        return f"{id_}_0"
