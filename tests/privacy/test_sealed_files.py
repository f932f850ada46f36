"""Files lie sealed in chunks; cut, shuffled, joined or moved they do not open."""

import io
import os
from pathlib import Path

import pytest

from accounts.models import User
from privacy import storage
from privacy.crypto import Unreadable, erase_key

HEADER = 4 + 16 + storage.PREFIX_BYTES
SEALED = storage.SEALED_CHUNK


def seal(owner: User, data: bytes, kind: str = "document") -> str:
    return storage.seal_file(io.BytesIO(data), owner_id=owner.pk, kind=kind)


def read(owner: User, name: str, kind: str = "document") -> bytes:
    return storage.read_file(name, owner_id=owner.pk, kind=kind).read()


def spoil(name: str, change: object) -> None:
    path = storage.path_of(name)
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]


@pytest.mark.parametrize(
    "size", [0, 1, storage.CHUNK - 1, storage.CHUNK, storage.CHUNK + 1, 200_000]
)
def test_a_file_of_any_size_comes_back_whole(ana: User, size: int) -> None:
    data = os.urandom(size)
    assert read(ana, seal(ana, data)) == data


@pytest.mark.parametrize(
    "size", [0, 1, storage.CHUNK - 1, storage.CHUNK, storage.CHUNK + 1, 200_000]
)
def test_a_file_can_be_read_from_any_place(ana: User, size: int) -> None:
    data = os.urandom(size)
    with storage.open_file(seal(ana, data), owner_id=ana.pk, kind="document") as file:
        for at in (size // 2, 0, max(0, size - 5), size, size + storage.CHUNK):
            file.seek(at)
            assert file.read(100_000) == data[at : at + 100_000]
        assert file.seek(-min(3, size), os.SEEK_END) == size - min(3, size)
        assert file.read() == data[size - min(3, size) :]


def test_a_file_whose_end_is_missing_is_not_read_to_its_end(ana: User) -> None:
    name = seal(ana, os.urandom(3 * storage.CHUNK))
    spoil(name, lambda data: data[: HEADER + 2 * SEALED])
    with storage.open_file(name, owner_id=ana.pk, kind="document") as file:
        file.read(storage.CHUNK)
        with pytest.raises(Unreadable):
            file.read()


def test_only_its_owner_opens_a_file_to_seek_in(ana: User, bruno: User) -> None:
    name = seal(ana, b"x")
    with pytest.raises(Unreadable):
        storage.open_file(name, owner_id=bruno.pk, kind="document")
    with pytest.raises(Unreadable):
        storage.open_file(name, owner_id=ana.pk, kind="import")


def test_nothing_of_it_lies_readable_on_the_disk(ana: User) -> None:
    name = seal(ana, b"CANARY-hepatitis" * 1000)
    assert b"CANARY" not in storage.path_of(name).read_bytes()
    assert "hepatitis" not in str(storage.path_of(name))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: data[:-1], id="last byte gone"),
        pytest.param(lambda data: data[: HEADER + SEALED], id="last chunk gone"),
        pytest.param(lambda data: data[:HEADER], id="all chunks gone"),
        pytest.param(lambda data: data[:10], id="header cut"),
        pytest.param(lambda data: b"XXXX" + data[4:], id="other magic"),
        pytest.param(
            lambda data: data[:HEADER] + data[HEADER + SEALED :] + data[HEADER : HEADER + SEALED],
            id="chunks in another order",
        ),
        pytest.param(lambda data: data[: HEADER + SEALED] + data[HEADER:], id="a chunk twice"),
        pytest.param(lambda data: data + b"more", id="something appended"),
        pytest.param(
            lambda data: data[:HEADER] + bytes([data[HEADER] ^ 1]) + data[HEADER + 1 :],
            id="one bit changed",
        ),
    ],
)
def test_a_damaged_file_does_not_open(ana: User, change: object) -> None:
    name = seal(ana, os.urandom(storage.CHUNK * 2 + 100))
    spoil(name, change)
    with pytest.raises(Unreadable):
        read(ana, name)


def test_a_file_opens_for_nobody_else_and_as_nothing_else(ana: User, bruno: User) -> None:
    name = seal(ana, b"hers")
    with pytest.raises(Unreadable):
        read(bruno, name)
    with pytest.raises(Unreadable):
        read(ana, name, kind="import")


def test_without_the_key_the_file_is_gone(ana: User) -> None:
    name = seal(ana, b"hers")
    erase_key(ana.pk)
    with pytest.raises(Unreadable):
        read(ana, name)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "", "x" * 32, "a/b"])
def test_a_made_up_name_leads_nowhere(db: None, name: str) -> None:
    with pytest.raises(ValueError, match=r"badly formed|invalid literal"):
        storage.path_of(name)


def test_a_failed_write_leaves_nothing_behind(ana: User, settings: object) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        storage.seal_file(Broken(), owner_id=ana.pk, kind="document")
    root = Path(settings.SEALED_ROOT)  # type: ignore[attr-defined]
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_deleting_twice_is_fine(ana: User) -> None:
    name = seal(ana, b"x")
    storage.delete_file(name)
    storage.delete_file(name)
    with pytest.raises(FileNotFoundError):
        read(ana, name)
