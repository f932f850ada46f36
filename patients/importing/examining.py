"""Examine a file row by row against a record: what it would do, written nowhere but in a spool."""

import gc
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from patients.importing import rows
from patients.importing.existing import Existing, Known
from patients.importing.fast import FastReadings, Parts
from patients.importing.outcome import Outcome
from patients.importing.repeats import Repeats
from patients.importing.sources import Source, SourceRow
from patients.importing.spooling import Spool
from patients.importing.wire import wire_of
from patients.models import ImportedChange
from patients.spreadsheets.columns import as_uuid
from patients.spreadsheets.sheets import SHEETS, Sheet
from privacy.crypto import sealer

CHUNK = 500
_CANONICAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII).fullmatch
Reasons = list[tuple[str, str]]


def _unheard(position: int) -> None:
    """Nobody follows the progress."""


def _unkept(row: SourceRow, reasons: Reasons) -> None:
    """Nobody keeps the rejected rows."""


def examine(
    *,
    owner: User,
    section: str,
    source: Source,
    spool: BinaryIO | None = None,
    told: Callable[[int], None] = _unheard,
    refused: Callable[[SourceRow, Reasons], None] = _unkept,
) -> Outcome:
    """Read the file once and judge every row; nothing is written to the database.

    Args: section: a key of `SHEETS`. spool: an empty, unnamed temporary file that takes the rows to
    write, for `writing.write`. told: called with the bytes consumed, once a chunk. refused: called
    for every rejected row with its (column, reason) pairs. Raises: ValidationError: a required
    column is missing, or the file cannot be read to its end.
    """
    sheet = SHEETS[section]
    rows.check_columns(sheet, source.columns)
    with closing(Repeats()) as repeats, _settled():
        return _Examination(owner, sheet, source, spool, repeats, refused).run(told)


