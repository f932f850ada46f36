"""Reads a finished PDF as a screen reader does: tags, titles, alternative texts."""

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader

NEEDS_WORDS = "/Figure"


class Pdf:
    """A PDF document."""

    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(content))
        self.root: Any = self.reader.trailer["/Root"]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.reader.pages)

    @property
    def text(self) -> str:
        """All words, with single spaces."""
        return " ".join(" ".join(page.extract_text() for page in self.reader.pages).split())

    @property
    def paper(self) -> tuple[int, int]:
        """Width and height of the first page, in points."""
        box = self.reader.pages[0].mediabox
        return round(box.width), round(box.height)

    @property
    def tags(self) -> list[Any]:
        """Every structure element in reading order."""
        return list(_walk(self.root["/StructTreeRoot"]["/K"]))

    def of(self, name: str) -> list[Any]:
        """The elements tagged so, such as "/H1"."""
        return [tag for tag in self.tags if tag["/S"] == name]

    def wrong(self) -> list[str]:
        """What a reader of this PDF with a screen reader would miss; [] if nothing."""
        xmp = self.root["/Metadata"].get_object().get_data().decode()
        found = {
            "not marked as tagged": self.root["/MarkInfo"]["/Marked"],
            "no language": self.root.get("/Lang"),
            "no title": (self.reader.metadata or {}).get("/Title") and "<dc:title>" in xmp,
            "title not shown": self.root["/ViewerPreferences"]["/DisplayDocTitle"],
            "does not claim PDF/UA": re.search(r'pdfuaid:part="1"', xmp),
            "a figure without words": all(tag.get("/Alt") for tag in self.of(NEEDS_WORDS)),
            "not one main heading": len(self.of("/H1")) == 1,
            "a cell without its headings": all(
                cell["/A"].get("/Headers") for cell in self.of("/TD")
            ),
        }
        return [problem for problem, fine in found.items() if not fine]


def _walk(node: Any) -> Iterator[Any]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from _walk(child)
    elif hasattr(node, "get"):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _walk(node["/K"])
