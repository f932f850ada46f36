"""Where deeds on accounts are reported; the access log, a layer above, plugs itself in."""

from collections.abc import Callable
from typing import Any

Recorder = Callable[..., Any]

_recorders: list[Recorder] = []


def report_to(recorder: Recorder) -> None:
    """Name who keeps the log (from `AppConfig.ready`); it is called like `record`."""
    _recorders[:] = [recorder]


def record(action: str, **fields: Any) -> None:
    """Report one deed, with the arguments of `privacy.audit.record`.

    Raises: LookupError: nobody keeps the log, so the deed must not happen.
    """
    if not _recorders:
        raise LookupError("No access log is connected.")
    _recorders[0](action, **fields)
