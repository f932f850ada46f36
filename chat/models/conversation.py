"""Conversations: one thread each, with what the assistant may read in it."""

from secrets import token_hex
from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.fields import EncryptedJSONField, EncryptedTextField
from privacy.ownership import OwnedModel, guarded_manager
from privacy.registry import sections

TITLE_LENGTH = 120


def usual_sections() -> list[str]:
    """Keys of the sections that a new conversation may read unless switched off."""
    return [section.key for section in sections() if section.briefed_by_default]


def new_tag() -> str:
    """A random name for one conversation, unlike anything a person would type."""
    return token_hex(4)


class Conversation(OwnedModel):
    """One thread between a member and the assistant; never shared by a care link."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = EncryptedTextField(_("title"), max_length=TITLE_LENGTH, blank=True)
    title_auto = models.BooleanField(default=True)
    # Keys of the record sections it may read; whatever is not named stays off, also new sections.
    sections = models.JSONField(
        _("what the assistant may read"), default=usual_sections, blank=True
    )
    # Section key -> ids picked from its list; a section that is not named is read whole.
    picks = models.JSONField(default=dict, blank=True, editable=False)
    # Section keys whose sensitive part was switched on as well.
    sensitive = models.JSONField(default=list, blank=True, editable=False)
    model_id = models.CharField(_("model"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("last message"), default=timezone.now, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)

    # Nothing asked yet: it only keeps the draft of a first question.
    is_draft = models.BooleanField(default=False, editable=False)
    draft = EncryptedTextField(_("draft"), null=True, blank=True, default=None)
    # Names the data block and the stand-ins for identifiers in everything sent from here.
    tag = models.CharField(max_length=12, default=new_tag, editable=False)
    # Stand-in -> what it stands for (`chat.deid`).
    deid_map = EncryptedJSONField(null=True, default=None, editable=False)
    # What became of the turns that no longer fit: {"through": seq, "text": ...}.
    summary = EncryptedJSONField(null=True, default=None, editable=False)

    objects: ClassVar[Any] = guarded_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [models.Index(fields=["owner", "-updated_at", "-id"])]
