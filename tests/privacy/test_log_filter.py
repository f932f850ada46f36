"""What a log keeps of our events and of other people's messages, with real loggers and handlers."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import RequestFactory

from healthtracker.web.log import EVENTS, JsonFormatter, bind, event, request_id
from privacy.log_filter import FIELDS, LONGEST, ScrubbingFilter, remember
from privacy.scrub import Person


class Sink:
    """A handler on the root logger that writes to memory as the console handler writes out."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(JsonFormatter())
        self.handler.addFilter(ScrubbingFilter())

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    # Ours alone, so that no other handler's filter has seen the record first.
    root.handlers[:] = [sink.handler]
    root.setLevel(logging.INFO)
    yield sink
    root.handlers[:], root.level = before[0], before[1]


def test_an_event_keeps_listed_fields_of_the_right_type(sink: Sink) -> None:
    event("request", method="GET", route="labs/<uuid:pk>/", status=200, ms=3.5, actor=7)
    line = sink.lines()[0]
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info", "event": "request", "method": "GET", "route": "labs/<uuid:pk>/",
        "status": 200, "ms": 3.5, "actor": 7,
    }  # fmt: skip


def test_an_event_loses_what_nobody_listed_and_says_how_much(sink: Sink) -> None:
    event("saved", kind="weight", note="Ana feels dizzy", patient="Ana", value=70.2)
    assert sink.lines()[0]["dropped"] == 3
    assert "Ana" not in sink.text
    assert "70.2" not in sink.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "Ana Torres"), ("kind", "ana@example.org"), ("code", "café au lait"),
        ("count", "3"),
        ("actor", "Ana"), ("reply", "my reply text"), ("ok", "yes"), ("error", "it failed: Ana"),
        ("sections", ["labs", "Ana Torres"]), ("route", "search/?q=ana torres"), ("ms", "12"),
        ("status", {"name": "Ana"}), ("model", object()),
    ],
)  # fmt: skip
def test_a_listed_field_of_another_shape_is_dropped(sink: Sink, field: str, value: object) -> None:
    event("odd", **{field: value})
    assert field not in sink.lines()[0]
    assert sink.lines()[0]["dropped"] == 1


def test_ids_counts_codes_and_lists_of_codes_survive(sink: Sink) -> None:
    uuid = UUID("95939bb4-e71b-42cc-ac52-7580fc6b4eed")
    event("sent", reply=uuid, document=str(uuid), sections=["labs", "dna"], tokens=0, ok=False)
    kept = {"reply": str(uuid), "document": str(uuid), "sections": ["labs", "dna"], "tokens": 0}
    assert kept.items() <= sink.lines()[0].items()
    assert sink.lines()[0]["ok"] is False
    assert "dropped" not in sink.lines()[0]


def test_a_field_without_a_value_is_left_out(sink: Sink) -> None:
    event("reply_ended", code="", reason=None, state="complete")
    assert sink.lines()[0].keys() == {"time", "level", "event", "state"}


def test_an_event_named_in_prose_is_renamed(sink: Sink) -> None:
    event("Ana Torres saved a reading")
    assert sink.lines()[0]["event"] == "unnamed_event"


def test_an_exception_in_an_event_is_its_class_and_its_lines(sink: Sink) -> None:
    try:
        raise ValueError("Ana Torres weighs 70.2 kg")
    except ValueError as error:
        event("import_failed", error=error)
    line = sink.lines()[0]
    assert line["error"] == "ValueError"
    assert line["trace"][0].endswith("an_exception_in_an_event_is_its_class_and_its_lines")
    assert "Ana" not in sink.text


def test_a_foreign_message_is_scrubbed_and_its_extras_are_gone(sink: Sink) -> None:
    request = RequestFactory().get("/patients/?q=ana")
    extra = {"request": request, "status_code": 500, "patient": "Ana Torres"}
    logging.getLogger("allauth.account").warning(
        "login failed for %s with %s from %s", "ana.torres@example.org",
        {"email": "ana.torres@example.org", "password": "hunter22"}, request, extra=extra,
    )  # fmt: skip
    assert sink.lines()[0]["message"] == (
        "login failed for [EMAIL] with {'email': '[EMAIL]', 'password': '[PASSWORD]'} "
        "from <WSGIRequest>"
    )
    assert "Ana" not in sink.text
    assert "q=ana" not in sink.text


