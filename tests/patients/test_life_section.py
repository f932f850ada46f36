"""Daily life as a section of the record: what assistant, clinician and timeline are told."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from patients import erasing
from patients.briefing_life import life as briefing
from patients.life_kinds import KINDS
from patients.life_timeline import life as timeline
from privacy.registry import BriefingQuery, TimelineQuery, categories
from tests import factories_life as life
from tests import people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
PLENTY = BriefingQuery(4000)
DAY = timedelta(days=1)
EVERYTHING = TimelineQuery()


def fill(owner: User) -> None:
    """Some of everything, up to yesterday."""
    plan = life.plan(owner, start_day=NOON.date() - 3 * DAY)
    for back in (1, 2):
        life.answer(plan, f"{NOON.date() - back * DAY}T08:00")
    life.symptom(owner, severity=6, trigger="sun", onset=NOON - 2 * DAY, abatement=NOON - DAY)
    life.note(owner, "Slept badly.", tags=["sleep"], at=NOON - 3 * DAY)
    for number in range(4):
        life.period(owner, NOON.date() - (3 + 28 * number) * DAY, start=True)


@time_machine.travel(NOON, tick=False)
def test_the_assistant_reads_symptoms_doses_and_cycle_each_with_its_page(ana: User) -> None:
    fill(ana)
    running = life.symptom(ana, "Cough", onset=NOON - DAY)
    told = {item.cite: item for item in briefing(ana, PLENTY)}
    assert list(told) == ["S1", "S2", "D1", "Y1"]
    assert told["S1"].text == "symptom: Cough 2026-11-09 12:00 still going on"
    assert told["S1"].url == f"/life/symptoms/{running.entry_id}/"
    assert "lasted 24 hours, severity 6/10, trigger sun" in told["S2"].text
    assert told["D1"].text == (
        "doses: Losartan, plan Every day at 08:00, 50 mg; 2 of 3 taken in 7 days;"
        " 2 of 3 taken in 30 days; 2 of 3 taken in 90 days"
    )
    assert told["Y1"].text == (
        "cycle: last period began 2026-11-07, day 4, last 3 cycles 28 to 28 days, mean 28"
    )


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("budget", [0, 10, 40, 120, 400])
def test_the_assistant_never_reads_more_than_its_budget(ana: User, budget: int) -> None:
    fill(ana)
    for number in range(60):
        life.symptom(ana, f"Symptom {number} " * 9, onset=NOON - number * DAY)
    assert sum(item.tokens for item in briefing(ana, BriefingQuery(budget))) <= budget


@time_machine.travel(NOON, tick=False)
def test_notes_are_nobodys_but_ones_own(ana: User) -> None:
    fill(ana)
    assert all("Slept" not in item.text for item in briefing(ana, PLENTY))


def test_daily_life_is_shared_as_a_category_of_its_own() -> None:
    assert "life" in dict(categories())


@time_machine.travel(NOON, tick=False)
def test_a_clinician_sees_symptoms_and_how_plans_are_kept(
    ana: User, vega: User, client: Client
) -> None:
    fill(ana)
    people.link(ana, vega)
    client.force_login(vega)
    page = client.get(f"/provider/patients/{ana.uuid}/").content.decode()
    assert "Headache" in page
    assert "2 of 3 in 30 days" in page
    assert "Slept badly" not in page


@time_machine.travel(NOON, tick=False)
def test_without_the_profile_a_clinician_learns_no_name_of_a_medicine(
    ana: User, vega: User, client: Client
) -> None:
    fill(ana)
    people.link(ana, vega, ("life",))
    client.force_login(vega)
    page = client.get(f"/provider/patients/{ana.uuid}/").content.decode()
    assert "Headache" in page
    assert "Losartan" not in page
    assert "Last period" not in page
    assert all("Losartan" not in str(item.text) for item in timeline(vega, ana, EVERYTHING))


@time_machine.travel(NOON, tick=False)
def test_without_daily_life_a_clinician_sees_none_of_it(
    ana: User, vega: User, client: Client
) -> None:
    fill(ana)
    people.link(ana, vega, ("profile", "readings"))
    client.force_login(vega)
    page = client.get(f"/provider/patients/{ana.uuid}/").content.decode()
    assert "Headache" not in page
    assert "2 of 3" not in page
    assert timeline(vega, ana, EVERYTHING) == []


@time_machine.travel(NOON, tick=False)
def test_the_timeline_tells_the_doses_of_a_day_in_one_line(ana: User) -> None:
    plan = life.plan(ana, None, "06:00", "08:00", "10:00")
    for clock in ("06:00", "08:00"):
        life.answer(plan, f"2026-11-09T{clock}")
    life.answer(plan, "2026-11-09T10:00", life.SKIPPED)
    (item,) = timeline(ana, ana, EVERYTHING)
    assert str(item.text) == "2 doses taken, 1 skipped: Losartan"


@time_machine.travel(NOON, tick=False)
def test_the_timeline_is_newest_first_and_narrowed_by_what_is_asked(ana: User) -> None:
    fill(ana)
    items = timeline(ana, ana, EVERYTHING)
    assert [item.kind for item in items] == ["intake", "symptom", "intake", "note"]
    assert [item.at for item in items] == sorted((item.at for item in items), reverse=True)
    tagged = timeline(ana, ana, TimelineQuery(tag="sleep"))
    assert [item.kind for item in tagged] == ["note"]
    only = timeline(ana, ana, TimelineQuery(kinds=frozenset({"symptom"})))
    assert [item.kind for item in only] == ["symptom"]
    earlier = timeline(ana, ana, TimelineQuery(before=items[1].at, limit=1))
    assert [item.key for item in earlier] == [items[2].key]
    day = (NOON - 3 * DAY).date()
    assert len(timeline(ana, ana, TimelineQuery(first=day, last=day))) == 1


@time_machine.travel(NOON, tick=False)
def test_page_after_page_the_timeline_tells_every_day_of_doses_once(ana: User) -> None:
    plan = life.plan(ana, None, *[f"{hour:02}:00" for hour in range(5, 11)])
    for back in range(1, 11):
        for hour in range(5, 11):
            life.answer(plan, f"{NOON.date() - back * DAY}T{hour:02}:00")
    told, before = [], None
    while items := timeline(ana, ana, TimelineQuery(before=before, limit=2)):
        told += [item.at for item in items]
        before = items[-1].at
    assert told == [datetime(2026, 11, 10 - back, tzinfo=UTC) for back in range(1, 10)] + [
        datetime(2026, 10, 31, tzinfo=UTC)
    ]


def test_erasing_leaves_nothing_of_it_and_everything_of_others(ana: User, bruno: User) -> None:
    for person in (ana, bruno):
        life.answer(life.plan(person), f"{life.today_of(person) - DAY}T08:00")
        life.symptom(person)
        life.note(person)
        life.reminder(person)
    assert erasing.life(ana) == 5
    for kind in KINDS:
        rows = kind.model.objects.unscoped("count")
        assert not rows.of(ana).exists()
        assert rows.of(bruno).count() == 1
