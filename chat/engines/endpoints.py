"""Where a vendor's API is, how long we wait for it, and what may leave through that door."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".lan")

# Whatever else a request carries comes from the SDK's telemetry, from variables such as
# OPENAI_CUSTOM_HEADERS or from cookies, and stays here. The last one only steers the SDK.
HEADERS_OUT = frozenset(
    {
        *("accept", "anthropic-version", "authorization", "connection", "content-length"),
        *("content-type", "host", "idempotency-key", "user-agent", "x-stainless-raw-response"),
    }
)


def is_local(host: str) -> bool:
    """Whether a host name can only mean this machine or a private network (no look-up made)."""
    host = host.strip("[]").rstrip(".").lower()
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(LOCAL_SUFFIXES) or "." not in host
    return address.is_loopback or address.is_private or address.is_link_local


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One vendor or compatible server, as configured by the operator; users never type URLs."""

    base_url: str
    api_key: str = field(repr=False)

    @classmethod
    def checked(cls, base_url: str, api_key: str) -> Self:
        """Raises: ValueError: not an http(s) URL, credentials in it, or plain http to the world."""
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("An AI base URL needs http:// or https:// and a host.")
        if parts.username or parts.query or parts.fragment:
            raise ValueError("An AI base URL holds no user name, query or fragment.")
        if parts.scheme == "http" and not is_local(parts.hostname):
            raise ValueError("Health data leaves this network by https only.")
        return cls(base_url=base_url.rstrip("/"), api_key=api_key)

    @property
    def host(self) -> str:
        """Lower-case host name without brackets or port."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def local(self) -> bool:
        """True for this machine or a private network."""
        return is_local(self.host)

    def door(self) -> Callable[[Any], Awaitable[None]]:
        """A request hook: this host only, our key only, no header that we did not mean to send."""
        host, authorization = self.host, f"Bearer {self.api_key}"

        async def check(request: Any) -> None:
            if request.url.host != host:
                raise PermissionError("A request tried to leave for another host.")
            for name in [name for name in request.headers if name.lower() not in HEADERS_OUT]:
                del request.headers[name]
            request.headers["authorization"] = authorization
            # Compression buys nothing on small events, and a proxy that compresses also delays.
            request.headers["accept-encoding"] = "identity"

        return check


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds: to connect, to each byte before the first token, between chunks, for the whole."""

    connect: float = 5.0
    first_byte: float = 30.0
    idle: float = 20.0
    total: float = 300.0

    @classmethod
    def for_endpoint(cls, endpoint: Endpoint) -> Self:
        """A model on the operator's own hardware may load for minutes and think slowly."""
        return cls(first_byte=120.0, idle=60.0) if endpoint.local else cls()


class Clock:
    """Turns waits into loop times that never pass the total deadline of one stream."""

    def __init__(self, total: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = self._loop.time() + total

    def after(self, seconds: float) -> float:
        """The loop time at which a wait of so many seconds has to end."""
        return min(self._loop.time() + seconds, self._end)

    def left(self) -> float:
        """Seconds until the total deadline; negative when it has passed."""
        return self._end - self._loop.time()
