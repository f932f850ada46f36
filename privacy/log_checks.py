"""System check: no handler writes a record that the scrubbing filter has not reduced."""

import logging
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from privacy.log_filter import ScrubbingFilter

_FILTER: Final = f"{ScrubbingFilter.__module__}.{ScrubbingFilter.__qualname__}"
# The test runner keeps records in memory to show them beside a failure; they go nowhere.
_IN_MEMORY: Final = "_pytest."


@register("security")
def every_handler_scrubs(**kwargs: Any) -> list[CheckMessage]:
    """privacy.E010 for each handler, configured or live, without `ScrubbingFilter`."""
    return [
        Error(
            f"Log handler {name} writes records as they come.",
            hint="Give it the filter privacy.log_filter.ScrubbingFilter.",
            id="privacy.E010",
        )
        for name in (*_configured(), *_live())
    ]


def _configured() -> Iterable[str]:
    config = settings.LOGGING
    ours = {name for name, entry in config.get("filters", {}).items() if entry.get("()") == _FILTER}
    for name, handler in config.get("handlers", {}).items():
        if handler.get("class") != "logging.NullHandler" and not ours & set(
            handler.get("filters", ())
        ):
            yield name


def _live() -> Iterable[str]:
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    for logger in loggers:
        for handler in getattr(logger, "handlers", ()):
            if not _safe(handler):
                yield f"{type(handler).__qualname__} of {logger.name or 'root'}"  # type: ignore[union-attr]


def _safe(handler: logging.Handler) -> bool:
    if isinstance(handler, logging.NullHandler) or type(handler).__module__.startswith(_IN_MEMORY):
        return True
    return any(isinstance(one, ScrubbingFilter) for one in handler.filters)
