"""The site's rooms: apps add theirs, the shell lists those open to whoever is here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
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


@dataclass(frozen=True)
class Entry:
    """A room as one page shows it. Two are the same that lead to the same place in one state."""

    url: str
    active: bool
    label: str | Promise = field(compare=False)
    icon: str = field(compare=False)


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
    at_home = signed_in and not getattr(user, "is_leaving", False)
    return {
        "navigation": _entries(request, _rooms) if at_home else (),
        "account_links": _entries(request, _account_links) if at_home else (),
        "theme": theme_of(request),
        "demo": settings.DEMO,
        "density": "clinical" if signed_in and getattr(user, "is_provider", False) else "calm",
    }


def _entries(request: HttpRequest, rooms: dict[str, Room]) -> tuple[Entry, ...]:
    seen = [room for room in rooms.values() if room.open_to(request.user)]
    path = request.path
    return tuple(
        Entry(_address(room.route), path.startswith(room.section), room.label, room.icon)
        for room in sorted(seen, key=lambda room: room.order)
    )


@lru_cache(maxsize=128)
def _address(route: str) -> str:
    return reverse(route)
