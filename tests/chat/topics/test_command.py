"""`manage.py classify_topics`."""

import io

import pytest
from django.core.management import CommandError, call_command

from chat.models import RolePolicy


def told(monkeypatch: pytest.MonkeyPatch, lines: str, *arguments: str) -> list[list[str]]:
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    out = io.StringIO()
    call_command("classify_topics", *arguments, stdout=out)
    return [row.split("\t") for row in out.getvalue().splitlines()]


@pytest.mark.django_db
def test_each_line_gets_its_verdict_score_and_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = told(monkeypatch, "good morning\nwhat is gout\nfly me to lisbon on friday\n\n")
    assert [row[0] for row in rows] == ["allow", "allow", "redirect", "allow"]
    assert rows[0] == ["allow", "1.0000", "small-talk"]
    assert rows[2][2] == "model"
    assert 0.0 <= float(rows[2][1]) < 0.2


@pytest.mark.django_db
def test_an_emergency_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = told(monkeypatch, "i want to kill myself tonight\nmy knee is sore\n")
    assert [row[0] for row in rows] == ["crisis", "allow"]


@pytest.mark.django_db
def test_later_questions_come_with_what_was_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = told(
        monkeypatch,
        "what are gallstones || do they hurt\thow are they taken out\n"
        "who built the eiffel tower\thow tall is it\n\thello\n",
        "--followups",
    )
    assert [row[0] for row in rows] == ["allow", "redirect", "allow"]


@pytest.mark.django_db
def test_a_line_without_its_tab_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="Line 2 has no tab") as caught:
        told(monkeypatch, "what is gout\tand then\nno tab here\n", "--followups")
    assert caught.value.returncode == 2


@pytest.mark.django_db
def test_the_bands_are_those_that_staff_set_for_the_role(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "fly me to lisbon on friday\n"
    RolePolicy.objects.filter(role="provider").update(redirect_below=0.0, allow_above=0.0)
    assert told(monkeypatch, line, "--role", "provider")[0][0] == "allow"
    assert told(monkeypatch, line, "--role", "patient")[0][0] == "redirect"
