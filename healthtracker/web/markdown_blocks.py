"""Cutting streamed Markdown into finished top-level blocks and the block still being written."""

import re
from dataclasses import dataclass
from typing import Literal

# Controls except tab, CR and LF; soft hyphen; bidi marks and isolates; zero-width and line
# separators; BOM; interlinear marks; tag characters; lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
# A last "\r" may yet become "\r\n", so it does not end its line.
_LINE_END = re.compile(r"\r\n|\n|\r(?!\Z)")
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_HEADING = re.compile(r"#{1,6}(?:\s|$)")
_RULE = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_UNDERLINE = re.compile(r"(?:=+|-+)$")
_ITEM = re.compile(r"(?:[-+*]|(\d{1,9})[.)])(?=\s|$)")
_DELIMITERS = re.compile(r"\|? *:?-+:? *(?:\| *:?-+:? *)*\|?$")
_MAX_ITEM_GAP = 4

Kind = Literal["start", "text", "list", "fence", "code"]


def visible(text: str) -> str:
    """`text` without characters that hide, reorder or disguise it; tabs and line ends stay."""
    return _INVISIBLE.sub("", text)


def finished_blocks(text: str) -> tuple[list[str], str]:
    """Split Markdown into top-level blocks that nothing appended can change, and the open tail.

    The blocks and the tail, joined, are `text`. Each block renders alone as it does in the whole.
    A caller may go on from the tail: finished_blocks(tail + more) gives the next blocks. Only
    complete lines decide, so a block ends no later than one line after it is certain.
    """
    blocks: list[str] = []
    scanner = _Scanner()
    begin = position = 0
    for end in _LINE_END.finditer(text):
        before, after = scanner.step(visible(text[position : end.start()]).expandtabs(4))
        if before and begin < position:
            blocks.append(text[begin:position])
            begin = position
        position = end.end()
        if after:
            blocks.append(text[begin:position])
            begin = position
    return blocks, text[begin:]


@dataclass(slots=True)
class _Scanner:
    """Where in a block the reading stands. Steps answer: cut before this line, cut after it."""

    kind: Kind = "start"
    fence: str = ""
    offset: int = 0
    blank_before: bool = False
    previous: str = ""
    quote: bool = False
    table: bool = False

    def step(self, line: str) -> tuple[bool, bool]:
        body = line.strip(" ")
        indent = len(line) - len(line.lstrip(" "))
        if self.kind == "fence":
            return False, self._closes_fence(body, indent)
        if not body:
            return False, self._blank()
        if self.kind == "code":
            return (False, False) if indent > 3 else self._open(body, indent, cut=True)
        if self.kind == "list":
            return self._in_list(body, indent)
        if self.kind == "text":
            return self._in_text(body, indent)
        return self._open(body, indent, cut=False)

    def _closes_fence(self, body: str, indent: int) -> bool:
        mark = self.fence[0]
        closed = indent <= 3 and len(body) >= len(self.fence) and not body.strip(mark)
        if closed:
            self.kind = "start"
        return closed

    def _blank(self) -> bool:
        """A blank line ends text at once; a list or indented code may still go on after it."""
        self.blank_before = True
        if self.kind != "text":
            return False
        self.kind = "start"
        return True

    def _open(self, body: str, indent: int, *, cut: bool) -> tuple[bool, bool]:
        """The first line of a block; `cut` says whether the block before it ends here."""
        self.blank_before = False
        self.kind = "start"
        if indent > 3:
            self.kind = "code"
        elif _HEADING.match(body) or _RULE.match(body):
            return cut, True
        elif fence := _FENCE.match(body):
            self.kind, self.fence = "fence", fence[1] or fence[2]
        elif item := _ITEM.match(body):
            self._item(body, indent, item)
        else:
            self._text(body)
        return cut, False

    def _text(self, body: str) -> None:
        self.kind, self.previous, self.table = "text", body, False
        self.quote = body.startswith(">")

    def _item(self, body: str, indent: int, item: re.Match[str]) -> None:
        rest = body[item.end() :]
        gap = len(rest) - len(rest.lstrip(" "))
        if not 1 <= gap <= _MAX_ITEM_GAP:
            gap = 1
        self.kind = "list"
        self.offset = indent + item.end() + gap

    def _in_list(self, body: str, indent: int) -> tuple[bool, bool]:
        after_blank, self.blank_before = self.blank_before, False
        if indent >= self.offset:
            return False, False
        starts = indent <= 3
        if starts and (_RULE.match(body) or _HEADING.match(body) or _FENCE.match(body)):
            return self._open(body, indent, cut=True)
        if item := _ITEM.match(body):
            self._item(body, indent, item)
            return False, False
        if after_blank:
            return self._open(body, indent, cut=True)
        if starts and body.startswith(">"):
            self._text(body)
        return False, False

    def _in_text(self, body: str, indent: int) -> tuple[bool, bool]:
        previous, self.previous = self.previous, "" if indent > 3 else body
        if indent > 3:
            return self._open(body, indent, cut=True) if self.table else (False, False)
        if _HEADING.match(body) or _FENCE.match(body):
            return self._open(body, indent, cut=True)
        if not (self.table or self.quote) and _starts_table(previous, body):
            self.table = True
            return False, False
        heading = not (self.table or self.quote) and _UNDERLINE.match(body)
        if heading or _RULE.match(body):
            self.kind = "start"
            return False, True
        item = _ITEM.match(body)
        after_container = self.table or previous.startswith(">")
        if item and (after_container or self._interrupts(body, item)):
            return self._open(body, indent, cut=True)
        self.quote = self.quote or body.startswith(">")
        return False, False

    def _interrupts(self, body: str, item: re.Match[str]) -> bool:
        """A list cuts a paragraph short only if it starts with 1 or a bullet, and is not empty."""
        return item[1] in (None, "1") and len(body) > item.end()


def _starts_table(header: str, delimiters: str) -> bool:
    return (
        "|" in header
        and _DELIMITERS.match(delimiters) is not None
        and _columns(header) == _columns(delimiters)
    )


def _columns(row: str) -> int:
    return row.replace("\\|", "").strip().removeprefix("|").removesuffix("|").count("|") + 1
