"""What each role may do with the assistant: data that staff change in the admin."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User

SHARE = [MinValueValidator(0.0), MaxValueValidator(1.0)]
AT_LEAST_ONE = [MinValueValidator(1)]


# What a new site begins with, and what holds while a role has no row.
USUAL: dict[str, dict[str, Any]] = {
    "patient": {
        "message_characters": 8_000, "prompt_tokens": 16_000, "output_tokens": 1_024,
        "history_turns": 30, "per_minute": 20, "per_day": 200, "active_replies": 2, "sockets": 5,
        "redirect_below": 0.1, "allow_above": 0.5,
    },
    "provider": {
        "message_characters": 32_000, "prompt_tokens": 64_000, "output_tokens": 4_096,
        "history_turns": 30, "per_minute": 60, "per_day": 1_000, "active_replies": 2, "sockets": 5,
        "redirect_below": 0.05, "allow_above": 0.35,
    },
}  # fmt: skip


class RolePolicy(models.Model):
    """Limits of one role, and how its messages are kept to health.

    Token numbers are estimates (`privacy.tokens`). A score below `redirect_below` is redirected,
    one of `allow_above` or more is allowed, and what lies between goes to the judge.
    """

    role = models.CharField(_("role"), max_length=10, choices=User.Role, primary_key=True)
    message_characters = models.PositiveIntegerField(
        _("characters in a message"), validators=[*AT_LEAST_ONE, MaxValueValidator(32_000)]
    )
    prompt_tokens = models.PositiveIntegerField(
        _("tokens of the record"), validators=[MinValueValidator(500)]
    )
    output_tokens = models.PositiveIntegerField(
        _("tokens in an answer"), validators=[MinValueValidator(64)]
    )
    history_turns = models.PositiveSmallIntegerField(_("earlier questions sent along"))
    per_minute = models.PositiveIntegerField(_("questions a minute"), validators=AT_LEAST_ONE)
    per_day = models.PositiveIntegerField(_("questions a day"), validators=AT_LEAST_ONE)
    active_replies = models.PositiveSmallIntegerField(
        _("answers being written at once"), validators=AT_LEAST_ONE
    )
    sockets = models.PositiveSmallIntegerField(_("open connections"), validators=AT_LEAST_ONE)
    redirect_below = models.FloatField(_("redirect below"), validators=SHARE)
    allow_above = models.FloatField(_("allow from"), validators=SHARE)
    use_judge = models.BooleanField(_("ask a cheap model between the bands"), default=True)
    exempt_local = models.BooleanField(
        _("send names to local models"),
        default=False,
        help_text=_("Only to AI servers on this machine or network, shown to people as “local”."),
    )

    class Meta:
        verbose_name = _("limits of a role")
        verbose_name_plural = _("limits of roles")

    def __str__(self) -> str:
        return self.get_role_display()

    def clean(self) -> None:
        """Raises: ValidationError: the bands overlap."""
        low, high = self.redirect_below, self.allow_above
        if low is not None and high is not None and low > high:
            raise ValidationError({"allow_above": _("At least as much as “redirect below”.")})
