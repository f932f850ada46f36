"""Routes by which a person takes the account along, or leaves for good."""

from collections.abc import Mapping
from typing import Any

from tests.access.rules import DEED, FORM, Kind, Rule, row
from tests.access.stage import ARCHIVE_TOKEN, Stage

ARCHIVE = "exchange/archive/<uuid:document>/"


def _link(stage: Stage) -> Mapping[str, Any]:
    return {"document": stage.rows["archive"].uuid, "token": ARCHIVE_TOKEN}


PORTABILITY = {
    "exchange/archive/": Rule(Kind.MEMBER, methods=FORM),
    f"{ARCHIVE}link/": Rule(Kind.OWNED, row("archive", "document", key="uuid"), DEED),
    f"{ARCHIVE}<str:token>/": Rule(Kind.OWNED, _link),
    "privacy/delete/": Rule(Kind.MEMBER, methods=FORM),
    "privacy/delete/stop/": Rule(Kind.MEMBER, methods=DEED),
}
