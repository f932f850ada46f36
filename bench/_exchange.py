"""One measurement of `bench.exchange` on one database, printed as JSON.

python -m bench._exchange (prepare | speed | library | memory) FILE
"""

import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthtracker.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402
from import_export.instance_loaders import CachedInstanceLoader  # noqa: E402
from tablib import Dataset  # noqa: E402

from accounts.models import User  # noqa: E402
from patients.importing import spooling  # noqa: E402
from patients.importing.csv_files import OwnCsv  # noqa: E402
from patients.importing.examining import examine  # noqa: E402
from patients.importing.wire import wire_of  # noqa: E402
from patients.importing.writing import _copy, _insert, write  # noqa: E402
from patients.models import DailyRollup, Observation  # noqa: E402
from patients.services import exports  # noqa: E402
from patients.spreadsheets.sheets import SHEETS  # noqa: E402
from privacy import audit  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")
REASON = "bench"
ROUNDS = 3
MEGABYTE = 1024 * 1024
LIBRARY_ROWS = 10_000
MOMENT = "%Y-%m-%dT%H:%M:%S.%f%z"


class Uuid(widgets.Widget):  # type: ignore[misc]
    """The library has none that knows an empty cell."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """None for nothing."""
        return value or None


class Stock(resources.ModelResource):  # type: ignore[misc]
    """Readings as django-import-export takes them, at its best settings, without any check."""

    class Meta:
        model = Observation
        import_id_fields = ("entry_id",)
        exclude = ("id", "batch")
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        instance_loader_class = CachedInstanceLoader

    def __init__(self, owner: User) -> None:
        super().__init__()
        self.owner = owner
        for name in ("created_at", "updated_at", "effective_at", "effective_end"):
            self.fields[name] = fields.Field(name, name, widgets.DateTimeWidget(MOMENT))
        self.fields["group_id"] = fields.Field("group_id", "group_id", Uuid())

    def get_queryset(self) -> Any:
        """The owner's rows."""
        return Observation.objects.editable_by(self.owner)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:  # noqa: FBT001 - the library's
        """Whose it is."""
        instance.owner = self.owner


def backend() -> int:
    """The server process of this connection, 0 where it is this process or cannot be seen."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = int(cursor.fetchone()[0])
    return pid if Path(f"/proc/{pid}/stat").exists() else 0


def seconds(pid: int) -> float:
    """CPU seconds of this process and of the database's for us."""
    theirs = 0.0
    if pid:
        found = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        theirs = (int(found[11]) + int(found[12])) / TICK
    return time.process_time() + theirs


def timed(call: Callable[[], Any]) -> dict[str, float]:
    """Wall and CPU seconds of one call."""
    pid = backend()
    gc.collect()
    wall, cpu = time.perf_counter(), seconds(pid)
    call()
    return {"wall": time.perf_counter() - wall, "cpu": seconds(pid) - cpu}


@contextmanager
def spool() -> Iterator[BinaryIO]:
    """An unnamed temporary file."""
    with tempfile.TemporaryFile() as file:
        yield cast("BinaryIO", file)


def look(owner: User, path: str, file: BinaryIO | None) -> Any:
    """Examine the file; every row must be valid."""
    with Path(path).open("rb") as source:
        found = examine(
            owner=owner, section="readings", source=OwnCsv(source, SHEETS["readings"]), spool=file
        )
    assert not found.rejected, found.rejections[:3]
    return found


def ours(owner: User, path: str) -> Any:
    """The whole import, with its line in the trail."""
    with spool() as file:
        found = look(owner, path, file)
        with transaction.atomic():
            write(owner=owner, section="readings", spool=file, batch_id=None)
            audit.record("import", actor=owner, subject=owner, detail=found.counts)
    return found


def ready(owner: User, path: str) -> list[Any]:
    """What the import would write, ready to be sent."""
    with spool() as file:
        look(owner, path, file)
        return [rows for kind, _n, rows in spooling.frames(file) if kind == spooling.NEW]


def bare(owner: User, blocks: list[Any]) -> None:
    """Ready rows into the same table, and nothing else."""
    wire = wire_of(SHEETS["readings"], owner)
    with transaction.atomic():
        for rows in blocks:
            (_copy if wire.is_copy else _insert)(wire, rows, None)


