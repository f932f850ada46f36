"""The assistant outside its own pages: which engine answers here, and the newest conversation."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.models import User
from chat import catalogue
from chat.models import Conversation
from patients.today import Panel
from privacy.prepared import Prepared


def ai_status(request: HttpRequest) -> dict[str, object]:
    """Template context `ai`: label and detail of whoever answers by default."""
    return {"ai": SimpleLazyObject(_status)}


def _status() -> dict[str, object]:
    model = catalogue.default_model()
    if model.engine == catalogue.RECORDS:
        return {"label": _("No AI"), "detail": _("Answers are read from your record alone.")}
    where = _("on this network") if model.local else _("over the internet")
    return {"label": model.label, "detail": _("Answers are written %(where)s.") % {"where": where}}


def _newest(user: User) -> Any:
    mine = Conversation.objects.editable_by(user).filter(
        deleted_at=None, archived_at=None, is_draft=False
    )
    return mine.order_by("-updated_at", "-id")[:1]


NEWEST: Prepared[Conversation] = Prepared(_newest)


def newest_conversation(user: User) -> Panel | None:
    """The way back to the last conversation, for the first page; None before the first."""
    newest = NEWEST.first(user)
    if newest is None:
        return None
    return Panel(
        icon="assistant",
        title=newest.title or _("New conversation"),
        note=_("Your last conversation"),
        url=reverse("chat:conversation", args=[newest.pk]),
        at=newest.updated_at,
    )
