"""Readings of every type made up for a file: hostile words, odd zones, all units and comparators.

The cells are those that an export would write, so a file of them comes back byte by byte.
"""

import csv
import io
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.observation_types import ALL, ObservationType, limits, loinc_codes
from patients.observation_types.definitions import Component
from patients.spreadsheets.guard import guarded
from patients.spreadsheets.observation_columns import COLUMNS, SCHEMA
from tests.samples import SAMPLES

HEADINGS = [column.name for column in COLUMNS]
ZONES = (
    "Europe/Madrid", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC",
    "Pacific/Apia", "America/St_Johns",
)  # fmt: skip
WORDS = (
    "", "", "", "plain words", "=cmd|' /C calc'!A0", "+1", "-2", "@x", "\t=1", "  =1", "＝1", "'",
    "''=1",
    "a, b; c\tand \"d\"", "line\r\nbreak\nand\rmore", "\U0001f600 \u202eabc\u202c עברית العربية",
    " leading and trailing ", "\\N \\x41 \\.", "1,234.50", "null", "e\u0301 \u00e9", "x" * 300,
)  # fmt: skip
SHORT = ("", "", "Contour", "-Contour", "=A1", 'Omron, "M3"', " x ", "’'", "\\t", "a\tb\nc")
TAGS: tuple[list[str], ...] = (
    [], [], [], ["plain"], ["a, b", "=x"], ["[x"], ["", "y"], [" lead"], ["'q"],
    ["\U0001f600", "ñ"],
)  # fmt: skip
# The second 01:30 in New York, both sides of other changes, the ends of days.
INSTANTS = (
    datetime(2026, 11, 1, 6, 30, 15, tzinfo=UTC), datetime(2026, 11, 1, 5, 30, 15, 1, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=UTC), datetime(1950, 1, 1, tzinfo=UTC),
    datetime(2011, 12, 30, 9, 59, tzinfo=UTC),
)  # fmt: skip
START = datetime(2016, 1, 1, tzinfo=UTC)
LOGGED = tuple(kind for kind in ALL if not kind.computed)


def formulas() -> Sequence[str]:
    """Words that spreadsheet programs run, of the shared samples where they lie beside us."""
    file = SAMPLES / "attacks" / "formulas.jsonl" if SAMPLES else None
    if file is None or not file.exists():
        return ()
    found = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    texts = [each if isinstance(each, str) else str(next(iter(each.values()))) for each in found]
    return [text for text in texts if "\0" not in text and len(text) <= 4000]


class Generated:
    """Rows of cells in the order of an export, the same for the same seed."""

    def __init__(self, seed: int, kinds: Sequence[ObservationType] = LOGGED) -> None:
        self.random = random.Random(seed)
        self.kinds = kinds
        self.by_key = {kind.key: kind for kind in ALL}
        self.words = (*WORDS, *formulas())
        self.zones = {name: ZoneInfo(name) for name in ZONES}

    def rows(self, count: int, *, days: int = 3_600) -> list[list[str]]:
        """`count` rows in the order of an export."""
        made = sorted(self._times(count, days))
        return [self._row(at, key, number) for number, (at, key) in enumerate(made)]

    def _times(self, count: int, days: int) -> Iterator[tuple[datetime, UUID]]:
        for number in range(count):
            at = START + timedelta(microseconds=self.random.randrange(days * 86_400_000_000))
            if number < len(INSTANTS) * 20:
                at = INSTANTS[number % len(INSTANTS)]
            elif number % 3:
                at = at.replace(microsecond=0)
            yield at, UUID(int=self.random.getrandbits(128), version=4)

    def _row(self, at: datetime, key: UUID, number: int) -> list[str]:
        pick = self.random.choice
        kind = self.kinds[number % len(self.kinds)]
        zone = pick(ZONES)
        unit, comparator, value, value2 = self._said(kind)
        context = pick(["", *(choice.key for choice in kind.contexts)])
        site = pick(["", *(choice.key for choice in kind.body_sites)])
        start, end = self._span(at, zone)
        loinc = kind.panel_loinc or " ".join(loinc_codes(kind.first, unit, context))
        group = UUID(int=self.random.getrandbits(128), version=4) if number % 10 == 0 else ""
        made = (at + timedelta(seconds=5, microseconds=7)).isoformat(timespec="microseconds")
        tags = pick(TAGS)
        plain = all(t and t == t.strip() and "," not in t and t[0] != "[" for t in tags)
        return [
            SCHEMA, str(key), str(group), kind.key, loinc, start, end, zone, comparator, value,
            value2, unit, context, site, guarded(pick(SHORT)), guarded(pick(SHORT)),
            pick(("manual", "csv", "apple", "'=x")), guarded(pick(("", f"id-{number}", "=1"))),
            pick(("final", "final", "amended", "unknown")), guarded(pick(self.words)),
            guarded(", ".join(tags) if plain else json.dumps(tags, ensure_ascii=False)), made, made,
        ]  # fmt: skip

    def _span(self, at: datetime, zone: str) -> tuple[str, str]:
        local = at.astimezone(self.zones[zone])
        end = ""
        if self.random.random() < 0.1:
            later = at + timedelta(minutes=self.random.randrange(600))
            end = later.astimezone(self.zones[zone]).isoformat(timespec="microseconds")
        return local.isoformat(timespec="microseconds"), end

    def _said(self, kind: ObservationType) -> tuple[str, str, str, str]:
        """Unit, comparator, value and second value."""
        if kind.kind == "coded":
            return "", "", self.random.choice(kind.first.choices).key, ""
        unit = self.random.choice(kind.first.units).ucum
        values = [self._number(component, unit) for component in kind.components[:2]]
        if kind.key == "blood_pressure":
            values = sorted(values, key=Decimal, reverse=True)
            if Decimal(values[0]) <= Decimal(values[1]):
                values[1] = self._number(kind.components[1], unit, share=0.2)
                values[0] = self._number(kind.components[0], unit, share=0.9)
        comparator = self.random.choice(("", "", "", "<", ">=")) if kind.kind == "quantity" else ""
        return unit, comparator, values[0], values[1] if len(values) > 1 else ""

    def _number(self, component: Component, unit: str, share: float = -1.0) -> str:
        bounds = limits(component.hard, component, unit)
        low, high = (
            float(b) if b is not None else d
            for b, d in zip((bounds.low, bounds.high), (0, 99), strict=True)
        )
        if share < 0:  # mostly numbers that come again, as people's do
            share = (
                self.random.randrange(8) / 8
                if self.random.random() < 0.95
                else self.random.random()
            )
        choice = component.unit(unit)
        decimals = (
            0 if component.whole or choice is None else choice.decimals + self.random.randrange(2)
        )
        number = Decimal(repr(low + (high - low) * (0.02 + 0.96 * share)))
        return f"{number:.{0 if component.whole else decimals}f}"


