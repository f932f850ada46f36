"""Sleep, steps, energy and workouts.

Bounds are our judgement (hard ones only stop typing errors). Codes: LOINC; see `Coding.evidence`.
"""

from django.utils.translation import gettext_lazy as _

from patients.observation_types.definitions import (
    Choice,
    Coding,
    Component,
    ObservationType,
    Text,
    UsualRange,
    band,
    bounds,
    unit,
)

_HOURS = (unit("h", 2), unit("min", 0))
_ENERGY = (unit("kcal", 0), unit("kJ", 0))

SLEEP = ObservationType(
    key="sleep_duration",
    label=_("Sleep"),
    kind="quantity",
    category="activity",
    icon="moon",
    components=(
        Component(
            key="sleep_duration",
            label=_("Sleep"),
            quantity="hours",
            units=_HOURS,
            hard=bounds("0", "24"),
            confirm=bounds("2", "16"),
            codings=(Coding(("93832-4",), evidence="I"),),
        ),
    ),
    usual_ranges=(
        UsualRange(
            component="sleep_duration",
            bands=(
                band("watch", _("Less than 7 hours"), "7"),
                band("in_range", _("Enough")),
            ),
            source="CDC",
            population=_("adults"),
            version="1",
        ),
    ),
    aliases={
        "en": ("sleep", "slept", "hours of sleep", "sleep duration"),
        "es": ("sueño", "dormir", "dormí", "horas de sueño", "he dormido"),
    },
)


def _sleep_stage(key: str, label: Text, loinc: str, en: str, es: str) -> ObservationType:
    return ObservationType(
        key=key,
        label=label,
        kind="quantity",
        category="activity",
        icon="moon",
        components=(
            Component(
                key=key,
                label=label,
                quantity="hours",
                units=_HOURS,
                hard=bounds("0", "24"),
                codings=(Coding((loinc,), evidence="I"),),
            ),
        ),
        aliases={"en": (en,), "es": (es,)},
    )


SLEEP_DEEP = _sleep_stage("sleep_deep", _("Deep sleep"), "93831-6", "deep sleep", "sueño profundo")
SLEEP_LIGHT = _sleep_stage(
    "sleep_light", _("Light sleep"), "93830-8", "light sleep", "sueño ligero"
)
SLEEP_REM = _sleep_stage("sleep_rem", _("REM sleep"), "93829-0", "rem sleep", "sueño rem")

STEPS = ObservationType(
    key="steps",
    label=_("Steps in a period"),
    kind="quantity",
    category="activity",
    icon="steps",
    components=(
        Component(
            key="steps",
            label=_("Steps"),
            quantity="steps",
            units=(unit("{steps}", 0),),
            hard=bounds("0", "200000"),
            confirm=bounds(None, "60000"),
            codings=(Coding(("55423-8",), evidence="H"),),
            whole=True,
        ),
    ),
    aliases={"en": ("steps in a period",), "es": ("pasos en un periodo",)},
)

STEPS_DAY = ObservationType(
    key="steps_day",
    label=_("Steps in a day"),
    kind="quantity",
    category="activity",
    icon="steps",
    components=(
        Component(
            key="steps_day",
            label=_("Steps in a day"),
            quantity="steps_per_day",
            units=(unit("{steps}/d", 0),),
            hard=bounds("0", "200000"),
            confirm=bounds(None, "60000"),
            codings=(Coding(("41950-7",), evidence="P"),),
            whole=True,
        ),
    ),
    aliases={"en": ("steps", "step count", "walked"), "es": ("pasos", "caminado", "caminata")},
)


def _energy(
    key: str, label: Text, coding: Coding, en: tuple[str, ...], es: tuple[str, ...]
) -> ObservationType:
    return ObservationType(
        key=key,
        label=label,
        kind="quantity",
        category="activity",
        icon="flame",
        components=(
            Component(
                key=key,
                label=label,
                quantity="energy",
                units=_ENERGY,
                hard=bounds("0", "20000"),
                codings=(coding,),
            ),
        ),
        aliases={"en": en, "es": es},
    )


ACTIVE_ENERGY = _energy(
    "active_energy",
    _("Energy burned in a period"),
    Coding(("41981-2",), evidence="H"),
    ("energy burned in a period",),
    ("energía quemada en un periodo",),
)
ACTIVE_ENERGY_DAY = _energy(
    "active_energy_day",
    _("Energy burned in a day"),
    Coding(("41979-6",), evidence="P"),
    ("calories burned", "active energy", "energy burned", "calories"),
    ("calorías quemadas", "energía activa", "calorías"),
)

WORKOUT = ObservationType(
    key="workout",
    label=_("Workout"),
    kind="quantity",
    category="activity",
    icon="activity",
    components=(
        Component(
            key="duration",
            label=_("Duration"),
            quantity="minutes",
            units=(unit("min", 0), unit("h", 2)),
            hard=bounds("0", "1440"),
            # The code names the activity type; the duration is carried beside it.
            codings=(Coding(("73985-4",), evidence="H"),),
        ),
    ),
    contexts=(
        Choice("walking", _("Walking")),
        Choice("running", _("Running")),
        Choice("cycling", _("Cycling")),
        Choice("swimming", _("Swimming")),
        Choice("strength", _("Strength training")),
        Choice("yoga", _("Yoga or stretching")),
        Choice("sport", _("Team or racket sport")),
        Choice("other", _("Something else")),
    ),
    aliases={
        "en": ("workout", "exercise", "training", "activity"),
        "es": ("ejercicio", "entrenamiento", "actividad física", "deporte"),
    },
)

WATER = ObservationType(
    key="water",
    label=_("Water"),
    kind="quantity",
    category="activity",
    icon="glass",
    components=(
        Component(
            key="water",
            label=_("Water"),
            quantity="volume",
            units=(unit("mL", 0), unit("L", 2), unit("[foz_us]", 1)),
            hard=bounds("0", "30000"),
            codings=(Coding(("9108-2",), evidence="M"),),
        ),
    ),
    aliases={
        "en": ("water", "water intake", "fluids", "drank"),
        "es": ("agua", "líquidos", "agua bebida", "bebido"),
    },
)
