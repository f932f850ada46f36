"""Users sign in by e-mail, as patients or as providers whose licence staff verify."""

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def validate_time_zone(value: str) -> None:
    """Raises ValidationError unless `value` is an IANA time zone name."""
    if value not in available_timezones():
        raise ValidationError(_("“%(value)s” is not a known time zone."), params={"value": value})


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address, compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A saved user. Raises ValidationError: an address or field that cannot be."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A saved user with every staff permission."""
        return self.create_user(email, password, **fields, is_staff=True, is_superuser=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user whose address is `username` in any letter case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. `uuid` is the only id that appears in a URL."""

    class Role(models.TextChoices):
        PATIENT = "patient", _("Patient")
        PROVIDER = "provider", _("Provider")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    display_name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.PATIENT)
    language = models.CharField(_("language"), max_length=5, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    # Quantity -> UCUM unit in which this person reads it; `patients.shown_units` knows the choices.
    units = models.JSONField(_("units"), default=dict, blank=True, editable=False)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    # Counted up, it ends every session there is, wherever it is stored.
    session_round = models.PositiveIntegerField(default=0, editable=False)
    # Asked for by the person: from then on closed to everybody, and erased when it is due.
    erase_at = models.DateTimeField(_("to be erased"), null=True, blank=True, editable=False)
    # What is left of an erased account is this row without a name, for the access trail.
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email_unique",
                violation_error_message=_("This e-mail address is already in use."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["patient", "provider"]), name="user_role_known"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def is_provider(self) -> bool:
        """Whether the account is a clinician's (verified or not)."""
        return self.role == self.Role.PROVIDER

    @property
    def is_leaving(self) -> bool:
        """Whether the person has asked for erasure and may still take it back."""
        return self.erase_at is not None

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this person's days begin."""
        return ZoneInfo(self.time_zone)

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        by_password: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return f"{by_password}.{self.session_round}"

    def get_full_name(self) -> str:
        """The name as the person writes it."""
        return self.display_name

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.display_name.split(" ")[0] if self.display_name else ""


def display(user: User) -> str:
    """How allauth's pages call someone."""
    return user.get_short_name() or user.email


class Licence(models.Model):
    """A clinician's right to practise, as entered by them and verified by staff."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting for verification")
        VERIFIED = "verified", _("Verified")
        REJECTED = "rejected", _("Not accepted")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="licence")
    profession = models.CharField(_("profession"), max_length=80)
    number = models.CharField(_("licence number"), max_length=40)
    jurisdiction = models.CharField(_("issued by"), max_length=120)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")

    def __str__(self) -> str:
        return f"licence {self.pk}"
