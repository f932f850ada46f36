"""Who is let in: by category, between two dates, until it ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from patients.models import Condition, Observation
from privacy import consent
from privacy.models import AccessEvent, CareLink
from tests import factories, people

HOUR = timedelta(hours=1)


@pytest.fixture
def shared(ana: User) -> None:
    """One reading and one condition of Ana's."""
    factories.reading(ana)
    factories.line(ana)


def seen(by: User) -> tuple[int, int]:
    """How many readings and conditions somebody sees."""
    return Observation.objects.visible_to(by).count(), Condition.objects.visible_to(by).count()


def link(ana: User, doctor: User, **fields: Any) -> CareLink:
    return CareLink.objects.create(patient=ana, provider=doctor, **fields)


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        (["readings"], (1, 0)),
        (["profile"], (0, 1)),
        (["readings", "profile"], (1, 1)),
        ([], (0, 0)),
    ],
)
def test_only_the_shared_categories_open(
    ana: User, vega: User, shared: None, categories: list[str], expected: tuple[int, int]
) -> None:
    link(ana, vega, categories=categories)
    assert seen(vega) == expected


def test_a_link_that_has_not_begun_opens_nothing(ana: User, vega: User, shared: None) -> None:
    link(ana, vega, categories=["readings"], starts_at=timezone.now() + HOUR)
    assert seen(vega) == (0, 0)


def test_a_link_that_has_run_out_opens_nothing(ana: User, vega: User, shared: None) -> None:
    now = timezone.now()
    link(ana, vega, categories=["readings"], starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    assert seen(vega) == (0, 0)


def test_a_link_ends_at_once_and_stays_as_history(ana: User, soto: User, shared: None) -> None:
    assert seen(soto) == (1, 1)
    row = CareLink.objects.get()
    consent.end(actor=ana, link=row)
    assert seen(soto) == (0, 0)
    assert CareLink.objects.get().ended_at is not None
    assert AccessEvent.objects.get(action="revoke").actor == ana


def test_ending_twice_keeps_the_first_date(ana: User, soto: User) -> None:
    row = CareLink.objects.get()
    consent.end(actor=ana, link=row)
    first = CareLink.objects.get().ended_at
    consent.end(actor=ana, link=row)
    assert CareLink.objects.get().ended_at == first
    assert AccessEvent.objects.filter(action="revoke").count() == 1


def test_a_clinician_sees_each_patients_share_apart(
    ana: User, bruno: User, soto: User, shared: None
) -> None:
    factories.reading(bruno)
    factories.line(bruno)
    link(bruno, soto, categories=["profile"])
    assert seen(soto) == (1, 2)


def test_a_patients_closed_account_closes_the_share(ana: User, soto: User, shared: None) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert seen(soto) == (0, 0)


def test_a_clinician_who_becomes_a_patient_sees_nothing(
    ana: User, soto: User, shared: None
) -> None:
    soto.role = User.Role.PATIENT
    assert seen(soto) == (0, 0)


def test_granting_is_recorded_with_the_categories(ana: User, vega: User) -> None:
    consent.grant(patient=ana, provider=vega, categories_granted=["readings", "readings"])
    event = AccessEvent.objects.get(action="share")
    assert (event.actor, event.subject) == (ana, ana)
    assert event.detail == {"categories": ["readings"]}


@pytest.mark.parametrize("chosen", [[], ["everything"], ["readings", "dna"]])
def test_unknown_or_no_categories_are_refused(ana: User, vega: User, chosen: list[str]) -> None:
    with pytest.raises(ValidationError):
        consent.grant(patient=ana, provider=vega, categories_granted=chosen)
    assert not CareLink.objects.exists()


def test_only_clinicians_are_let_in_and_never_oneself(ana: User, bruno: User, vega: User) -> None:
    for patient, provider in ((ana, bruno), (vega, vega)):
        with pytest.raises(ValidationError):
            consent.grant(patient=patient, provider=provider, categories_granted=["readings"])


def test_one_open_link_between_two_people(ana: User, soto: User) -> None:
    with pytest.raises(ValidationError):
        consent.grant(patient=ana, provider=soto, categories_granted=["readings"])
    with pytest.raises(IntegrityError), transaction.atomic():
        link(ana, soto, categories=["readings"])


def test_a_link_that_ran_out_makes_room_for_a_new_one(ana: User, vega: User) -> None:
    now = timezone.now()
    old = link(ana, vega, categories=["profile"], starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    new = consent.grant(patient=ana, provider=vega, categories_granted=["readings"])
    old.refresh_from_db()
    assert old.ended_at == old.ends_at
    assert consent.active_link(provider=vega, patient=ana) == new


def test_a_link_cannot_end_before_it_begins(ana: User, vega: User) -> None:
    with pytest.raises(ValidationError):
        consent.grant(
            patient=ana, provider=vega, categories_granted=["readings"],
            ends_at=timezone.now() - HOUR,
        )  # fmt: skip


def test_many_patients_cost_one_clinician_no_more_queries(
    soto: User, django_assert_num_queries: Any
) -> None:
    for number in range(8):
        people.link(people.person(f"Patient {number}"), soto)
    with django_assert_num_queries(2):
        list(Observation.objects.visible_to(soto))
