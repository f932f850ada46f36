"""What a file has said already, however long it is: a private table on disk, not in memory."""

from collections.abc import Sequence
from sqlite3 import connect

_MEMORY = 2048  # KiB; the rest lies in a temporary file that SQLite deletes by itself


class Repeats:
    """Remembers keys with a mark of what came with them.

    Keys are 64-bit hashes, as Python makes them anew in every process: nobody can aim at one, and
    among a million rows the chance that two ids share one is one in thirty million.
    """

    def __init__(self) -> None:
        self._db = connect("")
        self._db.execute(f"PRAGMA cache_size = -{_MEMORY}")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute(
            "CREATE TABLE seen (k BLOB PRIMARY KEY, mark INT, number INT) WITHOUT ROWID"
        )
        self._do = self._db.cursor()
        self._count = 0

    def close(self) -> None:
        """Forget everything."""
        self._db.close()

    def firsts(self, said: Sequence[tuple[int, int]]) -> Sequence[int | None]:
        """For each (key, mark): the mark that came with the key before; None: it is seen first."""
        numbered = [(key, mark, self._count + at) for at, (key, mark) in enumerate(said)]
        self._count += len(said)
        before = self._db.total_changes
        self._do.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", numbered)
        if self._db.total_changes - before == len(said):
            return [None] * len(said)
        return [self._first(key, number) for key, _mark, number in numbered]

    def _first(self, key: int, number: int) -> int | None:
        found = self._do.execute("SELECT mark, number FROM seen WHERE k = ?", (key,)).fetchone()
        return None if found[1] == number else int(found[0])
