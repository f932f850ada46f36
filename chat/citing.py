"""What a reply may cite and which numbers it may name, fixed when its prompt was made.

The manifest is the only source of links: a mark that is not in it disappears, whoever's entry it
would name elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.html import format_html_join

from chat.engines.base import Prompt
from chat.models import Reply
from chat.numbers import Numbers, Stored, numbers_of, sent
from healthtracker.web.markdown import MAX_BYTES, Grounds, Rendered, cut_notice, rendered
from healthtracker.web.markdown_blocks import finished_blocks, visible
from privacy.registry import BriefingItem

LONGEST_LABEL = 120
MOST_IN_ALL = 2 * MAX_BYTES


@dataclass(frozen=True)
class Source:
    """One entry of the record that an answer cites."""

    cite: str
    label: str
    url: str


@dataclass(frozen=True)
class Sources:
    """What one reply leans on. numbers: None for no check. language: of the words added to it."""

    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    numbers: Numbers | None = None
    language: str = ""

    def block(self, text: str) -> Rendered:
        """One finished block, or a text short enough to be rendered at once."""
        doubtful = self.numbers.doubtful if self.numbers else None
        grounds = Grounds(self.links, self.labels, doubtful)
        if not self.language:
            return rendered(text, grounds)
        with translation.override(self.language):
            return rendered(text, grounds)

    def whole(self, text: str) -> Rendered:
        """All of an answer, exactly as its finished blocks were shown while it came."""
        portions, cut = _portions(text)
        pieces = [self.block(portion) for portion in portions]
        if len(pieces) == 1:
            return pieces[0]
        html = format_html_join("", "{}", ((piece.html,) for piece in pieces))
        cited = dict.fromkeys(cite for piece in pieces for cite in piece.cited)
        if cut:
            html += cut_notice()
        return Rendered(html, tuple(cited), sum(piece.doubts for piece in pieces))

    def cited(self, answer: Rendered) -> list[Source]:
        """The entries that a rendered answer cites, in order."""
        return [Source(cite, self.labels.get(cite, ""), self.links[cite]) for cite in answer.cited]


NOTHING = Sources()


def manifest_of(items: Iterable[BriefingItem]) -> list[dict[str, str]]:
    """What is stored on the reply about the marks it may use."""
    return [
        {
            "cite": item.cite,
            "kind": item.kind,
            "object_id": item.object_id,
            "url": item.url,
            "label": " ".join(visible(item.text).split())[:LONGEST_LABEL],
        }
        for item in items
    ]


def numbers_sent(prompt: Prompt, *, today: date, own: Iterable[str] = ()) -> Stored:
    """What the answer's numbers will be held against.

    Args: prompt: before identifiers and dates were replaced in it. own: what else the person said.
    Earlier answers do not count, or a number made up once would vouch for itself the next time;
    what they rightly took from the record is in the record.
    """
    asked = (turn.text for turn in prompt.turns if turn.role == "user")
    return sent((prompt.context, *asked, *own), today)


def sources_of(reply: Reply, *, language: str = "") -> Sources:
    """The sources of a stored reply. language: as of `Sources`; "" for the active one."""
    return sources(reply.manifest, reply.sent_numbers, language=language)


def sources(manifest: Iterable[Mapping[str, str]], numbers: Any, *, language: str = "") -> Sources:
    """The sources that a manifest and the numbers sent with it make."""
    links, labels = {}, {}
    for item in manifest:
        links[item["cite"]] = item["url"]
        if label := item.get("label"):
            labels[item["cite"]] = label
    return Sources(links, labels, numbers_of(numbers), language)


def _portions(text: str) -> tuple[list[str], bool]:
    """`text` in stretches of whole blocks that are rendered at once, and whether some is left."""
    if len(text) * 4 <= MAX_BYTES:
        return [text], False
    blocks, tail = finished_blocks(text)
    portions, room, left = [""], MAX_BYTES, MOST_IN_ALL
    for block in [*blocks, tail]:
        size = len(block.encode("utf-8", "ignore"))
        if left <= 0:
            return portions, True
        if portions[-1] and size > room:
            portions.append("")
            room = MAX_BYTES
        portions[-1] += block
        room -= size
        left -= min(size, MAX_BYTES)
    return portions, False
