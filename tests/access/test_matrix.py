"""The access matrix: every route, every actor, every method, plain and by htmx."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern

from accounts import checks
from privacy.ownership import OwnedQuerySet
from tests.access import rules, stage
from tests.access.oracle import HTMX, wrong
from tests.access.rules import Kind, Rule
from tests.access.stage import OWNER

RULES: dict[str, Rule] = rules.everything()
ROUTES: dict[str, URLPattern] = dict(checks.routes())
SHARED = sorted(set(RULES) & set(ROUTES))
OWNED = [r for r in SHARED if RULES[r].kind is Kind.OWNED or (RULES[r].shows)]


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert sorted(set(ROUTES) - set(RULES)) == [], "routes without a rule in tests/access/rules.py"
    assert sorted(set(RULES) - set(ROUTES)) == [], "rules whose route is gone"


def cells(rule: Rule) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(actor, method, headers); the owner comes last, since the owner's deeds change things."""
    people_ = [stage.ANONYMOUS, *sorted(stage.ACTORS - {OWNER}), OWNER]
    for actor in people_:
        for method in (*rule.methods, "HEAD", "PUT"):
            yield actor, method, {}
            if method in rule.methods:
                yield actor, method, HTMX


@pytest.mark.parametrize("route", SHARED)
@pytest.mark.django_db
def test_everyone_gets_what_the_rule_says(route: str) -> None:
    rule, scene = RULES[route], stage.build()
    before = stage.digest(scene)
    found = []
    for actor, method, headers in cells(rule):
        if actor == OWNER:
            assert stage.digest(scene) == before, f"a stranger changed Ana's rows at {route}"
        problems = wrong(scene, rule, route, ROUTES[route], actor, method, headers)
        found += [f"{actor} {method}{' htmx' if headers else ''}: {p}" for p in problems]
    assert found == []


@pytest.mark.parametrize("route", OWNED)
@pytest.mark.django_db
def test_without_the_gate_every_owned_route_turns_red(
    route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule, scene = RULES[route], stage.build()

    def everything(self: object, user: object) -> object:
        return self.unscoped("neutered")  # type: ignore[attr-defined]

    monkeypatch.setattr(OwnedQuerySet, "visible_to", everything)
    monkeypatch.setattr(OwnedQuerySet, "editable_by", everything)
    found = [
        problem
        for method in rule.methods
        for problem in wrong(scene, rule, route, ROUTES[route], "other_patient", method, {})
    ]
    assert found, f"{route} would not notice that the gate is gone"
