"""Conversations as they leave with an account: one Markdown file each."""

from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from accounts.models import User
from chat.exporting import STEP, markdown
from chat.models import Conversation
from privacy.registry import ExportFile


def conversations(owner: User) -> Iterator[ExportFile]:
    """Every conversation that was not put away, oldest first."""
    rows = Conversation.objects.editable_by(owner).filter(deleted_at=None, is_draft=False)
    for row in rows.order_by("created_at", "pk").iterator(chunk_size=STEP):
        day = timezone.localtime(row.created_at).date().isoformat()
        name = f"conversations/{day}-{str(row.pk)[:8]}.md"
        yield ExportFile(name, partial(markdown, owner, row))
