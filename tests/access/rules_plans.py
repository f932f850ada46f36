"""Routes of units, own types and goals."""

from collections.abc import Mapping
from typing import Any

from tests.access.rules import DEED, FORM, Kind, Rule
from tests.access.stage import Stage


def _entry(kind: str) -> Any:
    def ids(stage: Stage) -> Mapping[str, Any]:
        return {"entry_id": stage.rows[kind].entry_id}

    return ids


TYPE, GONE_TYPE = _entry("custom_type"), _entry("gone_custom_type")
GOAL, GONE_GOAL = _entry("goal"), _entry("gone_goal")
TYPES, GOALS = "readings/types/", "goals/"

PLANS = {
    "units/": Rule(Kind.MEMBER, methods=FORM, form=lambda stage: {"preset": "us"}),
    TYPES: Rule(Kind.MEMBER, shows=True),
    f"{TYPES}add/": Rule(Kind.MEMBER, methods=FORM, form=lambda stage: {"label": "Grip"}),
    f"{TYPES}<uuid:entry_id>/edit/": Rule(Kind.OWNED, TYPE, FORM, shows=True),
    f"{TYPES}<uuid:entry_id>/archive/": Rule(Kind.OWNED, TYPE, DEED),
    f"{TYPES}<uuid:entry_id>/delete/": Rule(Kind.OWNED, TYPE, FORM),
    f"{TYPES}<uuid:entry_id>/restore/": Rule(Kind.OWNED, GONE_TYPE, DEED),
    GOALS: Rule(Kind.MEMBER),
    f"{GOALS}add/": Rule(Kind.MEMBER),
    f"{GOALS}add/<slug:key>/": Rule(Kind.MEMBER, lambda stage: {"key": "body_weight"}, FORM),
    f"{GOALS}<uuid:entry_id>/": Rule(Kind.OWNED, GOAL, FORM, shows=True),
    f"{GOALS}<uuid:entry_id>/end/": Rule(Kind.OWNED, GOAL, DEED),
    f"{GOALS}<uuid:entry_id>/delete/": Rule(Kind.OWNED, GOAL, FORM),
    f"{GOALS}<uuid:entry_id>/restore/": Rule(Kind.OWNED, GONE_GOAL, DEED),
}
