"""Size and shape of the body, and the menstrual cycle.

Bounds are our judgement (hard ones only stop typing errors). Codes: LOINC; see `Coding.evidence`.
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from patients.observation_types.definitions import (
    Band,
    Change,
    Choice,
    Coding,
    Component,
    ObservationType,
    Sex,
    UsualRange,
    band,
    bounds,
    unit,
    up_to,
)

_CENTIMETRES = (unit("cm", 1), unit("[in_i]", 1))
_FHIR_LENGTH = frozenset({"cm", "[in_i]"})
_WHO_ADULTS = _("adults, not pregnant; lower cut-offs hold in Asian populations")

BODY_WEIGHT = ObservationType(
    key="body_weight",
    label=_("Weight"),
    kind="quantity",
    category="body",
    icon="scale",
    components=(
        Component(
            key="body_weight",
            label=_("Weight"),
            quantity="mass",
            units=(unit("kg", 2), unit("g", 0), unit("[lb_av]", 1), unit("[stone_av]", 2)),
            hard=bounds("0.2", "650"),
            codings=(Coding(("29463-7",), evidence="F"),),
            fhir_units=frozenset({"kg", "g", "[lb_av]"}),
        ),
    ),
    change=Change(share=Decimal("0.1"), within_days=7),
    aliases={
        "en": ("weight", "body weight", "weigh", "lose weight", "gain weight"),
        "es": ("peso", "peso corporal", "pesar", "adelgazar", "engordar"),
    },
)

BODY_HEIGHT = ObservationType(
    key="body_height",
    label=_("Height"),
    kind="quantity",
    category="body",
    icon="ruler",
    components=(
        Component(
            key="body_height",
            label=_("Height"),
            quantity="length",
            units=_CENTIMETRES,
            hard=bounds("20", "280"),
            codings=(Coding(("8302-2",), evidence="F"),),
            fhir_units=_FHIR_LENGTH,
        ),
    ),
    change=Change(amount=Decimal(3), adults_only=True),
    aliases={"en": ("height", "how tall"), "es": ("altura", "estatura", "talla")},
)

HEAD_CIRCUMFERENCE = ObservationType(
    key="head_circumference",
    label=_("Head circumference"),
    kind="quantity",
    category="body",
    icon="ruler",
    components=(
        Component(
            key="head_circumference",
            label=_("Head circumference"),
            quantity="length",
            units=_CENTIMETRES,
            hard=bounds("15", "80"),
            codings=(Coding(("9843-4",), evidence="F"),),
            fhir_units=_FHIR_LENGTH,
        ),
    ),
    aliases={"en": ("head circumference",), "es": ("perímetro cefálico", "perímetro craneal")},
)

BODY_MASS_INDEX = ObservationType(
    key="bmi",
    label=_("Body mass index"),
    kind="quantity",
    category="body",
    icon="scale",
    computed=True,
    components=(
        Component(
            key="bmi",
            label=_("Body mass index"),
            quantity="body_mass_index",
            units=(unit("kg/m2", 1),),
            hard=bounds("5", "250"),
            codings=(Coding(("39156-5",), evidence="F"),),
            fhir_units=frozenset({"kg/m2"}),
        ),
    ),
    usual_ranges=(
        UsualRange(
            component="bmi",
            bands=(
                band("low", _("Underweight"), "18.5"),
                band("in_range", _("Usual"), "25"),
                band("watch", _("Overweight"), "30"),
                band("high", _("Obesity")),
            ),
            source="WHO",
            population=_WHO_ADULTS,
            version="1",
        ),
    ),
    aliases={
        "en": ("bmi", "body mass index"),
        "es": ("imc", "índice de masa corporal"),
    },
)

BODY_FAT = ObservationType(
    key="body_fat",
    label=_("Body fat"),
    kind="quantity",
    category="body",
    icon="percent",
    components=(
        Component(
            key="body_fat",
            label=_("Body fat"),
            quantity="fraction",
            units=(unit("%", 1),),
            hard=bounds("1", "80"),
            codings=(Coding(("41982-0",), evidence="H"),),
        ),
    ),
    aliases={"en": ("body fat", "fat percentage"), "es": ("grasa corporal", "porcentaje de grasa")},
)


def _waist_range(sex: Sex, raised: str, high: str) -> UsualRange:
    bands: tuple[Band, ...] = (
        up_to("in_range", _("Usual"), raised),
        up_to("watch", _("Raised risk"), high),
        band("high", _("High risk")),
    )
    return UsualRange(
        component="waist",
        bands=bands,
        source=_("WHO expert consultation 2008"),
        population=_WHO_ADULTS,
        version="2008",
        sex=sex,
    )


WAIST = ObservationType(
    key="waist",
    label=_("Waist"),
    kind="quantity",
    category="body",
    icon="ruler",
    components=(
        Component(
            key="waist",
            label=_("Waist"),
            quantity="length",
            units=_CENTIMETRES,
            hard=bounds("20", "350"),
            codings=(Coding(("8280-0",), evidence="H"),),
        ),
    ),
    usual_ranges=(_waist_range("male", "94", "102"), _waist_range("female", "80", "88")),
    aliases={
        "en": ("waist", "waist circumference", "belly size"),
        "es": ("cintura", "perímetro abdominal", "contorno de cintura"),
    },
)

MENSTRUATION = ObservationType(
    key="menstruation",
    label=_("Period"),
    kind="coded",
    category="body",
    icon="calendar",
    components=(
        Component(
            key="flow",
            label=_("Flow"),
            quantity="coded",
            choices=(
                Choice("none", _("None")),
                Choice("light", _("Light")),
                Choice("medium", _("Medium")),
                Choice("heavy", _("Heavy")),
            ),
            # The flow itself has no LOINC code of ours; the first day of a cycle has.
            codings=(Coding(("8665-2",), context="cycle_start", evidence="I"),),
        ),
    ),
    contexts=(Choice("cycle_start", _("First day of the period")),),
    # A cycle is about 21 to 35 days (recalled); outside 15 to 90 days we ask.
    change=Change(days_between=(15, 90)),
    aliases={
        "en": ("period", "menstruation", "menstrual cycle"),
        "es": ("regla", "menstruación", "ciclo menstrual", "periodo menstrual"),
    },
)