def clear(owner: User) -> None:
    """An empty table again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {Observation._meta.db_table} CASCADE")
        else:
            cursor.execute(f"DELETE FROM {Observation._meta.db_table}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    DailyRollup.objects.unscoped(REASON).of(owner).delete()


def speed(owner: User, path: str) -> dict[str, Any]:
    """Import, bare write, import again and export, in turns."""
    found: dict[str, list[dict[str, float]]] = {"bare": [], "import": [], "again": []}
    blocks = ready(owner, path)
    joined = (
        [b"".join(blocks)]
        if isinstance(blocks[0], bytes)
        else [[row for rows in blocks for row in rows]]
    )
    for _ in range(ROUNDS):
        clear(owner)
        found["bare"].append(timed(lambda: bare(owner, joined)))
        clear(owner)
        found["import"].append(timed(lambda: ours(owner, path)))
        found["again"].append(timed(lambda: unchanged(owner, path)))
    return {name: middle(times) for name, times in found.items()} | exported(owner)


def unchanged(owner: User, path: str) -> None:
    """The same file again changes nothing."""
    found = ours(owner, path)
    assert not found.changes, found.counts


def middle(times: list[dict[str, float]]) -> dict[str, float]:
    """The round of the median CPU."""
    return sorted(times, key=lambda each: each["cpu"])[len(times) // 2]


def exported(owner: User) -> dict[str, Any]:
    """Our export, and the library's of the same rows."""
    first: list[float] = []

    def all_of_it() -> None:
        started = time.perf_counter()
        for number, _piece in enumerate(exports.stream_csv(owner, "readings")):
            if number == 0:
                first.append(time.perf_counter() - started)

    mine = middle([timed(all_of_it) for _ in range(ROUNDS)])
    theirs = timed(lambda: Stock(owner).export().csv.encode())
    return {"export": mine, "first_byte": min(first), "library_export": theirs}


def library(owner: User, path: str) -> dict[str, Any]:
    """django-import-export's import of 10,000 ready rows, beside ours of the same."""
    ours(owner, path)
    file = Stock(owner).export().csv
    found: dict[str, Any] = {"ours": [], "library": []}
    for _ in range(ROUNDS):
        clear(owner)
        found["ours"].append(timed(lambda: ours(owner, path)))
        clear(owner)
        found["library"].append(timed(lambda: stock_import(owner, file)))
    assert Observation.objects.editable_by(owner).count() == LIBRARY_ROWS
    return {name: middle(times) for name, times in found.items()}


def stock_import(owner: User, file: str) -> None:
    """As its documentation does it."""
    data = Dataset().load(file, format="csv")
    result = Stock(owner).import_data(data, raise_errors=True, use_transactions=True)
    assert not result.has_errors()


def memory(owner: User, path: str) -> dict[str, float]:
    """Most megabytes above the start while importing, importing again and exporting."""
    with tempfile.NamedTemporaryFile("wb", suffix=".csv") as small:
        with Path(path).open("rb") as whole:
            small.writelines(whole.readline() for _ in range(2_001))
        small.flush()
        ours(owner, small.name)  # what is loaded once
        list(exports.stream_csv(owner, "readings"))
    clear(owner)
    found = {}
    for name, call in (("import", ours), ("again", unchanged)):
        found[name] = above(lambda call=call: call(owner, path))  # type: ignore[misc]
    found["export"] = above(lambda: sum(map(len, exports.stream_csv(owner, "readings"))))
    return found


def above(call: Callable[[], Any]) -> float:
    """Most megabytes of resident memory above those before the call."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark starts here
    start = resident("VmRSS")
    call()
    return (resident("VmHWM") - start) / MEGABYTE


def resident(name: str) -> int:
    """A line of /proc/self/status, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) * 1024


def main(what: str, path: str) -> None:
    """Measure and print; `prepare` makes the tables, so that its memory is not taken for ours."""
    if what == "prepare":
        call_command("migrate", verbosity=0)
        return
    owner = User.objects.create_user(f"{what}@example.org", "irrelevant", display_name="B")
    answer = {"speed": speed, "library": library, "memory": memory}[what](owner, path)
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
