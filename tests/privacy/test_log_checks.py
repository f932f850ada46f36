"""The configured logging tree lets nothing out unreduced, and the start says when it would."""

import ast
import io
import logging
from typing import Any

import pytest
from django.conf import settings as configured

from privacy.log_checks import every_handler_scrubs
from privacy.log_filter import FIELDS
from tests.architecture.source import named, python_files, tree


def test_every_configured_handler_scrubs() -> None:
    assert every_handler_scrubs() == []


def test_a_handler_without_the_filter_is_an_error(settings: Any) -> None:
    settings.LOGGING = {
        **configured.LOGGING,
        "handlers": {**configured.LOGGING["handlers"], "file": {"class": "logging.FileHandler"}},
    }
    assert [(error.id, "file" in error.msg) for error in every_handler_scrubs()] == [
        ("privacy.E010", True)
    ]


def test_a_handler_added_while_running_is_an_error() -> None:
    handler = logging.StreamHandler(io.StringIO())
    logger = logging.getLogger("some.library")
    logger.addHandler(handler)
    try:
        assert [error.id for error in every_handler_scrubs()] == ["privacy.E010"]
    finally:
        logger.removeHandler(handler)


@pytest.mark.parametrize("name", ["django.server", "django.db.backends", "httpx", "daphne"])
def test_loggers_that_quote_requests_say_only_what_went_wrong(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)


def test_nobody_is_sent_errors_by_mail() -> None:
    assert configured.ADMINS == []
    handlers = [
        h for name in ("", "django", "django.request") for h in logging.getLogger(name).handlers
    ]
    assert [h for h in handlers if "Email" in type(h).__name__] == []


def test_our_events_use_listed_fields_only() -> None:
    calls = [
        (path, node)
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "event"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert calls
    unlisted = [
        f"{named(path)}:{node.lineno} {keyword.arg}"
        for path, node in calls
        for keyword in node.keywords
        if keyword.arg not in {*FIELDS, "level"}
    ]
    assert unlisted == []
