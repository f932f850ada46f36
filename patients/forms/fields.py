"""Form fields for what people really type: decimal commas, partial dates, plain text."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from healthtracker.web.widgets import QuantityInput
from patients import moments
from patients.moments import Spoken
from patients.partial_dates import validate_partial_date

Unit = tuple[str, str | Promise]
LONGEST_NUMBER = 32
_NUMBER = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,12})?")
_MARKUP = re.compile(r"<\s*[/!?]?\s*[a-zA-Z][^<>]*(>|\Z)")
_MONTH_OF_YEAR = re.compile(r"(0?[1-9]|1[0-2])/([0-9]{4})")


def plain_text(value: str) -> None:
    """Raises ValidationError: it holds tags. Pages escape them anyway; other readers may not."""
    if _MARKUP.search(value):
        raise ValidationError(
            _("Write plain text: tags such as <b> are not accepted."), code="markup"
        )


def typed_decimal(text: str) -> str:
    """`text` in dot decimals, every digit kept: "7,20" -> "7.20", ".5" -> "0.5"; "" stays "".

    Raises: ValidationError: not one number.
    """
    digits = re.sub(r"[\s\u2009\u202f]", "", text).replace("\u2212", "-").removeprefix("+")
    if digits[:1] in {".", ","}:
        digits = f"0{digits}"
    if not digits:
        return ""
    if len(digits) > LONGEST_NUMBER or not _NUMBER.fullmatch(digits):
        raise ValidationError(
            _("Write one number, such as 72.5, without thousands separators."), code="not_a_number"
        )
    return digits.replace(",", ".")


class TypedDecimalField(forms.CharField):
    """A number kept as typed, as text in dot decimals."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return typed_decimal(super().to_python(value) or "")


class UnitInput(forms.TextInput):
    """A number whose unit is not a choice, shown beside it."""

    template_name = "patients/widgets/unit.html"

    def __init__(self, unit: str | Promise) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"})
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "unit": self.unit}


class EntryIdInput(forms.HiddenInput):
    """The id a new entry will have; a damaged one is replaced when the form comes back."""

    def format_value(self, value: Any) -> str:
        try:
            return str(UUID(str(value)))
        except ValueError:
            return str(uuid4())


class EntryIdField(forms.UUIDField):
    """Chosen when the form is shown, so that sending it twice makes one entry."""

    widget = EntryIdInput
    default_error_messages = {
        "invalid": _("This form was damaged on its way. Please send it again."),
        "required": _("This form was damaged on its way. Please send it again."),
    }


class QuantityField(forms.Field):
    """A number and its unit; cleaned to the pair (dot decimal, UCUM), ("", unit) when left out."""

    def __init__(self, units: Sequence[Unit], **kwargs: Any) -> None:
        self.codes = [code for code, _label in units]
        single = len(units) == 1
        widget = UnitInput(units[0][1]) if single else QuantityInput(units)
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> tuple[str, str]:
        number, unit = value if isinstance(value, list | tuple) else (value, self.codes[0])
        if unit not in self.codes:
            raise ValidationError(_("Choose one of the listed units."), code="unit_unknown")
        return typed_decimal(str(number or "")), unit

    def validate(self, value: tuple[str, str]) -> None:
        """Raises ValidationError: required, and no number was typed."""
        super().validate(value[0])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class PlainTextField(forms.CharField):
    """Words without tags."""

    default_validators = [plain_text]


class MomentField(forms.Field):
    """A wall-clock time, or only a day; which instant is meant depends on where the person is."""

    def to_python(self, value: Any) -> Spoken | None:
        return moments.read(str(value)) if value else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


class PartialDateField(forms.CharField):
    """A date as well as it is known, cleaned to YYYY, YYYY-MM or YYYY-MM-DD (or 03/2019)."""

    default_validators = [validate_partial_date]

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "placeholder": "2019-03-14"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        kwargs.setdefault("help_text", _("A year is enough: 2019, 2019-03 or 2019-03-14."))
        super().__init__(**{**kwargs, "max_length": 10})

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        found = _MONTH_OF_YEAR.fullmatch(text)
        return f"{found[2]}-{int(found[1]):02}" if found else text


class TagsField(forms.CharField):
    """Words separated by commas, cleaned to a tuple; at most ten, each at most 40 characters."""

    default_validators = [plain_text]
    most, longest = 10, 40

    def clean(self, value: Any) -> Any:
        """Raises ValidationError: too many or too long."""
        words = [word.strip() for word in super().clean(value).split(",")]
        tags = tuple(dict.fromkeys(word for word in words if word))
        if len(tags) > self.most:
            raise ValidationError(_("At most ten tags."), code="too_many")
        if any(len(tag) > self.longest for tag in tags):
            raise ValidationError(_("A tag has at most 40 characters."), code="too_long")
        return tags

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value
