"""What the current request is, for logs and audit, without passing it through every call."""

from contextvars import ContextVar, Token
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class RequestContext:
    """Where a deed came from.

    Attributes: request_id: 32 hex digits. peer: client address or "". channel: "web", "socket",
    "job" or "command".
    """

    request_id: str
    peer: str = ""
    channel: str = "web"


_current: ContextVar[RequestContext | None] = ContextVar("request_context", default=None)


def current() -> RequestContext:
    """The running request's context; outside one, a fresh context of channel "command"."""
    return _current.get() or RequestContext(request_id=uuid4().hex, channel="command")


def enter(context: RequestContext) -> Token[RequestContext | None]:
    """Make `context` current; give the token to `leave`."""
    return _current.set(context)


def leave(token: Token[RequestContext | None]) -> None:
    """Restore what was current before `enter`."""
    _current.reset(token)


def peer_of(remote: str, forwarded_for: str) -> str:
    """The client's address: the nearest hop that is not a trusted proxy, or "" if unreadable.

    Only the right-most untrusted entry of X-Forwarded-For can be believed; the first is whatever
    the client typed.
    """
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()] + [remote]
    for hop in reversed(hops):
        try:
            address = str(ip_address(hop))
        except ValueError:
            return ""
        if address not in settings.TRUSTED_PROXIES:
            return address
    return ""


def request_peer(request: HttpRequest) -> str:
    """The address of whoever sent `request`, honouring trusted proxies only."""
    return peer_of(
        request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    )


def session_hash(session_key: str | None) -> str:
    """A short pseudonym of a session: links events of one sign-in, opens nothing."""
    return sha256(f"session:{session_key}".encode()).hexdigest()[:16] if session_key else ""
