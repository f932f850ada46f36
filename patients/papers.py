"""The kinds of document that can be made, each by a maker its app part registers here."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, Self

from patients.models import Document


@dataclass(frozen=True)
class Maker:
    """How one kind of document comes about and what it is called once it is taken out.

    Attributes: make: document -> its content, open at the start (a temporary file where it may be
    large); runs in a worker, in the owner's language, zone and units. stem: the file's name without
    day and ending. once: may be taken only once, by someone who has just proved who they are, and
    so has pages of its own.
    """

    make: Callable[[Document], BinaryIO]
    stem: str
    content_type: str = "application/pdf"
    ending: str = "pdf"
    once: bool = False


class Options:
    """What somebody chose for a document: a dataclass that a document keeps as JSON."""

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Self:
        """From what a document keeps."""
        items = (kept or {}).items()
        values: Any = {name: tuple(v) if isinstance(v, list) else v for name, v in items}
        return cls(**values)

    @property
    def options(self) -> dict[str, Any]:
        """As a document keeps it."""
        values = asdict(self)  # type: ignore[call-overload]
        return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}


_makers: dict[str, Maker] = {}


def register(kind: str, maker: Maker) -> None:
    """Say how `kind` is made (on start-up). Raises ValueError: somebody else makes it."""
    if _makers.setdefault(kind, maker) != maker:
        raise ValueError(f"Two makers for documents of kind {kind!r}.")


def maker_of(kind: str) -> Maker:
    """Raises: KeyError: nobody makes such documents."""
    return _makers[kind]


def name_of(document: Document) -> str:
    """What the file is called outside."""
    maker = maker_of(document.kind)
    return f"{maker.stem}-{document.created_at:%Y-%m-%d}.{maker.ending}"
