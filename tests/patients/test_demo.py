"""`manage.py demo`: invented people with a year behind them, made once, never in production."""

import io
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from accounts.audience import is_verified_provider
from accounts.models import User
from healthtracker.demo.people import LOGINS, PASSWORD
from patients import trends
from patients.briefing_readings import readings as briefing
from patients.models import DailyRollup, Observation, seen_by
from patients.profile_sections import SECTIONS
from privacy import consent
from privacy.registry import BriefingQuery

pytestmark = pytest.mark.django_db


def demo(*options: str) -> str:
    out = io.StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


def who(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def test_ana_has_a_year_of_readings_and_a_full_profile() -> None:
    demo()
    ana = who("ana")
    rows = seen_by(ana, ana, Observation)
    found = trends.statistics(seen_by(ana, ana, DailyRollup))
    assert len(found) >= 9
    assert rows.count() > 1200
    first = rows.oldest_first()[0].effective_at
    assert timezone.now() - first > timedelta(days=360)
    assert all(section.rows_of(ana, ana) for section in SECTIONS)


def test_her_pressure_was_high_was_treated_and_is_about_128_over_82_this_month() -> None:
    demo()
    ana = who("ana")
    rows = seen_by(ana, ana, Observation).of_type("blood_pressure")
    today = timezone.now().date()

    def mean(first: int, last: int) -> int:
        days = seen_by(ana, ana, DailyRollup)
        part = days.between(today - timedelta(days=first), today - timedelta(days=last))
        return round(trends.statistics(part)["blood_pressure"].spreads[0].mean)

    assert mean(240, 190) > 142
    assert 125 <= mean(30, 0) <= 132
    recent = rows.between(today - timedelta(days=30), today)
    assert recent.count() >= 25
    assert any("last 30 days" in item.text for item in briefing(ana, BriefingQuery(4000)))


def test_nothing_lies_in_the_future_and_every_value_is_possible() -> None:
    demo()  # `log_many` refuses impossible values
    for name in ("ana", "bruno"):
        person = who(name)
        rows = seen_by(person, person, Observation)
        assert not rows.filter(effective_at__gt=timezone.now()).exists()


def test_a_second_run_adds_nothing() -> None:
    demo()
    before = Observation.objects.unscoped("count").count()
    people = User.objects.count()
    demo()
    assert Observation.objects.unscoped("count").count() == before
    assert User.objects.count() == people


def test_people_who_are_there_already_are_left_alone(ana: User) -> None:
    assert "nothing was added" in demo("--if-empty")
    assert User.objects.count() == 1
    assert demo("--logins") == ""


def test_everyone_can_sign_in_with_the_printed_password() -> None:
    demo("--if-empty")
    printed = demo("--logins")
    for email, _who in LOGINS:
        assert email in printed
        assert EmailAddress.objects.get(email=email).verified
        assert Client().login(email=email, password=PASSWORD)
    assert PASSWORD in printed


def test_soto_is_let_in_and_vega_is_not() -> None:
    demo()
    ana, soto, vega = who("ana"), who("soto"), who("vega")
    assert is_verified_provider(soto)
    assert is_verified_provider(vega)
    link = consent.active_link(provider=soto, patient=ana)
    assert link is not None
    assert set(link.categories) == {"readings", "profile", "life"}
    assert consent.active_link(provider=vega, patient=ana) is None
    assert who("staff").is_superuser


def test_production_refuses_the_demo(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        demo()
    assert not User.objects.exists()
