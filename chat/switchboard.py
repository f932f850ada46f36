"""What a conversation may read, as its owner sees and changes it."""

from dataclasses import dataclass

from chat.context import picked
from chat.models import Conversation
from privacy.registry import Label, RecordSection, sections


@dataclass(frozen=True)
class Document:
    """One document of a section's list. `value`: as the form sends it."""

    value: str
    label: Label
    on: bool


@dataclass(frozen=True)
class Switch:
    """One section. on: it is read. sensitive: so is its sensitive part."""

    section: RecordSection
    on: bool
    documents: tuple[Document, ...] = ()
    sensitive: bool = False

    @property
    def count(self) -> int:
        """How many documents are picked."""
        return sum(document.on for document in self.documents)

    @property
    def empty(self) -> bool:
        """Whether it is on, and yet nothing of it is picked."""
        return self.on and bool(self.documents) and not self.count


def switchboard(conversation: Conversation) -> list[Switch]:
    """A switch for each section of the record, in reading order."""
    return [_switch(conversation, section) for section in sections()]


def _switch(conversation: Conversation, section: RecordSection) -> Switch:
    chosen = picked(conversation, section)
    listed = section.picks(conversation.owner) if section.picks else []
    return Switch(
        section=section,
        on=section.key in conversation.sections,
        documents=tuple(
            Document(f"{section.key}:{pick.id}", pick.label, chosen is None or pick.id in chosen)
            for pick in listed
        ),
        sensitive=section.key in conversation.sensitive,
    )
