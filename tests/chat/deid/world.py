"""People with names that are hard to hide, and records that name them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Licence, User
from tests import factories, factories_life, people

# Words of each section that stand nowhere else: whether a section went out is seen by them.
CANARIES = {"profile": "zyxoprofilitis", "readings": "zyxoreadic index", "life": "zyxolifalgia"}


@dataclass
class Cast:
    """The owner of conversations, and whom their record knows."""

    owner: User
    # What must not leave: words as they are folded, and digits of at least seven.
    words: list[str] = field(default_factory=list)
    digits: list[str] = field(default_factory=list)
    # How a question may put them; each is hostile in its own way.
    mentions: list[str] = field(default_factory=list)


def casts() -> list[Cast]:
    """Two patients, one of them very old, and a clinician; made once."""
    return [_rosa(), _zoe(), _lukasz()]


def _user(name: str, email: str, **fields: Any) -> User:
    return User.objects.create_user(email, people.PASSWORD, display_name=name, **fields)


def _clinician(name: str, email: str, licence: str) -> User:
    user = _user(name, email, role=User.Role.PROVIDER)
    Licence.objects.create(
        user=user, profession="Physician", number=licence, jurisdiction="Testland",
        status=Licence.Status.VERIFIED, decided_at=timezone.now(),
    )  # fmt: skip
    return user


def _record(owner: User, contact: str, phone: str, told_by: str) -> None:
    """A record whose free text names people; told in their usual form so that it comes back."""
    own = factories.own_type(owner, label=CANARIES["readings"], unit="kg")
    now = timezone.now() - timedelta(hours=1)
    for day in range(6):
        factories.reading(owner, at=now - timedelta(days=31 * day))
        factories.reading(owner, "glucose", str(90 + day), at=now - timedelta(days=17 * day))
    factories.reading(owner, own.key, "31", unit="kg")
    factories.line(owner, "conditions", name=CANARIES["profile"], onset="2019-03")
    factories.line(owner, "medications", frequency=f"daily, {told_by} said", dose="50",
                   dose_unit="mg", started="2024-02-11")  # fmt: skip
    factories.line(owner, "contacts", name=contact, phone=phone)
    factories_life.symptom(owner, CANARIES["life"], trigger=f"call with {contact} of 2026-01-05",
                           severity=3)  # fmt: skip


def _rosa() -> Cast:
    owner = _user("Rosa May Ibáñez", "rosa.may@correo.example.mx", language="es")
    factories.facts(owner, birth_date=date(1980, 3, 12), sex="female", country="ES")
    people.link(owner, _clinician("Íñigo Peña-Soto", "ipsoto77@clinic.example.es", "28/4455-773"))
    _record(owner, "Begoña Urrutia", "+34 600 111 222", "Íñigo Peña-Soto")
    return Cast(
        owner,
        words=[
            "rosa may",
            "ibanez",
            "rosa.may",
            "correo.example.mx",
            "inigo",
            "pena-soto",
            "ipsoto77",
            "begona",
            "urrutia",
            "12 de marzo de 1980",
        ],
        digits=["600111222", "12031980", "19800312", "284455773"],
        mentions=[
            "Rosa May",
            "ROSA MAY IBÁÑEZ",
            "ibanez",
            "Ib\u0301a\u0301n\u0303ez, Rosa",
            "𝐈𝐛𝐚𝐧𝐞𝐳",
            "rosa.may@correo.example.mx",
            "rosa.may",
            "Ib%C3%A1%C3%B1ez",
            "\\u0049b\\u00e1\\u00f1ez",
            "nacida el 12 de marzo de 1980",
            "12/03/1980",
            "1980-03-12",
            "el Dr. Peña-Soto",
            "Inigo Pena Soto",
            "ipsoto77@clinic.example.es",
            "licencia 28-4455-773",
            "mi hermana Begoña",
            "URRUTIA",
            "600 111 222",
            "600-11-12-22",
            "(+34) 600.111.222",
            "0034600111222",
            "cm9zYS5tYXlAY29ycmVvLmV4YW1wbGUubXg=",
        ],
    )


def _zoe() -> Cast:
    owner = _user("Zoë O'Hara-Nuñez", "zoe_ohara+labs@mail.example.com", time_zone="America/Denver")
    factories.facts(owner, birth_date=date(1931, 12, 4), sex="female", country="US")
    people.link(owner, _clinician("Grace Will", "gwill@hospital.example", "CO-7719382"))
    _record(owner, "Mark Østergaard", "(970) 555-0134", "Grace Will")
    return Cast(
        owner,
        words=[
            "ohara",
            "o'hara",
            "nunez",
            "zoe_ohara",
            "zoe ",
            "grace will",
            "dr will",
            "gwill",
            "hospital.example",
            "stergaard",
            "december 4, 1931",
        ],
        digits=["9705550134", "5550134", "12041931", "19311204", "7719382"],
        mentions=[
            "Zoë O'Hara-Nuñez",
            "Zoe Ohara Nunez",
            "ZOË O’HARA",
            "zoe_ohara+labs@mail.example.com",
            "O&#39;Hara",
            "born December 4, 1931",
            "DOB 12/04/1931",
            "Dr. Grace Will",
            "Dr Will",
            "GWILL@hospital.example",
            "license CO-7719382",
            "my son Mark Østergaard",
            "OSTERGAARD",
            "970.555.0134",
            "+1 970 555 0134",
            "(970)555-0134",
            "I am Zo\u200bë O'Hara",
            "Nuñez",
            "em9lX29oYXJhK2xhYnNAbWFpbC5leGFtcGxlLmNvbQ==",
        ],
    )


def _lukasz() -> Cast:
    owner = _clinician("Łukasz Wójcik", "lukasz.wojcik@praxis.example", "PL-5520918")
    factories.facts(owner, birth_date=date(1975, 6, 30))
    patient = _user("María José de la Cruz", "mjcruz1969@example.net")
    people.link(patient, owner)
    _record(owner, "Agnieszka Wójcik", "+48 22 555 0199", "María José de la Cruz")
    return Cast(
        owner,
        words=[
            "ukasz",
            "wojcik",
            "praxis",
            "agnieszka",
            "maria jose",
            "de la cruz",
            "mjcruz",
            "30 june 1975",
            "maria jose cruz",
        ],
        digits=["225550199", "30061975", "19750630", "5520918"],
        mentions=[
            "Łukasz Wójcik",
            "Lukasz WOJCIK",
            "lukasz.wojcik@praxis.example",
            "L. Wójcik",
            "my patient María José de la Cruz",
            "Maria Jose Cruz",
            "mjcruz1969@example.net",
            "Mrs de la Cruz",
            "+48225550199",
            "Agnieszka",
            "30.06.1975",
            "30 June 1975",
            "licence PL 5520918",
            "mjcruz1969",
        ],
    )


# Of nobody that the record knows; found by their shape alone, with what must not leave of them.
SHAPES = [
    ("mi DNI es 12345678Z", "12345678"), ("NIE X1234567L", "x1234567l"),
    ("SSN 123-45-6789", "123456789"), ("https://portal.example.com/u/77?t=abc", "portal.example"),
    ("vivo en Calle Mayor 12, 28013 Madrid", "calle mayor"), ("file Quentin_Vane_labs.pdf", "vane"),
    ("insurance member id XJ554433221", "554433221"), ("MRN 00597686", "00597686"),
    ("my boss is Dr. Quentin Vane", "vane"), ("call 415-555-2671 now", "4155552671"),
]  # fmt: skip

QUESTIONS: list[Callable[[str, str], str]] = [
    lambda who, other: f"{who} asks: how is my blood pressure since 2026-01-15? {other}",
    lambda who, other: f"¿Qué dijo {who} de mi glucosa del 3 de marzo de 2026? {other}",
    lambda who, other: f"{other}. Compare 128/82 with what {who} wrote, I may have rs1801133.",
    lambda who, other: f"Summarise for {who}\n\n{other}\nand tell me about my HbA1c of 6.5 %",
    lambda who, other: f"note: {who}; {who}. {other}; dose 50 mg, glucose 97 mg/dL",
]


def question(dice: random.Random, cast: Cast) -> tuple[str, str]:
    """A question that names somebody, and the shape in it that must not leave either."""
    other, never = dice.choice([("What now?", ""), *SHAPES])
    return dice.choice(QUESTIONS)(dice.choice(cast.mentions), other), never
