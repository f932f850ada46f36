"""New readings judged quickly: what a file repeats is judged once and remembered.

No rule stands here. A row is split into what it is about (type, unit, zone, device...), what it
says (the numbers) and what is its own (times, ids, words). The first two are judged by the very
functions of the slow way when they first occur, and looked up from then on. Whatever does not pass
is left to the slow way, which knows why.
"""

from collections.abc import Sequence
from datetime import date, datetime
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from accounts.models import User
from patients.importing import rows
from patients.importing.wire import ABOUT, NULL, SAID, Prepared, copied, moment_text, wire_of
from patients.models import Observation
from patients.services import measuring
from patients.spreadsheets.columns import Cells
from patients.spreadsheets.sheets import Sheet
from privacy.crypto import sealer

# Cells that are judged by themselves; `schema` decides how words are read.
ABOUT_CELLS = (
    "schema", "type", "unit", "comparator", "tz", "context", "body_site", "method", "device",
    "source", "status", "tags",
)  # fmt: skip
OWN_CELLS = (
    "effective_at", "effective_end", "group_id", "source_id", "notes", "created_at", "updated_at",
)  # fmt: skip
# What decides, beside the numbers, whether a reading can be.
DECISIVE = ("type", "unit", "comparator", "context")
# Remembered at a time, so that memory stays flat whatever a file holds.
MOST_ABOUT, MOST_SAID = 1_000, 5_000
Line = str | tuple[Prepared, ...]


class Cell(NamedTuple):
    """What one cell means, and how it travels."""

    value: Any
    wire: Prepared
    text: str


class Group(NamedTuple):
    """Several fields of a reading, and how they travel together."""

    fields: dict[str, Any]
    wire: tuple[Prepared, ...]
    text: str
    cells: Cells
    key: tuple[str, ...]


class Parts(NamedTuple):
    """A new reading that nothing is wrong with."""

    about: Group
    said: Group
    entry_id: str
    created_at: datetime
    updated_at: datetime
    effective_at: datetime
    effective_end: datetime | None
    local_day: date
    local_hour: int | None
    precision: str
    group_id: UUID | None
    source_id: str
    notes: str