def test_a_foreign_exception_never_says_its_text(sink: Sink) -> None:
    try:
        try:
            raise KeyError("Ana Torres, born 1971-03-09")
        except KeyError as cause:
            raise RuntimeError("no reading of Ana Torres") from cause
    except RuntimeError:
        logging.getLogger("asyncio").exception("Task failed", stack_info=True)
    line = sink.lines()[0]
    assert line["error"] == "RuntimeError < KeyError"
    assert line["message"] == "Task failed"
    assert all(":" in frame for frame in line["trace"])
    assert "Ana" not in sink.text
    assert "1971" not in sink.text


def test_an_exception_given_as_the_message_is_its_class(sink: Sink) -> None:
    logging.getLogger("twisted").error(ValueError("Ana Torres"))
    assert sink.lines()[0]["message"] == "<ValueError>"


def test_a_failed_request_does_not_say_its_path(sink: Sink) -> None:
    logging.getLogger("django.request").error(
        "%s: %s", "Internal Server Error", "/patients/ana-torres/?q=1", extra={"status_code": 500}
    )
    assert sink.lines()[0]["message"] == "Internal Server Error: [PATH]"
    assert sink.lines()[0]["status"] == 500


@pytest.mark.parametrize(
    ("message", "args"),
    [
        ("%d readings of %s", ("many", "ana@example.org")),
        ("%(email)s of %(missing)s", ({"email": "ana@example.org"},)),
        ("one %s two %s", ("ana@example.org",)),
        ("%s", (["ana@example.org", {"ssn": "443221290"}],)),
    ],
)
def test_arguments_that_do_not_fit_are_scrubbed_too(
    sink: Sink, message: str, args: tuple[Any, ...]
) -> None:
    logging.getLogger("daphne").warning(message, *args)
    assert "ana@" not in sink.text
    assert "4432" not in sink.text
    assert sink.lines()[0]["logger"] == "daphne"


def test_a_long_foreign_message_is_cut(sink: Sink) -> None:
    logging.getLogger("daphne").warning("frame %s", "x " * 10_000)
    assert len(sink.lines()[0]["message"]) <= LONGEST + 20


def test_people_of_the_request_are_found_in_foreign_messages(sink: Sink) -> None:
    remember([Person(names=("Itziar Goikoetxea",), phones=("944123456",))])
    logging.getLogger("daphne").warning("frame of goikoetxea, 94 412 34 56")
    assert sink.lines()[0]["message"] == "frame of [NAME], [PHONE]"


def test_a_record_that_cannot_be_reduced_loses_its_text(sink: Sink) -> None:
    class Broken(str):
        """A text that fails when it is read."""

        __slots__ = ()

        def __mod__(self, value: object) -> str:
            raise RuntimeError("Ana Torres")

    logging.getLogger("daphne").warning(Broken("%s"), "Ana Torres")
    assert sink.lines()[0]["event"] == "log_filter_failed"
    assert sink.lines()[0]["error"] == "RuntimeError"
    assert "Ana" not in sink.text


def test_a_second_handler_sees_the_reduced_record_unchanged(sink: Sink) -> None:
    other = Sink()
    logging.getLogger().addHandler(other.handler)
    event("saved", kind="weight", note="Ana")
    logging.getLogger("daphne").warning("mail %s", "ana@example.org")
    assert other.lines() == sink.lines()
    assert sink.lines()[0]["dropped"] == 1


def test_a_handler_without_the_filter_writes_no_content() -> None:
    record = logging.makeLogRecord({"name": EVENTS, "msg": "saved", "fields": {"note": "Ana"}})
    assert json.loads(JsonFormatter().format(record))["event"] == "unfiltered"
    assert "Ana" not in JsonFormatter().format(record)


def test_every_line_names_its_request(sink: Sink) -> None:
    with bind(request_id="5f1e"):
        event("saved", kind="weight")
        logging.getLogger("daphne").warning("slow")
    event("idle")
    assert [line.get("request_id") for line in sink.lines()] == ["5f1e", "5f1e", None]
    assert request_id() == ""


def test_every_listed_field_accepts_something() -> None:
    samples = [1, 1.5, True, "labs", "a.b", ["labs"], ValueError("x"), "f" * 32]
    assert [name for name, check in FIELDS.items() if not any(map(check, samples))] == []
