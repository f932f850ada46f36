"""Times without an offset, in the night when the clock shows an hour twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


class WallClock:
    """Tells the two runs of a repeated hour apart, in a file that goes forward in time."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._last: datetime | None = None
        self._second = False

    def iso(self, text: str) -> str:
        """`text`, with its offset if the clock showed that time twice."""
        if len(text) != 19:
            return text
        wall = datetime.fromisoformat(text)
        last, self._last = self._last, wall
        first, second = (wall.replace(tzinfo=self._zone, fold=fold) for fold in (0, 1))
        back = first.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None)
        if first.utcoffset() == second.utcoffset() or back != wall:
            self._second = False
            return text
        self._second = self._second or (last is not None and wall < last)
        return (second if self._second else first).isoformat()
