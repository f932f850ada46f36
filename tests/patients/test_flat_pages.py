"""Pages ask as much of the database, and send as much, for a decade of readings as for a month."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bench.record_of_a_decade import fill
from patients.courses import MOST_DRAWN, MOST_READINGS
from patients.models import Observation
from patients.services import rollups
from tests import factories, people

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FEW, MANY = 700, 6_000  # two and a half days of a sensor; three weeks
PAGES = [
    "/today/",
    "/readings/",
    "/readings/?type=glucose",
    "/readings/together/?types=glucose&types=blood_pressure&range=all",
    *(f"/readings/glucose/?range={name}" for name in ("7d", "30d", "90d", "1y", "all")),
    "/readings/blood_pressure/?range=all",
]


def asked(client: Client, url: str) -> list[dict[str, str]]:
    client.get(url)  # whatever is made once for a process
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return found.captured_queries


@pytest.fixture
def short_and_long(client_for: SignIn, ana: User, bruno: User) -> Iterator[tuple[Client, Client]]:
    fill(ana, FEW)
    fill(bruno, MANY)
    return client_for(ana), client_for(bruno)


@pytest.mark.parametrize("url", PAGES)
def test_a_long_record_costs_no_more_queries_than_a_short_one(
    short_and_long: tuple[Client, Client], url: str
) -> None:
    short, long = (len(asked(client, url)) for client in short_and_long)
    assert long <= short


def test_the_first_page_takes_at_most_twelve_queries(client_for: SignIn, ana: User) -> None:
    fill(ana, FEW)
    factories.line(ana, "medications")
    assert len(asked(client_for(ana), "/today/")) <= 12


@pytest.mark.parametrize("range_", ["7d", "30d", "1y", "all"])
def test_a_chart_stays_small_however_much_it_stands_for(
    short_and_long: tuple[Client, Client], range_: str
) -> None:
    _short, long = short_and_long
    body = long.get(f"/readings/glucose/?range={range_}").content.decode()
    # One drawing for wide screens, one for phones.
    assert body.count("data-label=") <= 2 * MOST_DRAWN + 100
    assert len(body) < 400_000


def test_no_more_rows_than_can_be_drawn_leave_the_database(
    client_for: SignIn, bruno: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(bruno, MANY)
    fetched: list[int] = []
    fetch = connection.ops.compiler("SQLCompiler").results_iter

    def counting(self: Any, results: Any = None, **options: Any) -> Any:
        rows = list(fetch(self, results, **options))
        fetched.append(len(rows))
        return iter(rows)

    monkeypatch.setattr(connection.ops.compiler("SQLCompiler"), "results_iter", counting)
    for name in ("7d", "30d", "all"):
        client_for(bruno).get(f"/readings/glucose/?range={name}")
    assert max(fetched) <= MOST_READINGS


def test_a_clinician_reads_a_long_record_with_as_few_queries(
    client_for: SignIn, ana: User, bruno: User, soto: User
) -> None:
    people.link(bruno, soto)
    fill(ana, FEW)
    fill(bruno, MANY)
    client = client_for(soto)
    short, long = (
        len(asked(client, reverse("providers:chart", args=[who.uuid]))) for who in (ana, bruno)
    )
    assert long <= short


def test_a_million_deleted_readings_are_no_type_in_use(client_for: SignIn, ana: User) -> None:
    fill(ana, FEW)
    now = timezone.now()
    Observation.objects.editable_by(ana).exclude(type="mood").update(deleted_at=now)
    rollups.rebuild(ana)
    body = client_for(ana).get("/today/").content.decode()
    assert body.count('class="reading"') == 1


def test_the_newest_reading_of_each_type_is_found_by_looking_into_an_index(ana: User) -> None:
    fill(ana, MANY)
    mine = Observation.objects.editable_by(ana).present().of_type("glucose").newest_first()
    plan = mine[:1].explain()
    assert "observation_by_" in plan
