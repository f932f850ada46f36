"""What a person may do with the assistant: the policy of their role, and fair refusals."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from chat.models import Conversation, Reply, RolePolicy
from chat.models.policy import USUAL

SPANS = (
    (
        "per_minute",
        timedelta(minutes=1),
        gettext_lazy("At most %(most)d questions a minute. Your text is kept."),
    ),
    (
        "per_day",
        timedelta(days=1),
        gettext_lazy("At most %(most)d questions a day. Your text is kept."),
    ),
)


def policy_of(user: User) -> RolePolicy:
    """The policy of this person's role."""
    stored = RolePolicy.objects.filter(role=user.role).first()
    return stored or RolePolicy(role=user.role, **USUAL[user.role])


def check_text(policy: RolePolicy, text: str) -> None:
    """Raises: ValidationError: nothing written, too much, or what cannot be saved."""
    limit = policy.message_characters
    if not text.strip():
        raise ValidationError({"text": _("Write a message first.")})
    if len(text) > limit:
        raise ValidationError(
            {"text": _("The message is longer than %(limit)d characters.") % {"limit": limit}}
        )
    if "\x00" in text:
        raise ValidationError({"text": _("The message holds a character that cannot be saved.")})


def check_idle(conversation: Conversation, policy: RolePolicy) -> None:
    """Raises: ValidationError: too many answers at once, in a minute or in a day."""
    active = Reply.objects.editable_by(conversation.owner).filter(status__in=Reply.ACTIVE)
    if active.filter(conversation=conversation).exists():
        raise ValidationError({"text": _("Wait for the answer, or stop it, before you go on.")})
    if active.count() >= policy.active_replies:
        raise ValidationError({"text": _("Two answers are being written. Wait for one of them.")})
    _check_rate(conversation.owner, policy)


def _check_rate(owner: User, policy: RolePolicy) -> None:
    replies = Reply.objects.editable_by(owner)
    now = timezone.now()
    for name, span, words in SPANS:
        most = getattr(policy, name)
        if replies.filter(created_at__gt=now - span).count() >= most:
            raise ValidationError({"text": words % {"most": most}})
