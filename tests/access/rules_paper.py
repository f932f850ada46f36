"""Routes of the timeline and of what is printed from the record."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.access.rules import DEED, FORM, Kind, Rule, row
from tests.access.stage import Stage


def asked(stage: Stage) -> Mapping[str, Any]:
    """A question as its form sends it."""
    return {"entry_id": str(uuid4()), "text": "May I drink coffee?"}


QUESTION, GONE = (row(name, "entry_id", key="entry_id") for name in ("question", "gone_question"))
PAPER = {
    "timeline/": Rule(Kind.MEMBER, shows=True),
    "visit/": Rule(Kind.MEMBER, methods=FORM, form=lambda stage: {"make": "1"}, shows=True),
    "visit/questions/": Rule(Kind.MEMBER, methods=DEED, form=asked),
    "visit/questions/<uuid:entry_id>/tick/": Rule(Kind.OWNED, QUESTION, DEED),
    "visit/questions/<uuid:entry_id>/delete/": Rule(Kind.OWNED, QUESTION, DEED),
    "visit/questions/<uuid:entry_id>/restore/": Rule(Kind.OWNED, GONE, DEED),
    "profile/card/": Rule(Kind.MEMBER, methods=FORM, shows=True),
}
