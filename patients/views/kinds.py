"""Observation types as pages name and group them."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from patients.observation_types import ObservationType, by_category, find

CATEGORIES = {
    "vitals": _("Heart, pressure, temperature, breathing"),
    "body": _("Body"),
    "metabolic": _("Blood sugar and more"),
    "activity": _("Sleep and activity"),
    "wellbeing": _("How you feel"),
}


def kind_named(key: str) -> ObservationType:
    """The type with that key. Raises: Http404."""
    kind = find(key)
    if kind is None:
        raise Http404
    return kind


def loggable_kind(key: str) -> ObservationType:
    """As `kind_named`, for types that people may log. Raises: Http404: unknown, or worked out."""
    kind = kind_named(key)
    if kind.computed:
        raise Http404
    return kind


def groups() -> list[dict[str, object]]:
    """Every type people may log, by category: label and kinds."""
    return [
        {"label": CATEGORIES[key], "kinds": [kind for kind in kinds if not kind.computed]}
        for key, kinds in by_category().items()
    ]
