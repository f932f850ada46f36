"""Ana reads her whole record as one line of time, and finds things in it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from patients import timeline
from patients.models import Observation
from patients.services import documents
from privacy.models import AccessEvent
from privacy.registry import TimelineQuery
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NOON = datetime(2026, 10, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_anas_zone(ana: User) -> Any:
    with timezone.override(ana.zone):
        yield


def titles(page: timeline.Page) -> list[str]:
    """What a page shows, in its order."""
    return [str(item.title) for day in page.days for item in day.items]


def everything(owner: User, **asked: Any) -> list[timeline.Page]:
    """All pages, as the button leads through them."""
    pages = [timeline.read(owner, owner, TimelineQuery(**asked))]
    while pages[-1].before is not None:
        before = timeline.day_start(pages[-1].before)
        pages.append(timeline.read(owner, owner, TimelineQuery(before=before, **asked)))
        assert len(pages) < 200
    return pages


def shown(client: Client, query: str = "") -> str:
    """The page's words."""
    answer = client.get(f"/timeline/{query}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_everything_stands_on_its_day_newest_first(client_for: SignIn, ana: User) -> None:
    factories.line(ana, "medications", name="Losartan", started="2026-10-02", ended="2026-10-20")
    factories.line(ana, "immunizations", vaccine="Influenza", given="2026-10-10")
    factories.reading(ana, "body_weight", "72.5", at=NOON)
    words = shown(client_for(ana))
    order = ["Stopped", "Influenza", "72.5", "Started"]
    assert [words.index(word) for word in order] == sorted(words.index(word) for word in order)
    assert "Saturday, Oct. 10, 2026" in words
    assert AccessEvent.objects.filter(action="list", object_type="timeline", subject=ana).exists()


def test_what_is_known_only_by_year_is_not_given_a_day(client_for: SignIn, ana: User) -> None:
    factories.line(ana, "conditions", name="Asthma", onset="2019", abatement="2020-03")
    words = re.sub(r"\s+", " ", shown(client_for(ana)))
    heads = re.findall(r'<h2 class="day-head">(.*?)</h2>', words)
    assert heads == ["March 2020", "2019"]


def test_a_year_is_found_by_any_of_its_days(ana: User) -> None:
    factories.line(ana, "conditions", name="Asthma", onset="2019")
    june, july = date(2019, 6, 1), date(2019, 7, 1)
    assert titles(everything(ana, first=june, last=july)[0]) == ["Asthma"]
    assert titles(everything(ana, first=june.replace(year=2020))[0]) == []


def test_a_condition_without_a_day_stands_where_it_was_noted(ana: User) -> None:
    factories.line(ana, "conditions", name="Asthma")
    (item,) = everything(ana)[0].days[0].items
    assert (item.title, str(item.text)) == ("Asthma", "Noted in the profile")


def test_many_readings_of_a_day_are_one_line(client_for: SignIn, ana: User) -> None:
    for number, value in enumerate(("62", "100", "100", "242")):
        factories.reading(ana, "glucose", value, at=NOON + timedelta(minutes=number))
    for number in range(3):
        factories.reading(ana, "body_weight", f"7{number}.0", at=NOON + timedelta(hours=number))
    words = shown(client_for(ana))
    assert "4 readings, mean 126, 62–242 mg/dL" in words
    assert "/readings/?type=glucose&first=2026-10-02&last=2026-10-02" in words
    for value in ("70.0", "71.0", "72.0"):
        assert value in words


def test_sums_obey_the_units_of_the_reader(client_for: SignIn, ana: User) -> None:
    ana.units = {"glucose": "mmol/L"}
    ana.save(update_fields=["units"])
    for number, value in enumerate(("62", "100", "100", "242")):
        factories.reading(ana, "glucose", value, at=NOON + timedelta(minutes=number))
    words = shown(client_for(ana))
    assert "mean 7.0, 3.4–13.4 mmol/L" in words
    assert "mg/dL" not in re.sub(r"<form.*?</form>", "", words, flags=re.DOTALL)


def test_a_reading_taken_far_away_stands_on_the_day_it_had_there(ana: User) -> None:
    at = datetime(2026, 10, 1, 22, 30, tzinfo=UTC)  # half past seven next morning in Tokyo
    factories.reading(ana, "body_weight", "72", at=at, tz="Asia/Tokyo")
    (day,) = everything(ana)[0].days
    assert day.day.isoformat() == "2026-10-02"
    assert f"{day.items[0].at:%H:%M}" == "07:30"


def test_leafing_loses_nothing_and_shows_nothing_twice(ana: User) -> None:
    for day in range(30):
        for kind, value in (("body_weight", "72"), ("heart_rate", "60"), ("glucose", "100")):
            factories.reading(ana, kind, value, at=NOON - timedelta(days=day))
    for day in (1, 5, 29):
        for number in range(3):  # the same instant as each other
            factories.line(
                ana, "conditions", name=f"{day}-{number}", onset=f"2026-09-{30 - day:02}"
            )
    pages = everything(ana)
    assert len(pages) > 2
    seen = [item.key for page in pages for day in page.days for item in day.items]
    assert len(seen) == len(set(seen)) == 99
    days = [(day.day, day.vague) for page in pages for day in page.days]
    assert days == sorted(set(days), reverse=True)


def test_a_day_with_more_than_a_page_is_not_cut(ana: User) -> None:
    for number in range(timeline.SIZE + 15):
        factories.line(ana, "conditions", name=f"C{number}", onset="2026-10-02")
    factories.line(ana, "conditions", name="Older", onset="2026-10-01")
    pages = everything(ana)
    assert sum(page.count for page in pages) == timeline.SIZE + 16
    assert not any(page.cut for page in pages)


def test_older_days_come_by_htmx_and_without_it(client_for: SignIn, ana: User) -> None:
    factories.readings(ana, 60)
    client = client_for(ana)
    words = shown(client)
    (href,) = set(re.findall(r'rel="next" href="([^"]+)"', words))
    assert re.fullmatch(r"\?before=2026-\d\d-\d\d", href) or "before=" in href
    plain = shown(client, href)
    assert "Newest entries" in plain
    part = client.get(
        f"/timeline/{href}", headers={"HX-Request": "true", "HX-Target": "older"}
    ).content.decode()
    assert "<html" not in part
    assert 'class="day-head"' in part
    assert 'id="older"' in part


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("?q=LOSARTAN", "Losartan", "Asthma"),
        ("?q=asthma began", "Asthma", "Losartan"),
        ("?q=weight", "72.5", "Asthma"),
        ("?q=niño", "El nino", "Asthma"),
        ("?type=medication", "Losartan", "Asthma"),
        ("?type=medication&type=condition", "Asthma", "72.5"),
        ("?type=body_weight", "72.5", "Losartan"),
        ("?tag=gym", "72.5", "Losartan"),
        ("?first=2026-10-01&last=2026-10-05", "72.5", "Losartan"),
        ("?outside=on", "188/121", "72.5"),
    ],
)
def test_the_filter_finds_what_is_meant(
    client_for: SignIn, ana: User, query: str, found: str, missing: str
) -> None:
    factories.line(ana, "medications", name="Losartan", started="2026-08-02")
    factories.line(ana, "conditions", name="Asthma", onset="2026-08-03")
    factories.line(ana, "conditions", name="El nino", onset="2026-08-04")
    factories.reading(ana, "body_weight", "72.5", at=NOON, tags=("gym",))
    factories.reading(ana, "blood_pressure", "188", value2="121", at=NOON - timedelta(days=90))
    words = re.sub(r"<form.*?</form>", "", shown(client_for(ana), query), flags=re.DOTALL)
    assert found in words
    assert missing not in words


