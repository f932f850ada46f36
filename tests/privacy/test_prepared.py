"""Questions whose SQL is built once: the same answers as the queryset, and the same gate."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from patients.models import Condition, Observation
from privacy.ownership import Unscoped
from privacy.prepared import Prepared
from tests import factories

pytestmark = pytest.mark.django_db


def _between(user: User, first: date, last: date) -> Any:
    rows = Observation.objects.editable_by(user).present().between(first, last)
    return rows.newest_first().annotate(always=Value("yes"))


def test_everybody_gets_their_own_rows_from_one_prepared_question(ana: User, bruno: User) -> None:
    asked: Prepared[Observation] = Prepared(_between, date, date)
    factories.readings(ana, 5)
    factories.readings(bruno, 3)
    today = timezone.now().date()
    for who, days in ((ana, 1), (bruno, 9), (ana, 9)):
        first = today - timedelta(days=days)
        assert asked.rows(who, first, today) == list(_between(who, first, today))
    newest = asked.first(ana, today - timedelta(days=9), today)
    assert newest is not None
    assert (newest.always, newest.owner_id) == ("yes", ana.pk)  # type: ignore[attr-defined]
    assert newest.notes == ""  # opened with her own key


def test_values_come_as_tuples_and_related_rows_come_along(ana: User) -> None:
    line = factories.line(ana, "conditions")
    plain: Prepared[Any] = Prepared(
        lambda user: Condition.objects.editable_by(user).values_list("pk", "onset")
    )
    assert plain.rows(ana) == [(line.pk, line.onset)]
    whole: Prepared[Any] = Prepared(
        lambda user: Condition.objects.editable_by(user).select_related("owner")
    )
    with CaptureQueriesContext(connection) as found:
        assert [row.owner.email for row in whole.rows(ana)] == [ana.email]
    assert len(found) == 1


def test_a_question_that_names_nobody_is_never_built(ana: User) -> None:
    asked: Prepared[Any] = Prepared(lambda user: Observation.objects.order_by("pk"))
    with pytest.raises(Unscoped):
        asked.rows(ana)


def test_whoever_may_not_sign_in_gets_nothing(ana: User) -> None:
    asked: Prepared[Any] = Prepared(lambda user: Observation.objects.editable_by(user))
    factories.reading(ana)
    assert len(asked.rows(ana)) == 1
    ana.is_active = False
    assert asked.rows(ana) == []


def test_a_question_that_would_answer_everybody_the_same_is_never_asked(ana: User) -> None:
    asked: Prepared[Observation] = Prepared(lambda user: Observation.objects.unscoped("a test"))
    with pytest.raises(Unscoped):
        asked.rows(ana)
