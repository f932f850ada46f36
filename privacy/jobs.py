"""Background jobs of privacy, where the worker looks for them."""

from healthtracker.web.jobs import periodic
from privacy import erasure
from privacy.outbound.email import send_sealed

__all__ = ["erase_due_accounts", "forget_old_trails", "send_sealed"]


@periodic(600, longest=3600)
def erase_due_accounts() -> int:
    """Erase the accounts whose days of grace are over; go on where a dead worker stopped."""
    return erasure.erase_due()


@periodic(24 * 3600, longest=600)
def forget_old_trails() -> int:
    """Delete what is left of accounts that were erased years ago."""
    return erasure.forget_old_trails()
