"""Background jobs of privacy, where the worker looks for them."""

from privacy.outbound.email import send_sealed

__all__ = ["send_sealed"]
