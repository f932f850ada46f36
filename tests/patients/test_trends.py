"""What is told of a period: mean, share in range, mornings and evenings, the change since."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from patients import trend_lines, trends
from patients.courses import MOST_DRAWN, Span, course_of, span_of, step_for
from patients.models import DailyRollup, Observation, seen_by
from patients.observation_types import get
from patients.services import rollups
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def ago(days: int, hour: int = 8) -> datetime:
    return timezone.now().replace(hour=hour, minute=0) - timedelta(days=days)


def told(owner: User, key: str, days: int = 30) -> dict[str, tuple[str, str]]:
    daily: Any = seen_by(owner, owner, DailyRollup).of_type(key)
    span = span_of(days, daily)
    before = span.before()
    now = trends.statistics(daily.between(span.first, span.last)).get(key)
    old = trends.statistics(daily.between(before.first, before.last)).get(key)
    kind = get(key)
    found = trend_lines.facts(kind, kind.first.canonical_unit, now, old)
    return {str(fact.label): (fact.text, fact.note) for fact in found}


def test_a_period_is_told_with_its_halves_of_the_day_and_its_change(ana: User) -> None:
    for day in range(1, 11):
        factories.reading(ana, value="130", value2="84", at=ago(day, 7))
        factories.reading(ana, value="116", value2="76", at=ago(day, 19))
        factories.reading(ana, value="140", value2="90", at=ago(day + 30))
    found = told(ana, "blood_pressure")
    assert found["Readings"][0] == "20"
    assert found["Mean"][0] == "123/80 mmHg"
    assert found["Lowest"][0] == "116/76 mmHg"
    assert found["Mornings"][0] == "130/84 mmHg"
    assert found["Evenings"][0] == "116/76 mmHg"
    assert found["In range"] == ("50\u202f%", "50\u202f% above")
    assert found["Change"] == ("\u221217/\u221210 mmHg", "the period before: mean 140/90 mmHg")


def test_a_value_known_only_as_a_limit_is_counted_and_said_to_be_left_out(ana: User) -> None:
    for value, sign in (("90", ""), ("110", ""), ("40", "<")):
        factories.reading(ana, "glucose", value, comparator=sign, context="sensor", at=ago(1))
    found = told(ana, "glucose")
    assert found["Readings"] == (
        "3", "1 only known as below or above, left out of the other numbers",
    )  # fmt: skip
    assert found["Mean"][0] == "100 mg/dL"
    assert found["In range"][0] == "100\u202f%"


def test_what_has_no_limits_has_no_share_in_range(ana: User) -> None:
    factories.readings(ana, 3, type="body_weight", value="70")
    assert "In range" not in told(ana, "body_weight")


def test_a_mean_of_a_scale_has_one_digit_after_the_point(ana: User) -> None:
    for day, value in enumerate(("3", "4", "4")):
        factories.reading(ana, "mood", value, at=ago(day + 1), unit="{score}")
    assert told(ana, "mood")["Mean"][0].startswith("3.7")


@pytest.mark.parametrize(
    ("days", "step"), [(30, "day"), (120, "day"), (365, "week"), (3650, "month"), (40000, "year")]
)
def test_a_bucket_is_as_wide_as_the_period_needs(days: int, step: str) -> None:
    assert step_for(days) == step


def test_few_readings_are_drawn_one_by_one_and_many_as_sums(ana: User) -> None:
    def course(days: int) -> Any:
        rows = seen_by(ana, ana, Observation).of_type("heart_rate")
        daily = seen_by(ana, ana, DailyRollup).of_type("heart_rate")
        return course_of(get("heart_rate"), rows, daily, span_of(days, daily))

    factories.readings(ana, 5, type="heart_rate", value="60")
    assert len(course(30).readings) == 5
    extra = [
        Observation(
            owner=ana, type="heart_rate", value_text=str(60 + n % 20), unit="/min",
            canonical=60 + n % 20, effective_at=ago(n % 7, n % 24), tz="UTC",
            local_day=ago(n % 7).date(), local_hour=n % 24, created_at=ago(0), updated_at=ago(0),
        )
        for n in range(MOST_DRAWN)
    ]  # fmt: skip
    Observation.objects.bulk_create(extra)
    rollups.rebuild(ana)
    from_seven_days = course(7)
    assert from_seven_days.step == "hours"
    assert sum(bucket.statistics.count for bucket in from_seven_days.buckets) >= MOST_DRAWN - 10


def test_the_period_before_is_as_long(ana: User) -> None:
    today = timezone.localdate()
    span = Span(today - timedelta(days=29), today)
    before = span.before()
    assert (before.days, before.last) == (30, span.first - timedelta(days=1))


def test_a_goal_is_drawn_apart_from_the_usual_range(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    factories.readings(ana, 5, type="heart_rate", value="62")
    assert "Your target" not in client.get("/readings/heart_rate/").content.decode()
    form = {"low": "50", "high": "58", "unit": "/min", "start": "2026-01-02", "due": ""}
    form["entry_id"] = "5f0c8d0e-3c0c-4d3a-9b0f-0a4a8c1d2e3f"
    assert client.post("/goals/add/heart_rate/", form).status_code == 302
    text = client.get("/readings/heart_rate/").content.decode()
    assert "Your target" in text
    assert text.count('d="M1 6H23" fill="none" stroke="#666666"') == 1  # in the legend
    today = client.get("/today/").content.decode()
    assert "between 50 and 58" in today
    assert "Usual range" in text


def test_a_period_is_drawn_as_steps_with_names(client_for: SignIn, ana: User) -> None:
    for day, code in enumerate(("light", "heavy", "light")):
        factories.reading(ana, "menstruation", "", at=ago(day + 1), code=code, precision="day")
    text = client_for(ana).get("/readings/menstruation/").content.decode()
    assert "chart-stem" in text
    assert ">Heavy</text>" in text


def test_types_are_compared_on_one_axis_and_never_more_than_three(
    client_for: SignIn, ana: User
) -> None:
    for key, value in (("heart_rate", "60"), ("body_weight", "70")):
        factories.readings(ana, 3, type=key, value=value)
    factories.readings(ana, 3, type="mood", value="3", unit="{score}")
    factories.readings(ana, 3)
    client = client_for(ana)
    query = "types=blood_pressure&types=heart_rate&range=30d"
    text = client.get(f"/readings/together/?{query}").content.decode()
    assert text.count('class="strip"') == 2
    assert "types=blood_pressure&amp;types=heart_rate&amp;range=1y" in text
    more = "&".join(f"types={key}" for key in ("mood", "heart_rate", "body_weight"))
    answer = client.get(f"/readings/together/?{more}&types=blood_pressure")
    assert answer.status_code == 422
    assert "at most 3" in answer.content.decode()
    assert client.get("/readings/together/?types=nonsense").status_code == 422
