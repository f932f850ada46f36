"""One rule per route: who may open it, on which object, and what everyone else gets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import uuid4

from tests.access.stage import Stage

Form = Mapping[str, Any]


class Kind(Enum):
    """What decides who may open a route."""

    PUBLIC = "public"  # anyone
    MEMBER = "member"  # anyone signed in, each sees their own
    OWNED = "owned"  # the owner of the row in the URL
    PROVIDER = "provider"  # verified clinicians
    LINKED = "linked"  # clinicians whom the patient in the URL lets in
    STAFF = "staff"  # staff with the permission; superusers here
    NOBODY = "nobody"  # switched off in the admin, for superusers too
    ANY_STAFF = "any_staff"  # staff without any permission too


@dataclass(frozen=True)
class Rule:
    """How to call a route.

    Attributes: ids: stage -> the values of the URL's converters. methods: what the page takes.
    form: what the owner posts. shows: whether the owner's page must hold the owner's canary.
    also: answers that are as good as "ok" here. own_gate: decided by both parties of a care link,
    not by `visible_to`. query: appended to the URL.
    """

    kind: Kind
    ids: Callable[[Stage], Mapping[str, Any]] = lambda stage: {}
    methods: tuple[str, ...] = ("GET",)
    form: Callable[[Stage], Form] = field(default=lambda stage: {})
    shows: bool = False
    also: frozenset[str] = frozenset()
    own_gate: bool = False
    query: str = ""


def row(kind: str, name: str = "", key: str = "pk") -> Callable[[Stage], Mapping[str, Any]]:
    """The id of Ana's row of that kind, as the URL converter `name`."""
    return lambda stage: {name or kind: getattr(stage.rows[kind], key)}


def ask(stage: Stage) -> Form:
    """A question as the composer sends it."""
    return {"text": "How am I?", "client_id": str(uuid4())}


PAGE, FORM, DEED = ("GET",), ("GET", "POST"), ("POST",)
TALK = row("conversation")


def question(stage: Stage) -> Mapping[str, Any]:
    """The last question of Ana's conversation."""
    return {"conversation": stage.rows["conversation"].pk, "seq": stage.rows["message"].seq}


CHAT = {
    "assistant/": Rule(Kind.MEMBER, methods=FORM, form=ask, shows=True),
    "assistant/draft/": Rule(Kind.MEMBER, methods=DEED, form=ask),
    "assistant/<uuid:conversation>/": Rule(Kind.OWNED, TALK, FORM, ask, shows=True),
    "assistant/<uuid:conversation>/draft/": Rule(Kind.OWNED, TALK, DEED, ask),
    "assistant/<uuid:conversation>/settings/": Rule(Kind.OWNED, TALK, DEED),
    "assistant/<uuid:conversation>/sends/": Rule(Kind.OWNED, TALK, FORM, ask),
    "assistant/<uuid:conversation>/rename/": Rule(
        Kind.OWNED, TALK, FORM, lambda stage: {"title": "New"}, shows=True
    ),
    "assistant/<uuid:conversation>/archive/": Rule(Kind.OWNED, TALK, DEED),
    "assistant/<uuid:conversation>/unarchive/": Rule(Kind.OWNED, TALK, DEED),
    "assistant/<uuid:conversation>/delete/": Rule(Kind.OWNED, TALK, FORM),
    "assistant/<uuid:conversation>/restore/": Rule(
        Kind.OWNED, lambda stage: {"conversation": stage.rows["gone"].pk}, DEED
    ),
    "assistant/<uuid:conversation>/export.md": Rule(Kind.OWNED, TALK, shows=True),
    "assistant/<uuid:conversation>/export.json": Rule(Kind.OWNED, TALK, shows=True),
    "assistant/<uuid:conversation>/export/pdf/": Rule(Kind.OWNED, TALK, DEED),
    "assistant/<uuid:conversation>/<int:seq>/answer/": Rule(Kind.OWNED, question, DEED),
    "assistant/<uuid:conversation>/<int:seq>/edit/": Rule(Kind.OWNED, question, DEED, ask),
    "assistant/replies/<uuid:reply>/": Rule(Kind.OWNED, row("reply")),
    "assistant/replies/<uuid:reply>/stop/": Rule(Kind.OWNED, row("reply"), DEED),
    "assistant/replies/<uuid:reply>/retry/": Rule(Kind.OWNED, row("reply"), DEED),
    "assistant/replies/<uuid:reply>/continue/": Rule(Kind.OWNED, row("reply"), DEED),
    "assistant/replies/<uuid:reply>/feedback/": Rule(
        Kind.OWNED, row("reply"), DEED, lambda stage: {"value": "1", "note": "Thanks"}
    ),
}
SITE = {
    "": Rule(Kind.PUBLIC),
    "language/": Rule(Kind.PUBLIC, methods=DEED, form=lambda stage: {"language": "es"}),
    "health/live": Rule(Kind.PUBLIC),
    "health/ready": Rule(Kind.PUBLIC),
    "styleguide/": Rule(Kind.PUBLIC),
}
