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


def add_room(room: Room) -> None:
    """Add an entry (from `AppConfig.ready`)."""
    _rooms[room.route] = room


def theme_of(request: HttpRequest) -> str:
    """The colour scheme this browser chose."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page: navigation, theme, demo banner, density."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    rooms = [room for room in _rooms.values() if signed_in and room.open_to(user)]
    return {
        "navigation": [_entry(request, room) for room in sorted(rooms, key=lambda r: r.order)],
        "theme": theme_of(request),
        "demo": settings.DEMO,
        "density": "clinical" if signed_in and getattr(user, "is_provider", False) else "calm",
    }


def _entry(request: HttpRequest, room: Room) -> dict[str, Any]:
    url = reverse(room.route)
    active = request.path.startswith(room.section)
    return {"url": url, "label": room.label, "icon": room.icon, "active": active}
