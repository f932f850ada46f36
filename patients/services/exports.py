"""Take one's own data out, one sheet at a time, in a stream; what is taken leaves a line."""

import csv
import io
from collections.abc import Iterator

from accounts.models import User
from patients.spreadsheets.entries import entries
from patients.spreadsheets.sheets import SHEETS
from privacy import audit

BLOCK = 500  # rows that travel together
UNWRITTEN = frozenset({"deleted_at", "local_day"})
MARK = b"\xef\xbb\xbf"


def stream_csv(owner: User, key: str) -> Iterator[bytes]:
    """The owner's present entries of a sheet as CSV, the heading at once, in a stable order.

    UTF-8 with mark, CRLF between rows (RFC 4180). Whoever calls leaves the line in the trail.
    Args: key: one of `SHEETS`.
    """
    sheet = SHEETS[key]
    target = io.StringIO(newline="")
    write = csv.writer(target, lineterminator="\r\n").writerow
    write(sheet.headings)
    yield MARK + _taken(target)
    writers = [column.write for column in sheet.columns]
    present = sheet.model.objects.editable_by(owner).present().order_by(*sheet.order)
    for number, entry in enumerate(entries(sheet, present, owner.pk, UNWRITTEN), start=1):
        write([cell(entry) for cell in writers])
        if number % BLOCK == 0:
            yield _taken(target)
    yield _taken(target)


def _taken(target: io.StringIO) -> bytes:
    text = target.getvalue()
    target.seek(0)
    target.truncate()
    return text.encode()


def export_stream(
    *, actor: User | None, section: str, owner: User | None = None, reason: str = ""
) -> Iterator[bytes]:
    """One's own entries of a sheet as CSV, for a page; the line in the trail is left at once.

    Args: section: a key of `SHEETS`. actor: None where a command acts for `owner`, with a `reason`.
    """
    subject = owner or actor
    if subject is None:
        raise ValueError("Whose record?")
    count = SHEETS[section].model.objects.editable_by(subject).present().count()
    audit.record(
        "export", actor=actor, subject=subject, object_type=section, reason=reason,
        detail={"count": count},
    )  # fmt: skip
    return stream_csv(subject, section)


def export_sheet(*, actor: User, section: str) -> bytes:
    """As `export_stream`, in one piece."""
    return b"".join(export_stream(actor=actor, section=section))