def test_nothing_found_says_so_and_leads_back(client_for: SignIn, ana: User) -> None:
    factories.reading(ana)
    words = shown(client_for(ana), "?q=unicorn")
    assert "Nothing matches" in words
    assert 'href="/timeline/"' in words


def test_a_long_search_stops_and_asks_whether_to_go_on(client_for: SignIn, ana: User) -> None:
    for number in range(timeline.SEARCHED * timeline.ROUNDS // 2 + 20):
        began = date(2020, 1, 1) + timedelta(days=2 * number)
        factories.line(
            ana, "conditions", name=f"C{number}" if number else "Rubella",
            onset=began.isoformat(), abatement=(began + timedelta(days=1)).isoformat(),
        )  # fmt: skip
    words = shown(client_for(ana), "?q=rubella")
    assert "Nothing found since" in words
    assert "Search further back" in words
    assert "Rubella" in titles(everything(ana, words="rubella")[-1])


def test_an_empty_record_is_told_how_to_begin(client_for: SignIn, ana: User) -> None:
    assert "Your timeline is empty" in shown(client_for(ana))


@pytest.mark.parametrize(
    "query",
    [
        "?first=2026-13-01",
        "?first=2026-10-05&last=2026-10-01",
        "?type=nonsense",
        "?last=0001-01-01",
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_and_kept(
    client_for: SignIn, ana: User, query: str
) -> None:
    answer = client_for(ana).get(f"/timeline/{query}")
    assert answer.status_code == 422
    assert "The filter cannot be used as it is." in answer.content.decode()


@pytest.mark.parametrize("before", ["0001-01-01", "9999-12-31"])
def test_a_made_up_place_in_time_begins_at_the_newest(
    client_for: SignIn, ana: User, before: str
) -> None:
    factories.reading(ana)
    assert "128/82" in shown(client_for(ana), f"?before={before}")


def test_documents_stand_there_too(client_for: SignIn, ana: User) -> None:
    document = documents.order_document(actor=ana, language="en")
    assert f"/documents/{document.uuid}/" not in shown(client_for(ana))
    documents.make_document(document_id=document.pk)
    assert f"/documents/{document.uuid}/" in shown(client_for(ana), "?type=document")


def test_nobody_sees_anothers_timeline(client_for: SignIn, ana: User, bruno: User) -> None:
    factories.readings(ana, 3)
    factories.line(ana)
    assert "Your timeline is empty" in shown(client_for(bruno))


def test_a_linked_clinician_reads_only_what_is_shared(ana: User, soto: User, vega: User) -> None:
    factories.readings(ana, 3)
    factories.line(ana)
    assert timeline.read(soto, ana, TimelineQuery()).count == 4
    assert timeline.read(vega, ana, TimelineQuery()).count == 0


def test_the_number_of_queries_does_not_grow_with_the_record(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    counts = []
    for more in (5, 120):
        factories.readings(ana, more)
        factories.readings(ana, more, type="body_weight", value="72")
        for number in range(5):
            factories.line(ana, "conditions", name=f"{more} {number}")
        shown(client)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown(client)
        counts.append(len(queries))
    assert counts[1] <= counts[0]
    assert Observation.objects.editable_by(ana).count() == 250
