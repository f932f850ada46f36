"""What the assistant may read: compact, cited, in a fixed order, within its budget, nameless."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from patients.briefing import profile
from patients.briefing_readings import readings
from privacy.registry import BriefingQuery, sections
from tests import factories

pytestmark = pytest.mark.django_db
PLENTY = BriefingQuery(4000)


def test_a_reading_is_one_line_with_its_time_its_value_and_its_page(ana: User) -> None:
    at = datetime(2026, 10, 2, 8, 12, tzinfo=UTC)
    row = factories.reading(ana, at=at)
    trend, item = readings(ana, PLENTY)
    assert item.text == "2026-10-02 08:12 blood pressure 128/82 mmHg H"
    assert (item.cite, item.object_id) == ("V1", str(row.entry_id))
    assert item.url == f"/readings/entry/{row.entry_id}/"
    assert (trend.cite, trend.kind, trend.url) == ("T1", "trend", "/readings/blood_pressure/")


def test_a_trend_line_says_how_many_since_when_and_how_far(ana: User) -> None:
    for days, value in ((100, "150"), (10, "130"), (5, "120")):
        factories.reading(ana, value=value, at=timezone.now() - timedelta(days=days))
    whole, recent = (item.text for item in readings(ana, PLENTY) if item.kind == "trend")
    assert whole.startswith("Blood pressure, all: n=3 ")
    assert "min 120/82 max 150/82 mean 133/82 mmHg" in whole
    assert "out of range 3 of 3 (3 high, 0 low)" in whole
    assert recent.startswith("Blood pressure, last 30 days: n=2 ")
    assert "mean 125/82 mmHg; first day 130/82, last day 120/82" in recent


def test_values_known_only_as_below_a_limit_do_not_bend_the_mean(ana: User) -> None:
    factories.reading(ana, "glucose", "100")
    factories.reading(ana, "glucose", "40", comparator="<")
    text = readings(ana, PLENTY)[0].text
    assert "n=2" in text
    assert "min 100 max 100 mean 100" in text


def test_the_profile_begins_with_age_and_sex_then_what_matters_most(ana: User) -> None:
    factories.facts(ana, birth_date=date(1981, 3, 9), sex="female", blood_type="A+")
    for key in ("conditions", "medications", "allergies", "immunizations", "family"):
        factories.line(ana, key)
    items = profile(ana, PLENTY)
    assert [item.cite for item in items] == ["P1", "A1", "M1", "C1", "I1", "F1"]
    assert items[0].text.startswith("age 4")
    assert "female, blood type A+" in items[0].text


def test_a_line_of_the_profile_says_all_in_one_phrase(ana: User) -> None:
    factories.line(
        ana, "medications", name="Losartan", dose="50", dose_unit="mg", started="2026-05-22",
        frequency="once a day", reason="high blood\npressure",
    )  # fmt: skip
    (item,) = profile(ana, PLENTY)
    assert item.text == (
        "medication: Losartan (50 mg, once a day, for high blood pressure, since 2026-05-22)"
    )


def test_nobody_is_named_and_no_birth_date_or_contact_goes_out(ana: User) -> None:
    factories.facts(ana, birth_date=date(1981, 3, 9), sex="female", country="ES")
    factories.line(ana, "contacts", name="Iker Canary", phone="+34 600 123 456")
    factories.reading(ana)
    told = " ".join(i.text for i in [*profile(ana, PLENTY), *readings(ana, PLENTY)])
    for word in ("Ana", "Torres", "1981", "03-09", "Iker", "600", "example.org"):
        assert word not in told


def test_somebody_over_ninety_is_just_that(ana: User) -> None:
    factories.facts(ana, birth_date=date(1930, 1, 1))
    assert profile(ana, PLENTY)[0].text == "age 90+"


def test_the_same_record_gives_the_same_lines_in_any_language(ana: User) -> None:
    factories.readings(ana, 4)
    factories.line(ana, "conditions", onset="2019-03")
    with translation.override("en"):
        english = profile(ana, PLENTY) + readings(ana, PLENTY)
    with translation.override("es"):
        assert profile(ana, PLENTY) + readings(ana, PLENTY) == english


@pytest.mark.parametrize("budget", [0, 30, 100, 400, 1500])
def test_the_budget_is_kept(ana: User, budget: int) -> None:
    factories.readings(ana, 30)
    factories.readings(ana, 30, type="heart_rate", value="70")
    for _ in range(10):
        factories.line(ana, "conditions", name="A condition with quite a long name")
    for items in (readings(ana, BriefingQuery(budget)), profile(ana, BriefingQuery(budget))):
        assert sum(item.tokens for item in items) <= budget


def test_a_daily_count_does_not_crowd_out_the_pressure(ana: User) -> None:
    factories.readings(ana, 25)
    factories.readings(ana, 60, type="steps_day", value="9000", unit="{steps}/d", precision="day")
    kinds = [item.kind for item in readings(ana, BriefingQuery(500)) if item.kind != "trend"]
    assert kinds.count("blood_pressure") > kinds.count("steps_day") > 0


def test_another_patients_record_is_never_told(ana: User, bruno: User) -> None:
    factories.reading(bruno, value="143")
    factories.line(bruno, "conditions")
    assert readings(ana, PLENTY) == []
    assert profile(ana, PLENTY) == []


def test_both_sections_are_in_the_registry_profile_first() -> None:
    found = [section for section in sections() if section.key in {"profile", "readings"}]
    assert [(s.key, s.category, s.order) for s in found] == [
        ("profile", "profile", 10), ("readings", "readings", 20),
    ]  # fmt: skip


def test_every_citation_leads_to_a_page(client: Client, ana: User) -> None:
    factories.facts(ana, sex="female")
    factories.reading(ana)
    for key in ("conditions", "medications", "allergies", "immunizations", "family"):
        factories.line(ana, key)
    client.force_login(ana)
    for item in [*profile(ana, PLENTY), *readings(ana, PLENTY)]:
        assert client.get(item.url).status_code == 200, item.cite
