"""The tags somebody uses, over readings, notes and symptoms."""

from collections import Counter
from typing import Any

from django.db.models import F, Value

from accounts.models import User
from patients.models import JournalNote, Observation, SymptomEpisode
from patients.models.observation import HasTag

MOST_ROWS = 5_000  # tagged entries of each kind looked at, newest first
MOST_TAGS = 200
NEWEST_FIRST = (
    (Observation, "-effective_at"),
    (JournalNote, "-at"),
    (SymptomEpisode, "-onset"),
)


def tags_of(user: User) -> list[tuple[str, int]]:
    """Each tag with how many entries carry it, the most used first: three queries, bounded."""
    counts: Counter[str] = Counter()
    for model, order in NEWEST_FIRST:
        rows = model.objects.editable_by(user).present().exclude(tags=[])
        for tags in rows.order_by(order, "-id").values_list("tags", flat=True)[:MOST_ROWS]:
            counts.update(dict.fromkeys(tags, 1))
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TAGS]


def carrying(rows: Any, tag: str) -> Any:
    """Those of `rows` that carry exactly `tag`."""
    return rows.exclude(tags=[]).filter(HasTag(F("tags"), Value(tag)))
