"""Keys, consent and the access log: the tables that keep a person's data theirs."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DataKey(models.Model):
    """One person's data key, wrapped by a master key. Deleting the row erases their data."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    wrapped = models.BinaryField()
    wrapped_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")

    def __str__(self) -> str:
        return f"data key {self.pk}"


class CareLinkQuerySet(models.QuerySet["CareLink"]):
    """Reads of care links."""

    def active(self) -> "CareLinkQuerySet":
        """Links that let someone in right now."""
        now = timezone.now()
        staying = self.filter(patient__erase_at=None, provider__erase_at=None)
        begun = staying.filter(ended_at=None, starts_at__lte=now)
        return begun.filter(Q(ends_at=None) | Q(ends_at__gt=now))


class CareLink(models.Model):
    """A patient's consent that lets one provider read some categories of their record.

    Ended, never deleted: who had access when stays answerable.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+",
        verbose_name=_("patient"),
    )  # fmt: skip
    provider = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+",
        verbose_name=_("provider"),
    )  # fmt: skip
    categories = models.JSONField(_("categories"), default=list)
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("care link")
        verbose_name_plural = _("care links")
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "provider"],
                condition=Q(ended_at=None),
                name="care_link_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(patient=F("provider")), name="care_link_two_people"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="care_link_dates"
            ),
        ]
        indexes = [models.Index(fields=["provider", "ended_at"])]

    def __str__(self) -> str:
        return f"care link {self.pk}"

    def clean(self) -> None:
        """Raises ValidationError: the other person is no provider."""
        if self.provider_id and not self.provider.is_provider:
            raise ValidationError({"provider": _("Only a clinician can be let in.")})

    @property
    def is_open(self) -> bool:
        """Whether the link lets its provider in now or later: neither ended nor run out."""
        return self.ended_at is None and (self.ends_at is None or self.ends_at > timezone.now())

    @property
    def is_active(self) -> bool:
        """Whether the link lets its provider in right now."""
        now = timezone.now()
        open_now = self.ended_at is None and self.starts_at <= now
        return open_now and (self.ends_at is None or self.ends_at > now)


class AccessEventQuerySet(models.QuerySet["AccessEvent"]):
    """Reads of the trail; there is nothing else to do with it."""

    def about(self, subject: Any) -> "AccessEventQuerySet":
        """Lines in which someone touched `subject`'s data."""
        return self.filter(subject=subject)

    def update(self, **kwargs: Any) -> int:
        """Raises TypeError: the trail is append-only."""
        raise TypeError("Access events are never changed.")

    def delete(self) -> Any:
        """Raises TypeError: the trail is append-only."""
        raise TypeError("Access events are never deleted.")


class AccessEvent(models.Model):
    """One line of the trail: who did what to whose data, when, and whether it was allowed.

    Ids, field names and counts only: never a value. Rows are appended, never changed.
    """

    class Outcome(models.TextChoices):
        OK = "ok", _("Done")
        DENIED = "denied", _("Refused")
        FAILED = "failed", _("Failed")

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("who"),
    )  # fmt: skip
    actor_role = models.CharField(_("as"), max_length=12, blank=True)
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("whose data"),
    )  # fmt: skip
    action = models.CharField(_("what"), max_length=24)
    object_type = models.CharField(_("kind"), max_length=64, blank=True)
    object_id = models.CharField(_("entry"), max_length=64, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.OK)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    request_id = models.CharField(_("request"), max_length=32, blank=True)
    session = models.CharField(_("session"), max_length=16, blank=True)
    peer = models.CharField(_("address"), max_length=45, blank=True)
    channel = models.CharField(_("channel"), max_length=8, blank=True)

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("access event")
        verbose_name_plural = _("access events")
        indexes = [
            models.Index(fields=["subject", "-id"]),
            models.Index(fields=["actor", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["ok", "denied", "failed"]), name="access_outcome_known"
            )
        ]

    def __str__(self) -> str:
        return f"access event {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises TypeError on a row that already exists: the trail is append-only."""
        if self.pk is not None:
            raise TypeError("Access events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Raises TypeError: the trail is append-only."""
        raise TypeError("Access events are never deleted.")
