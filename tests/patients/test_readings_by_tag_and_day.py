"""Ana narrows her readings by tag and by days, however many there are."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from patients.forms import filters
from patients.forms.filters import ReadingFilter
from patients.models import DailyRollup, Observation
from patients.services import observations
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 10, 2, 12, tzinfo=UTC)


def found(owner: User, **asked: str) -> list[str]:
    """The values that the filter leaves, oldest first."""
    form = ReadingFilter(asked, used=["body_weight", "heart_rate"], owner_id=owner.pk)
    rows, days = (m.objects.editable_by(owner) for m in (Observation, DailyRollup))
    return [row.value_text for row in form.narrow(rows.present(), days).oldest_first()]


@pytest.mark.parametrize("tag", ["gym", "niño", "50 % \\ _ '\"", "字"])
def test_a_tag_finds_exactly_the_readings_that_carry_it(ana: User, tag: str) -> None:
    factories.reading(ana, "body_weight", "71", tags=(tag, "other"))
    factories.reading(ana, "body_weight", "72", tags=(f"{tag}s",))
    factories.reading(ana, "body_weight", "73")
    assert found(ana, tag=tag) == ["71"]
    assert found(ana, tag=tag, type="heart_rate") == []


def test_a_deleted_or_foreign_reading_has_no_tag(ana: User, bruno: User) -> None:
    gone = factories.reading(ana, "body_weight", "71", tags=("gym",))
    observations.delete_observation(actor=ana, row=gone)
    factories.reading(bruno, "body_weight", "72", tags=("gym",))
    assert found(ana, tag="gym") == []


def test_the_page_takes_a_tag_from_its_address(
    client_for: Callable[[User], Client], ana: User
) -> None:
    factories.reading(ana, "body_weight", "71.5", tags=("gym",))
    factories.reading(ana, "body_weight", "72.5")
    words = client_for(ana).get("/readings/?tag=gym").content.decode()
    assert "71.5" in words
    assert "72.5" not in words


@pytest.mark.parametrize("few", [0, 1000])
def test_days_find_the_same_readings_whether_few_or_many(
    ana: User, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(filters, "FEW", few)
    for day in range(6):
        factories.reading(ana, "body_weight", f"7{day}", at=NOON + timedelta(days=day))
    # Begun on the evening before, counted for the day it ended; and east and west of everything.
    factories.reading(
        ana, "sleep_duration", "8", unit="h", at=datetime(2026, 10, 3, 22, tzinfo=UTC),
        effective_end=datetime(2026, 10, 4, 6, tzinfo=UTC),
    )  # fmt: skip
    far = datetime(2026, 10, 5, 9, tzinfo=UTC)
    factories.reading(ana, "heart_rate", "61", at=far, tz="Pacific/Pago_Pago")  # still the 4th
    early = datetime(2026, 10, 3, 11, tzinfo=UTC)
    factories.reading(ana, "heart_rate", "62", at=early, tz="Pacific/Kiritimati")  # the 4th already
    assert sorted(found(ana, first="2026-10-04", last="2026-10-04")) == ["61", "62", "72", "8"]
    assert found(ana, first="2026-10-06", type="body_weight") == ["74", "75"]
    assert found(ana, last="2026-10-02") == ["70"]
    assert found(ana, first=date(2030, 1, 1).isoformat()) == []
