"""What a file does or would do to a record, counted by row."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

MOST_REASONS = 200


class Rejection(NamedTuple):
    """Why a row cannot be imported: its place in the file, the column ("" the row), the reason."""

    row: int
    column: str
    reason: str


@dataclass
class Outcome:
    """Counts of one examined file.

    Attributes: duplicates: rows that repeat an earlier one of the file. first_day, last_day: of the
    rows that would be written or are there already. rejections: the first `MOST_REASONS`. by_type:
    rows of each type, where the sheet has types.
    """

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    duplicates: int = 0
    first_day: date | None = None
    last_day: date | None = None
    rejections: list[Rejection] = field(default_factory=list)
    by_type: dict[str, int] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
        }

    @property
    def changes(self) -> int:
        """Rows that would be written."""
        return self.new + self.updated

    def seen(self, day: date | None, kind: str, times: int = 1) -> None:
        """Take rows that are not rejected into the date range and the counts by type."""
        if day is not None:
            if self.first_day is None or day < self.first_day:
                self.first_day = day
            if self.last_day is None or day > self.last_day:
                self.last_day = day
        if kind:
            self.by_type[kind] = self.by_type.get(kind, 0) + times

    def refuse(self, row: int, reasons: list[tuple[str, str]]) -> None:
        """Count a rejected row and keep the first reasons (column, reason)."""
        self.rejected += 1
        room = MOST_REASONS - len(self.rejections)
        self.rejections += [Rejection(row, column, reason) for column, reason in reasons[:room]]
