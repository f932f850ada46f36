"""Who is in the demo and how they sign in."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.text import format_lazy

from accounts.demo_people import DEMO_PASSWORD, DEMO_PEOPLE
from accounts.models import Licence, User
from privacy import consent

PASSWORD = DEMO_PASSWORD
ZONE = "Europe/Madrid"


@dataclass(frozen=True)
class Cast:
    """Everyone in the demo."""

    ana: User
    bruno: User
    soto: User
    vega: User
    staff: User


# (e-mail, who it is) in the order the logins are printed; the sign-in page shows the same.
LOGINS = tuple(
    (person.email, format_lazy("{}, {}", person.name, person.part)) for person in DEMO_PEOPLE
)


def make() -> Cast:
    """Everyone, made where missing."""
    cast = Cast(
        ana=_person("ana@demo.example", "Ana Torres"),
        bruno=_person("bruno@demo.example", "Bruno Díaz"),
        soto=_clinician("soto@demo.example", "Elena Soto", "Family physician", "28-2841907"),
        vega=_clinician("vega@demo.example", "Luis Vega", "Cardiologist", "08-1190254"),
        staff=_person("staff@demo.example", "Stella Prieto", is_staff=True, is_superuser=True),
    )
    if consent.active_link(provider=cast.soto, patient=cast.ana) is None:
        consent.grant(
            patient=cast.ana,
            provider=cast.soto,
            categories_granted=["readings", "profile", "life"],
        )
    return cast


def _person(email: str, name: str, **fields: object) -> User:
    known = User.objects.filter(email=email).first()
    user = known or User.objects.create_user(
        email, PASSWORD, display_name=name, time_zone=ZONE, **fields
    )
    EmailAddress.objects.get_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user


def _clinician(email: str, name: str, profession: str, number: str) -> User:
    user = _person(email, name, role=User.Role.PROVIDER)
    Licence.objects.get_or_create(
        user=user,
        defaults={
            "profession": profession,
            "number": number,
            "jurisdiction": "Colegio de Médicos",
            "status": Licence.Status.VERIFIED,
            "decided_at": timezone.now(),
        },
    )
    return user
