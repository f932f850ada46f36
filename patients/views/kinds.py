"""Observation types as pages name and group them."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients import kinds as known
from patients.observation_types import ObservationType, by_category

CATEGORIES = {
    "vitals": _("Heart, pressure, temperature, breathing"),
    "body": _("Body"),
    "metabolic": _("Blood sugar and more"),
    "activity": _("Sleep and activity"),
    "wellbeing": _("How you feel"),
    "own": _("Your own types"),
}

# Logged on pages of their own; readings of these types that are there already stay readable.
ELSEWHERE = {
    "symptom_episode": "patients:add_symptom",
    "symptom_severity": "patients:add_symptom",
    "medication_intake": "patients:medicines",
}


def kind_named(key: str, user: User) -> ObservationType:
    """The type with that key, the registry's or the user's own. Raises: Http404."""
    kind = known.kind_named(key, user.pk)
    if kind is None:
        raise Http404
    return kind


def loggable_kind(key: str, user: User) -> ObservationType:
    """As `kind_named`, for types that people may log. Raises: Http404: unknown, or worked out."""
    kind = kind_named(key, user)
    if kind.computed:
        raise Http404
    return kind


def is_offered(kind: ObservationType) -> bool:
    """Whether people log new readings of this type as readings."""
    return not kind.computed and kind.key not in ELSEWHERE


def groups(user: User) -> list[dict[str, object]]:
    """Every type `user` may log, by category: label and kinds; their own ones first."""
    by_label = {"own": known.own_kinds(user.pk), **by_category()}
    return [
        {"label": CATEGORIES[key], "kinds": [kind for kind in kinds if is_offered(kind)]}
        for key, kinds in by_label.items()
        if kinds
    ]
