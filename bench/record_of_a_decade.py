"""A record of up to ten years in which a glucose sensor makes most rows, written straight in.

    python -m bench.record_of_a_decade EMAIL ROWS

Every day has 262 sensor values and twelve other readings, so 1,000,000 rows are ten years and the
newest month is the same whatever the number of rows. Rollups are rebuilt as `rebuild_rollups` does.
"""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import sin
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import django
from django.db import connection, transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthtracker.settings")
if __name__ == "__main__":
    django.setup()

from accounts.models import User
from patients.models import Observation
from patients.services import rollups

SENSOR = 262
NEWEST = timedelta(hours=1)
COLUMNS = (
    "entry_id", "created_at", "updated_at", "type", "value_text", "value2_text", "unit",
    "comparator", "canonical", "canonical2", "code", "effective_at", "tz", "precision", "local_day",
    "local_hour", "context", "body_site", "method", "device", "source", "source_id", "status",
    "notes", "tags", "owner_id",
)  # fmt: skip
BATCH = 20_000


class Reading(NamedTuple):
    """What varies between two readings."""

    hour: float
    type: str
    value: str
    value2: str = ""
    unit: str = ""
    context: str = ""
    code: str = ""


def day(number: int, chance: Random) -> Iterator[Reading]:
    """One day, `number` days ago: a sensor, and what a diligent person logs by hand."""
    for n in range(SENSOR):
        value = 110 + 45 * sin(n / 26) + 12 * sin(number / 9) + chance.gauss(0, 9)
        yield Reading(24 * n / SENSOR, "glucose", f"{max(value, 40):.0f}", "", "mg/dL", "sensor")
    for hour in (7.2, 20.1):
        top = 124 + 8 * sin(number / 40) + chance.gauss(0, 5)
        low = 79 + 4 * sin(number / 40) + chance.gauss(0, 3)
        yield Reading(hour, "blood_pressure", f"{top:.0f}", f"{low:.0f}", "mm[Hg]")
        yield Reading(hour, "heart_rate", f"{70 + chance.gauss(0, 5):.0f}", "", "/min")
        yield Reading(hour, "mood", str(chance.randint(2, 5)), "", "{score}")
    yield Reading(
        7.1, "body_weight", f"{72 + 2 * sin(number / 60) + chance.random():.1f}", "", "kg"
    )
    yield Reading(7.0, "sleep_duration", f"{7 + chance.gauss(0, 0.6):.2f}", "", "h")
    yield Reading(23.0, "steps_day", str(chance.randint(3000, 14000)), "", "{steps}/d")
    yield Reading(9.0, "body_temperature", f"{36.6 + chance.gauss(0, 0.2):.1f}", "", "Cel")
    yield Reading(9.1, "oxygen_saturation", f"{chance.randint(95, 99)}", "", "%")
    yield Reading(21.0, "water", f"{chance.randint(8, 24) * 100}", "", "mL")


def rows(owner: User, count: int, until: datetime, note: bytes) -> Iterator[tuple[Any, ...]]:
    """`count` rows of the table, newest day first, none later than `until`.

    Args: note: the sealed empty note; one ciphertext for all, as benches never read notes.
    """
    chance = Random(count % 7)  # nosec B311 - the same record every time
    made, number = 0, 0
    while made < count:
        midnight = until.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=number)
        for each in day(number, chance):
            at = midnight + timedelta(hours=each.hour)
            if at > until or made >= count:
                continue
            made += 1
            yield (
                UUID(int=(owner.pk << 64) + made), at, at, each.type, each.value, each.value2,
                each.unit, "", each.value or None, each.value2 or None, each.code, at, "UTC",
                "minute", at.date(), at.hour, each.context, "", "", "", "bench", "", "final",
                note, "[]", owner.pk,
            )  # fmt: skip
        number += 1


def fill(owner: User, count: int) -> None:
    """Give `owner` `count` readings and their rollups, in one transaction."""
    until = datetime.now(UTC) - NEWEST
    note = Observation._meta.get_field("notes").sealed("", owner.pk).data
    with transaction.atomic():
        write = _copy if connection.vendor == "postgresql" else _insert
        write(rows(owner, count, until, note))
        rollups.rebuild(owner)


def analyze() -> None:
    """Let the database know what its tables hold now, as a running one soon does by itself."""
    with connection.cursor() as cursor:
        table = Observation._meta.db_table
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else f"VACUUM ANALYZE {table}")


def _copy(found: Iterator[tuple[Any, ...]]) -> None:
    table = Observation._meta.db_table
    sql = f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in found:
            copy.write_row(row)


def _insert(found: Iterator[tuple[Any, ...]]) -> None:
    table = Observation._meta.db_table
    marks = ", ".join(["%s"] * len(COLUMNS))
    sql = f"INSERT INTO {table} ({', '.join(COLUMNS)}) VALUES ({marks})"
    adapt = connection.ops
    batch: list[list[Any]] = []
    with connection.cursor() as cursor:
        for row in found:
            ready = list(row)
            ready[0] = row[0].hex
            for place in (1, 2, 11):
                ready[place] = adapt.adapt_datetimefield_value(row[place])
            batch.append(ready)
            if len(batch) == BATCH:
                cursor.executemany(sql, batch)
                batch.clear()
        cursor.executemany(sql, batch)


def main(email: str, count: int) -> int:
    """Fill the record of the person with that address."""
    owner = User.objects.filter(email=email).first()
    if owner is None:
        owner = User.objects.create_user(email, "irrelevant", display_name="Decade")
    fill(owner, count)
    analyze()
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(0)  # `make bench` runs every module here; this one only makes data for others
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
