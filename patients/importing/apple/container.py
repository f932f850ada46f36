"""The export inside an uploaded file: found by its content, refused before it can do harm."""

import io
import re
import zipfile
import zlib
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ZIP = b"PK\x03\x04"
ROOT = re.compile(rb"<(!DOCTYPE\s+)?HealthData[\s>\[]")
HEAD = 256 * 1024
MOST_BYTES = 16 * 1024**3  # of XML
MOST_RATIO = 150  # real exports pack about 20 to 40 times
ANY_RATIO = 32 * 1024**2  # below this no ratio is suspicious
MOST_AT_ONCE = 2 * 1024**2  # the directory of a zip is read in one piece
MOST_CANDIDATES = 8
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class Export:
    """The XML of one export, read from the start, and how far the uploaded file is read."""

    def __init__(self, stream: BinaryIO, *, size: int, container: int) -> None:
        self._stream = stream
        self._size = max(size, 1)
        self._container = container
        self._taken = 0

    def read(self, size: int) -> bytes:
        """The next bytes, b"" at the end. Raises ValidationError: the zip is damaged."""
        try:
            data = self._stream.read(size)
        except _DAMAGED as error:
            raise damaged() from error
        self._taken += len(data)
        return data

    def position(self) -> int:
        """How many bytes of the uploaded file have been used."""
        return self._container * min(self._taken, self._size) // self._size


class Modest(io.RawIOBase):
    """A file that hands out no more than `MOST_AT_ONCE` bytes in one piece."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if size > MOST_AT_ONCE:
            raise ValidationError(_("The zip file holds too many files. It was not opened."))
        return self._file.read(min(size, MOST_AT_ONCE) if size >= 0 else MOST_AT_ONCE)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


def looks_like_export(file: BinaryIO) -> bool:
    """Whether the file is a zip, or XML that says it is an Apple Health export."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return head.startswith(ZIP) or ROOT.search(head) is not None


def open_export(file: BinaryIO) -> Export:
    """The export in `file`, a zip or the bare XML.

    Raises: ValidationError: there is none, or it would unpack to more than an export can be.
    """
    container = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(ZIP):
        return _from_zip(file, container)
    if not ROOT.search(head):
        raise ValidationError(
            _("This is not an Apple Health export: it does not begin as one. Nothing was imported.")
        )
    return Export(file, size=container, container=container)


def damaged() -> ValidationError:
    """What to say of a zip that cannot be unpacked."""
    return ValidationError(
        _("The zip file is damaged or was cut off. Upload it again; nothing was imported.")
    )


def _from_zip(file: BinaryIO, container: int) -> Export:
    try:
        archive = zipfile.ZipFile(Modest(file))  # type: ignore[arg-type]
        found = _member(archive)
        if found is None:
            raise ValidationError(
                _(
                    "There is no Apple Health export in this zip file. On the iPhone open Health, "
                    "tap your picture, then “Export All Health Data”."
                )
            )
        stream = archive.open(found)
    except _DAMAGED as error:
        raise damaged() from error
    return Export(stream, size=found.file_size, container=container)  # type: ignore[arg-type]


def _member(archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    """The export, whatever the phone's language calls it; `export_cda.xml` is another format."""
    files = [each for each in archive.infolist() if each.filename.lower().endswith(".xml")]
    for each in sorted(files, key=lambda each: -each.file_size)[:MOST_CANDIDATES]:
        _refuse_bomb(each)
        with archive.open(each) as stream:
            if ROOT.search(stream.read(HEAD)):
                return each
    return None


def _refuse_bomb(member: zipfile.ZipInfo) -> None:
    """A lie about the size does not help: no more than what is stated is ever unpacked."""
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size > MOST_BYTES or (member.file_size > ANY_RATIO and ratio > MOST_RATIO):
        raise ValidationError(
            _(
                "“%(name)s” would unpack to %(size)d MB, far more than an export of its packed "
                "size can be. It was not opened."
            )
            % {"name": member.filename[-60:], "size": member.file_size // 1024**2}
        )
