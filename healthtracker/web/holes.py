"""Pieces of pages that are rendered once and kept, with holes for what belongs to one request."""

from collections.abc import Callable, Mapping

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

# Stand in what is kept where each request has its own; no template writes them.
CSRF_HOLE, HERE_HOLE = "hole-of-the-csrf-token", "hole-of-this-address"


def filled(kept: str, values: Mapping[str, Callable[[], object]]) -> SafeString:
    """What a template has made, with each hole that is in it filled, escaped, in order.

    A value is asked for only where its hole is: making a CSRF token sets a cookie.
    """
    for hole, value in values.items():
        if hole in kept:
            kept = kept.replace(hole, conditional_escape(str(value())))
    return SafeString(kept)  # nosec B703 - a template made it, and what is filled in is escaped
