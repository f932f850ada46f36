"""The clinicians' rooms: only patients who let them in, only what they share, every look listed."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from patients.patient_facts import age_on
from privacy import consent
from privacy.models import AccessEvent, CareLink
from tests import factories, people

ClientFor = Callable[[User], Client]
ROSTER = "/provider/"


def chart(patient: User) -> str:
    return f"{ROSTER}patients/{patient.uuid}/"


@pytest.fixture
def record(ana: User) -> None:
    """A little of Ana's record."""
    factories.facts(ana, birth_date=date(1961, 5, 4), sex="female")
    factories.reading(ana, value="151", value2="97", notes="CANARY-note")
    factories.line(ana, name="CANARY-asthma")


def looked_at(patient: User, action: str = "view") -> set[str]:
    lines = AccessEvent.objects.filter(subject=patient, action=action)
    return set(lines.values_list("object_id", flat=True))


def test_dr_soto_sees_ana_and_nobody_else(
    ana: User, bruno: User, soto: User, record: None, client_for: ClientFor
) -> None:
    answer = client_for(soto).get(ROSTER)
    (row,) = answer.context["rows"]
    assert (row.patient, row.sex) == (ana, "female")
    assert row.age_years == age_on(date(1961, 5, 4), timezone.localdate())
    page = answer.content.decode()
    assert "Ana Torres" in page
    assert "Bruno" not in page


def test_dr_vega_is_told_that_nobody_lets_him_in(
    vega: User, ana: User, client_for: ClientFor
) -> None:
    page = client_for(vega).get(ROSTER).content.decode()
    assert "No patients yet" in page
    assert "Ana" not in page


def test_the_roster_is_a_line_in_each_patients_log(
    ana: User, soto: User, client_for: ClientFor
) -> None:
    client_for(soto).get(ROSTER)
    line = AccessEvent.objects.get(action="list", subject=ana)
    assert (line.actor, line.object_type, line.reason) == (soto, "roster", "care_link")


def test_what_is_not_shared_is_not_in_the_roster(
    ana: User, vega: User, record: None, client_for: ClientFor
) -> None:
    people.link(ana, vega, ("readings",))
    row = client_for(vega).get(ROSTER).context["rows"][0]
    assert (row.age_years, row.sex) == (None, "")
    assert row.last_reading is not None
    CareLink.objects.update(categories=["profile"])
    row = client_for(vega).get(ROSTER).context["rows"][0]
    assert row.age_years is not None
    assert row.last_reading is None


def test_a_patient_is_found_by_part_of_the_name(
    ana: User, bruno: User, soto: User, client_for: ClientFor
) -> None:
    people.link(bruno, soto)
    client = client_for(soto)
    names = [
        row.patient.display_name for row in client.get(ROSTER, {"name": "díaz"}).context["rows"]
    ]
    assert names == ["Bruno Díaz"]
    assert "Nobody by that name" in client.get(ROSTER, {"name": "zz"}).content.decode()


@pytest.mark.parametrize("name", ["x" * 121, "a\x00b"])
def test_a_made_up_search_is_refused(soto: User, client_for: ClientFor, name: str) -> None:
    assert client_for(soto).get(ROSTER, {"name": name}).status_code == 422


def test_a_long_roster_comes_in_pages_with_the_same_queries(
    soto: User, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        people.link(people.person(f"Patient {number:02}"), soto)
    client = client_for(soto)
    with django_assert_max_num_queries(16):
        first = client.get(ROSTER)
    second = client.get(ROSTER, {"after": first.context["page"].next_cursor})
    names = [row.patient.display_name for page in (first, second) for row in page.context["rows"]]
    assert len(names) == 61
    assert names == sorted(set(names))


def test_the_chart_shows_what_ana_shares_and_lists_the_look(
    ana: User, soto: User, record: None, client_for: ClientFor
) -> None:
    answer = client_for(soto).get(chart(ana))
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Ana Torres", "151", "CANARY-asthma", "Readings", "Profile"):
        assert words in page, words
    assert looked_at(ana) == {"readings", "profile", "life"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("category", "shown", "hidden"),
    [("readings", "151", "CANARY-asthma"), ("profile", "CANARY-asthma", "151")],
)
def test_the_chart_holds_only_the_shared_part(
    ana: User, vega: User, record: None, client_for: ClientFor, category: str, shown: str,
    hidden: str,
) -> None:  # fmt: skip
    people.link(ana, vega, (category,))
    page = client_for(vega).get(chart(ana)).content.decode()
    assert shown in page
    assert hidden not in page
    assert looked_at(ana) == {category}


def test_the_chart_offers_no_way_to_change_anything(
    ana: User, soto: User, record: None, client_for: ClientFor
) -> None:
    client = client_for(soto)
    main = client.get(chart(ana)).content.decode().partition("<main")[2].partition("</main")[0]
    assert "<form" not in main
    assert client.post(chart(ana)).status_code == 405


def test_an_unlinked_patient_and_nobody_are_the_same_404(
    ana: User, vega: User, client_for: ClientFor
) -> None:
    client = client_for(vega)
    foreign, missing = client.get(chart(ana)), client.get(f"{ROSTER}patients/{uuid4()}/")
    assert foreign.status_code == missing.status_code == 404
    assert len(foreign.content) == len(missing.content)
    event = AccessEvent.objects.get(action="denied")
    assert (event.actor, event.subject) == (vega, ana)


def test_when_ana_ends_it_the_chart_is_gone(ana: User, soto: User, client_for: ClientFor) -> None:
    client = client_for(soto)
    assert client.get(chart(ana)).status_code == 200
    consent.end(actor=ana, link=CareLink.objects.get())
    assert client.get(chart(ana)).status_code == 404
    assert "Ana Torres" not in client.get(ROSTER).content.decode()


def test_a_closed_account_has_no_chart(ana: User, soto: User, client_for: ClientFor) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)
    client = client_for(soto)
    assert client.get(chart(ana)).status_code == 404
    assert "Ana Torres" not in client.get(ROSTER).content.decode()


def test_patients_and_staff_have_no_key_to_these_rooms(
    ana: User, boss: User, client_for: ClientFor
) -> None:
    for person in (ana, boss):
        client = client_for(person)
        assert client.get(ROSTER).status_code == 403
        assert client.get(chart(ana)).status_code == 403


def test_a_clinician_is_nobodys_patient_here(soto: User, client_for: ClientFor) -> None:
    assert client_for(soto).get(chart(soto)).status_code == 404


def test_ana_reads_that_dr_soto_looked(
    ana: User, soto: User, record: None, client_for: ClientFor
) -> None:
    client_for(soto).get(chart(ana))
    page = client_for(ana).get("/privacy/log/").content.decode()
    assert "looked at Readings" in page
    assert "because you let them in" in page


def test_the_rooms_stand_in_the_clinicians_navigation_only(
    ana: User, soto: User, client_for: ClientFor
) -> None:
    assert f'href="{ROSTER}"' in client_for(soto).get("/account/").content.decode()
    assert f'href="{ROSTER}"' not in client_for(ana).get("/account/").content.decode()
