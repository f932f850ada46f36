"""Files of patients: sealed in chunks under generated names, outside the web root.

Layout: `HTS1 | data key id (16) | nonce prefix (7)`, then chunks of 64 KiB plaintext, each sealed
with AES-256-GCM under nonce `prefix | counter (4) | last (1)`. Reordering, truncating or joining
chunks does not open. Chunk construction after the STREAM scheme (Hoang, Reyhanitabar, Rogaway,
Vizár, 2015).
"""

import io
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from privacy.crypto import Unreadable, file_key, file_key_named

MAGIC = b"HTS1"
PREFIX_BYTES = 7
CHUNK = 64 * 1024
TAG = 16
SEALED_CHUNK = CHUNK + TAG
HEADER = len(MAGIC) + 16 + PREFIX_BYTES


def path_of(name: str) -> Path:
    """Where the sealed file `name` lies. Raises ValueError: not a name this module made."""
    return Path(settings.SEALED_ROOT) / UUID(hex=name).hex[:2] / UUID(hex=name).hex


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    block = source.read(size)
    while True:
        following = source.read(size)
        yield block, not following
        if not following:
            return
        block = following


def _nonce(prefix: bytes, counter: int, *, last: bool) -> bytes:
    return prefix + counter.to_bytes(4, "big") + (b"\x01" if last else b"\x00")


def seal_file(source: BinaryIO, *, owner_id: int, kind: str) -> str:
    """Encrypt `source` for one person; the generated name opens it again.

    Args: kind: what the file is ("document", "import"); part of what the seal is bound to.
    Raises: OSError: the disk refused; nothing is left behind.
    """
    name = uuid4().hex
    path = path_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    try:
        with partial.open("wb") as target:
            _write(source, target, owner_id, kind)
            target.flush()
            os.fsync(target.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    return name


def _write(source: BinaryIO, target: BinaryIO, owner_id: int, kind: str) -> None:
    key_id, key = file_key(owner_id)
    prefix = os.urandom(PREFIX_BYTES)
    bound_to = f"file.{kind}|{owner_id}".encode()
    cipher = AESGCM(key)
    target.write(MAGIC + key_id.bytes + prefix)
    target.writelines(
        cipher.encrypt(_nonce(prefix, counter, last=last), block, bound_to)
        for counter, (block, last) in enumerate(_chunks(source, CHUNK))
    )


def read_chunks(name: str, *, owner_id: int, kind: str) -> Iterator[bytes]:
    """The file's plaintext in order.

    Raises: FileNotFoundError: no such file. Unreadable: other owner or kind, damage, or erased.
    """
    with path_of(name).open("rb") as source:
        header = source.read(HEADER)
        if len(header) != HEADER or header[:4] != MAGIC:
            raise Unreadable(kind)
        cipher = AESGCM(file_key_named(UUID(bytes=header[4:20])))
        bound_to = f"file.{kind}|{owner_id}".encode()
        try:
            for counter, (block, last) in enumerate(_chunks(source, SEALED_CHUNK)):
                yield cipher.decrypt(_nonce(header[20:], counter, last=last), block, bound_to)
        except InvalidTag as error:
            raise Unreadable(kind) from error


class SealedReader(io.RawIOBase):
    """A sealed file to read and to seek in, one opened chunk in memory at a time.

    Raises, where it reads: Unreadable: damage, or cut off at the end.
    """

    def __init__(self, name: str, *, owner_id: int, kind: str) -> None:
        super().__init__()
        self._kind, self._bound_to = kind, f"file.{kind}|{owner_id}".encode()
        self._source = path_of(name).open("rb")
        header = self._source.read(HEADER)
        if len(header) != HEADER or header[:4] != MAGIC:
            self._source.close()
            raise Unreadable(kind)
        self._cipher, self._prefix = AESGCM(file_key_named(UUID(bytes=header[4:20]))), header[20:]
        sealed = path_of(name).stat().st_size - HEADER
        self._last = max(0, -(-sealed // SEALED_CHUNK) - 1)
        self.size = max(0, sealed - (self._last + 1) * TAG)
        self._at, self._held, self._number = 0, b"", -1

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        number, start = divmod(self._at, CHUNK)
        if self._at >= self.size and number != self._last:
            return 0
        part = self._chunk(number)[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _chunk(self, number: int) -> bytes:
        if number != self._number:
            self._source.seek(HEADER + number * SEALED_CHUNK)
            block = self._source.read(SEALED_CHUNK)
            nonce = _nonce(self._prefix, number, last=number == self._last)
            try:
                self._held = self._cipher.decrypt(nonce, block, self._bound_to)
            except InvalidTag as error:
                raise Unreadable(self._kind) from error
            self._number = number
        return self._held

    def close(self) -> None:
        self._source.close()
        super().close()


def open_file(name: str, *, owner_id: int, kind: str) -> io.BufferedReader:
    """The file to read and to seek in, never whole in memory and never plain on disk.

    Raises: FileNotFoundError: no such file. Unreadable: other owner or kind, damage, or erased.
    """
    reader = SealedReader(name, owner_id=owner_id, kind=kind)
    reader.readinto(bytearray(1))  # so that a wrong key is told here
    reader.seek(0)
    return io.BufferedReader(reader, CHUNK)


def read_file(name: str, *, owner_id: int, kind: str) -> io.BytesIO:
    """The whole file in memory; for files capped at upload."""
    return io.BytesIO(b"".join(read_chunks(name, owner_id=owner_id, kind=kind)))


def delete_files_under(key_id: UUID) -> int:
    """Remove every file sealed under one data key, listed anywhere or not; return how many."""
    gone = 0
    for path in Path(settings.SEALED_ROOT).glob("??/*"):
        with suppress(FileNotFoundError), path.open("rb") as source:
            if source.read(len(MAGIC) + 16) == MAGIC + key_id.bytes:
                path.unlink()
                gone += 1
    return gone


def delete_file(name: str) -> None:
    """Remove the sealed file; a missing one is fine."""
    path_of(name).unlink(missing_ok=True)
