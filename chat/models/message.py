"""What people asked, and what the gate made of it."""

from typing import Any, ClassVar
from uuid import uuid4

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.conversation import Conversation
from privacy.fields import EncryptedTextField
from privacy.ownership import OwnedModel, guarded_manager


class Message(OwnedModel):
    """One thing the member said. `client_id` makes a repeated submit harmless."""

    class Verdict(models.TextChoices):
        ALLOW = "allow", _("Allowed")
        JUDGE = "judge", _("To be judged")
        REDIRECT = "redirect", _("Redirected")
        CRISIS = "crisis", _("Emergency")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()
    text = EncryptedTextField(_("message"), validators=[MaxLengthValidator(32_000)])
    client_id = models.UUIDField(default=uuid4)
    # What the gate decided (`chat.gate`), and why, for tuning; never the words.
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.ALLOW)
    topic_score = models.FloatField(null=True, blank=True)
    topic_reason = models.CharField(max_length=40, blank=True)
    # Kinds of emergency found in the text: the cards shown above any answer.
    crisis = models.JSONField(default=list, blank=True)
    overridden_at = models.DateTimeField(_("answered anyway"), null=True, blank=True)
    # Set when an edited question took its place.
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = guarded_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq_unique"),
            models.UniqueConstraint(
                fields=["conversation", "client_id"], name="message_client_id_unique"
            ),
        ]


class FalseBlock(Message):
    """A message that was turned away although, its owner says, it is about health."""

    objects: ClassVar[Any] = guarded_manager()

    class Meta:
        proxy = True
        verbose_name = _("false block")
        verbose_name_plural = _("false blocks")
