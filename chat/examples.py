"""Questions to begin with."""

from django.utils.translation import gettext as _

from accounts.models import User
from chat.catalogue import RECORDS
from chat.choices import model_of
from chat.models import Conversation


def examples(owner: User, conversation: Conversation | None = None) -> list[str]:
    """Questions to begin with: about the record, or for a clinician with an AI about the work."""
    model = model_of(conversation or Conversation(owner=owner))
    if owner.is_provider and model.engine != RECORDS:
        return [
            _("Which interactions does warfarin have with common antibiotics?"),
            _("What should be monitored after starting an ACE inhibitor?"),
            _("How is type 2 diabetes staged by HbA1c?"),
        ]
    return [
        _("How has my blood pressure been this month?"),
        _("What medicines am I taking?"),
        _("What changed since last month?"),
    ]
