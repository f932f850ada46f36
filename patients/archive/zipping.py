"""A ZIP written and read in pieces: neither it nor any file in it is ever whole in memory."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone

from privacy.registry import ExportFile

ENOUGH = 64 * 1024  # bytes handed on at once


@dataclass
class Written:
    """A file as it lies in the ZIP."""

    name: str
    size: int
    sha256: str
    rows: int | None = None


@dataclass
class Rows:
    """Counts the rows of a CSV file as it passes by, line ends inside quotes left out."""

    ends: int = 0
    quoted: bool = False

    def see(self, piece: bytes) -> None:
        """Count in the next piece."""
        for number, part in enumerate(piece.split(b'"')):
            if number:
                self.quoted = not self.quoted
            if not self.quoted:
                self.ends += part.count(b"\n")

    @property
    def count(self) -> int:
        """Rows so far, the heading left out."""
        return max(0, self.ends - 1)


@dataclass
class Zip:
    """One ZIP on its way out.

    Attributes: written: the files in it so far. told: called with each piece's length.
    """

    told: Callable[[int], None] = lambda size: None
    written: list[Written] = field(default_factory=list)
    made_at: datetime = field(default_factory=timezone.localtime)

    def pieces(self, files: Iterable[ExportFile]) -> Iterator[bytes]:
        """The ZIP of `files`; each is asked for its bytes when its turn comes."""
        sink = _Sink()
        with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
            for file in files:
                yield from self._member(archive, sink, file)
        yield sink.taken()

    def _member(self, archive: ZipFile, sink: "_Sink", file: ExportFile) -> Iterator[bytes]:
        info = ZipInfo(file.name, self.made_at.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        digest, size, rows = hashlib.sha256(), 0, Rows()
        with archive.open(info, "w", force_zip64=True) as member:
            for piece in file.pieces():
                member.write(piece)
                digest.update(piece)
                rows.see(piece)
                size += len(piece)
                self.told(len(piece))
                if sink.held >= ENOUGH:
                    yield sink.taken()
        counted = rows.count if file.name.endswith(".csv") else file.rows
        self.written.append(Written(file.name, size, digest.hexdigest(), counted))


class _Sink(io.RawIOBase):
    """Where the ZIP is written to, and taken from."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self.held = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self.held += len(data)
        return len(data)

    def taken(self) -> bytes:
        """What has gathered since it was last asked."""
        whole = b"".join(self._parts)
        self._parts, self.held = [], 0
        return whole


class PiecesReader(io.RawIOBase):
    """An iterator of bytes as a file to read from; made into blocks by `io.BufferedReader`."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._rest, self._at = pieces, b"", 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            following = next(self._pieces, None)
            if following is None:
                return 0
            self._rest = following
        part = self._rest[: len(buffer)]
        buffer[: len(part)] = part
        self._rest = self._rest[len(part) :]
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        closing = getattr(self._pieces, "close", None)
        if closing is not None:
            closing()  # what the generator had switched on is switched off
        super().close()
