"""Answer a reminder: it is done, or later, or not for now."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from patients.models import Reminder
from patients.recurrence import Slot, asks_for
from patients.services.entries import change_entry


@transaction.atomic
def mark_done(*, actor: User, row: Reminder, slot: Slot) -> None:
    """Say that what `slot` asked for is done, and all before it; twice changes nothing.

    Raises: ValidationError: the reminder has no such time today or before.
    """
    now = timezone.now()
    if not asks_for(row, slot) or slot.day > now.astimezone(actor.zone).date():
        raise ValidationError(_("This reminder has no such time. Nothing was saved."))
    if row.done_slot < str(slot):
        values = {"done_slot": str(slot), "done_at": now, "snoozed_until": None}
        change_entry(actor=actor, row=row, values=values)


@transaction.atomic
def take_back(*, actor: User, row: Reminder) -> None:
    """Undo `mark_done` and `snooze`: whatever today still asks for is asked for again."""
    yesterday_night = f"{timezone.now().astimezone(actor.zone):%Y-%m-%d}"
    values = {"done_slot": min(row.done_slot, yesterday_night), "snoozed_until": None}
    change_entry(actor=actor, row=row, values=values)


@transaction.atomic
def snooze(*, actor: User, row: Reminder, until: datetime) -> None:
    """Ask again at `until`."""
    change_entry(actor=actor, row=row, values={"snoozed_until": until})


@transaction.atomic
def set_active(*, actor: User, row: Reminder, active: bool) -> None:
    """Pause a reminder, or let it go on."""
    change_entry(actor=actor, row=row, values={"is_active": active})
