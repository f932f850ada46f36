"""The gate to owned rows: no query runs that has not said on whose behalf."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from patients.models import Condition, Medication, Observation
from privacy.checks import encrypted_models_have_an_owner, owned_models_are_guarded
from privacy.models import AccessEvent
from privacy.ownership import GUARDED, OwnedQuerySet, Unscoped, find, system_scope
from tests import factories

Use = Callable[[Any], Any]


async def _each(rows: Any) -> list[Any]:
    return [row async for row in rows]


USES: dict[str, Use] = {
    "list": list,
    "len": len,
    "bool": bool,
    "repr": repr,
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:1]),
    "contains": lambda rows: rows.contains(Condition(pk=1)),
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "latest": lambda rows: rows.latest("pk"),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(Max("pk")),
    "annotate": lambda rows: list(rows.annotate(n=Count("pk"))),
    "iterator": lambda rows: next(rows.iterator()),
    "async iteration": lambda rows: async_to_sync(_each)(rows),
    "async first": lambda rows: async_to_sync(rows.afirst)(),
    "async count": lambda rows: async_to_sync(rows.acount)(),
    "values": lambda rows: list(rows.values("pk")),
    "values_list": lambda rows: list(rows.values_list("pk")),
    "dates": lambda rows: list(rows.datetimes("created_at", "day")),
    "update": lambda rows: rows.update(clinical_status="resolved"),
    "delete": lambda rows: rows.delete(),
    "raw delete": lambda rows: rows._raw_delete("default"),
    "bulk_update": lambda rows: rows.bulk_update([Condition(pk=1)], ["clinical_status"]),
    "get_or_create": lambda rows: rows.get_or_create(pk=1),
    "update_or_create": lambda rows: rows.update_or_create(pk=1),
    "explain": lambda rows: rows.explain(),
    "raw": lambda rows: list(rows.model.objects.raw("SELECT * FROM patients_condition")),
    "as a subquery": lambda rows: list(Medication.objects.unscoped("test").filter(pk__in=rows)),
    "Subquery": lambda rows: list(
        Medication.objects.unscoped("test").filter(pk__in=Subquery(rows.values("pk")))
    ),
    "Exists": lambda rows: list(User.objects.filter(Exists(rows.filter(owner=OuterRef("pk"))))),
    "get_object_or_404": lambda rows: get_object_or_404(rows, pk=1),
    "union": lambda rows: list(rows.model.objects.unscoped("test").union(rows)),
    "or": lambda rows: list(rows.model.objects.unscoped("test") | rows),
    "or, turned": lambda rows: list(rows | rows.model.objects.unscoped("test")),
    "xor": lambda rows: list(rows.model.objects.unscoped("test") ^ rows),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
def test_nothing_runs_unscoped(ana: User, use: Use) -> None:
    row = factories.line(ana)
    with pytest.raises(Unscoped), transaction.atomic():
        use(Condition.objects.all())
    with pytest.raises(Unscoped), transaction.atomic():
        use(Condition.objects.filter(clinical_status="active").exclude(pk=0).order_by("pk"))
    assert Condition.objects.unscoped("test").filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", GUARDED)
def test_every_door_in_the_list_is_guarded(ana: User, name: str) -> None:
    assert getattr(OwnedQuerySet, name).__name__ == name
    with pytest.raises(Unscoped):
        getattr(Condition.objects.all(), name)()


@pytest.mark.parametrize(
    "use",
    [USES[name] for name in ("list", "count", "exists", "values", "aggregate", "union", "Exists")],
)
def test_the_same_uses_run_once_they_are_scoped(ana: User, use: Use) -> None:
    factories.line(ana)
    use(Condition.objects.visible_to(ana))


def test_everyone_sees_their_own(ana: User, bruno: User) -> None:
    hers, his = factories.line(ana), factories.line(bruno)
    assert list(Condition.objects.visible_to(ana)) == [hers]
    assert list(Condition.objects.visible_to(bruno)) == [his]
    assert list(Condition.objects.editable_by(ana)) == [hers]


def test_narrowing_to_somebody_else_gives_nothing(ana: User, bruno: User) -> None:
    factories.line(bruno)
    assert list(Condition.objects.visible_to(ana).of(bruno)) == []
    with pytest.raises(Unscoped):
        list(Condition.objects.of(bruno))


def test_a_linked_clinician_reads_but_does_not_edit(ana: User, soto: User, vega: User) -> None:
    row = factories.line(ana)
    assert list(Condition.objects.visible_to(soto)) == [row]
    assert list(Condition.objects.editable_by(soto)) == []
    assert list(Condition.objects.visible_to(vega)) == []


def test_staff_see_nothing_through_the_gate(ana: User, boss: User) -> None:
    factories.line(ana)
    assert list(Condition.objects.visible_to(boss)) == []


def test_strangers_and_closed_accounts_see_nothing(ana: User) -> None:
    factories.line(ana)
    assert list(Condition.objects.visible_to(AnonymousUser())) == []
    ana.is_active = False
    assert list(Condition.objects.visible_to(ana)) == []
    assert list(Condition.objects.editable_by(ana)) == []


def test_leaving_the_gate_open_needs_a_reason(db: None) -> None:
    with pytest.raises(Unscoped, match="reason"):
        Condition.objects.unscoped("")


def test_uniqueness_is_checked_across_people_and_the_door_shuts_again(ana: User) -> None:
    row = factories.reading(ana)
    row.full_clean()
    with system_scope("test"):
        assert Observation.objects.count() == 1
    with pytest.raises(Unscoped):
        Observation.objects.count()


def test_a_foreign_row_and_a_missing_one_are_the_same_404(ana: User, bruno: User) -> None:
    his = factories.line(bruno)
    mine = Condition.objects.visible_to(ana)
    answers = []
    for key in (his.entry_id, "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(Http404) as caught:
            find(mine, ana, entry_id=key)
        answers.append(str(caught.value))
    assert answers[0] == answers[1]


def test_the_attempt_stands_in_its_owners_log(ana: User, bruno: User) -> None:
    his = factories.line(bruno)
    AccessEvent.objects.all()._raw_delete("default")
    with pytest.raises(Http404):
        find(Condition.objects.visible_to(ana), ana, entry_id=his.entry_id)
    event = AccessEvent.objects.get()
    assert (event.actor, event.subject, event.outcome) == (ana, bruno, "denied")
    assert event.object_id == str(his.entry_id)


def test_a_missing_row_leaves_no_line(ana: User) -> None:
    with pytest.raises(Http404):
        find(Condition.objects.visible_to(ana), ana, pk=10**9)
    assert not AccessEvent.objects.exists()


def test_every_owned_model_stands_behind_the_gate() -> None:
    assert owned_models_are_guarded() == []
    assert encrypted_models_have_an_owner() == []


def test_a_row_says_nothing_about_its_content(ana: User) -> None:
    row = factories.line(ana, name="Asthma")
    assert "Asthma" not in f"{row} {row!r}"
