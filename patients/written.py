"""How one value is written in one unit: "7,2 mmol/L", but 5′ 10″ tall and 11 st 6 lb heavy."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from patients import units
from patients.observation_types import Component

FEET, STONES = "[in_i]", "[stone_av]"
HEIGHT = "body_height"
INCHES_A_FOOT, POUNDS_A_STONE = 12, 14


@dataclass(frozen=True)
class Written:
    """Attributes: number: as people read it. unit: its name; "" where the number holds it."""

    number: str
    unit: str

    @property
    def text(self) -> str:
        """Number and unit on one line."""
        return f"{self.number}{units.NARROW_SPACE}{self.unit}" if self.unit else self.number


def written(
    component: Component, value: Decimal, unit: str, decimals: int | None = None
) -> Written:
    """`value` in `unit` in the active language.

    Args: decimals: digits after the point of a converted value; None keeps every digit, as typed.
    """
    if component.key == HEIGHT and unit == FEET:
        return Written(feet_and_inches(value, decimals), "")
    if unit == STONES and decimals is not None:
        return Written(_stones_and_pounds(value), "")
    return Written(units.number(value, decimals), str(units.label(unit)) if unit else "")


def feet_and_inches(inches: Decimal, decimals: int | None = None) -> str:
    """5′ 10″ or, typed so, 5′ 10.50″."""
    exact = inches if decimals is None else _plain(units.rounded(inches, decimals))
    feet, rest = divmod(exact, INCHES_A_FOOT)
    return f"{units.number(feet)}′ {units.number(rest)}″"


def _stones_and_pounds(stones: Decimal) -> str:
    pounds = _plain(units.rounded(stones * POUNDS_A_STONE, 1))
    whole, rest = divmod(pounds, POUNDS_A_STONE)
    return _("%(stones)s st %(pounds)s lb") % {
        "stones": units.number(whole), "pounds": units.number(rest),
    }  # fmt: skip


def _plain(value: Decimal) -> Decimal:
    """Without a fraction that says nothing: 10.0 is 10."""
    whole = value.to_integral_value()
    return whole if whole == value else value
