"""When people say something happened, and the instant that was where they are."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from patients import moments
from patients.models import Observation
from tests import factories
from tests.patients.forms_of import submit

SignIn = Callable[[User], Client]
MADRID, NEW_YORK = ZoneInfo("Europe/Madrid"), ZoneInfo("America/New_York")
HEART = "/readings/add/heart_rate/"


@pytest.fixture
def ana_in_madrid(ana: User) -> User:
    ana.time_zone = "Europe/Madrid"
    ana.save(update_fields=["time_zone"])
    return ana


def only(person: User) -> Observation:
    row: Observation = Observation.objects.editable_by(person).get()
    return row


@pytest.mark.django_db
def test_a_time_is_that_of_the_person_who_types_it(client_for: SignIn, ana_in_madrid: User) -> None:
    submit(client_for(ana_in_madrid), HEART, value="70", when="2026-07-02T08:12")
    row = only(ana_in_madrid)
    assert row.effective_at == datetime(2026, 7, 2, 6, 12, tzinfo=UTC)
    assert (row.tz, row.local_day) == ("Europe/Madrid", date(2026, 7, 2))


@pytest.mark.django_db
def test_an_hour_that_never_was_is_refused_with_the_reason(
    client_for: SignIn, ana_in_madrid: User
) -> None:
    response = submit(client_for(ana_in_madrid), HEART, value="70", when="2026-03-29T02:30")
    assert response.status_code == 422
    assert "02:30 did not exist that day in Europe/Madrid" in response.content.decode()


@pytest.mark.django_db
def test_an_hour_that_came_twice_is_the_first_one_and_says_so(
    client_for: SignIn, ana_in_madrid: User
) -> None:
    client = client_for(ana_in_madrid)
    response = submit(client, HEART, value="70", when="2026-10-25T02:30")
    assert only(ana_in_madrid).effective_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "the first one was saved" in client.get(response["Location"]).content.decode()


@pytest.mark.django_db
def test_changing_the_notes_keeps_the_seconds_and_the_second_of_two_hours(
    client_for: SignIn, ana_in_madrid: User
) -> None:
    exact = datetime(2026, 10, 25, 1, 30, 15, 123456, tzinfo=UTC)  # the second 02:30
    row = factories.reading(ana_in_madrid, "heart_rate", "70", at=exact)
    submit(client_for(ana_in_madrid), f"/readings/entry/{row.entry_id}/edit/", notes="calm")
    changed = only(ana_in_madrid)
    assert (changed.effective_at, changed.notes) == (exact, "calm")


@pytest.mark.django_db
def test_a_reading_from_a_journey_keeps_the_clock_of_the_journey(
    client_for: SignIn, ana_in_madrid: User
) -> None:
    row = factories.reading(
        ana_in_madrid, "heart_rate", "70", tz="America/New_York",
        at=datetime(2026, 7, 3, 1, 5, tzinfo=UTC),
    )  # fmt: skip
    assert row.local_day == date(2026, 7, 2)
    client = client_for(ana_in_madrid)
    page = client.get(f"/readings/entry/{row.entry_id}/").content.decode()
    assert "21:05" in page
    assert "America/New_York" in page
    submit(client, f"/readings/entry/{row.entry_id}/edit/", when="2026-07-02T21:10")
    moved = only(ana_in_madrid)
    assert moved.effective_at == datetime(2026, 7, 3, 1, 10, tzinfo=UTC)
    assert moved.tz == "America/New_York"


def test_a_day_alone_begins_with_its_first_instant() -> None:
    havana = ZoneInfo("America/Havana")  # summer time begins at midnight there
    assert moments.start_of(date(2026, 3, 8), havana) == datetime(2026, 3, 8, 5, 0, tzinfo=UTC)
    spoken = moments.read("2026-03-08")
    assert moments.meant(spoken, havana).precision == "day"


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2026-11-01 01:30", NEW_YORK, datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("2026-01-15T23:59", MADRID, datetime(2026, 1, 15, 22, 59, tzinfo=UTC)),
        ("2026-01-15T23:59:07", MADRID, datetime(2026, 1, 15, 22, 59, 7, tzinfo=UTC)),
    ],
)
def test_wall_clock_times_become_instants(text: str, zone: ZoneInfo, instant: datetime) -> None:
    assert moments.meant(moments.read(text), zone).at == instant


@pytest.mark.parametrize("text", ["", "8:12", "2026-13-01", "2026-02-29", "2026-01-01T25:00", "x"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        moments.read(text)
