"""What may be in a log: allow-listed fields of our events, reduced text of everybody else's.

The allow-list is the defence and costs next to nothing; scrubbing text is the second net, because
no pattern finds every name. The filter sits on every handler (`privacy.log_checks`).
"""

import logging
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from typing import Final
from uuid import UUID

from healthtracker.web.log import CLEAN, EVENTS
from privacy.scrub import KnownIdentifiers, Person, scrub, scrub_fields

Plain = int | float | str | list[str]
Check = Callable[[object], Plain | None]
"""Gives the value as it may be written, or None when it may not."""

LONGEST: Final = 2048
"""Characters of a foreign message that are written."""

_CODE: Final = re.compile(r"[a-z0-9*][a-z0-9_.:+/*-]{0,79}|[A-Z][A-Z0-9_]{0,39}")
_DOTTED: Final = re.compile(r"[A-Za-z_][\w.]{0,99}(?:<locals>[\w.]{1,60})?")
_ROUTE: Final = re.compile(r"[\w/<>:.^$()?|*+\\\[\]{}=-]{0,200}")
_OPAQUE: Final = re.compile(r"[0-9a-fA-F-]{8,64}|\d{1,19}|[A-Za-z0-9_-]{16,64}")
_EVENT: Final = re.compile(r"[a-z][a-z0-9_.]{0,63}")


def _count(value: object) -> Plain | None:
    return value if isinstance(value, int) else None


def _number(value: object) -> Plain | None:
    return value if isinstance(value, int | float) else None


def _flag(value: object) -> Plain | None:
    return value if isinstance(value, bool) else None


def _id(value: object) -> Plain | None:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str):
        return value if _OPAQUE.fullmatch(value) else None
    return _count(value)


def _status(value: object) -> Plain | None:
    return _count(value) or _code(value)


def _text(pattern: re.Pattern[str]) -> Check:
    def check(value: object) -> Plain | None:
        return str(value) if isinstance(value, str) and pattern.fullmatch(value) else None

    return check


def _codes(value: object) -> Plain | None:
    if isinstance(value, list | tuple | set | frozenset) and len(value) <= 50:
        found = [item for item in value if isinstance(item, str) and _CODE.fullmatch(item)]
        return found if len(found) == len(value) else None
    return None


def _error(value: object) -> Plain | None:
    if isinstance(value, BaseException):
        return class_names(value)
    if isinstance(value, type):
        return value.__name__
    return value if isinstance(value, str) and _DOTTED.fullmatch(value) else None


_code, _dotted, _route = _text(_CODE), _text(_DOTTED), _text(_ROUTE)

_BY_CHECK: Final[Mapping[Check, str]] = {
    _count: "count rows skipped attempt tokens prompt_tokens completion_tokens bytes size limit"
    " remaining pid port queries close_code",
    _number: "ms seconds credits",
    _flag: "ok retry cached",
    _id: "actor subject owner object_id reply conversation document task link first_id last_id"
    " worker session",
    _code: "method model engine code kind outcome reason action state step queue backend language"
    " version section scope channel vendor role source stop_reason command host",
    _codes: "sections",
    _dotted: "object_type job deed check setting",
    _route: "route",
    _status: "status",
    _error: "error",
}
FIELDS: Final[Mapping[str, Check]] = {
    name: check for check, names in _BY_CHECK.items() for name in names.split()
}
"""Every field an event may have, with the test its value must pass."""

_STANDARD: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", CLEAN}
_PATHS: Final = frozenset({"django.request", "django.server", "django.security", "django.channels"})
_PATH: Final = re.compile(r"(?<![\w<\"])/[^\s\"']*")
_FRAME: Final = re.compile(r"[^\w./<>: -]")
_DEEPEST_CAUSE: Final = 4
_FRAMES: Final = 15

_known: ContextVar[Callable[[], KnownIdentifiers] | None] = ContextVar("log_known", default=None)


def remember(people: Iterable[Person]) -> None:
    """Name the people of this request: foreign messages of this context are searched for them.

    The matcher is built when the first such message comes, which is mostly never.
    """
    built: list[KnownIdentifiers] = []

    def known() -> KnownIdentifiers:
        if not built:
            built.append(KnownIdentifiers(people))
        return built[0]

    _known.set(known)


