"""Numbers in two boxes: feet and inches, stones and pounds; kept as one of the small unit."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from patients.forms.fields import typed_decimal
from patients.observation_types import ObservationType
from patients.units import number
from patients.written import FEET, HEIGHT, INCHES_A_FOOT, POUNDS_A_STONE, STONES

MARK = "2"  # the suffix of the hidden part, by which a sent form is recognised


@dataclass(frozen=True)
class Compound:
    """How a number is split. Attributes: unit: UCUM, of what is kept. per: small in a big one."""

    unit: str
    per: int
    big: str | Promise
    small: str | Promise


FEET_AND_INCHES = Compound(FEET, INCHES_A_FOOT, _("ft"), _("in"))
STONES_AND_POUNDS = Compound("[lb_av]", POUNDS_A_STONE, _("st"), _("lb"))


def compound_of(kind: ObservationType, unit: str) -> Compound | None:
    """How people who think in `unit` write a value of this type, if in two boxes."""
    if kind.first.key == HEIGHT and unit == FEET:
        return FEET_AND_INCHES
    return STONES_AND_POUNDS if kind.first.quantity == "mass" and unit == STONES else None


def sent_as(kind: ObservationType, data: Any) -> Compound | None:
    """How the sent form had split the number of `value`, if it had."""
    mark = data.get(f"value_{MARK}", "")
    found = compound_of(kind, FEET) or compound_of(kind, STONES)
    return found if found is not None and mark == found.unit else None


class CompoundInput(forms.MultiWidget):
    """Two boxes, each with its unit; the hidden third part says that there are two."""

    template_name = "patients/widgets/compound.html"
    use_fieldset = True

    def __init__(self, compound: Compound) -> None:
        self.compound = compound
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        boxes = [
            forms.TextInput(attrs={**attrs, "aria-label": name})
            for name in (compound.big, compound.small)
        ]
        super().__init__([*boxes, forms.HiddenInput()])

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        # Django takes any tuple for the parts themselves; the pair comes from the record.
        parts = self.decompress(value) if isinstance(value, tuple) else value
        context = super().get_context(name, parts, attrs)
        names = (self.compound.big, self.compound.small)
        boxes, mark = context["widget"]["subwidgets"][:2], context["widget"]["subwidgets"][2]
        return {**context, "boxes": list(zip(boxes, names, strict=True)), "mark": mark}

    def decompress(self, value: tuple[str, str] | None) -> list[str]:
        """The pair (number, unit) in two parts, every digit kept."""
        typed = value[0] if value else ""
        try:
            total = Decimal(typed.replace(",", ".")) if typed else None
        except InvalidOperation:
            total = None
        if total is None:
            return [typed, "", self.compound.unit]
        big, small = divmod(total, self.compound.per)
        return [number(big), number(small), self.compound.unit]

    def id_for_label(self, id_: str) -> str:
        return ""


class CompoundField(forms.Field):
    """Cleaned to (dot decimal, UCUM) of the small unit, as `QuantityField`."""

    def __init__(self, compound: Compound, **kwargs: Any) -> None:
        self.compound = compound
        super().__init__(widget=CompoundInput(compound), **kwargs)

    def to_python(self, value: Any) -> tuple[str, str]:
        parts = list(value) if isinstance(value, list | tuple) else [value, ""]
        big, small = (typed_decimal(str(part or "")) for part in parts[:2])
        if not big and not small:
            return "", self.compound.unit
        if not big:
            return small, self.compound.unit
        names = {"big": self.compound.big, "small": self.compound.small, "per": self.compound.per}
        if "." in big:
            raise ValidationError(_("Write a whole number of %(big)s."), params=names)
        if Decimal(big) < 0 or not 0 <= Decimal(small or 0) < self.compound.per:
            raise ValidationError(
                _("The second number (%(small)s) lies between 0 and %(per)s."), params=names
            )
        total = Decimal(big) * self.compound.per + Decimal(small or 0)
        return f"{total:f}", self.compound.unit

    def validate(self, value: tuple[str, str]) -> None:
        """Raises ValidationError: required, and no number was typed."""
        super().validate(value[0])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True
