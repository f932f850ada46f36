"""Who has seen my data: every line about me, in words, and nothing about anybody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from privacy import audit
from privacy.models import AccessEvent
from privacy.wording import GROUPS, VERBS
from tests import people

ClientFor = Callable[[User], Client]
LOG = "/privacy/log/"


@pytest.fixture
def looks(ana: User, bruno: User, soto: User, boss: User) -> None:
    """What happened to Ana's and Bruno's data."""
    section = {"object_type": "section", "object_id": "readings"}
    audit.record("view", actor=soto, subject=ana, reason="care_link", **section)
    audit.record("reveal", actor=boss, subject=ana, object_type="patients.condition",
                 reason="Support request 4711 <b>")  # fmt: skip
    audit.record("denied", actor=bruno, subject=ana, object_type="chart", outcome="denied")
    audit.record("ai_send", actor=ana, subject=ana, object_type="section", detail={"count": 3})
    audit.record("view", actor=boss, subject=bruno, reason="CANARY-BRUNO")


def text(client: Client, **query: str) -> str:
    answer = client.get(LOG, query)
    assert answer.status_code == 200
    return answer.content.decode()


def lines(client: Client, **query: str) -> list[Any]:
    return list(client.get(LOG, query).context["lines"])


def test_ana_reads_who_what_and_why(ana: User, looks: None, client_for: ClientFor) -> None:
    page = text(client_for(ana))
    for words in (
        "Elena Soto", "looked at Readings", "because you let them in", "clinician",
        "Bea Boss", "read hidden words in condition", "Support request 4711 &lt;b&gt;", "Refused",
        "tried to open your record",
    ):  # fmt: skip
        assert words in page, words


def test_ana_reads_nothing_about_bruno(ana: User, looks: None, client_for: ClientFor) -> None:
    client = client_for(ana)
    assert "CANARY-BRUNO" not in text(client, who="everyone")


def test_at_first_her_own_deeds_are_left_out(ana: User, looks: None, client_for: ClientFor) -> None:
    client = client_for(ana)
    assert "You" not in {line.who for line in lines(client)}
    assert "You" in {line.who for line in lines(client, who="everyone")}


def test_reading_the_log_is_a_line_in_it(ana: User, client_for: ClientFor) -> None:
    client = client_for(ana)
    client.get(LOG)
    assert AccessEvent.objects.get(action="log_read").subject == ana
    assert lines(client, who="everyone")[0].deed == "read this list"


def test_she_can_ask_for_one_person(
    ana: User, soto: User, looks: None, client_for: ClientFor
) -> None:
    assert {line.who for line in lines(client_for(ana), who=str(soto.uuid))} == {"Elena Soto"}


@pytest.mark.parametrize(
    ("what", "who"),
    [("looks", {"Elena Soto", "Bea Boss"}), ("refused", {"Bruno Díaz"}), ("changes", set())],
)
def test_she_can_ask_for_one_kind_of_deed(
    ana: User, looks: None, client_for: ClientFor, what: str, who: set[str]
) -> None:
    assert {line.who for line in lines(client_for(ana), what=what)} == who


def test_nobody_is_offered_whom_she_never_met(
    ana: User, vega: User, looks: None, client_for: ClientFor
) -> None:
    client = client_for(ana)
    assert "Luis Vega" not in text(client)
    assert client.get(LOG, {"who": str(vega.uuid)}).status_code == 422


@pytest.mark.parametrize(
    "query",
    [{"who": "x" * 500}, {"what": "'; --"}, {"who": "<script>"}, {"what": "a\x00b"}],
)
def test_a_made_up_choice_is_refused_and_the_page_kept(
    ana: User, looks: None, client_for: ClientFor, query: dict[str, str]
) -> None:
    answer = client_for(ana).get(LOG, query)
    assert answer.status_code == 422
    assert "Elena Soto" in answer.content.decode()


@pytest.mark.parametrize(
    "cursor", ["x", "e30=", "WyIiXQ==", "W251bGxd", "WyIyMDI2LTAxLTAxIl0=", "a" * 5000]
)
def test_a_made_up_cursor_shows_the_first_page(
    ana: User, looks: None, client_for: ClientFor, cursor: str
) -> None:
    assert len(lines(client_for(ana), after=cursor)) == 3


def test_a_long_log_comes_in_pages_that_lose_nothing(
    ana: User, bruno: User, client_for: ClientFor
) -> None:
    for _look in range(120):
        audit.record("view", actor=bruno, subject=ana)
    client, seen, cursor = client_for(ana), 0, ""
    for _page in range(3):
        answer = client.get(LOG, {"after": cursor})
        seen += len(answer.context["lines"])
        cursor = answer.context["page"].next_cursor
    assert (seen, cursor) == (120, "")


def test_the_page_takes_the_same_queries_for_many_lines(
    ana: User, bruno: User, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        audit.record("view", actor=people.person(f"Person {number}"), subject=ana)
    client = client_for(ana)
    with django_assert_max_num_queries(8):
        client.get(LOG)


def test_htmx_gets_the_lines_alone(ana: User, looks: None, client_for: ClientFor) -> None:
    headers = {"HX-Request": "true", "HX-Target": "lines"}
    page = client_for(ana).get(LOG, headers=headers).content.decode()
    assert page.lstrip().startswith("<section")
    assert "<html" not in page


def test_every_deed_that_can_be_filtered_has_words() -> None:
    assert {action for _label, actions in GROUPS.values() for action in actions} <= set(VERBS)


def test_an_unknown_deed_or_kind_still_shows(ana: User, bruno: User, client_for: ClientFor) -> None:
    audit.record("teleport", actor=bruno, subject=ana, object_type="no.such")
    audit.record("view", actor=None, subject=ana, object_type="nonsense")
    assert {line.who for line in lines(client_for(ana))} == {"Bruno Díaz", "The site itself"}
