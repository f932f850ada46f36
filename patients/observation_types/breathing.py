"""Oxygen, breathing rate and lung function.

Bounds are our judgement (hard ones only stop typing errors). Codes: LOINC; see `Coding.evidence`.
"""

from django.utils.translation import gettext_lazy as _

from patients.observation_types.definitions import (
    ADULTS,
    Coding,
    Component,
    ObservationType,
    UsualRange,
    band,
    bounds,
    our_line,
    unit,
    up_to,
)

OXYGEN_SATURATION = ObservationType(
    key="oxygen_saturation",
    label=_("Oxygen saturation"),
    kind="quantity",
    category="vitals",
    icon="drop",
    components=(
        Component(
            key="oxygen_saturation",
            label=_("Oxygen saturation"),
            quantity="fraction",
            units=(unit("%", 0),),
            hard=bounds("0", "100"),
            confirm=bounds("88", None),
            # FHIR R4 fixes 2708-6; 59408-5 says "by pulse oximetry". Both are sent.
            codings=(Coding(("2708-6", "59408-5"), evidence="F, H"),),
            fhir_units=frozenset({"%"}),
        ),
    ),
    usual_ranges=(
        UsualRange(
            component="oxygen_saturation",
            bands=(
                our_line(band("critical_low", _("Very low"), "90")),
                band("low", _("Below the usual range"), "95"),
                band("in_range", _("Usual")),
            ),
            source=_("FDA consumer text"),
            population=_("adults at sea level without lung disease; skin tone affects devices"),
            version="1",
        ),
    ),
    aliases={
        "en": ("oxygen saturation", "oxygen", "spo2", "o2 sat", "blood oxygen"),
        "es": ("saturación de oxígeno", "saturación", "oxígeno", "spo2"),
    },
)

RESPIRATORY_RATE = ObservationType(
    key="respiratory_rate",
    label=_("Breathing rate"),
    kind="quantity",
    category="vitals",
    icon="lungs",
    components=(
        Component(
            key="respiratory_rate",
            label=_("Breathing rate"),
            quantity="rate",
            units=(unit("/min", 0),),
            hard=bounds("1", "120"),
            confirm=bounds("8", "40"),
            codings=(Coding(("9279-1",), evidence="F"),),
            fhir_units=frozenset({"/min"}),
        ),
    ),
    usual_ranges=(
        UsualRange(
            component="respiratory_rate",
            bands=(
                our_line(band("critical_low", _("Very slow"), "8")),
                band("low", _("Slower than usual"), "12"),
                up_to("in_range", _("Usual"), "18"),
                our_line(up_to("high", _("Faster than usual"), "40")),
                our_line(band("critical_high", _("Very fast"))),
            ),
            source="MedlinePlus",
            population=ADULTS,
            version="1",
        ),
    ),
    aliases={
        "en": ("respiratory rate", "breathing rate", "respiration", "breaths"),
        "es": ("frecuencia respiratoria", "respiraciones", "respiración"),
    },
)

PEAK_FLOW = ObservationType(
    key="peak_flow",
    label=_("Peak flow"),
    kind="quantity",
    category="vitals",
    icon="wind",
    components=(
        Component(
            key="peak_flow",
            label=_("Peak flow"),
            quantity="flow",
            units=(unit("L/min", 0),),
            hard=bounds("30", "1000"),
            codings=(Coding(("19935-6",), evidence="H"),),
        ),
    ),
    usual_ranges=(
        UsualRange(
            component="peak_flow",
            bands=(
                band("critical_low", _("Red zone: below half of your best"), "50"),
                band("watch", _("Yellow zone: 50 to 79 % of your best"), "80"),
                band("in_range", _("Green zone: 80 % of your best or more")),
            ),
            source=_("Asthma action plan zones"),
            population=_("people with asthma, against their own best"),
            version="1",
            percent_of_best=True,
            checked=False,
        ),
    ),
    aliases={
        "en": ("peak flow", "pef", "peak expiratory flow"),
        "es": ("flujo máximo", "pico flujo", "flujo espiratorio máximo", "fem"),
    },
)

FEV1 = ObservationType(
    key="fev1",
    label=_("Breath out in one second (FEV1)"),
    kind="quantity",
    category="vitals",
    icon="lungs",
    components=(
        Component(
            key="fev1",
            label="FEV1",
            quantity="litres",
            units=(unit("L", 2), unit("mL", 0)),
            hard=bounds("0", "10"),
            codings=(Coding(("20150-9",), evidence="H"),),
        ),
    ),
    aliases={"en": ("fev1", "forced expiratory volume"), "es": ("fev1", "vef1")},
)

FVC = ObservationType(
    key="fvc",
    label=_("Full breath out (FVC)"),
    kind="quantity",
    category="vitals",
    icon="lungs",
    components=(
        Component(
            key="fvc",
            label="FVC",
            quantity="litres",
            units=(unit("L", 2), unit("mL", 0)),
            hard=bounds("0", "10"),
            codings=(Coding(("19870-5",), evidence="H"),),
        ),
    ),
    aliases={"en": ("fvc", "forced vital capacity"), "es": ("cvf", "capacidad vital forzada")},
)
