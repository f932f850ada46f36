"""Pain, mood, symptoms and medicines taken.

Scales other than pain and the two questionnaires carry codes of our own and claim no LOINC.
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from patients.observation_types.definitions import (
    Bounds,
    Change,
    Choice,
    Coding,
    Component,
    Kind,
    ObservationType,
    Text,
    bounds,
    unit,
)


def _scale(
    key: str,
    label: Text,
    icon: str,
    hard: Bounds,
    en: tuple[str, ...],
    es: tuple[str, ...],
    codings: tuple[Coding, ...] = (),
    kind: Kind = "scale",
) -> ObservationType:
    """A whole number on a closed scale."""
    return ObservationType(
        key=key,
        label=label,
        kind=kind,
        category="wellbeing",
        icon=icon,
        components=(
            Component(
                key=key,
                label=label,
                quantity="score",
                units=(unit("{score}", 0),),
                hard=hard,
                codings=codings,
                whole=True,
            ),
        ),
        aliases={"en": en, "es": es},
    )


PAIN = _scale(
    "pain",
    _("Pain"),
    "bolt",
    bounds("0", "10"),
    ("pain", "ache", "hurts", "pain score"),
    ("dolor", "duele", "escala de dolor"),
    codings=(Coding(("72514-3",), evidence="I"),),
)
MOOD = _scale(
    "mood",
    _("Mood"),
    "smile",
    bounds("1", "5"),
    ("mood", "feeling", "spirits"),
    ("ánimo", "humor", "estado de ánimo"),
)
ENERGY = _scale(
    "energy",
    _("Energy level"),
    "battery",
    bounds("1", "5"),
    ("energy level", "tiredness", "fatigue", "tired"),
    ("nivel de energía", "cansancio", "fatiga"),
)
STRESS = _scale(
    "stress",
    _("Stress"),
    "waves",
    bounds("1", "5"),
    ("stress", "stressed"),
    ("estrés", "estresado", "estresada"),
)
SYMPTOM_SEVERITY = _scale(
    "symptom_severity",
    _("Symptom severity"),
    "warning",
    bounds("0", "10"),
    ("symptom severity", "severity"),
    ("intensidad del síntoma", "gravedad del síntoma"),
)
PHQ9 = _scale(
    "phq9",
    _("PHQ-9 depression score"),
    "clipboard",
    bounds("0", "27"),
    ("phq-9", "phq9", "depression score"),
    ("phq-9", "phq9", "cuestionario de depresión"),
    codings=(Coding(("44261-6",), evidence="M"),),
)
GAD7 = _scale(
    "gad7",
    _("GAD-7 anxiety score"),
    "clipboard",
    bounds("0", "21"),
    ("gad-7", "gad7", "anxiety score"),
    ("gad-7", "gad7", "cuestionario de ansiedad"),
    codings=(Coding(("70274-6",), evidence="M"),),
)
SYMPTOM_EPISODE = _scale(
    "symptom_episode",
    _("Symptom"),
    "warning",
    bounds("0", "10"),
    ("symptom", "symptoms", "episode"),
    ("síntoma", "síntomas", "episodio"),
    kind="episode",
)

MEDICATION_INTAKE = ObservationType(
    key="medication_intake",
    label=_("Medicine taken"),
    kind="intake",
    category="wellbeing",
    icon="pill",
    components=(
        Component(
            key="dose",
            label=_("Dose"),
            quantity="dose",
            units=(
                unit("{tablet}", 3),
                unit("{capsule}", 3),
                unit("mg", 3),
                unit("ug", 3),
                unit("g", 3),
                unit("mL", 3),
                unit("[IU]", 3),
                unit("{drop}", 3),
                unit("{puff}", 3),
            ),
            hard=bounds("0"),
        ),
    ),
    contexts=(
        Choice("taken", _("Taken")),
        Choice("skipped", _("Skipped")),
    ),
    change=Change(times=Decimal(2)),
    aliases={
        "en": ("medicine taken", "medication intake", "took", "doses", "pill"),
        "es": ("medicina tomada", "toma de medicamento", "tomé", "dosis", "pastilla"),
    },
)
