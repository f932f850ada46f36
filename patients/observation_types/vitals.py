"""Heart, pressure, temperature and breathing.

Bounds are our judgement: hard ones only stop typing errors and mixed-up units, and are wider than
any real emergency. Codes: LOINC as fixed in the FHIR R4 vital signs profiles unless marked.
"""

from django.utils.translation import gettext_lazy as _

from patients.observation_types.definitions import (
    ADULTS,
    Choice,
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

_MMHG = (unit("mm[Hg]", 0), unit("kPa", 1))
_PER_MINUTE = (unit("/min", 0),)
_MEDLINEPLUS = "MedlinePlus"
_ACC_AHA = "ACC/AHA 2017"

_PRESSURE_LABELS = {
    "very_low": _("Very low"),
    "low": _("Low"),
    "normal": _("Normal"),
    "elevated": _("Elevated"),
    "stage_1": _("High, stage 1"),
    "stage_2": _("High, stage 2"),
    "crisis": _("Severely high"),
}

# ACC/AHA 2017 for the upper classes; the low line (below 90/60) is MedlinePlus.
_SYSTOLIC_RANGE = UsualRange(
    component="systolic",
    bands=(
        our_line(band("critical_low", _PRESSURE_LABELS["very_low"], "70")),
        band("low", _PRESSURE_LABELS["low"], "90"),
        band("in_range", _PRESSURE_LABELS["normal"], "120"),
        band("watch", _PRESSURE_LABELS["elevated"], "130"),
        band("high", _PRESSURE_LABELS["stage_1"], "140"),
        up_to("high", _PRESSURE_LABELS["stage_2"], "180"),
        band("critical_high", _PRESSURE_LABELS["crisis"]),
    ),
    source=_ACC_AHA,
    population=ADULTS,
    version="2017",
)
_DIASTOLIC_RANGE = UsualRange(
    component="diastolic",
    bands=(
        our_line(band("critical_low", _PRESSURE_LABELS["very_low"], "40")),
        band("low", _PRESSURE_LABELS["low"], "60"),
        band("in_range", _PRESSURE_LABELS["normal"], "80"),
        band("high", _PRESSURE_LABELS["stage_1"], "90"),
        up_to("high", _PRESSURE_LABELS["stage_2"], "120"),
        band("critical_high", _PRESSURE_LABELS["crisis"]),
    ),
    source=_ACC_AHA,
    population=ADULTS,
    version="2017",
)

BLOOD_PRESSURE = ObservationType(
    key="blood_pressure",
    label=_("Blood pressure"),
    kind="panel",
    category="vitals",
    icon="gauge",
    panel_loinc="85354-9",
    components=(
        Component(
            key="systolic",
            label=_("Systolic"),
            quantity="pressure",
            units=_MMHG,
            hard=bounds("30", "370"),
            confirm=bounds("70", "220"),
            codings=(Coding(("8480-6",), evidence="F"),),
            fhir_units=frozenset({"mm[Hg]"}),
        ),
        Component(
            key="diastolic",
            label=_("Diastolic"),
            quantity="pressure",
            units=_MMHG,
            hard=bounds("10", "300"),
            confirm=bounds("40", "130"),
            codings=(Coding(("8462-4",), evidence="F"),),
            fhir_units=frozenset({"mm[Hg]"}),
        ),
    ),
    contexts=(
        Choice("sitting", _("Sitting")),
        Choice("standing", _("Standing")),
        Choice("lying", _("Lying down")),
    ),
    body_sites=(
        Choice("left_arm", _("Left arm")),
        Choice("right_arm", _("Right arm")),
        Choice("wrist", _("Wrist")),
    ),
    usual_ranges=(_SYSTOLIC_RANGE, _DIASTOLIC_RANGE),
    aliases={
        "en": ("blood pressure", "bp", "systolic", "diastolic", "hypertension"),
        "es": ("presión arterial", "tensión arterial", "presión", "tensión", "sistólica"),
    },
)

MEAN_ARTERIAL_PRESSURE = ObservationType(
    key="mean_arterial_pressure",
    label=_("Mean arterial pressure"),
    kind="quantity",
    category="vitals",
    icon="gauge",
    computed=True,
    components=(
        Component(
            key="mean_arterial_pressure",
            label=_("Mean arterial pressure"),
            quantity="pressure",
            units=_MMHG,
            hard=bounds("10", "330"),
            confirm=bounds("50", "150"),
            codings=(Coding(("8478-0",), evidence="F"),),
            fhir_units=frozenset({"mm[Hg]"}),
        ),
    ),
    aliases={
        "en": ("mean arterial pressure", "mean blood pressure"),
        "es": ("presión arterial media", "tensión arterial media"),
    },
)

HEART_RATE = ObservationType(
    key="heart_rate",
    label=_("Heart rate"),
    kind="quantity",
    category="vitals",
    icon="heart",
    components=(
        Component(
            key="heart_rate",
            label=_("Heart rate"),
            quantity="rate",
            units=_PER_MINUTE,
            hard=bounds("10", "350"),
            confirm=bounds("40", "180"),
            codings=(Coding(("8867-4",), evidence="F"),),
            fhir_units=frozenset({"/min"}),
        ),
    ),
    contexts=(
        Choice("at_rest", _("At rest")),
        Choice("active", _("During or just after activity")),
    ),
    usual_ranges=(
        UsualRange(
            component="heart_rate",
            bands=(
                our_line(band("critical_low", _("Very slow"), "40")),
                band("low", _("Slower than usual"), "60"),
                up_to("in_range", _("Usual"), "100"),
                our_line(up_to("high", _("Faster than usual"), "180")),
                our_line(band("critical_high", _("Very fast"))),
            ),
            source=_MEDLINEPLUS,
            population=ADULTS,
            version="1",
            contexts=("", "at_rest"),
        ),
    ),
    aliases={
        "en": ("heart rate", "pulse", "heartbeat", "bpm"),
        "es": ("frecuencia cardíaca", "frecuencia cardiaca", "pulso", "pulsaciones", "latidos"),
    },
)

RESTING_HEART_RATE = ObservationType(
    key="resting_heart_rate",
    label=_("Resting heart rate"),
    kind="quantity",
    category="vitals",
    icon="heart",
    components=(
        Component(
            key="resting_heart_rate",
            label=_("Resting heart rate"),
            quantity="rate",
            units=_PER_MINUTE,
            hard=bounds("10", "250"),
            confirm=bounds("35", "120"),
            codings=(Coding(("40443-4",), evidence="H, P"),),
            fhir_units=frozenset({"/min"}),
        ),
    ),
    usual_ranges=(
        UsualRange(
            component="resting_heart_rate",
            bands=(
                band("watch", _("Below the usual range; common in fit people"), "60"),
                up_to("in_range", _("Usual"), "100"),
                band("high", _("Faster than usual")),
            ),
            source=_MEDLINEPLUS,
            population=ADULTS,
            version="1",
        ),
    ),
    aliases={
        "en": ("resting heart rate", "resting pulse"),
        "es": ("frecuencia cardíaca en reposo", "pulso en reposo"),
    },
)

HEART_RATE_VARIABILITY = ObservationType(
    key="hrv_sdnn",
    label=_("Heart rate variability"),
    kind="quantity",
    category="vitals",
    icon="heart",
    components=(
        Component(
            key="hrv_sdnn",
            label=_("Heart rate variability (SDNN)"),
            quantity="time_ms",
            units=(unit("ms", 0),),
            hard=bounds("0", "500"),
            codings=(Coding(("80404-7",), evidence="H"),),
        ),
    ),
    aliases={
        "en": ("heart rate variability", "hrv", "sdnn"),
        "es": ("variabilidad de la frecuencia cardíaca", "variabilidad cardíaca", "vfc"),
    },
)

BODY_TEMPERATURE = ObservationType(
    key="body_temperature",
    label=_("Body temperature"),
    kind="quantity",
    category="vitals",
    icon="thermometer",
    components=(
        Component(
            key="body_temperature",
            label=_("Body temperature"),
            quantity="temperature",
            units=(unit("Cel", 1), unit("[degF]", 1)),
            hard=bounds("20", "46"),
            confirm=bounds("34", "41.5"),
            codings=(Coding(("8310-5",), evidence="F"),),
            fhir_units=frozenset({"Cel", "[degF]"}),
        ),
    ),
    body_sites=(
        Choice("mouth", _("Mouth")),
        Choice("ear", _("Ear")),
        Choice("forehead", _("Forehead")),
        Choice("armpit", _("Armpit")),
        Choice("rectum", _("Rectum")),
    ),
    usual_ranges=(
        UsualRange(
            component="body_temperature",
            bands=(
                our_line(band("critical_low", _("Very low"), "34")),
                our_line(band("low", _("Low"), "35")),
                band("none", "", "36.5"),
                up_to("in_range", _("Usual"), "37.3"),
                band("watch", _("Slightly raised"), "38"),
                up_to("high", _("Fever"), "41.5"),
                our_line(band("critical_high", _("Very high fever"))),
            ),
            source=_MEDLINEPLUS,
            population=ADULTS,
            version="1",
            checked=False,
        ),
    ),
    aliases={
        "en": ("temperature", "body temperature", "fever"),
        "es": ("temperatura", "temperatura corporal", "fiebre"),
    },
)
