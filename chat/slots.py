"""How many sockets one person holds open, counted across processes in the shared cache."""

from collections.abc import Callable
from functools import partial
from logging import WARNING

from django.core.cache import cache
from redis.exceptions import RedisError

from accounts.models import User
from healthtracker.web.log import event

# A process that dies gives nothing back: its slots run out by themselves.
SECONDS = 30


def take(user: User, most: int) -> str | None:
    """The name of a free slot of `user`, now taken for `SECONDS`; None when all `most` are."""
    for number in range(most):
        slot = f"socket-{user.pk}-{number}"
        if _asked(partial(cache.add, slot, 1, SECONDS)):
            return slot
    return None


def renew(slot: str) -> None:
    """Hold the slot for another `SECONDS`."""
    _asked(partial(cache.touch, slot, SECONDS))


def give_back(slot: str) -> None:
    """Free the slot."""
    _asked(partial(cache.delete, slot))


def _asked(deed: Callable[[], bool]) -> bool:
    """A cache that is away must not keep anybody from their conversation."""
    try:
        return deed()
    except (OSError, RedisError) as error:
        event("sockets_not_counted", level=WARNING, error=error)
        return True
