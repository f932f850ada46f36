"""Which stand-in stands for what in one conversation, kept sealed on its row.

Once given out a stand-in keeps its meaning, so that what was said earlier stays understood and
the beginning of each prompt stays the same for the vendor's cache.
"""

from typing import Any

from django.db import transaction

from chat.models import Conversation
from privacy.fields import sealed_value

SIGNS = 4  # of the conversation's tag that each stand-in carries

Stored = dict[str, list[str]]


class Mapping:
    """Stand-ins of one conversation.

    A stand-in is a plain word and a number ("person-1"). Its key says what is one and the same
    in all its spellings; its text is what the reader gets back.
    """

    def __init__(self, tag: str, stored: Stored | None) -> None:
        self.tag = tag[:SIGNS].lower()
        self._kept: Stored = dict(stored or {})
        self._by_key = {
            (name.rpartition("-")[0], key): name for name, (key, _text) in self._kept.items()
        }
        self._numbers: dict[str, int] = {}
        for name in self._kept:
            word, _, number = name.rpartition("-")
            self._numbers[word] = max(self._numbers.get(word, 0), int(number))
        self.grown = False

    def stand_in(self, word: str, key: str, text: str) -> str:
        """What goes out instead, brackets included; new where the key is new."""
        name = self._by_key.get((word, key))
        if name is None:
            number = self._numbers[word] = self._numbers.get(word, 0) + 1
            name = self._by_key[word, key] = f"{word}-{number}"
            self._kept[name] = [key, text]
            self.grown = True
        return f"[[{name}:{self.tag}]]"

    def texts(self) -> dict[str, str]:
        """What each stand-in, without brackets, stands for."""
        return {f"{name}:{self.tag}": text for name, (_key, text) in self._kept.items()}

    def people(self) -> list[tuple[str, str]]:
        """(key, name) of everybody who has a stand-in."""
        return [
            (key, text) for name, (key, text) in self._kept.items() if name.startswith("person-")
        ]

    def stored(self) -> Stored:
        """As it is kept."""
        return dict(self._kept)


def mapping_of(conversation: Conversation) -> Mapping:
    """The conversation's stand-ins as this instance has them."""
    return Mapping(conversation.tag, conversation.deid_map)


def keep(conversation: Conversation, mapping: Mapping, base: Stored) -> bool:
    """Store what was added to `base`; False when somebody else added meanwhile.

    Then the instance holds what they stored, and the work has to be done again on it.
    """
    with transaction.atomic():
        rows = Conversation.objects.unscoped("de-identification")
        row = rows.select_for_update().only("owner", "deid_map").get(pk=conversation.pk)
        found: Any = row.deid_map or {}
        if found != base:
            conversation.deid_map = found
            return False
        stored = mapping.stored()
        rows.filter(pk=conversation.pk).update(
            deid_map=sealed_value(conversation, "deid_map", stored)
        )
        conversation.deid_map = stored
        return True
