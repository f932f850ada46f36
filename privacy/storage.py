"""Files of patients: sealed in chunks under generated names, outside the web root.

Layout: `HTS1 | data key id (16) | nonce prefix (7)`, then chunks of 64 KiB plaintext, each sealed
with AES-256-GCM under nonce `prefix | counter (4) | last (1)`. Reordering, truncating or joining
chunks does not open. Chunk construction after the STREAM scheme (Hoang, Reyhanitabar, Rogaway,
Vizár, 2015).
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from privacy.crypto import Unreadable, file_key, file_key_named

MAGIC = b"HTS1"
PREFIX_BYTES = 7
CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + 16


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
        header = source.read(len(MAGIC) + 16 + PREFIX_BYTES)
        if len(header) != len(MAGIC) + 16 + PREFIX_BYTES or header[:4] != MAGIC:
            raise Unreadable(kind)
        cipher = AESGCM(file_key_named(UUID(bytes=header[4:20])))
        bound_to = f"file.{kind}|{owner_id}".encode()
        try:
            for counter, (block, last) in enumerate(_chunks(source, SEALED_CHUNK)):
                yield cipher.decrypt(_nonce(header[20:], counter, last=last), block, bound_to)
        except InvalidTag as error:
            raise Unreadable(kind) from error


def read_file(name: str, *, owner_id: int, kind: str) -> io.BytesIO:
    """The whole file in memory; for files capped at upload."""
    return io.BytesIO(b"".join(read_chunks(name, owner_id=owner_id, kind=kind)))


def delete_file(name: str) -> None:
    """Remove the sealed file; a missing one is fine."""
    path_of(name).unlink(missing_ok=True)
