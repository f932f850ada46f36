"""Words in one's own conversations. What is encrypted cannot be searched by the database.

So the newest are opened in batches, up to a number that the page tells.
"""

import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from accounts.models import User
from chat.models import Conversation, Message, Reply

BATCH = 200
TEXTS = 2000  # messages that are opened at most, and as many answers
HITS = 30
BEFORE, AFTER = 40, 100  # letters around the word that was found


@dataclass(frozen=True)
class Snippet:
    """Where the word stands: what comes before it, the word as written, what follows."""

    before: str
    word: str
    after: str


@dataclass(frozen=True)
class Hit:
    """A conversation that says the words; `seq` is the message, None for its title."""

    conversation: Conversation
    snippet: Snippet | None
    seq: int | None = None

    @property
    def place(self) -> str:
        """Where in the conversation, as the end of its address."""
        return f"{self.seq}#message-{self.seq}"


@dataclass(frozen=True)
class Found:
    """`capped`: older messages were not looked at. `more`: further hits are not listed."""

    hits: list[Hit]
    capped: bool = False
    more: bool = False


def search(owner: User, words: str) -> Found:
    """Conversations of `owner` that hold all the words in one text, newest first, one hit each."""
    terms = fold(words)[0].split()
    if not terms:
        return Found([])
    mine = Conversation.objects.visible_to(owner).filter(
        owner=owner, deleted_at=None, is_draft=False
    )
    hits: dict[UUID, Hit] = {}
    capped = False
    for rows in _texts(owner, mine):
        looked = 0
        for row in islice(rows.iterator(chunk_size=BATCH), TEXTS):
            looked += 1
            _look(row, terms, hits)
        capped = capped or (looked == TEXTS and rows[TEXTS : TEXTS + 1].exists())
    listed = sorted(hits.values(), key=lambda hit: hit.conversation.updated_at, reverse=True)
    return Found(listed[:HITS], capped=capped, more=len(listed) > HITS)


def _texts(owner: User, mine: Any) -> list[Any]:
    """Titles, questions and answers, each newest first."""
    asked = Message.objects.visible_to(owner).filter(conversation__in=mine, superseded_at=None)
    answers = Reply.objects.visible_to(owner).filter(conversation__in=mine)
    return [
        mine.order_by("-updated_at", "-id"),
        asked.order_by("-created_at", "-id").select_related("conversation"),
        answers.order_by("-created_at", "-id")
        .select_related("conversation", "message")
        .defer("manifest", "message__text"),
    ]


def _look(row: Conversation | Message | Reply, terms: list[str], hits: dict[UUID, Hit]) -> None:
    """Note the row if it holds the terms; the newest words of a conversation are shown."""
    if isinstance(row, Conversation):
        if snippet_of(row.title, terms):
            hits[row.pk] = Hit(row, None)
        return
    known = hits.get(row.conversation_id)
    if known and known.snippet:
        return
    if snippet := snippet_of(row.text, terms):
        seq = row.message.seq if isinstance(row, Reply) else row.seq
        hits[row.conversation_id] = Hit(row.conversation, snippet, seq)


def fold(text: str) -> tuple[str, list[int]]:
    """Without accents and capitals, and for each letter left its place in `text`."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for part in unicodedata.normalize("NFKD", letter.casefold()):
            if not unicodedata.combining(part):
                letters.append(part)
                places.append(place)
    return "".join(letters), places


def snippet_of(text: str, terms: list[str]) -> Snippet | None:
    """Around the first of the (folded) terms, if the text holds all of them."""
    plain, places = fold(text)
    if not all(term in plain for term in terms):
        return None
    at = plain.index(terms[0])
    start, end = places[at], places[at + len(terms[0]) - 1] + 1
    begin = max(0, start - BEFORE)
    before = ("…" if begin else "") + " ".join(text[begin:start].split("\n"))
    after = " ".join(text[end : end + AFTER].split("\n")) + ("…" if end + AFTER < len(text) else "")
    return Snippet(before, text[start:end], after)
