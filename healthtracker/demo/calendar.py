"""Days and times of the demo, counted back from today, and its repeatable chance."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from patients.entries import Entry

YEAR = 365


@dataclass
class Diary:
    """One person's readings as they are written down, in their own zone.

    The same person on the same day gets the same readings: chance is seeded by the name.
    """

    owner: User
    seed: str

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - a story, not a secret
        self.zone: ZoneInfo = self.owner.zone
        self.now = timezone.now().astimezone(self.zone)
        self.entries: list[tuple[UUID, Entry]] = []

    def day(self, ago: int) -> date:
        """The day `ago` days before today."""
        return self.now.date() - timedelta(days=ago)

    def at(self, ago: int, hour: int, minute: int = 0, spread: int = 20) -> datetime:
        """About that time on that day, give or take `spread` minutes, to the minute."""
        shift = self.chance.randint(-spread, spread)
        wall = datetime.combine(self.day(ago), time(hour, minute)) + timedelta(minutes=shift)
        # Through UTC, so that a time the clock skipped becomes one that existed.
        return wall.replace(tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)

    def about(self, middle: float, spread: float, decimals: int = 0) -> str:
        """A number near `middle`, as somebody would type it."""
        return f"{self.chance.gauss(middle, spread):.{decimals}f}"

    def log(self, kind: str, value: str, unit: str, when: datetime, **more: object) -> None:
        """Write down one reading; times still to come today are left out."""
        if when > self.now:
            return
        entry = Entry(
            type=kind,
            value=value,
            unit=unit,
            effective_at=when,
            tz=self.zone.key,
            source="demo",
            **more,  # type: ignore[arg-type]
        )
        self.entries.append((self._id(kind, when), entry))

    def log_day(self, kind: str, value: str, unit: str, ago: int, **more: object) -> None:
        """Write down something that belongs to a whole day."""
        start = datetime.combine(self.day(ago), time.min, tzinfo=self.zone)
        self.log(kind, value, unit, start, precision="day", **more)

    def _id(self, kind: str, when: datetime) -> UUID:
        return uuid5(NAMESPACE_URL, f"demo:{self.owner.email}:{kind}:{when.isoformat()}")
