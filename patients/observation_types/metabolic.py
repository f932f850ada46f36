"""Glucose, HbA1c and blood alcohol.

Glucose is one type whose context says how it was measured; context and unit together pick the code.
Bounds are our judgement. Thresholds: ADA Standards of Care, in mg/dL; the published mmol/L lines
(3.0, 3.9, 5.6, 7.0, 7.8, 10.0, 11.1) are the same ones rounded to 0.1, which tests prove.
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from patients.observation_types.definitions import (
    ADULTS,
    Band,
    Bounds,
    Choice,
    Coding,
    Component,
    ObservationType,
    Text,
    UsualRange,
    band,
    bounds,
    our_line,
    unit,
    up_to,
)

_FINGERSTICK = ("fasting", "before_meal", "after_meal", "bedtime", "random")
_ADA = _("ADA Standards of Care")
_ADA_GOALS = _("ADA goals for many adults with diabetes")
_WITH_DIABETES = _("adults with diabetes, not pregnant; goals are personal")
_USUAL = _("Usual")
_LOW = (
    band("critical_low", _("Seriously low"), "54"),
    band("low", _("Low"), "70"),
)
_EXTREME = our_line(band("critical_high", _("Very high")))


def _codes(mass: str, moles: str, contexts: tuple[str, ...], evidence: str) -> tuple[Coding, ...]:
    """The mass code for mg/dL and the molar code for mmol/L, in each context; never the other."""
    pairs = ((mass, "mg/dL"), (moles, "mmol/L"))
    return tuple(
        Coding((loinc,), unit=ucum, context=context, evidence=evidence)
        for context in contexts
        for loinc, ucum in pairs
        if loinc
    )


def _range(
    contexts: tuple[str, ...],
    *middle: Band,
    source: Text = _ADA,
    population: Text = ADULTS,
    checked: bool = True,
) -> UsualRange:
    return UsualRange(
        component="glucose",
        bands=(*_LOW, *middle, _EXTREME),
        source=source,
        population=population,
        version="1",
        contexts=contexts,
        checked=checked,
    )


GLUCOSE = ObservationType(
    key="glucose",
    label=_("Glucose"),
    kind="quantity",
    category="metabolic",
    icon="drop",
    components=(
        Component(
            key="glucose",
            label=_("Glucose"),
            quantity="glucose",
            units=(unit("mg/dL", 0), unit("mmol/L", 1)),
            hard=bounds("0", "2000"),
            confirm=bounds("54", "400"),
            codings=(
                *_codes("41653-7", "14743-9", _FINGERSTICK, "H, I"),
                *_codes("1558-6", "14771-0", ("lab_fasting",), "I"),
                *_codes("1521-4", "", ("lab_after_meal",), "M"),
                *_codes("1518-0", "", ("lab_glucose_drink",), "M"),
                *_codes("2345-7", "14749-6", ("lab_random",), "V"),
                *_codes("2339-0", "15074-8", ("lab_whole_blood",), "I, V"),
            ),
        ),
    ),
    contexts=(
        Choice("fasting", _("Fasting")),
        Choice("before_meal", _("Before a meal")),
        Choice("after_meal", _("After a meal")),
        Choice("bedtime", _("Bedtime")),
        Choice("random", _("Any other time")),
        Choice("sensor", _("From a glucose sensor")),
        Choice("lab_fasting", _("Laboratory, fasting")),
        Choice("lab_after_meal", _("Laboratory, 2 hours after a meal")),
        Choice("lab_glucose_drink", _("Laboratory, 2 hours after a glucose drink")),
        Choice("lab_random", _("Laboratory, not fasting")),
        Choice("lab_whole_blood", _("Laboratory, whole blood")),
    ),
    usual_ranges=(
        _range(
            ("fasting",),
            band("in_range", _USUAL, "100"),
            band("watch", _("Above the fasting range"), "126"),
            up_to("high", _("Far above the fasting range"), "400"),
        ),
        _range(
            ("lab_fasting",),
            band("in_range", _USUAL, "100"),
            band("watch", _("Prediabetes range"), "126"),
            up_to("high", _("Diabetes range"), "400"),
        ),
        _range(
            ("before_meal",),
            up_to("in_range", _("Within the usual goal before meals"), "130"),
            up_to("high", _("Above the usual goal before meals"), "400"),
            source=_ADA_GOALS,
            population=_WITH_DIABETES,
        ),
        _range(
            ("after_meal",),
            band("in_range", _("Within the usual goal after meals"), "180"),
            up_to("high", _("Above the usual goal after meals"), "400"),
            source=_ADA_GOALS,
            population=_WITH_DIABETES,
        ),
        _range(
            ("bedtime", "random", "sensor"),
            up_to("in_range", _("Within the usual goal"), "180"),
            up_to("high", _("Above the usual goal"), "400"),
            source=_("International consensus on time in range 2019"),
            population=_WITH_DIABETES,
            checked=False,
        ),
        _range(
            ("lab_after_meal",),
            band("in_range", _USUAL, "140"),
            band("watch", _("Above the usual range"), "200"),
            up_to("high", _("Far above the usual range"), "400"),
        ),
        _range(
            ("lab_glucose_drink",),
            band("in_range", _USUAL, "140"),
            band("watch", _("Prediabetes range"), "200"),
            up_to("high", _("Diabetes range"), "400"),
        ),
        _range(
            ("", "lab_random", "lab_whole_blood"),
            band("none", "", "200"),
            up_to("high", _("High; with symptoms, see a doctor"), "400"),
        ),
    ),
    aliases={
        "en": ("glucose", "blood sugar", "sugar", "blood glucose", "sugar level"),
        "es": ("glucosa", "azúcar", "glucemia", "azúcar en sangre", "glicemia"),
    },
)

HBA1C = ObservationType(
    key="hba1c",
    label="HbA1c",
    kind="quantity",
    category="metabolic",
    icon="drop",
    components=(
        Component(
            key="hba1c",
            label="HbA1c",
            quantity="hba1c",
            units=(unit("%", 1), unit("mmol/mol", 0)),
            # 2 % is below zero on the IFCC scale, so that unit has limits of its own.
            hard=Bounds(Decimal(2), Decimal(25), by_unit={"mmol/mol": (Decimal(0), Decimal(250))}),
            confirm=bounds(None, "14"),
            codings=(
                Coding(("4548-4",), unit="%", evidence="V"),
                Coding(("59261-8",), unit="mmol/mol", evidence="V"),
            ),
        ),
    ),
    usual_ranges=(
        UsualRange(
            component="hba1c",
            bands=(
                band("in_range", _USUAL, "5.7"),
                band("watch", _("Prediabetes range"), "6.5"),
                band("high", _("Diabetes range")),
            ),
            source=_ADA,
            population=ADULTS,
            version="1",
        ),
    ),
    aliases={
        "en": ("hba1c", "a1c", "glycated hemoglobin", "glycated haemoglobin"),
        "es": ("hba1c", "a1c", "hemoglobina glicosilada", "hemoglobina glucosilada"),
    },
)

BLOOD_ALCOHOL = ObservationType(
    key="blood_alcohol",
    label=_("Blood alcohol"),
    kind="quantity",
    category="metabolic",
    icon="glass",
    components=(
        Component(
            key="blood_alcohol",
            label=_("Blood alcohol"),
            quantity="fraction",
            units=(unit("%", 3),),
            hard=bounds("0", "1"),
            codings=(Coding(("74859-0",), evidence="H"),),
        ),
    ),
    aliases={"en": ("blood alcohol", "bac"), "es": ("alcoholemia", "alcohol en sangre")},
)
