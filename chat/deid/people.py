"""Whom a conversation could give away: its owner, who is linked to them, their contacts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from allauth.account.models import EmailAddress

from accounts.models import Licence, User
from patients.models import EmergencyContact, seen_by
from patients.patient_facts import facts_of
from privacy.models import CareLink
from privacy.scrub import KnownIdentifiers, Person
from privacy.scrub.lexicon import PARTICLES
from privacy.scrub.views import View, fold

_WORD = re.compile(r"[^\W_]+")
# Where the month is written before the day; elsewhere the day comes first.
MONTH_FIRST = frozenset({"US", "PH", "PW", "FM", "MH", "GU", "AS", "MP", "VI"})


def names_of(text: str) -> set[str]:
    """The words of a name, folded, without particles."""
    return set(_WORD.findall(fold(text))) - PARTICLES


@dataclass(frozen=True)
class Somebody:
    """One person. `key` names them in the map; `name` is what the reader gets back."""

    key: str
    name: str
    person: Person

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of their names and sign-in names, folded."""
        logins = [email.partition("@")[0] for email in self.person.emails]
        texts = (*self.person.names, *logins, *self.person.usernames)
        return frozenset(word for text in texts for word in names_of(text))


@dataclass(frozen=True)
class Circle:
    """The people of one conversation, and how its owner writes a date."""

    people: tuple[Somebody, ...]
    month_first: bool | None = None

    @cached_property
    def known(self) -> KnownIdentifiers:
        """The matcher for all of them."""
        return KnownIdentifiers(somebody.person for somebody in self.people)

    def with_names(self, found: Iterable[tuple[str, str]]) -> "Circle":
        """And those whose whole names were met on the way: (key, name)."""
        keys = {somebody.key for somebody in self.people}
        more = tuple(
            Somebody(key, name, Person(names=(name,)))
            for key, name in found
            if key not in keys and len(_WORD.findall(name)) > 1
        )
        return Circle(self.people + more, self.month_first) if more else self

    def who(self, text: str) -> Somebody | None:
        """Whose name or sign-in name this is: who shares most with it, the owner first."""
        words = _WORD.findall(View(text).low)
        joined = "".join(words)
        best, most = None, 0
        for somebody in self.people:
            shared = sum(4 * len(word) for word in words if word in somebody.words)
            shared += sum(len(word) for word in somebody.words if len(word) > 2 and word in joined)
            if shared > most:
                best, most = somebody, shared
        return best


def circle_of(owner: User) -> Circle:
    """Everybody the record of `owner` knows by name."""
    country = facts_of(owner).country
    by_language = False if owner.language.startswith("es") else None
    people = (_owner(owner), *_linked(owner), *_contacts(owner))
    return Circle(people, country in MONTH_FIRST if country else by_language)


def _owner(owner: User) -> Somebody:
    addresses = EmailAddress.objects.filter(user=owner).values_list("email", flat=True)
    born = facts_of(owner).born
    person = Person(
        names=(owner.display_name,),
        emails=tuple(dict.fromkeys([owner.email, *addresses])),
        record_numbers=_licences([owner.pk]).get(owner.pk, ()),
        birth_dates=(born,) if born else (),
    )
    return Somebody(f"u{owner.pk}", owner.display_name, person)


def _linked(owner: User) -> Iterator[Somebody]:
    """Clinicians this person ever let in, or the patients who ever let this clinician in."""
    other = "patient" if owner.is_provider else "provider"
    links = CareLink.objects.filter(**{"provider" if owner.is_provider else "patient": owner})
    people = {getattr(link, other).pk: getattr(link, other) for link in links.select_related(other)}
    numbers = _licences(people)
    for pk, user in sorted(people.items()):
        person = Person(
            names=(user.display_name,), emails=(user.email,), record_numbers=numbers.get(pk, ())
        )
        yield Somebody(f"u{pk}", user.display_name, person)


def _licences(users: Iterable[int]) -> dict[int, tuple[str, ...]]:
    rows = Licence.objects.filter(user__in=list(users)).values_list("user", "number")
    return {user: (number,) for user, number in rows}


def _contacts(owner: User) -> Iterator[Somebody]:
    for row in seen_by(owner, owner, EmergencyContact).order_by("pk"):
        yield Somebody(f"c{row.pk}", row.name, Person(names=(row.name,), phones=(row.phone,)))
