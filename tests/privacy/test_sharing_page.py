"""The patient's page about whom they let in."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from privacy.models import AccessEvent, CareLink
from tests import people

ClientFor = Callable[[User], Client]
SHARING = "/privacy/sharing/"


def end(link: CareLink) -> str:
    return f"{SHARING}{link.pk}/end/"


def test_ana_sees_whom_she_lets_in_and_what(ana: User, soto: User, client_for: ClientFor) -> None:
    page = client_for(ana).get(SHARING).content.decode()
    for words in ("Elena Soto", "Physician", "Readings", "Profile", "until you end it"):
        assert words in page


def test_bruno_is_told_how_to_begin(bruno: User, soto: User, client_for: ClientFor) -> None:
    page = client_for(bruno).get(SHARING).content.decode()
    assert "You have not let anyone in" in page
    assert "Elena Soto" not in page


def test_ana_is_asked_and_then_ends_it(ana: User, soto: User, client_for: ClientFor) -> None:
    client, link = client_for(ana), CareLink.objects.get()
    assert "End the access of Elena Soto?" in client.get(end(link)).content.decode()
    assert CareLink.objects.get().ended_at is None
    answer = client.post(end(link), follow=True)
    page = answer.content.decode()
    assert "Elena Soto can no longer look." in page
    assert "ended by hand" in page
    assert AccessEvent.objects.get(action="revoke").subject == ana


def test_the_question_opens_over_the_page(ana: User, soto: User, client_for: ClientFor) -> None:
    headers = {"HX-Request": "true", "HX-Target": "dialog"}
    page = client_for(ana).get(end(CareLink.objects.get()), headers=headers).content.decode()
    assert "End the access" in page
    assert "<html" not in page


def test_a_link_that_ran_out_is_history(ana: User, vega: User, client_for: ClientFor) -> None:
    now = timezone.now()
    CareLink.objects.create(
        patient=ana, provider=vega, categories=["readings"],
        starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=2),
    )  # fmt: skip
    assert "ran out" in client_for(ana).get(SHARING).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_link_and_a_missing_one_are_the_same_404(
    ana: User, bruno: User, soto: User, client_for: ClientFor, method: str
) -> None:
    link, client = CareLink.objects.get(), client_for(bruno)
    foreign = getattr(client, method)(end(link))
    missing = getattr(client, method)(f"{SHARING}{uuid4()}/end/")
    assert foreign.status_code == missing.status_code == 404
    assert len(foreign.content) == len(missing.content)
    assert CareLink.objects.get().ended_at is None
    event = AccessEvent.objects.get(action="denied")
    assert (event.actor, event.subject) == (bruno, ana)


def test_the_clinician_cannot_end_or_prolong_it(soto: User, client_for: ClientFor) -> None:
    assert client_for(soto).post(end(CareLink.objects.get())).status_code == 404


def test_many_links_take_no_more_queries(
    ana: User, soto: User, client_for: ClientFor, django_assert_max_num_queries: object
) -> None:
    client = client_for(ana)
    for number in range(6):
        people.link(ana, people.provider(f"Doctor {number}"))
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        client.get(SHARING)
