"""Marks in rendered Markdown on what nothing vouches for: numbers that came from nowhere."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from django.utils.translation import gettext as _
from markdown_it.token import Token

from healthtracker.web.markdown_blocks import visible

Span = tuple[int, int]
Doubtful = Callable[[str], Iterable[Span]]

# In one paragraph; later ones go without the words, or 16 kB of numbers would make half a megabyte.
# Counted by paragraph, so that a block says the same alone as in the whole text.
MOST_EXPLAINED = 20
BREAKS = {"softbreak", "hardbreak"}


class Doubts:
    """The doubtful spans of one text, found in what its reader sees and marked in its tokens."""

    def __init__(self, find: Doubtful | None) -> None:
        self.count = 0
        self._explained = 0
        self._find = find

    def escaped(self, text: str) -> str:
        """Plain text as HTML with its marks."""
        if self._find is None:
            return escape(text)
        self._explained = 0
        parts, place = [], 0
        text = visible(text)
        for begin, end in self._find(text):
            title = self._title()
            attribute = f' title="{escape(title)}"' if title else ""
            mark = f'<span class="unverified"{attribute}>{escape(text[begin:end])}</span>'
            parts += [escape(text[place:begin]), mark]
            place = end
        return "".join([*parts, escape(text[place:])])

    def marked(self, tokens: Sequence[Token]) -> list[Token]:
        """The inline tokens of one block with the doubtful parts of their text in spans.

        A number may run on through emphasis: "1**28**" is read as 128.
        """
        if self._find is None:
            return list(tokens)
        read = list(_read(tokens))
        spans = sorted(self._find("".join(read)))
        if not spans:
            return list(tokens)
        self._explained = 0
        begins = [begin for begin, _end in spans]
        found: list[Token] = []
        place = 0
        for token, text in zip(tokens, read, strict=True):
            near = spans[
                max(0, bisect_right(begins, place) - 1) : bisect_right(begins, place + len(text))
            ]
            inside = _within(near, place, len(text)) if token.content else []
            found += self._split(token, text, inside) if inside else [token]
            place += len(text)
        return found

    def _split(self, token: Token, text: str, spans: Sequence[Span]) -> Iterator[Token]:
        if token.type == "code_inline":
            yield Token("code_open", "code", 1)
        place = 0
        for begin, end in spans:
            if place < begin:
                yield Token("text", "", 0, content=text[place:begin])
            title = self._title()
            explained = {"title": title} if title else {}
            yield Token("doubt_open", "span", 1, attrs={"class": "unverified", **explained})
            yield Token("text", "", 0, content=text[begin:end])
            yield Token("doubt_close", "span", -1)
            place = end
        if place < len(text):
            yield Token("text", "", 0, content=text[place:])
        if token.type == "code_inline":
            yield Token("code_close", "code", -1)

    def _title(self) -> str:
        self.count += 1
        self._explained += 1
        return _("Not among the values that were sent") if self._explained <= MOST_EXPLAINED else ""


def _read(tokens: Iterable[Token]) -> Iterator[str]:
    """What each token adds to the text as read; what is ours or an address adds only a break."""
    skipping = False
    for token in tokens:
        if token.type == "link_open":
            skipping = token.attrs.get("class") == "citation" or token.markup == "autolink"
            yield "\n" if skipping else ""
        elif token.type == "link_close":
            yield "\n" if skipping else ""
            skipping = False
        elif token.type in BREAKS:
            yield "\n"
        else:
            # Characters that are dropped later must not tear a number apart now.
            token.content = visible(token.content)
            yield "" if skipping else token.content


def _within(spans: Iterable[Span], begin: int, length: int) -> list[Span]:
    """The parts of spans that fall in a stretch of so many characters, counted from its begin."""
    cut = ((max(0, b - begin), min(length, e - begin)) for b, e in spans)
    return [(b, e) for b, e in cut if b < e]
