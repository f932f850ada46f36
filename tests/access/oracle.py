"""What each actor must get from a route, and everything that is wrong with what they got."""

import re
from typing import Any
from uuid import uuid4

from django.http import HttpResponse

from privacy.models import AccessEvent
from tests.access.rules import Kind, Rule
from tests.access.stage import ANONYMOUS, CANARY, OWNER, Stage

CLINICIANS = {"linked", "unlinked", "revoked"}
HTMX = {"HTTP_HX_REQUEST": "true"}
NOWHERE = {"": ""}


def expected(kind: Kind, actor: str) -> str:
    """ "ok", "sign_in", "missing", "forbidden" or "licence"."""
    if kind is Kind.PUBLIC:
        return "ok"
    if actor in {ANONYMOUS, "deactivated"}:
        return "sign_in"
    if kind is Kind.MEMBER:
        return "ok"
    if kind is Kind.OWNED:
        return "ok" if actor == OWNER else "missing"
    if kind is Kind.NOBODY:
        return "forbidden"
    if kind in {Kind.STAFF, Kind.ANY_STAFF}:
        staff = actor == "superuser" or (actor, kind) == ("staff", Kind.ANY_STAFF)
        return "ok" if staff else "forbidden"
    if actor == "unverified":
        return "licence"
    if actor not in CLINICIANS:
        return "forbidden"
    return "ok" if kind is Kind.PROVIDER or actor == "linked" else "missing"


def _location(response: HttpResponse) -> str:
    return response.get("HX-Redirect") or response.get("Location") or ""


def got(response: HttpResponse) -> str:
    """The same words for an answer."""
    where = _location(response)
    if where.startswith(("/sign-in/login/", "/admin/login/")):
        return "sign_in"
    if where.startswith("/account/licence/"):
        return "licence"
    if response.status_code in {401, 403}:
        return "forbidden"
    if response.status_code == 404:
        return "missing"
    return "ok" if response.status_code < 500 else f"broken {response.status_code}"


def address(path: str, ids: dict[str, Any], query: str = "") -> str:
    """The URL of a route with these ids in it."""
    if "(?P<" in path:  # an old-style pattern: any address under it will do
        return "/" + path.split("(?P<")[0].replace("^", "") + "x-y/"
    for name, value in ids.items():
        path = re.sub(rf"<(?:\w+:)?{name}>", str(value), path)
    return f"/{path}{query}"


def call(
    stage: Stage, rule: Rule, url: str, actor: str, method: str, headers: dict[str, str]
) -> HttpResponse:
    """One cell: `actor` sends `method` to `url`."""
    client = stage.clients[actor]
    client.cookies = stage.cookies(actor)  # a sign-out in an earlier cell was rolled back
    if method == "POST":
        return client.post(url, dict(rule.form(stage)), **headers)  # type: ignore[arg-type]
    return client.generic(method, url, **headers)  # type: ignore[arg-type]


def wrong(
    stage: Stage, rule: Rule, path: str, actor: str, method: str,
    headers: dict[str, str],
) -> list[str]:  # fmt: skip
    """Every way in which a cell breaks the rules; [] when it keeps them."""
    ids = dict(rule.ids(stage))
    before = AccessEvent.objects.count()
    url = address(path, ids, rule.query)
    response = call(stage, rule, url, actor, method, headers)
    body = b"".join(response) if response.streaming else response.content
    want, is_ = expected(rule.kind, actor), got(response)
    if response.status_code == 405:
        return []  # serves nobody
    is_ = _as_meant(rule, actor, is_, moved=bool(_location(response)))
    found = [] if want == is_ else [f"expected {want}, got {is_}"]
    seen = CANARY.encode() in body or CANARY in str(response.headers)
    may_see = actor == OWNER or (actor, rule.kind) == ("linked", Kind.LINKED)
    if seen and not (may_see or rule.kind is Kind.STAFF):
        found.append("shows a stranger's words")
    if actor == OWNER and rule.shows and method == "GET" and not seen:
        found.append("does not show the owner's words")
    if actor != ANONYMOUS and "no-store" not in response.get("Cache-Control", ""):
        found.append("may be kept in a cache")
    if want == is_ == "missing":
        found += _unlike_missing(stage, rule, path, actor, method, headers, body)
        if AccessEvent.objects.count() == before:
            found.append("left no trace of the denial")
    return found


def _as_meant(rule: Rule, actor: str, is_: str, *, moved: bool) -> str:
    """Answers that mean the same for this kind of route."""
    if rule.kind is Kind.NOBODY and moved and is_ == "ok":
        return "forbidden"
    staff_only = rule.kind in {Kind.STAFF, Kind.ANY_STAFF, Kind.NOBODY}
    if staff_only and is_ == "missing":
        # Past the gate to a made-up row; or no permission, which Django also calls missing.
        return "forbidden" if (actor, rule.kind) == ("staff", Kind.STAFF) else "ok"
    if rule.kind is Kind.STAFF and actor == "staff" and moved and is_ == "ok":
        return "forbidden"  # sent back to the index, as for a row that is not there
    if rule.kind is Kind.PUBLIC and is_ == "sign_in":
        return "ok"  # a step of signing in that was not begun
    return "ok" if is_ in rule.also else is_


def _unlike_missing(
    stage: Stage, rule: Rule, path: str, actor: str, method: str,
    headers: dict[str, str], body: bytes,
) -> list[str]:  # fmt: skip
    """A stranger's row must look exactly like one that was never there."""
    ids = {name: _never(value) for name, value in rule.ids(stage).items()}
    other = call(stage, rule, address(path, ids), actor, method, headers)
    if other.status_code != 404 or len(other.content) != len(body):
        return ["tells a foreign row from a missing one"]
    return []


def _never(value: Any) -> Any:
    return value if isinstance(value, str) else uuid4() if not isinstance(value, int) else 2**31 - 1
