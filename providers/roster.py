"""Whom a clinician may see: patients with a live care link, and what each of them shares."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from patients.models import Observation, PatientProfile
from patients.patient_facts import age_on
from privacy import audit
from privacy.models import CareLink
from privacy.registry import Label, RecordSection, categories, sections


@dataclass(frozen=True)
class RosterRow:
    """One patient as the roster shows them; what they do not share is None or "".

    Attributes: age_years: completed years. last_reading: when the newest reading was taken.
    """

    patient: User
    link: CareLink
    shared: list[Label]
    age_years: int | None
    sex: str
    last_reading: datetime | None


def patients_of(provider: User, name: str = "") -> QuerySet[User]:
    """Active patients who let `provider` in right now, some or all of whose name is `name`."""
    links = CareLink.objects.active().filter(provider=provider)
    people = User.objects.filter(pk__in=links.values("patient"), is_active=True)
    return people.filter(display_name__icontains=name) if name else people


def rows_for(provider: User, patients: Iterable[User]) -> list[RosterRow]:
    """What the roster says about `patients`: three queries however many they are."""
    people = list(patients)
    active = CareLink.objects.active().filter(provider=provider, patient__in=people)
    links = {link.patient_id: link for link in active}
    seen_profiles = PatientProfile.objects.visible_to(provider).filter(owner__in=people)
    profiles = {profile.owner_id: profile for profile in seen_profiles}
    newest = newest_readings(provider, people)
    labels = dict(categories())
    rows = []
    for person in people:
        profile, link = profiles.get(person.pk), links.get(person.pk)
        if link is None:  # consent ended between two queries
            continue
        rows.append(
            RosterRow(
                patient=person,
                link=link,
                shared=[labels.get(key, key) for key in link.categories],
                age_years=_age(profile, provider),
                sex=profile.get_sex_display() if profile else "",
                last_reading=newest.get(person.pk),
            )
        )
    return rows


def newest_readings(provider: User, people: list[User]) -> dict[int, datetime | None]:
    """When each of `people` last took a reading that `provider` may see: one probe per person."""
    mine = Observation.objects.visible_to(provider).filter(owner=OuterRef("pk"))
    newest = mine.newest_first().values("effective_at")[:1]
    asked = User.objects.filter(pk__in=[person.pk for person in people])
    return dict(asked.annotate(newest=Subquery(newest)).values_list("pk", "newest"))


def _age(profile: PatientProfile | None, reader: User) -> int | None:
    if profile is None or profile.birth_date is None:
        return None
    return age_on(profile.birth_date, timezone.localdate(timezone=reader.zone))


def opened_chart(provider: User, key: UUID) -> tuple[User, CareLink]:
    """The patient behind `key` and the link that lets `provider` in.

    Raises: Http404: nobody, or nobody of theirs, with the same answer; a patient who exists finds
    the attempt in their access log.
    """
    person = User.objects.filter(uuid=key).first()
    link = None
    if person is not None and person.is_active:
        link = CareLink.objects.active().filter(provider=provider, patient=person).first()
    if person is not None and link is not None:
        return person, link
    if person is not None and person.pk != provider.pk:
        audit.record(
            "denied", actor=provider, subject=person, object_type="chart", outcome="denied"
        )
    raise Http404


def shared_sections(link: CareLink) -> list[RecordSection]:
    """The sections of the record that `link` opens, in reading order."""
    return [section for section in sections() if section.category in link.categories]
