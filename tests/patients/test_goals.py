"""Goals stand in place of the usual range: said in words, counted in rollups, shown on pages."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from patients import targets
from patients.models import DailyRollup, Goal, ImportBatch
from patients.observation_types import Limits, get
from patients.services import rollups
from privacy.models import AccessEvent
from tests import factories
from tests.patients.sheets import exported, imported, press

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def _set(client: Client, key: str = "body_weight", **said: str) -> Any:
    form = {"high": "150", "low": "", "unit": "[lb_av]", "start": "2026-01-02", "due": "",
            "entry_id": str(uuid4()), **said}  # fmt: skip
    return client.post(reverse("patients:add_goal", args=[key]), form)


def _page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"patients:{name}", args=args)).content.decode()


def _outside(owner: User, key: str) -> tuple[int, int, int]:
    days = DailyRollup.objects.editable_by(owner).of_type(key)
    return (
        sum(day.judged for day in days), sum(day.below for day in days),
        sum(day.above for day in days),
    )  # fmt: skip


def test_a_goal_is_the_target_and_its_days_are_counted_again(
    ana: User, client_for: ClientFor
) -> None:
    for value in ("60", "70", "80"):
        factories.reading(ana, "body_weight", value)
    assert _outside(ana, "body_weight") == (0, 0, 0)
    assert _set(client_for(ana), low="140", high="160").status_code == 302
    kind = get("body_weight")
    limits = targets.target_of(ana, kind, kind.first)
    assert limits is not None
    assert limits == Limits(Decimal("63.502932"), Decimal("72.574779"))
    assert _outside(ana, "body_weight") == (3, 1, 1)


def test_a_value_on_the_line_as_typed_is_within_it(ana: User) -> None:
    factories.goal(ana, "glucose", low="4.4", high="7.2", unit="mmol/L")
    factories.reading(ana, "glucose", "7.2", unit="mmol/L")
    kind = get("glucose")
    assert targets.side_of(ana.pk, kind, {"glucose": Decimal("7.2")}, "mmol/L", "") == "within"
    assert targets.side_of(ana.pk, kind, {"glucose": Decimal("7.2")}, "mmol/L", "<") is None
    assert _outside(ana, "glucose") == (1, 0, 0)


def test_pages_say_in_words_where_a_reading_lies_and_keep_the_usual_flag(
    ana: User, client_for: ClientFor
) -> None:
    client = client_for(ana)
    factories.goal(ana, "blood_pressure", component="systolic", high="140", unit="mm[Hg]")
    row = factories.reading(ana, value="135", value2="85")
    page = _page(client, "reading", row.entry_id)
    assert "Your goal: within the target" in page
    assert "High, stage 1" in page
    high = factories.reading(ana, value="150", value2="85")
    assert "above the target" in _page(client, "readings")
    assert "above the target" in _page(client, "today")
    assert "Your goal: above the target" in _page(client, "reading", high.entry_id)


def test_the_overview_tells_latest_share_and_days_left(ana: User, client_for: ClientFor) -> None:
    due = timezone.localdate(timezone=ana.zone) + timedelta(days=9)
    for value in ("79", "81", "78", "77"):
        factories.reading(ana, "body_weight", value)
    factories.goal(ana, high="80", due=due)
    page = _page(client_for(ana), "goals")
    for words in ("at most 80", "Last 30 days: 3 of 4 within", "9 days left"):
        assert words in page


def test_the_target_is_told_in_the_unit_of_whoever_reads(ana: User, client_for: ClientFor) -> None:
    client = client_for(ana)
    factories.goal(ana, low="70.0", high="80.0")
    assert "between 70.0 and 80.0\u202fkg" in _page(client, "goals")
    client.post("/units/", {"preset": "us"})
    page = _page(client, "goals")
    assert "between 154.3 and 176.4\u202flb" in page
    assert "kg" not in page


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"high": ""}, "Write the lowest value, the highest, or both"),
        ({"low": "160"}, "This lies below the lowest value"),
        ({"high": "9000"}, "must be between"),
        ({"high": "many"}, "Write one number"),
        ({"due": "2025-12-31"}, "The end lies before the start"),
        ({"start": ""}, "This field is required"),
        ({"unit": "mmol/L"}, "Select a valid choice"),
    ],
)
def test_a_goal_that_cannot_be_comes_back_with_its_reason(
    ana: User, client_for: ClientFor, said: dict[str, str], reason: str
) -> None:
    answer = _set(client_for(ana), **said)
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert not Goal.objects.editable_by(ana).exists()


def test_there_is_one_active_goal_for_each_part(ana: User, client_for: ClientFor) -> None:
    client = client_for(ana)
    assert _set(client).status_code == 302
    answer = _set(client)
    assert answer.status_code == 422
    assert "There is an active goal for this already" in answer.content.decode()
    first = Goal.objects.editable_by(ana).get()
    client.post(reverse("patients:end_goal", args=[first.entry_id]), {"as": "reached"})
    assert _set(client).status_code == 302
    client.post(reverse("patients:end_goal", args=[first.entry_id]), {"as": "again"})
    first.refresh_from_db()
    assert first.status == Goal.Status.COMPLETED


def test_a_deleted_goal_counts_no_more_and_comes_back(ana: User, client_for: ClientFor) -> None:
    client = client_for(ana)
    factories.reading(ana, "body_weight", "90")
    row = factories.goal(ana)
    assert _outside(ana, "body_weight") == (1, 0, 1)
    client.post(reverse("patients:delete_goal", args=[row.entry_id]))
    assert _outside(ana, "body_weight") == (0, 0, 0)
    rival = factories.goal(ana, high="85")
    client.post(reverse("patients:restore_goal", args=[row.entry_id]))
    row.refresh_from_db()
    assert (row.deleted_at, row.status) == (None, Goal.Status.CANCELLED)
    assert _outside(ana, "body_weight") == (1, 0, 1)
    assert rival.status == Goal.Status.ACTIVE
    events = AccessEvent.objects.filter(subject=ana, object_type="patients.goal")
    assert {"create", "delete", "restore", "update"} <= {event.action for event in events}


def test_changing_a_goal_changes_what_is_shown(ana: User, client_for: ClientFor) -> None:
    client, row = client_for(ana), factories.goal(ana, note="Dr Soto said so")
    factories.reading(ana, "body_weight", "90")
    page = _page(client, "goal", row.entry_id)
    assert "Dr Soto said so" in page
    said = {"low": "", "high": "95", "unit": "kg", "start": "2026-01-01", "due": "", "note": ""}
    answer = client.post(reverse("patients:goal", args=[row.entry_id]), said)
    assert answer.status_code == 302
    assert _outside(ana, "body_weight") == (1, 0, 0)


def test_goals_travel_and_the_days_are_judged_where_they_arrive(
    ana: User, bruno: User, client_for: ClientFor
) -> None:
    factories.goal(ana, low="70.50", note="=1+1", due=date(2027, 1, 1))
    factories.goal(ana, "heart_rate", high="90", status="cancelled")
    factories.reading(bruno, "body_weight", "90")
    content = exported(client_for(ana), "goals")
    assert imported(client_for(bruno), content, "goals").status_code == 302
    assert exported(client_for(bruno), "goals") == content
    assert _outside(bruno, "body_weight") == (1, 0, 1)
    batch = ImportBatch.objects.editable_by(bruno).latest("pk")
    press(client_for(bruno), reverse("patients:undo_import", args=[batch.uuid]))
    assert not Goal.objects.editable_by(bruno).exists()
    assert _outside(bruno, "body_weight") == (0, 0, 0)


def test_with_very_many_readings_a_job_judges_them(
    ana: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.reading(ana, "body_weight", "90")
    monkeypatch.setattr(rollups, "MOST_AT_ONCE", 0)
    factories.goal(ana)
    assert _outside(ana, "body_weight") == (0, 0, 0)
    assert rollups.is_large(ana, "body_weight")


def test_without_a_goal_the_usual_range_is_the_target(ana: User) -> None:
    kind = get("heart_rate")
    assert targets.target_of(ana, kind, kind.first) == Limits(Decimal(60), Decimal(100))
