"""Ana's imports for the access matrix: one that waits, one that asks, one that is done."""

from io import BytesIO
from typing import Any

from django.utils import timezone

from accounts.models import User
from patients.models import ImportBatch, MappingPreset
from patients.services import exports, uploads
from patients.services.batches import REJECTED
from privacy.storage import seal_file


def rows(ana: User, canary: str) -> dict[str, Any]:
    """By the names the rules use."""
    sheet = exports.export_sheet(actor=ana, section="conditions")
    waiting = uploads.open_batch(
        actor=ana, section="conditions", source=BytesIO(sheet), size=len(sheet), name=canary
    )
    asking = ImportBatch.objects.create(
        owner=ana, section="readings", format="csv", state="asking", name=canary,
        findings={"headings": ["Day", "Weight"], "rows": [["2026-07-02", "72.5"]]},
    )  # fmt: skip
    rejected = seal_file(BytesIO(canary.encode()), owner_id=ana.pk, kind=REJECTED)
    done = ImportBatch.objects.create(
        owner=ana, section="readings", format="csv", state="done", name=canary, digest="d" * 64,
        counts={"new": 1, "updated": 0, "unchanged": 0, "rejected": 1}, rejected_name=rejected,
        finished_at=timezone.now(),
    )  # fmt: skip
    preset = MappingPreset.objects.create(
        owner=ana, name=canary, fingerprint="f" * 64, options={"columns": ["when"]}
    )
    return {"batch": waiting, "asking_batch": asking, "done_batch": done, "preset": preset}
