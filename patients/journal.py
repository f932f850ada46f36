"""Notes as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.models import User
from patients.models import JournalNote, seen_by


@dataclass(frozen=True)
class Note:
    """One note, ready for a page."""

    row: JournalNote

    @property
    def at(self) -> datetime:
        """When, on the clock of where it was written."""
        return self.row.at.astimezone(ZoneInfo(self.row.tz)).replace(tzinfo=None)


def latest_notes(viewer: User, patient: User, most: int) -> list[Note]:
    """The newest notes: one query."""
    rows = seen_by(viewer, patient, JournalNote).order_by("-at", "-id")[:most]
    return [Note(row) for row in rows]