# (type, unit, mean, spread, decimals, second mean): what watches and cuffs send, most often first.
EVERYDAY = (
    ("heart_rate", "/min", 74, 12, 0, 0), ("glucose", "mg/dL", 118, 32, 0, 0),
    ("oxygen_saturation", "%", 96.5, 1.2, 0, 0), ("heart_rate", "/min", 70, 9, 0, 0),
    ("steps", "{steps}", 420, 200, 0, 0), ("respiratory_rate", "/min", 15, 2, 0, 0),
    ("blood_pressure", "mm[Hg]", 128, 11, 0, 82), ("body_weight", "kg", 72.5, 1.5, 1, 0),
    ("body_temperature", "Cel", 36.7, 0.3, 1, 0), ("glucose", "mmol/L", 6.4, 1.5, 1, 0),
    ("sleep_duration", "h", 7.2, 0.9, 2, 0), ("mood", "{score}", 3, 0.7, 0, 0),
)  # fmt: skip
DEVICES = ("Apple Watch", "Dexcom G7", "Omron M3", "Withings Body", "")


class Everyday(Generated):
    """Readings as devices and people really make them; one row in twenty has a note."""

    def _row(self, at: datetime, key: UUID, number: int) -> list[str]:
        name, unit, mean, spread, decimals, second = EVERYDAY[number % len(EVERYDAY)]
        said = [f"{abs(self.random.gauss(mean, spread)):.{decimals}f}", ""]
        if second:
            said[1] = f"{self.random.gauss(second, 7):.0f}"
            said[0] = max(said[0], str(int(said[1]) + 1), key=int)
        if name == "mood":
            said[0] = str(min(5, max(1, int(said[0]))))
        if name == "oxygen_saturation":
            said[0] = str(min(100, int(said[0])))
        kind = self.by_key[name]
        loinc = kind.panel_loinc or " ".join(loinc_codes(kind.first, unit, ""))
        zone = ZONES[number // 5000 % 2]
        start = at.astimezone(self.zones[zone]).isoformat(timespec="microseconds")
        made = (at + timedelta(seconds=5)).isoformat(timespec="microseconds")
        notes = "" if number % 20 else f"after lunch, felt fine {number}"
        return [
            SCHEMA, str(key), "", name, loinc, start, "", zone, "", said[0], said[1], unit, "", "",
            "", DEVICES[number % len(DEVICES)], "apple", f"id-{number}", "final", notes, "", made,
            made,
        ]  # fmt: skip


def as_file(rows: Sequence[Sequence[str]]) -> bytes:
    """The file of these rows, as an export writes it."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    return target.getvalue().encode("utf-8-sig")
