"""The site's rooms: apps add theirs, the shell lists those open to whoever is here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"


@dataclass(frozen=True)
class Room:
    """One entry of the navigation.

    Attributes: route: URL name. section: URL prefix under which the entry is marked active.
    open_to: (user) -> whether they see it.
    """

    route: str
    label: str | Promise
    icon: str
    order: int
    section: str
    open_to: Callable[[Any], bool]


_rooms: dict[str, Room] = {}
_account_links: dict[str, Room] = {}


def add_room(room: Room) -> None:
    """Add an entry (from `AppConfig.ready`)."""
    _rooms[room.route] = room


def add_account_link(room: Room) -> None:
    """Add an entry to the menu under a person's name (from `AppConfig.ready`)."""
    _account_links[room.route] = room


def theme_of(request: HttpRequest) -> str:
    """The colour scheme this browser chose."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page: navigation, theme, demo banner, density."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "navigation": _entries(request, _rooms) if signed_in else [],
        "account_links": _entries(request, _account_links) if signed_in else [],
        "theme": theme_of(request),
        "demo": settings.DEMO,
        "density": "clinical" if signed_in and getattr(user, "is_provider", False) else "calm",
    }


def _entries(request: HttpRequest, rooms: dict[str, Room]) -> list[dict[str, Any]]:
    seen = [room for room in rooms.values() if room.open_to(request.user)]
    return [_entry(request, room) for room in sorted(seen, key=lambda room: room.order)]


def _entry(request: HttpRequest, room: Room) -> dict[str, Any]:
    url = reverse(room.route)
    active = request.path.startswith(room.section)
    return {"url": url, "label": room.label, "icon": room.icon, "active": active}
