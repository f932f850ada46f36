"""What a format of files is; `patients.importing.known` lists them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.functional import Promise

from accounts.models import User
from patients.importing.sources import Source

Options = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """What is known of a file before it is read.

    Attributes: start: its first bytes. names: of the files in it, where it is a ZIP. headings,
    rows: the first lines of a table. section: what its owner said it holds, "" for nothing.
    """

    start: bytes = b""
    names: Sequence[str] = ()
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    section: str = ""


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes: key: as stored. label: as people know it. sniff: whether a sample is of this format.
    open: (file, options, owner) -> the source of canonical rows; raises ValidationError, or
    NeedsMapping. section: the sheet it fills, unless the source is an `OwnTable` of another.
    """

    key: str
    label: str | Promise
    sniff: Callable[[Sample], bool]
    open: Callable[[BinaryIO, Options, User], Source]
    section: str = "readings"


@dataclass(frozen=True)
class NeedsMapping(Exception):
    """The columns mean what their owner says, and nobody has said it yet.

    Attributes: rows: the first ones. sheets: of a workbook, `sheet` the one that was opened.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    sheets: Sequence[str] = ()
    sheet: str = ""