class ScrubbingFilter(logging.Filter):
    """Reduces each record, once, to what may be kept. It never raises and never drops a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; a record that cannot be reduced loses all its content."""
        if getattr(record, CLEAN, False):
            return True
        try:
            fields = _own(record) if record.name == EVENTS else _foreign(record)
        except Exception as error:  # a log line must never break the request
            record.name, record.msg = EVENTS, "log_filter_failed"
            fields = {"error": type(error).__name__}
        _strip(record)
        record.fields = fields
        setattr(record, CLEAN, True)
        return True


def _strip(record: logging.LogRecord) -> None:
    """Take away what formatters and other handlers could still write out."""
    record.args = ()
    record.exc_info = record.exc_text = record.stack_info = None
    for name in record.__dict__.keys() - _STANDARD:
        delattr(record, name)


def _own(record: logging.LogRecord) -> dict[str, object]:
    given = {k: v for k, v in getattr(record, "fields", {}).items() if v is not None and v != ""}
    kept: dict[str, object] = {}
    for name, value in given.items():
        check = FIELDS.get(name)
        plain = check(value) if check else None
        if plain is not None:
            kept[name] = plain
    dropped = len(given) - len(kept)
    if isinstance(error := given.get("error"), BaseException):
        kept["trace"] = frames(error)
    if dropped:
        kept["dropped"] = dropped
    if not (isinstance(record.msg, str) and _EVENT.fullmatch(record.msg)):
        record.msg = "unnamed_event"
    return kept


def _foreign(record: logging.LogRecord) -> dict[str, object]:
    fields: dict[str, object] = {}
    known = _known.get()
    text = _message(record)
    if record.name.startswith(tuple(_PATHS)):
        text = _PATH.sub("[PATH]", text)
        if isinstance(status := getattr(record, "status_code", None), int):
            fields["status"] = status
    record.msg = scrub(text, known() if known else None, limit=LONGEST)
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if error is not None:
        fields |= {"error": class_names(error), "trace": frames(error)}
    return fields


def _message(record: logging.LogRecord) -> str:
    """The message with plain arguments in place; objects appear as their class only."""
    template = record.msg if isinstance(record.msg, str) else f"<{type(record.msg).__name__}>"
    args = record.args
    if not args:
        return template
    if isinstance(args, Mapping):
        plain: object = scrub_fields({str(key): value for key, value in args.items()})
    else:
        plain = tuple(_plain(value) for value in args)
    try:
        return template % plain
    except (TypeError, ValueError, KeyError):
        return f"{template} {plain}"


def _plain(value: object) -> object:
    if isinstance(value, int | float | None):
        return value
    if isinstance(value, str):
        return value[: LONGEST * 2]
    if isinstance(value, Mapping):
        return scrub_fields({str(key): item for key, item in value.items()})
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value[:20]]
    return f"<{type(value).__name__}>"


def class_names(error: BaseException) -> str:
    """The class of an exception and of what caused it: `IntegrityError < UniqueViolation`."""
    return " < ".join(type(one).__name__ for one in _chain(error))


def frames(error: BaseException) -> list[str]:
    """The innermost lines an exception passed, as `path:line function`, without any value."""
    found: list[str] = []
    for one in _chain(error):
        passed = list(traceback.walk_tb(one.__traceback__))[-_FRAMES:]
        for frame, line in reversed(passed):
            code = frame.f_code
            name = f"{_short(code.co_filename)}:{line} {code.co_name}"
            found.append(_FRAME.sub("_", name))
    return found[: _FRAMES * 2]


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain and len(chain) < _DEEPEST_CAUSE:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return chain


def _short(path: str) -> str:
    """The part of a file name that says which code it is, not on which machine."""
    parts = path.replace("\\", "/").split("/")
    for anchor in ("site-packages", "lib"):
        if anchor in parts:
            return "/".join(parts[parts.index(anchor) + 1 :][-5:])
    return "/".join(parts[-3:])
