"""When a failed attempt is worth another, and how long to wait first."""

import random

from chat.engines.base import EngineError, ErrorCode

RETRIES = 2
LONGEST_WAIT = 20.0  # seconds of Retry-After that a person will sit through
FIRST_WAIT = 0.5
PASSING = {
    *(ErrorCode.RATE_LIMITED, ErrorCode.OVERLOADED, ErrorCode.UNREACHABLE, ErrorCode.INTERRUPTED)
}


def pause_before_retry(error: EngineError, attempt: int) -> float | None:
    """Seconds to wait after failed attempt number `attempt` (from 0); None: give up.

    Only for streams that have said nothing yet: a retry after the first token would say it twice.
    """
    if attempt >= RETRIES or error.code not in PASSING:
        return None
    jitter = random.random()  # noqa: S311 - spreads load, protects nothing
    if error.retry_after is None:
        return FIRST_WAIT * 2.0**attempt * (0.5 + jitter / 2)
    if error.retry_after > LONGEST_WAIT:
        return None
    return error.retry_after + jitter / 4  # never earlier than asked
