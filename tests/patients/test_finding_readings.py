"""Lists of readings: one's own, filtered, paged, and as quick for many rows as for few."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from patients.chart import profile, readings
from privacy.models import AccessEvent
from tests import factories, people

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def queries(client: Client, url: str) -> int:
    client.get(url)  # keys and content types are loaded once
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    "url",
    ["/today/", "/readings/", "/readings/blood_pressure/", "/readings/blood_pressure/?range=all"],
)
def test_a_page_asks_the_database_no_more_for_many_rows_than_for_few(
    client_for: SignIn, ana: User, url: str
) -> None:
    client = client_for(ana)
    factories.readings(ana, 2, notes="a note", tags=("a",))
    few = queries(client, url)
    factories.readings(ana, 40, notes="a note", tags=("a",))
    assert queries(client, url) == few
    assert few <= 14


def test_each_page_of_a_list_leaves_one_line_in_the_trail(client_for: SignIn, ana: User) -> None:
    factories.readings(ana, 5)
    client_for(ana).get("/readings/")
    event = AccessEvent.objects.get(action="list")
    assert (event.subject, event.detail) == (ana, {"count": 5})


def test_someone_elses_readings_are_on_no_page_of_mine(
    client_for: SignIn, ana: User, bruno: User
) -> None:
    row = factories.reading(ana, value="143", notes="Canary words")
    client = client_for(bruno)
    for url in ("/today/", "/readings/", "/readings/blood_pressure/", "/profile/", "/exchange/"):
        page = client.get(url).content.decode()
        assert "143" not in page
        assert "Canary" not in page
        assert str(row.entry_id) not in page


def test_a_clinicians_own_pages_show_nothing_of_the_patients(
    client_for: SignIn, ana: User, soto: User
) -> None:
    factories.reading(ana, value="143", notes="Canary words")
    client = client_for(soto)
    for url in ("/today/", "/readings/", "/readings/blood_pressure/"):
        assert "143" not in client.get(url).content.decode()


PAGES = ("", "edit/", "delete/")
DEEDS = ("edit/", "delete/", "restore/")


@pytest.mark.parametrize("deed", PAGES)
def test_a_strangers_reading_looks_exactly_like_none(
    client_for: SignIn, ana: User, bruno: User, deed: str
) -> None:
    row = factories.reading(ana)
    client = client_for(bruno)
    foreign = client.get(f"/readings/entry/{row.entry_id}/{deed}")
    missing = client.get(f"/readings/entry/{uuid4()}/{deed}")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert len(foreign.content) == len(missing.content)
    assert AccessEvent.objects.filter(action="denied", subject=ana, actor=bruno).exists()


@pytest.mark.parametrize("deed", DEEDS)
def test_a_stranger_changes_nothing(client_for: SignIn, ana: User, bruno: User, deed: str) -> None:
    row = factories.reading(ana)
    response = client_for(bruno).post(f"/readings/entry/{row.entry_id}/{deed}", {"value": "1"})
    assert response.status_code == 404
    row.refresh_from_db()
    assert (row.value_text, row.deleted_at) == ("128", None)


def test_ana_narrows_the_list_by_type_and_days(client_for: SignIn, ana: User) -> None:
    today = timezone.now().date()
    factories.reading(ana, value="141")
    factories.reading(ana, value="142", at=timezone.now() - timedelta(days=40))
    factories.reading(ana, "heart_rate", "77")
    client = client_for(ana)
    typed = client.get("/readings/?type=heart_rate").content.decode()
    assert "77" in typed
    assert "141/82" not in typed
    first = (today - timedelta(days=50)).isoformat()
    last = (today - timedelta(days=30)).isoformat()
    dated = client.get(f"/readings/?first={first}&last={last}").content.decode()
    assert "142/82" in dated
    assert "141/82" not in dated


@pytest.mark.parametrize(
    "query",
    ["type=nonsense", "first=yesterday", "first=2026-02-30", "first=2026-02-02&last=2026-01-01",
     "type=%00", "first=%3Cscript%3E"],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_422_and_shows_why(
    client_for: SignIn, ana: User, query: str
) -> None:
    factories.reading(ana)
    response = client_for(ana).get(f"/readings/?{query}")
    assert response.status_code == 422
    assert "The filter cannot be used" in response.content.decode()


def test_the_filter_answers_htmx_with_the_list_alone(client_for: SignIn, ana: User) -> None:
    factories.reading(ana)
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "list"}
    text = client_for(ana).get("/readings/", **headers).content.decode()
    assert text.lstrip().startswith('<div class="section" id="list"')


def test_pages_follow_each_other_without_gaps(client_for: SignIn, ana: User) -> None:
    rows = factories.readings(ana, 65, type="heart_rate", value="70")
    client, url, seen = client_for(ana), "/readings/", []
    while url:
        page = client.get(url).context["page"]
        seen += [row.pk for row in page.rows]
        url = f"/readings/?after={page.next_cursor}" if page.next_cursor else ""
    assert seen == [row.pk for row in rows]


@pytest.mark.parametrize("cursor", ["x", "W10=", "bnVsbA==", "%00", "WzEsMl0="])
def test_a_cursor_that_cannot_be_read_means_the_first_page(
    client_for: SignIn, ana: User, cursor: str
) -> None:
    factories.reading(ana)
    assert client_for(ana).get(f"/readings/?after={cursor}").status_code == 200


def test_a_linked_clinician_reads_the_section_and_an_unlinked_one_does_not(
    ana: User, soto: User, vega: User
) -> None:
    from_ana = factories.reading(ana)
    shown = readings(soto, ana).context["rows"]
    assert [row.card.row.pk for row in shown] == [from_ana.pk]
    assert readings(vega, ana).context["rows"] == []


def test_a_link_for_the_profile_alone_opens_no_reading(ana: User) -> None:
    factories.reading(ana)
    factories.line(ana, "conditions")
    doctor = people.provider("Petra Profile")
    people.link(ana, doctor, ("profile",))
    assert readings(doctor, ana).context["rows"] == []
    assert len(profile(doctor, ana).context["parts"]) == 1
