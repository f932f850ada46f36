"""Files through the bulk path in tests: import, export, wipe."""

import io
import tempfile
from typing import BinaryIO, cast

from accounts.models import User
from patients.importing.csv_files import OwnCsv
from patients.importing.examining import examine
from patients.importing.outcome import Outcome
from patients.importing.writing import write
from patients.services.exports import stream_csv
from patients.spreadsheets.sheets import SHEETS


def looked_at(owner: User, content: bytes, section: str = "readings") -> Outcome:
    """What a file would do."""
    source = OwnCsv(io.BytesIO(content), SHEETS[section])
    return examine(owner=owner, section=section, source=source)


def taken_in(
    owner: User, content: bytes, section: str = "readings", batch_id: int | None = None
) -> Outcome:
    """What a file does; rejected rows stay out."""
    with tempfile.TemporaryFile() as file:
        spool = cast("BinaryIO", file)
        source = OwnCsv(io.BytesIO(content), SHEETS[section])
        found = examine(owner=owner, section=section, source=source, spool=spool)
        written = write(owner=owner, section=section, spool=spool, batch_id=batch_id)
    assert (written.new, written.updated) == (found.new, found.updated)
    return found


def taken_out(owner: User, section: str = "readings") -> bytes:
    """The whole file of a sheet."""
    return b"".join(stream_csv(owner, section))


def wipe(owner: User) -> None:
    """Every entry of every sheet, gone for good; the ones that others point at last."""
    for sheet in reversed(list(SHEETS.values())):
        gone = sheet.model.objects.unscoped("tests start again").filter(owner=owner)
        if sheet.bulk:
            gone._raw_delete("default")  # a hundred thousand at once
        else:
            gone.delete()
