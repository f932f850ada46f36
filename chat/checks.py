"""System check: the configured AI endpoints are ones that health data may be sent to."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from chat import catalogue


@register("security")
def endpoints_are_usable(**kwargs: Any) -> list[CheckMessage]:
    """chat.E001 for each base URL that is malformed or would send health data in clear."""
    return [Error(str(problem), id="chat.E001") for problem in catalogue.check()]
