"""Values worked out from others and never asked for."""

from decimal import Decimal


def mean_arterial_pressure(systolic: Decimal, diastolic: Decimal) -> Decimal:
    """Diastolic plus a third of the pulse pressure, in the unit of both, unrounded."""
    return diastolic + pulse_pressure(systolic, diastolic) / 3


def pulse_pressure(systolic: Decimal, diastolic: Decimal) -> Decimal:
    """Systolic minus diastolic, in the unit of both."""
    return systolic - diastolic


def body_mass_index(weight_kg: Decimal, height_cm: Decimal) -> Decimal:
    """kg/m2, unrounded. Raises: ValueError: height is not above zero."""
    if height_cm <= 0:
        raise ValueError("height must be above zero")
    metres = height_cm / 100
    return weight_kg / (metres * metres)
