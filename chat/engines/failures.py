"""Every way a vendor, a network or an SDK can fail, mapped onto `ErrorCode`.

Exceptions are recognised by class name and status, so that no SDK is imported to fail. Sources:
both SDKs' `_exceptions.py`, the vendors' error pages, and what loopback servers provoked.
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from chat.engines.base import EngineError, ErrorCode

BY_NAME: dict[str, ErrorCode] = {
    name: code
    for code, names in {
        ErrorCode.BAD_KEY: (
            "authentication_error invalid_api_key permission_error account_deactivated"
        ),
        ErrorCode.QUOTA: (
            "insufficient_quota billing_error billing_hard_limit_reached billing_not_active "
            "enforced_spend_limit_reached contract_spend_limit_reached"
        ),
        ErrorCode.RATE_LIMITED: "rate_limit_error rate_limit_exceeded ramp_limit_exceeded",
        ErrorCode.OVERLOADED: "overloaded_error server_error api_error engine_overloaded slow_down",
        ErrorCode.TIMEOUT: "timeout_error",
        ErrorCode.CONTEXT_OVERFLOW: "context_length_exceeded exceed_context_size_error",
        ErrorCode.CONTENT_FILTER: "content_filter content_policy_violation",
        ErrorCode.REFUSED: (
            "invalid_prompt bio_policy cyber_policy cyber_policy_violation "
            "misalignment_policy_violation"
        ),
    }.items()
    for name in names.split()
}
BY_STATUS: dict[int, ErrorCode] = {
    401: ErrorCode.BAD_KEY,
    402: ErrorCode.QUOTA,
    403: ErrorCode.BAD_KEY,
    408: ErrorCode.TIMEOUT,
    409: ErrorCode.OVERLOADED,
    413: ErrorCode.CONTEXT_OVERFLOW,
    429: ErrorCode.RATE_LIMITED,
}
# Some say it only in words: Anthropic ("prompt is too long: 9 tokens > 8 maximum", "input length
# and `max_tokens` exceed context limit"), vLLM and Ollama ("maximum context length").
TOO_LONG = re.compile(
    r"prompt is too long|context (length|limit|window|size)|too many tokens", re.IGNORECASE
)
NO_FUNDS = re.compile(r"credit balance is too low", re.IGNORECASE)

MALFORMED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
NOT_CONNECTED = {"ClientConnectorError", "ConnectionTimeoutError", "ConnectError", "PoolTimeout"}
CUT_OFF = {
    *("ServerDisconnectedError", "ClientPayloadError", "ClientOSError", "ReadError", "WriteError"),
    *("RemoteProtocolError", "ClientResponseError", "ClientConnectionResetError"),
}


def translate(error: BaseException, *, opened: bool) -> EngineError:
    """The `EngineError` for anything raised around a request.

    opened: whether the vendor had begun to answer, which turns a lost connection from
        "unreachable" into "interrupted".
    """
    if isinstance(error, EngineError):
        return error
    detail = type(error).__name__
    status = getattr(error, "status_code", None)
    body = getattr(error, "body", None)
    if isinstance(status, int):
        wait = retry_after(getattr(getattr(error, "response", None), "headers", {}))
        return EngineError(classify(status, body), wait, f"{detail} {status}")
    if body is not None:  # an error object inside a Chat Completions stream, raised by the SDK
        return EngineError(classify(None, body), detail=detail)
    if opened and isinstance(error, MALFORMED):
        return EngineError(ErrorCode.INTERRUPTED, detail=f"malformed stream: {detail}")
    return EngineError(_lost(error, opened=opened), detail=detail)


def from_stream(body: object) -> EngineError:
    """The `EngineError` for an error event inside a stream that began well."""
    return EngineError(classify(None, body), detail="error event in stream")


def classify(status: int | None, body: object) -> ErrorCode:
    """The code for an error answer: its machine-readable names first, then words, then status."""
    error = _error_object(body)
    for key in ("code", "type"):
        name = error.get(key)
        if isinstance(name, str) and name in BY_NAME:
            return BY_NAME[name]
    message = str(error.get("message", ""))[:1000]
    if status in {None, 200, 400, 422} and TOO_LONG.search(message):
        return ErrorCode.CONTEXT_OVERFLOW
    if NO_FUNDS.search(message):
        return ErrorCode.QUOTA
    if status is None or status == 200:
        return ErrorCode.OVERLOADED
    return BY_STATUS.get(status, ErrorCode.OVERLOADED if status >= 500 else ErrorCode.INTERNAL)


def retry_after(headers: Mapping[str, Any]) -> float | None:
    """Seconds from `retry-after-ms` or `retry-after` (a number or an HTTP date), else None."""
    for name, scale in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        value = headers.get(name)
        if not value:
            continue
        try:
            seconds = float(value) / scale
        except ValueError:
            seconds = _until(value)
        if math.isfinite(seconds):
            return max(0.0, seconds)
    return None


def _until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return math.nan
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - datetime.now(UTC)).total_seconds()


def _error_object(body: object) -> Mapping[str, Any]:
    inner = body.get("error", body) if isinstance(body, Mapping) else body
    if isinstance(inner, Mapping):
        return inner
    return {"message": inner} if isinstance(inner, str) else {}


def _lost(error: BaseException, *, opened: bool) -> ErrorCode:
    names = {cls.__name__ for link in _chain(error) for cls in type(link).__mro__}
    if names & NOT_CONNECTED:
        return ErrorCode.UNREACHABLE
    if names & CUT_OFF:
        return ErrorCode.INTERRUPTED if opened else ErrorCode.UNREACHABLE
    if "TimeoutError" in names or "TimeoutException" in names:
        return ErrorCode.TIMEOUT
    if names & {"OSError", "HTTPError", "APIConnectionError", "ClientError"}:
        return ErrorCode.INTERRUPTED if opened else ErrorCode.UNREACHABLE
    return ErrorCode.INTERNAL


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
