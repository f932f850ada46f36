"""A thief of the database file, its journal or the files finds none of Ana's words."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from privacy import storage
from tests import factories, people

WORDS = ("CANARY-asthma", "CANARY-notes", "CANARY-losartan", "CANARY-mother", "CANARY-file")
TOTP_SECRET = "JBSWY3DPEHPK3PXP"


def write_everything(ana: User) -> None:
    """Every kind of free text, a file and a second factor."""
    factories.reading(ana, notes="CANARY-notes")
    factories.line(ana, name="CANARY-asthma", notes="CANARY-notes")
    factories.line(ana, "medications", name="CANARY-losartan")
    factories.line(ana, "family", condition="CANARY-mother")
    storage.seal_file(io.BytesIO(b"CANARY-file" * 9999), owner_id=ana.pk, kind="document")
    people.with_second_factor(ana)


def dump() -> str:
    """Every cell of every table, whatever the database, as text."""
    cells: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                cells += [_text(cell) for cell in row]
    return "\n".join(cells)


def _text(cell: object) -> str:
    raw = bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
    return raw.decode("latin-1")


def test_no_table_holds_her_words(ana: User, settings: object) -> None:
    write_everything(ana)
    found = dump()
    assert ana.email in found  # the dump does see what lies open
    assert [word for word in (*WORDS, TOTP_SECRET) if word in found] == []


def test_no_sealed_file_holds_them(ana: User, settings: object) -> None:
    write_everything(ana)
    root = Path(settings.SEALED_ROOT)  # type: ignore[attr-defined]
    files = [path for path in root.rglob("*") if path.is_file()]
    assert files
    assert not any(word.encode() in path.read_bytes() for path in files for word in WORDS)


def raw_bytes(folder: Path) -> bytes:
    """What a thief copies: the database's own files."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / "stolen.sqlite3")) as target:
            connection.connection.backup(target)
        return (folder / "stolen.sqlite3").read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")  # else the rows are still only in memory
        names = connection.introspection.table_names(cursor)
        files = []
        for name in names:
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [name])
            files.append(bytes(cursor.fetchone()[0]))
    return b"".join(files)


@pytest.mark.django_db(transaction=True)  # an open transaction could not be copied
def test_the_raw_files_of_the_database_hold_none(ana: User, tmp_path: Path) -> None:
    write_everything(ana)
    stolen = raw_bytes(tmp_path)
    assert ana.email.encode() in stolen
    for word in (*WORDS, TOTP_SECRET):
        for encoded in (word.encode(), word.encode("utf-16-le")):
            assert encoded not in stolen
