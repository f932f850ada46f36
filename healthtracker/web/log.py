"""The only logging call in our code: named events with allow-listed fields, written as JSON lines.

`event("request", method="GET", status=200)`. Which fields survive is decided by the filter that
every handler carries (`privacy.log_filter`); what no filter has passed is written without content.
"""

import json
import logging
from contextvars import ContextVar, Token
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Self

EVENTS: Final = "healthtracker.events"
"""Name of the one logger of our own events."""
CLEAN: Final = "clean"
"""Attribute of a record that the filter has passed."""

_LOGGER: Final = logging.getLogger(EVENTS)
_request_id: ContextVar[str] = ContextVar("log_request_id", default="")


def event(name: str, /, *, level: int = logging.INFO, **fields: Any) -> None:
    """Log one event; fields outside the allow-list of the filter are dropped and counted.

    Args: name: constant, in lower case with underscores. fields: ids, counts, codes, durations;
        an exception as `error` is written as its class and the lines it passed.
    """
    if _LOGGER.isEnabledFor(level):
        _LOGGER.log(level, name, extra={"fields": fields})


class Binding:
    """A request id in force from now on; as a context manager, until the block ends."""

    def __init__(self, token: Token[str]) -> None:
        self._token = token

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _request_id.reset(self._token)


def bind(*, request_id: str) -> Binding:
    """Name the request (or job, or socket) that later events of this context belong to."""
    return Binding(_request_id.set(request_id))


def request_id() -> str:
    """The id bound in this context, or an empty string."""
    return _request_id.get()


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, event, logger, request id, fields, trace."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; its content only when the filter has seen it."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        if not getattr(record, CLEAN, False):
            line |= {"event": "unfiltered", "logger": record.name}
        elif record.name == EVENTS:
            line["event"] = record.msg
        else:
            line |= {"event": "log", "logger": record.name, "message": record.msg}
        if bound := _request_id.get():
            line["request_id"] = bound
        if getattr(record, CLEAN, False):
            line |= getattr(record, "fields", {})
        return json.dumps(line, ensure_ascii=False, default=_unknown)


def _unknown(value: object) -> str:
    return f"<{type(value).__name__}>"
