"""Tags of the sign-in pages."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django import template
from django.conf import settings
from django.utils.translation import gettext

from accounts.demo_people import DEMO_PASSWORD, DEMO_PEOPLE

register = template.Library()


@register.inclusion_tag("accounts/demo-logins.html", takes_context=True)
def demo_logins(context: template.Context) -> dict[str, Any]:
    """One button per invented person; nothing outside the local demo."""
    people = DEMO_PEOPLE if settings.DEMO else ()
    return {"people": people, "password": DEMO_PASSWORD, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def named_address(context: template.Context) -> str:
    """This page under a name when it was opened at 127.0.0.1, where no passkey works; else ""."""
    request = context.get("request")
    address = request.build_absolute_uri() if request else ""
    parts = urlsplit(address)
    if parts.hostname != "127.0.0.1":
        return ""
    return urlunsplit(parts._replace(netloc=f"localhost:{parts.port or 80}"))


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def browser(user_agent: str) -> str:
    """A browser's own long name in the words of its owner: "Firefox, Windows"."""
    found = [
        next((name for mark, name in marks if mark in user_agent), "")
        for marks in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or gettext("Unknown device")
