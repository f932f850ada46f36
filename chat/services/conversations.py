"""Conversations as a whole: started, named, configured, archived, put away and brought back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from chat import context
from chat.choices import choices_for
from chat.context import switches
from chat.models import Conversation
from privacy import audit


@transaction.atomic
def start_conversation(*, owner: User, model_id: str = "") -> Conversation:
    """An empty conversation. Raises: ValidationError: a model this person may not choose."""
    conversation = Conversation(owner=owner, model_id=model_id)
    _check_model(owner, model_id)
    conversation.full_clean()
    conversation.save()
    audit.record("create", actor=owner, subject=owner, obj=conversation)
    return conversation


@transaction.atomic
def rename(*, conversation: Conversation, title: str) -> None:
    """Give the conversation a title. Raises: ValidationError: empty or too long."""
    conversation.title = title.strip()
    conversation.title_auto = False
    if not conversation.title:
        raise ValidationError({"title": _("Give the conversation a title.")})
    conversation.full_clean()
    conversation.save(update_fields=["title", "title_auto"])


@transaction.atomic
def configure(
    *,
    conversation: Conversation,
    sections: Sequence[str],
    model_id: str,
    picks: Mapping[str, Sequence[str]] | None = None,
    sensitive: Sequence[str] = (),
) -> None:
    """Choose what the assistant may read and which model answers.

    What is closed here is closed for the past too: earlier answers made with it stay home.

    Args: picks: section key -> ids from its list; a section that is not named is read whole.
    sensitive: keys of sections whose sensitive part is opened as well.
    Raises: ValidationError: a model, section or document that is not this person's to choose.
    """
    owner = conversation.owner
    _check_model(owner, model_id)
    switches.check(owner, sections, picks or {}, sensitive)
    before = switches.state_of(conversation)
    conversation.sections = list(sections)
    conversation.picks = {key: sorted(set(ids)) for key, ids in (picks or {}).items()}
    conversation.sensitive = list(sensitive)
    conversation.model_id = model_id
    conversation.summary = context.after_switching(conversation, before)
    conversation.full_clean()
    conversation.save(update_fields=["sections", "picks", "sensitive", "model_id", "summary"])
    audit.record(
        "update", actor=owner, subject=owner, obj=conversation,
        detail={
            "fields": ["sections", "picks", "sensitive", "model_id"],
            "sections": conversation.sections, "sensitive": conversation.sensitive,
            "picked": {key: len(ids) for key, ids in conversation.picks.items()},
        },
    )  # fmt: skip


@transaction.atomic
def archive(*, conversation: Conversation) -> None:
    """Put the conversation out of the way; the next question in it brings it back."""
    _set(conversation, "update", "archived_at", timezone.now())


@transaction.atomic
def unarchive(*, conversation: Conversation) -> None:
    """Undo `archive`."""
    _set(conversation, "update", "archived_at", None)


@transaction.atomic
def delete(*, conversation: Conversation) -> None:
    """Put the conversation away; `restore` brings it back."""
    _set(conversation, "delete", "deleted_at", timezone.now())


@transaction.atomic
def restore(*, conversation: Conversation) -> None:
    """Undo `delete`."""
    _set(conversation, "restore", "deleted_at", None)


def _set(conversation: Conversation, action: str, field: str, value: Any) -> None:
    owner = conversation.owner
    setattr(conversation, field, value)
    conversation.save(update_fields=[field])
    detail = {"fields": [field]} if action == "update" else None
    audit.record(action, actor=owner, subject=owner, obj=conversation, detail=detail)


def _check_model(owner: User, model_id: str) -> None:
    if model_id and model_id not in {model.id for model in choices_for(owner)}:
        raise ValidationError({"model_id": _("This model is not available to you.")})
