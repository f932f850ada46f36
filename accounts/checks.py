"""System checks: every page names its audience, and production relaxes nothing."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.audience import audience_of


def routes(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every (full route, pattern) of the running URLconf."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        else:
            yield path, entry


@register("urls")
def every_page_names_its_audience(**kwargs: Any) -> list[CheckMessage]:
    """accounts.E001 for each route whose view declares no audience."""
    return [
        Error(f"The page at {path!r} names no audience.", id="accounts.E001")
        for path, pattern in routes()
        if audience_of(pattern.callback) is None
    ]


@register("security", deploy=True)
def second_factor_is_compulsory(**kwargs: Any) -> list[CheckMessage]:
    """accounts.E002 when providers and staff could sign in with a password alone."""
    if settings.MFA_COMPULSORY:
        return []
    return [Error("Providers and staff could sign in without a second factor.", id="accounts.E002")]
