"""The access matrix: every route, every actor, every method, plain and by htmx."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.urls import URLPattern

from accounts import checks
from privacy.ownership import OwnedQuerySet
from tests.access import (
    rules_admin,
    rules_import,
    rules_life,
    rules_paper,
    rules_people,
    rules_plans,
    rules_portability,
    rules_record,
    rules_trends,
    stage,
)
from tests.access.oracle import HTMX, wrong
from tests.access.rules import CHAT, SITE, Kind, Rule
from tests.access.stage import OWNER

pytestmark = pytest.mark.django_db

RULES: dict[str, Rule] = {
    **CHAT,
    **SITE,
    **rules_record.RECORD,
    **rules_trends.TRENDS,
    **rules_import.IMPORT,
    **rules_plans.PLANS,
    **rules_life.LIFE,
    **rules_paper.PAPER,
    **rules_portability.PORTABILITY,
    **rules_people.ACCOUNT,
    **rules_people.PRIVACY,
    **rules_people.PROVIDERS,
    **rules_people.SIGN_IN,
    **rules_admin.rules(),
}
# The admin's list of apps stands in its pattern; which apps there are is not the point.
ROUTES: dict[str, URLPattern] = {
    "admin/accounts/" if "(?P<app_label>" in route else route: pattern
    for route, pattern in checks.routes()
}
DELETING = "assistant/<uuid:conversation>/delete/"
SHARED = sorted(set(RULES) & set(ROUTES))
OWNED = [
    route
    for route in SHARED
    if (RULES[route].kind is Kind.OWNED and not RULES[route].own_gate) or RULES[route].shows
]


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert sorted(set(ROUTES) - set(RULES)) == [], "routes without a rule in tests/access/rules.py"
    assert sorted(set(RULES) - set(ROUTES)) == [], "rules whose route is gone"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the stage keeps its sealed files."""
    return tmp_path_factory.mktemp("sealed")


@pytest.fixture(autouse=True)
def _files_of_the_stage(settings: Any, files: Path) -> None:
    settings.SEALED_ROOT = files


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any, files: Path) -> Iterator[stage.Stage]:
    """One stage for all routes; every cell is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(SEALED_ROOT=files):
            built = stage.build()
        built.untouched = stage.digest(built)
        yield built
        transaction.set_rollback(True)


def cells(rule: Rule) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(actor, method, headers). The admin knows no htmx and sets its own methods."""
    if rule.kind in {Kind.STAFF, Kind.ANY_STAFF, Kind.NOBODY}:
        yield from ((actor, "GET", {}) for actor in [stage.ANONYMOUS, *sorted(stage.ACTORS)])
        return
    for actor in [stage.ANONYMOUS, *sorted(stage.ACTORS)]:
        for method in (*rule.methods, "HEAD", "PUT", "DELETE"):
            yield actor, method, {}
            if method in rule.methods:
                yield actor, method, HTMX


def problems(
    scene: stage.Stage, route: str, actor: str, method: str, headers: dict[str, str]
) -> list[str]:
    """What is wrong with one cell; nothing it did remains."""
    with transaction.atomic():
        with Writes() as writes:
            found = wrong(scene, RULES[route], route, actor, method, headers)
        may_have = actor != OWNER and method not in {"GET", "HEAD"} and writes.seen
        if may_have and stage.digest(scene) != scene.untouched:
            found.append("changed Ana's rows")
        transaction.set_rollback(True)
    return found


class Writes:
    """Whether anything was written but visits, refusals and sessions: only then rows are compared.

    A statement that is not known to read counts as a write.
    """

    HARMLESS = re.compile(
        r"(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK)\b"
        r'|(?:INSERT INTO|UPDATE|DELETE FROM) "(?:privacy_accessevent|django_session)"',
    )

    def __enter__(self) -> Self:
        self.seen = False
        self._ends = connection.execute_wrapper(self._note)
        self._ends.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._ends.__exit__(*error)

    def _note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen = self.seen or self.HARMLESS.match(sql) is None
        return execute(sql, params, many, context)


@pytest.mark.parametrize("route", SHARED)
def test_everyone_gets_what_the_rule_says(route: str, scene: stage.Stage) -> None:
    found = []
    for actor, method, headers in cells(RULES[route]):
        wrongs = problems(scene, route, actor, method, headers)
        found += [f"{actor} {method}{' htmx' if headers else ''}: {p}" for p in wrongs]
    assert found == []


@pytest.mark.parametrize("route", OWNED)
def test_without_the_gate_every_owned_route_turns_red(
    route: str, scene: stage.Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _neuter(monkeypatch)
    methods = RULES[route].methods
    found = [p for method in methods for p in problems(scene, route, "other_patient", method, {})]
    assert found, f"{route} would not notice that the gate is gone"


def test_a_stranger_who_changed_a_row_would_be_noticed(
    scene: stage.Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _neuter(monkeypatch)
    found = problems(scene, DELETING, "other_patient", "POST", {})
    assert "changed Ana's rows" in found


def _neuter(monkeypatch: pytest.MonkeyPatch) -> None:
    def everything(self: Any, user: object) -> object:
        return self.unscoped("neutered")

    monkeypatch.setattr(OwnedQuerySet, "visible_to", everything)
    monkeypatch.setattr(OwnedQuerySet, "editable_by", everything)