class FastReadings:
    """Reads rows whose cells are in the order of `columns`."""

    def __init__(self, sheet: Sheet, owner: User, columns: Sequence[str], now: datetime) -> None:
        self.sheet, self.owner, self.now = sheet, owner, now
        self.wire = wire_of(sheet, owner)
        places = {name: place for place, name in enumerate(columns)}
        self.about_names = [name for name in ABOUT_CELLS if name in places]
        first, *others = (places[name] for name in self.about_names)
        self.about_of = itemgetter(first, first, *others)  # a tuple even of one
        self.id_at = places.get("entry_id", -1)
        self.value_at, self.value2_at = places["value"], places.get("value2", -1)
        self.own_at = [places.get(name, -1) for name in OWN_CELLS]
        self.reads = {column.name: column.read for column in sheet.columns if column.read}
        self.said_fields = self.wire.named(SAID)
        self.at_first = {"effective_at": now, "effective_end": None, "precision": "minute"}
        self.known: dict[tuple[str, str, str], Cell] = {}
        self.abouts: dict[tuple[str, ...], Group] = {}
        self.saids: dict[tuple[tuple[str, ...], str, str], Group | None] = {}
        self.fixed = {name: self._cell(name, self._default(name)) for name in ABOUT}
        self.moment = moment_text()
        self.renew()

    def renew(self) -> None:
        """Take the owner's key anew, so that an erased one is noticed soon."""
        (notes,) = self.wire.named(["notes"])
        self.seal = sealer(owner_id=self.owner.pk, place=notes.place)
        # No words, sealed once for many rows: their length tells as much already.
        self.silence = self.seal(b"")
        self.silence_text = copied(self.silence)

    def read(self, cells: Sequence[str], entry_id: str) -> Parts | None:
        """The reading in `cells`, or None: only the slow way can tell."""
        if not entry_id and self.id_at >= 0 and cells[self.id_at]:
            return None  # a malformed id
        try:
            about = self.abouts.get(self.about_of(cells)) or self._about(cells)
            said = self._said(about, cells)
            return self._parts(about, said, cells, entry_id) if said else None
        except ValidationError:
            return None

    def line(self, parts: Parts) -> Line:
        """The reading as the database takes it."""
        moment, made, changed = self.moment, parts.created_at, parts.updated_at
        created = moment(made)
        updated = created if changed is made else moment(changed)
        begun, end, hour = moment(parts.effective_at), parts.effective_end, parts.local_hour
        day, group = parts.local_day.isoformat(), parts.group_id
        if not self.wire.is_copy:
            notes = self.seal(parts.notes.encode()) if parts.notes else self.silence
            own: tuple[Prepared, ...] = (
                parts.entry_id.replace("-", ""), created, updated, begun,
                moment(end) if end else None, day, hour, parts.precision,
                group.hex if group else None, parts.source_id, notes,
            )  # fmt: skip
            return own + parts.about.wire + parts.said.wire
        words = copied(self.seal(parts.notes.encode())) if parts.notes else self.silence_text
        return "\t".join((
            parts.entry_id, created, updated, begun, moment(end) if end else NULL, day,
            NULL if hour is None else str(hour), parts.precision, str(group) if group else NULL,
            copied(parts.source_id), words, parts.about.text, parts.said.text,
        ))  # fmt: skip

    def entry(self, parts: Parts) -> SimpleNamespace:
        """The reading as an object that columns can write."""
        said = parts._asdict()
        del said["about"], said["said"]
        return SimpleNamespace(**said, **parts.about.fields, **parts.said.fields)

    def _about(self, cells: Sequence[str]) -> Group:
        """Raises ValidationError: a cell that no row can have."""
        key = self.about_of(cells)
        _room(self.abouts, MOST_ABOUT)
        stated = rows.cells_of(self.sheet, zip(self.about_names, key[1:], strict=True), self.owner)
        found = dict(self.fixed)
        for name, cell in stated.items():
            if name != "schema":
                found[name] = self._known(name, cell, stated)
        fields = {_FIELDS[name].attname: cell.value for name, cell in found.items()}
        wire = tuple(cell.wire for cell in found.values())
        text = "\t".join(cell.text for cell in found.values())
        decisive = tuple(str(fields[name]) for name in DECISIVE)
        about = Group(fields, wire, text, stated, decisive)
        self.abouts[key] = about
        return about

    def _known(self, name: str, cell: str, row: Cells) -> Cell:
        """What a cell means, wherever it stands. Raises ValidationError: nothing."""
        key = (name, cell, row.get("schema", ""))
        if (known := self.known.get(key)) is not None:
            return known
        _room(self.known, MOST_ABOUT)
        value = self.reads[name](cell, row)[name]
        field = _FIELDS[name]
        if not (field.blank and value in field.empty_values):
            value = field.clean(value, None)
        self.known[key] = found = self._cell(name, value)
        return found

    def _cell(self, name: str, value: Any) -> Cell:
        wire = self.wire.value(_FIELDS[name], value)
        return Cell(value, wire, copied(wire))

    def _default(self, name: str) -> Any:
        """What a new reading has where the file has no such column."""
        return getattr(rows.new_entry(self.sheet, self.owner, self.now), _FIELDS[name].attname)

    def _said(self, about: Group, cells: Sequence[str]) -> Group | None:
        value, value2 = cells[self.value_at], cells[self.value2_at] if self.value2_at >= 0 else ""
        key = (about.key, value, value2)
        if key in self.saids:
            return self.saids[key]
        _room(self.saids, MOST_SAID)
        try:
            said = self._judged(about, value, value2)
        except ValidationError:
            said = None
        self.saids[key] = said
        return said

    def _judged(self, about: Group, value: str, value2: str) -> Group:
        """Raises ValidationError: a value that such a row cannot have."""
        cells = Cells({**about.cells, "value": value, "value2": value2}, self.owner.pk)
        entry: Any = SimpleNamespace(**about.fields, **self.at_first)
        for name in ("value", "value2"):
            entry.__dict__.update(self.reads[name](cells[name], cells))
        self.sheet.judge(entry)
        fields = self.said_fields
        for each in fields[2:]:  # the numbers themselves were read by their one rule
            if (known := getattr(entry, each.attname)) not in (None, ""):
                each.clean(known, None)
        wire = tuple(self.wire.value(each, getattr(entry, each.attname)) for each in fields)
        said = {each.attname: getattr(entry, each.attname) for each in fields}
        return Group(said, wire, "\t".join(map(copied, wire)), about.cells, about.key)

    def _parts(self, about: Group, said: Group, cells: Sequence[str], key: str) -> Parts:
        """Raises ValidationError: a time, id or text that cannot be."""
        start_at, end_at, group_at, source_at, notes_at, created_at, updated_at = self.own_at
        row, reads = about.cells, self.reads
        begun = reads["effective_at"](cells[start_at], row)
        start, precision = begun["effective_at"], str(begun["precision"])
        end = group = None
        source_id = notes = ""
        made = changed = self.now
        if end_at >= 0 and (cell := cells[end_at]):
            end = reads["effective_end"](cell, row)["effective_end"]
        measuring.check_span(start, end, self.now)
        if group_at >= 0 and (cell := cells[group_at]):
            group = reads["group_id"](cell, row)["group_id"]
        if source_at >= 0 and (cell := cells[source_at]):
            source_id = self._words("source_id", cell, row)
        if notes_at >= 0 and (cell := cells[notes_at]):
            notes = self._words("notes", cell, row)
        if created_at >= 0 and (cell := cells[created_at]):
            made = reads["created_at"](cell, row)["created_at"]
        if updated_at >= 0 and (cell := cells[updated_at]):
            same = created_at >= 0 and cell == cells[created_at]
            changed = made if same else reads["updated_at"](cell, row)["updated_at"]
        zoned: Any = _Zoned(start, end, precision, about.fields["tz"])
        day, hour = measuring.day_and_hour(zoned)
        return Parts(
            about, said, key or str(uuid4()), made, changed, start, end, day, hour, precision,
            group, source_id, notes,
        )  # fmt: skip

    def _words(self, name: str, cell: str, row: Cells) -> str:
        """Raises ValidationError: more than the field takes."""
        words: str = self.reads[name](cell, row)[name]
        if len(words) > _SHORT[name]:
            _FIELDS[name].clean(words, None)
        return words


def _room(known: dict[Any, Any], most: int) -> None:
    """Forget everything when there is too much of it."""
    if len(known) >= most:
        known.clear()


class _Zoned(NamedTuple):
    effective_at: datetime
    effective_end: datetime | None
    precision: str
    tz: str


_FIELDS: dict[str, Any] = {field.name: field for field in Observation._meta.concrete_fields}


def _free_length(name: str) -> int:
    """Up to how many characters any text passes the validators of a field."""
    validators = _FIELDS[name].validators
    if not all(type(each) is MaxLengthValidator for each in validators):
        return -1
    return min(int(each.limit_value) for each in validators)


_SHORT = {name: _free_length(name) for name in ("source_id", "notes")}