@contextmanager
def _settled() -> Iterator[None]:
    """Rows come and go by the thousand: what was there before need not be searched for garbage."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class _Examination:
    def __init__(
        self,
        owner: User,
        sheet: Sheet,
        source: Source,
        spool: BinaryIO | None,
        repeats: Repeats,
        refused: Callable[[SourceRow, Reasons], None],
    ) -> None:
        self.owner, self.sheet, self.source = owner, sheet, source
        self.repeats, self.refused = repeats, refused
        self.now = timezone.now()
        self.columns = list(source.columns)
        self.wire = wire_of(sheet, owner)
        self.existing = Existing(sheet, owner, self.columns)
        self.fast = FastReadings(sheet, owner, self.columns, self.now) if sheet.bulk else None
        self.spool = Spool(spool, self.wire)
        self.outcome = Outcome(unknown_columns=list(source.unknown))
        self.id_at = self.columns.index("entry_id") if "entry_id" in self.columns else -1
        self.met: defaultdict[tuple[str, date | None, bool], int] = defaultdict(int)
        self.keep = sealer(owner_id=owner.pk, place=_BEFORE.place)

    def run(self, told: Callable[[int], None]) -> Outcome:
        """Every row of the source."""
        source_rows = self.source.rows()
        while chunk := list(islice(source_rows, CHUNK)):
            self._chunk(chunk)
            self._count()
            self.spool.flush()
            told(self.source.position())
        self.spool.close()
        # Some sources know only now what they have left out.
        self.outcome.unknown_columns = list(self.source.unknown)
        return self.outcome

    def _chunk(self, chunk: Sequence[SourceRow]) -> None:
        if self.fast is not None:
            self.fast.renew()
        keys = [self._key(row.cells) for row in chunk]
        self.existing.load([key for key in keys if key])
        texts = ["\x1f".join(row.cells) for row in chunk]
        marks = [hash(text) for text in texts]
        places = [
            0 if self.sheet.single else hash(key or text)
            for key, text in zip(keys, texts, strict=True)
        ]
        firsts = self.repeats.firsts(list(zip(places, marks, strict=True)))
        for row, key, text, mark, first in zip(chunk, keys, texts, marks, firsts, strict=True):
            if row.problems:
                self._refuse(row, list(row.problems))
                continue
            try:
                repeated = first is not None and self._repeats(key, mark, first)
                _check_text(text)
                self._row(row, key, is_repeated=repeated)
            except ValidationError as error:
                self._refuse(row, rows.reasons(error))

    def _key(self, cells: Sequence[str]) -> str:
        """The id a row states, in one spelling; a malformed one is for the slow way to tell."""
        if self.id_at < 0 or not (cell := cells[self.id_at].strip()):
            return ""
        if _CANONICAL(cell):
            return cell
        try:
            return str(as_uuid(cell))
        except ValidationError:
            return ""

    def _repeats(self, key: str, mark: int, first: int) -> bool:
        """Whether a row only repeats an earlier one of its id.

        Rows without an id are each their own, twice the same or not. Raises ValidationError: the
        file has said something else of this id.
        """
        self.outcome.duplicates += 1
        if not key and not self.sheet.single:
            return False
        if first != mark:
            raise ValidationError({"entry_id": _("Another row has the same id.")})
        return True

    def _row(self, row: SourceRow, key: str, *, is_repeated: bool) -> None:
        """Raises ValidationError: the row is rejected."""
        known = self.existing.find(key)
        if is_repeated:
            self.outcome.unchanged += 1
        elif known is not None and known.is_said_by(row.cells):
            self._unchanged(known)
        else:
            parts = self.fast.read(row.cells, key) if self.fast else None
            if known is not None:
                self._known(row, known, parts)
            elif parts is not None and self.fast is not None:
                self.spool.add(self.fast.line(parts))
                self._new(parts.about.fields["type"], parts.local_day)
            else:
                entry = self._judged(row, rows.new_entry(self.sheet, self.owner, self.now))
                self.spool.add(self.wire.values(entry))
                self._new(self.sheet.kind(entry), self.sheet.day(entry))

    def _known(self, row: SourceRow, known: Known, parts: Parts | None) -> None:
        """Raises ValidationError: the row cannot replace what is there."""
        if parts and self.fast and known.is_like(self.fast.entry(parts)):
            self._unchanged(known)
            return
        entry = known.entry()
        day, kind, before = self.sheet.day(entry), self.sheet.kind(entry), known.before(entry)
        (updated_at,) = self.wire.named(["updated_at"])
        seen = self.wire.value(updated_at, entry.updated_at)
        self._judged(row, entry)
        if known.is_like(entry):
            self._unchanged(known)
            return
        entry.updated_at, entry.deleted_at = self.now, None
        kept = self.keep(_BEFORE.to_bytes(before))
        values = self.wire.values(entry)
        self.spool.change((entry.pk, seen, str(entry.entry_id), kept, values))
        self.outcome.updated += 1
        if day is not None:
            self.spool.touched.add(kind, day)
        self.met[self.sheet.kind(entry), self.sheet.day(entry), True] += 1

    def _judged(self, row: SourceRow, entry: Any) -> Any:
        """Raises ValidationError by field."""
        cells = rows.cells_of(self.sheet, zip(self.columns, row.cells, strict=True), self.owner)
        rows.fill(self.sheet, entry, cells)
        rows.judge(self.sheet, entry)
        return entry

    def _new(self, kind: str, day: Any) -> None:
        self.outcome.new += 1
        self.met[kind, day, True] += 1

    def _unchanged(self, known: Known) -> None:
        self.outcome.unchanged += 1
        self.met[self.sheet.kind(known.row), self.sheet.day(known.row), False] += 1

    def _count(self) -> None:
        """Take the days and types of a chunk into the outcome, and those of new rows along."""
        for (kind, day, is_written), times in self.met.items():
            self.outcome.seen(day, kind, times)
            if is_written and day is not None and self.sheet.bulk:
                self.spool.touched.add(kind, day)
        self.met.clear()

    def _refuse(self, row: SourceRow, reasons: Reasons) -> None:
        self.outcome.refuse(row.number, reasons)
        self.refused(row, reasons)


_BEFORE: Any = ImportedChange._meta.get_field("before")


def _check_text(text: str) -> None:
    """Raises ValidationError: characters that are no text and that databases refuse."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValidationError(_("This row holds characters that are not text.")) from error
    if "\0" in text:
        raise ValidationError(_("This row holds characters that are not text."))
