"""The shell's word on the assistant: which engine answers here."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from chat import catalogue


def ai_status(request: HttpRequest) -> dict[str, object]:
    """Template context `ai`: label and detail of whoever answers by default."""
    return {"ai": SimpleLazyObject(_status)}


def _status() -> dict[str, object]:
    model = catalogue.default_model()
    if model.engine == catalogue.RECORDS:
        return {"label": _("No AI"), "detail": _("Answers are read from your record alone.")}
    where = _("on this network") if model.local else _("over the internet")
    return {"label": model.label, "detail": _("Answers are written %(where)s.") % {"where": where}}
