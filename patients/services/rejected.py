"""The rows of a file that cannot be imported, kept as a CSV file with the reason beside each."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from accounts.models import User
from patients.importing.sources import SourceRow
from patients.models import ImportBatch
from patients.services.batches import REJECTED
from patients.spreadsheets.guard import guarded
from privacy import audit, storage

Reasons = Sequence[tuple[str, str]]


class RejectedRows:
    """Collects them in a file without a name; `keep` seals it."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._text = io.TextIOWrapper(self._file, encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow([_("row"), _("why"), *columns])
        self.count = 0

    def __call__(self, row: SourceRow, reasons: Reasons) -> None:
        """Take one."""
        why = " ".join(f"{column}: {text}" if column else text for column, text in reasons)
        self._writer.writerow([row.number, guarded(why), *map(guarded, row.cells)])
        self.count += 1

    def keep(self, owner_id: int) -> str:
        """The name of the sealed file, "" where there is nothing to keep."""
        if not self.count:
            return ""
        self._text.flush()
        self._file.seek(0)
        return storage.seal_file(cast("BinaryIO", self._file), owner_id=owner_id, kind=REJECTED)

    def close(self) -> None:
        """Forget the file."""
        self._text.close()


def rejected_file(*, actor: User, batch: ImportBatch) -> Iterator[bytes]:
    """The rejected rows as a file. Raises: FileNotFoundError: there are none."""
    if not batch.rejected_name:
        raise FileNotFoundError(batch.uuid)
    chunks = storage.read_chunks(batch.rejected_name, owner_id=batch.owner_id, kind=REJECTED)
    audit.record("download", actor=actor, subject=batch.owner, obj=batch)
    return chunks
