"""Routes of the record: readings, profile, documents, CSV."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.access.rules import DEED, FORM, Kind, Rule, row
from tests.access.stage import Stage


def _entry(kind: str, **more: str) -> Any:
    def ids(stage: Stage) -> Mapping[str, Any]:
        return {"entry_id": stage.rows[kind].entry_id, **more}

    return ids


def weight(stage: Stage) -> dict[str, str]:
    """A reading as its form sends it."""
    return {"entry_id": str(uuid4()), "value": "70", "unit": "kg"}


READING, GONE = _entry("reading"), _entry("gone_reading")
LINE, GONE_LINE = (
    _entry("condition", section="conditions"),
    _entry("gone_condition", section="conditions"),
)
ENTRY = "readings/entry/<uuid:entry_id>/"
PROFILE = "profile/<slug:section>/"

RECORD = {
    "today/": Rule(Kind.MEMBER),
    "readings/": Rule(Kind.MEMBER),
    "readings/add/": Rule(Kind.MEMBER),
    "readings/add/<slug:key>/": Rule(
        Kind.MEMBER, lambda stage: {"key": "body_weight"}, FORM, weight
    ),
    "readings/<slug:key>/": Rule(Kind.MEMBER, lambda stage: {"key": "blood_pressure"}),
    ENTRY: Rule(Kind.OWNED, READING, shows=True),
    f"{ENTRY}edit/": Rule(Kind.OWNED, READING, FORM, shows=True),
    f"{ENTRY}delete/": Rule(Kind.OWNED, READING, FORM),
    f"{ENTRY}seen/": Rule(Kind.OWNED, READING, DEED),
    f"{ENTRY}restore/": Rule(Kind.OWNED, GONE, DEED),
    "exchange/": Rule(Kind.MEMBER, methods=FORM),
    "exchange/export/<slug:section>/": Rule(
        Kind.MEMBER, lambda stage: {"section": "conditions"}, shows=True
    ),
    "documents/": Rule(Kind.MEMBER, methods=DEED),
    "documents/<uuid:document>/": Rule(Kind.OWNED, row("document", key="uuid")),
    "documents/<uuid:document>/again/": Rule(Kind.OWNED, row("document", key="uuid"), DEED),
    "documents/<uuid:document>/file/": Rule(Kind.OWNED, row("document", key="uuid")),
    "profile/": Rule(Kind.MEMBER, shows=True),
    "profile/facts/": Rule(Kind.MEMBER, methods=FORM),
    f"{PROFILE}add/": Rule(Kind.MEMBER, lambda stage: {"section": "conditions"}, FORM),
    f"{PROFILE}<uuid:entry_id>/": Rule(Kind.OWNED, LINE, shows=True),
    f"{PROFILE}<uuid:entry_id>/edit/": Rule(Kind.OWNED, LINE, FORM, shows=True),
    f"{PROFILE}<uuid:entry_id>/end/": Rule(Kind.OWNED, LINE, FORM),
    f"{PROFILE}<uuid:entry_id>/delete/": Rule(Kind.OWNED, LINE, FORM),
    f"{PROFILE}<uuid:entry_id>/restore/": Rule(Kind.OWNED, GONE_LINE, DEED),
}
