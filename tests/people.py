"""The people whom tests are about, made fresh in each test's database."""

from unicodedata import normalize

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from accounts.models import Licence, User
from privacy import consent

PASSWORD = "correct horse battery"
ALL_CATEGORIES = ("readings", "profile", "life")


def person(name: str, **fields: object) -> User:
    """A member with a verified address, named `name` and so addressed."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    email = f"{plain.lower().replace(' ', '.')}@example.org"
    user = User.objects.create_user(email, PASSWORD, display_name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def with_second_factor(user: User) -> User:
    """The same person with an authenticator app set up."""
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return user


def provider(name: str) -> User:
    """A clinician whose licence staff have verified."""
    user = with_second_factor(person(name, role=User.Role.PROVIDER))
    Licence.objects.create(
        user=user, profession="Physician", number="12345", jurisdiction="Testland",
        status=Licence.Status.VERIFIED, decided_at=timezone.now(),
    )  # fmt: skip
    return user


def link(patient: User, clinician: User, categories: tuple[str, ...] = ALL_CATEGORIES) -> object:
    """Let `clinician` read `patient`."""
    return consent.grant(patient=patient, provider=clinician, categories_granted=categories)


def has_second_factor(user: User) -> bool:
    """Whether an authenticator is set up."""
    return Authenticator.objects.filter(user=user).exists()
