"""What each actor must get from a route, and everything that is wrong with what they got."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.urls import URLPattern

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
    if kind is Kind.STAFF:
        return "ok" if actor == "superuser" else "forbidden"
    if actor == "unverified":
        return "licence"
    if actor not in CLINICIANS:
        return "forbidden"
    return "ok" if kind is Kind.PROVIDER or actor == "linked" else "missing"


def got(response: HttpResponse) -> str:
    """The same words for an answer."""
    where = response.get("HX-Redirect") or response.get("Location") or ""
    if where.startswith(("/sign-in/login/", "/admin/login/")):
        return "sign_in"
    if where.startswith("/account/licence/"):
        return "licence"
    if response.status_code in {401, 403}:
        return "forbidden"
    if response.status_code == 404:
        return "missing"
    return "ok" if response.status_code < 500 else f"broken {response.status_code}"


def address(path: str, pattern: URLPattern, ids: dict[str, Any]) -> str:
    """The URL of a route with these ids in it."""
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        for marker in (f"<{kind}:{name}>", f"<{name}>"):
            path = path.replace(marker, str(ids[name]))
    return f"/{path}"


def call(
    stage: Stage, rule: Rule, url: str, actor: str, method: str, headers: dict[str, str]
) -> HttpResponse:
    """One cell: `actor` sends `method` to `url`."""
    client = stage.clients[actor]
    if method == "POST":
        return client.post(url, dict(rule.form(stage)), **headers)  # type: ignore[arg-type]
    return client.generic(method, url, **headers)  # type: ignore[arg-type]


def wrong(
    stage: Stage, rule: Rule, path: str, pattern: URLPattern, actor: str, method: str,
    headers: dict[str, str],
) -> list[str]:  # fmt: skip
    """Every way in which a cell breaks the rules; [] when it keeps them."""
    ids = dict(rule.ids(stage))
    before = AccessEvent.objects.count()
    response = call(stage, rule, address(path, pattern, ids), actor, method, headers)
    body = b"".join(response) if response.streaming else response.content
    want, is_ = expected(rule.kind, actor), got(response)
    if method not in rule.methods and response.status_code == 405:
        return []
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
        found += _unlike_missing(stage, rule, path, pattern, actor, method, headers, body)
        if AccessEvent.objects.count() == before:
            found.append("left no trace of the denial")
    return found


def _unlike_missing(
    stage: Stage, rule: Rule, path: str, pattern: URLPattern, actor: str, method: str,
    headers: dict[str, str], body: bytes,
) -> list[str]:  # fmt: skip
    """A stranger's row must look exactly like one that was never there."""
    ids = {name: _never(value) for name, value in rule.ids(stage).items()}
    other = call(stage, rule, address(path, pattern, ids), actor, method, headers)
    if other.status_code != 404 or len(other.content) != len(body):
        return ["tells a foreign row from a missing one"]
    return []


def _never(value: Any) -> Any:
    return value if isinstance(value, str) else uuid4() if not isinstance(value, int) else 2**31 - 1
