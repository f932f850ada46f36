"""What the assistant gets to read: the record as data, the history, the question.

`compose` makes the whole prompt without writing anything; the runner and the page that shows what
will be sent both call it, so that what is shown is what leaves. `remember` keeps what became of
the turns that no longer fit.
"""

from chat.context.building import Composed, compose, remember
from chat.context.fencing import NO_RECORD, record_block
from chat.context.gathering import Briefing, Part, briefing, gather
from chat.context.history import after_switching, latest_replies
from chat.context.room import context_budget, room_for
from chat.context.switches import picked, readable

__all__ = [
    "NO_RECORD",
    "Briefing",
    "Composed",
    "Part",
    "after_switching",
    "briefing",
    "compose",
    "context_budget",
    "gather",
    "latest_replies",
    "picked",
    "readable",
    "record_block",
    "remember",
    "room_for",
]
