"""What a process of the test does on the site's database: upload, confirm, age."""

import io
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from healthtracker.models import WorkerHeartbeat
from patients import jobs
from patients.models import ImportBatch
from patients.services import imports, uploads

HEADINGS = b"type,effective_at,value,unit\r\n"
MAIL = "ana@example.org"


def prepare(rows: int) -> None:
    """Ana with a confirmed import of `rows` readings, waiting for a worker."""
    ana = User.objects.create_user(MAIL, "x", display_name="Ana")
    lines = (
        f"glucose,2026-01-01T00:{n // 60 % 60:02}:{n % 60:02}Z,{60 + n % 100},mg/dL\r\n"
        for n in range(rows)
    )
    content = HEADINGS + "".join(lines).encode()
    batch = uploads.open_batch(
        actor=ana, section="readings", source=io.BytesIO(content), size=len(content)
    )
    imports.examine(batch_id=batch.pk)
    imports.confirm(batch=ImportBatch.objects.editable_by(ana).get())
    jobs.enqueue_import(batch)


def age() -> None:
    """As if the worker had died two minutes ago."""
    ago = timedelta(minutes=2)
    ImportBatch.objects.unscoped("test").update(alive_at=F("alive_at") - ago)
    WorkerHeartbeat.objects.update(seen_at=F("seen_at") - ago)
    DBTaskResult.objects.running().update(started_at=timezone.now() - ago)
