"""What one answer asks of the database again and again is asked once, and forgotten with it.

Own types and goals decide how each single reading is shown. Within `remembering()` (every request,
every list of lines) they are read once per owner; nothing outlives the answer, so that processes
never disagree. Whoever changes them says `forget`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")
_memory: ContextVar[dict[tuple[str, int], Any] | None] = ContextVar("remembered", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember until the end of the block; inside another such block, with it."""
    if _memory.get() is not None:
        yield
        return
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def recall(name: str, owner_id: int, ask: Callable[[], Found]) -> Found:
    """What `ask` answers about one owner, asked once where it is remembered."""
    memory = _memory.get()
    if memory is None:
        return ask()
    if (name, owner_id) not in memory:
        memory[name, owner_id] = ask()
    found: Found = memory[name, owner_id]
    return found


def forget(owner_id: int) -> None:
    """Something about this owner has changed."""
    memory = _memory.get() or {}
    for key in [key for key in memory if key[1] == owner_id]:
        del memory[key]
