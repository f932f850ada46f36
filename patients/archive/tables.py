"""The spreadsheets of an account: every sheet of the record, the access log, who was let in."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from accounts.models import User
from patients.services.exports import stream_csv
from patients.spreadsheets.guard import guarded
from patients.spreadsheets.sheets import SHEETS
from privacy.models import AccessEvent, CareLink
from privacy.registry import ExportFile

MARK = b"\xef\xbb\xbf"
STEP = 500
TRAIL = (
    "at", "actor", "actor_role", "action", "object_type", "object_id", "outcome", "reason",
    "channel", "peer",
)  # fmt: skip
LINKS = ("provider", "categories", "starts_at", "ends_at", "ended_at")


def sheets(patient: User) -> Iterator[ExportFile]:
    """Every sheet of the record, each as the import takes it back."""
    for key in SHEETS:
        yield ExportFile(f"csv/{key}.csv", partial(stream_csv, patient, key))


def access_log(user: User) -> ExportFile:
    """Every line of the trail about `user`, oldest first."""
    return ExportFile("access-log.csv", partial(_csv, TRAIL, partial(_events, user)))


def consents(user: User) -> ExportFile:
    """Everybody who was ever let in, and to what."""
    return ExportFile("consents.csv", partial(_csv, LINKS, partial(_links, user)))


def _events(user: User) -> Iterator[Sequence[Any]]:
    rows = AccessEvent.objects.about(user).select_related("actor").order_by("id")
    for event in rows.iterator(chunk_size=STEP):
        name = event.actor.display_name if event.actor else ""
        fixed = (getattr(event, column) for column in TRAIL[2:])
        yield event.at.isoformat(), name, *fixed


def _links(user: User) -> Iterator[Sequence[Any]]:
    for link in CareLink.objects.filter(patient=user).select_related("provider").order_by("pk"):
        times = (
            at.isoformat() if at else "" for at in (link.starts_at, link.ends_at, link.ended_at)
        )
        yield link.provider.display_name, " ".join(link.categories), *times


def _csv(headings: Sequence[str], rows: Any) -> Iterator[bytes]:
    yield MARK + _lines([headings])
    held: list[Sequence[Any]] = []
    for row in rows():
        held.append([guarded(str(cell)) for cell in row])
        if len(held) >= STEP:
            yield _lines(held)
            held = []
    yield _lines(held)


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\r\n").writerows(rows)
    return target.getvalue().encode()
