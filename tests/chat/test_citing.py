"""What a reply cites is its own asker's, and its numbers are held against what was sent."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from chat import citing
from chat.citing import Sources, sources
from chat.models import Reply
from chat.numbers import Numbers, sent
from chat.presenting import reply_html, saved_snapshot, shown
from chat.replies.frames import Growing
from healthtracker.web.markdown import MAX_BYTES
from privacy.registry import BriefingItem
from tests.chat.answered import Desk, desk
from tests.chat.live.member import Shown
from tests.chat.record_of_ana import fill, fill_bruno

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MARK = re.compile(r"\[([A-Z]{1,2}\d+(?:\.\d+)?)\]")
LINK = re.compile(r'<a href="([^"]+)" class="citation"')


@pytest.fixture(params=["responses", "messages"])
def assistant(request: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(request.param, settings, monkeypatch) as found:
        yield found


def entry(cite: str, text: str = "2026-11-03 blood pressure 128/82 mm[Hg]") -> BriefingItem:
    """One entry of a record."""
    return BriefingItem(cite, "vital", text, f"/readings/entry/{cite}/")


def links(html: str) -> list[str]:
    """Where the citations of a page lead."""
    return LINK.findall(html)


def test_every_mark_that_was_sent_opens_an_entry_of_whoever_asked(
    assistant: Desk, ana: User, bruno: User, client_for: SignIn
) -> None:
    fill(ana)
    fill_bruno(bruno)
    assistant.ask(ana)
    marks = list(dict.fromkeys(MARK.findall(str(assistant.sent))))
    assert len(marks) > 15
    assistant.vendor.text = "All of it: " + " ".join(f"[{mark}]" for mark in marks)
    reply = assistant.ask(ana)
    found = links(shown(reply).html)
    assert len(found) == len(marks)
    for url in set(found):
        assert client_for(ana).get(url).status_code == 200, url
        theirs = client_for(bruno).get(url)
        assert theirs.status_code == 404 or "128/82" not in theirs.content.decode()


def test_a_made_up_or_foreign_mark_shows_nothing(assistant: Desk, ana: User, bruno: User) -> None:
    fill_bruno(bruno)
    theirs = assistant.ask(bruno)
    foreign = [item["cite"] for item in theirs.manifest]
    url = theirs.manifest[-1]["url"]
    assistant.vendor.text = f"It was high {' '.join(f'[{m}]' for m in foreign)} [V99], [see]({url})"
    reply = assistant.ask(ana)  # whose record is empty
    html = reply_html(reply.pk, ana)
    assert links(html) == []
    assert url not in html
    assert "It was high" in html


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "x"],
)
def test_a_manifest_that_was_tampered_with_leads_nowhere_else(url: str) -> None:
    manifest = citing.manifest_of([entry("V1"), entry("V2")])
    manifest[0]["url"] = url
    html = sources(manifest, None).whole("Was 1 [V1] and 2 [V2].").html
    assert links(html) == ["/readings/entry/V2/"]


def test_a_mark_says_what_it_stands_for() -> None:
    manifest = citing.manifest_of(
        [entry("V1", 'a "quoted" <b>128/82</b>\n mm[Hg]\u202e'), entry("V2")]
    )
    answer = sources(manifest, None).whole("x [V1, V2]")
    assert 'aria-label="V1: a &quot;quoted&quot; &lt;b&gt;128/82&lt;/b&gt; mm[Hg]"' in answer.html
    assert 'title="2026-11-03 blood pressure 128/82 mm[Hg]"' in answer.html
    assert answer.cited == ("V1", "V2")


def test_the_page_lists_what_was_cited_and_warns_of_numbers(
    assistant: Desk, ana: User, client_for: SignIn
) -> None:
    fill(ana)
    assistant.vendor.text = "It was 139/88 [V1] and will be 171/99. Again [V1]."
    reply = assistant.ask(ana)
    page = reverse("chat:conversation", args=[reply.conversation_id])
    html = client_for(ana).get(page).content.decode()
    assert "1 source<" in html
    assert re.search(r'class="unverified" title="[^"]+">171/99</span>', html)
    assert "139" in html
    assert "Underlined numbers" in html


def test_what_streams_is_what_the_page_shows_later(assistant: Desk, ana: User) -> None:
    ana.language = "es"
    ana.save()
    fill(ana)
    assistant.vendor.text = (
        "## Resumen\n\nFue 139/88 [V1], no 171/99.\n\n- **1**28 y `177`\n- 3 lecturas\n\n"
        "```\n128 178\n```\n\n| a | b |\n|--|--:|\n| 179 | [V2] |\n\nFin."
    )
    reply = assistant.ask(ana)
    tab = Shown()
    for frame in assistant.frames:
        tab.take(frame)
    whole = citing.sources_of(reply, language="es").whole(reply.text)
    tail = citing.sources_of(reply, language="es").whole(tab.rest)
    assert tab.html + tail.html == whole.html
    assert whole.html in reply_html(reply.pk, ana)
    assert re.findall(r'class="unverified"[^>]*>([^<]+)<', whole.html) == [
        *("171/99", "177", "178", "179")
    ]
    assert saved_snapshot(reply.pk)[2]["html"] == tab.html
    assert 'title="Not among' not in whole.html or whole.doubts == 4


def test_the_record_readers_own_figures_are_not_doubted(ana: User, settings: Any) -> None:
    empty = {"api_key": "", "base_url": "", "model": ""}
    settings.LLM = {**settings.LLM, "openai": empty, "anthropic": empty}
    fill(ana)
    reply = Desk("records").ask(ana, "What is my average blood pressure this year?")
    assert reply.sent_numbers is None
    assert "unverified" not in shown(reply).html


def test_an_answer_that_made_a_number_up_does_not_vouch_for_it(assistant: Desk, ana: User) -> None:
    fill(ana)
    assistant.vendor.text = "It was 171/99."
    first = assistant.ask(ana)
    assistant.vendor.text = "As I said, 171/99, not 139/88."
    second = assistant.go_on(ana, first.conversation, "Are you sure about my blood pressure?")
    assert shown(second).doubts == 1
    assistant.vendor.text = "You say 171/99."
    third = assistant.go_on(ana, first.conversation, "My cuff said 171/99 today")
    assert shown(third).doubts == 0


def test_labels_and_numbers_rest_sealed(ana: User, assistant: Desk) -> None:
    fill(ana)
    reply = assistant.ask(ana)
    assert "139" in reply.sent_numbers["values"]
    rows = Reply.objects.unscoped("a test").filter(pk=reply.pk)
    raw = rows.values_list("manifest", "sent_numbers").get()
    assert b"139" not in b"".join(bytes(value.data) for value in raw)


def test_a_long_answer_is_the_same_in_pieces_and_whole() -> None:
    block = "Value 171 [V1] and **bold** é text.\n\n"
    text = block * (3 * MAX_BYTES // 2 // len(block)) + "the end"
    found = Sources({"V1": "/v/1/"}, {}, Numbers(sent([""])))
    growing = Growing(found, text)
    growing.advance()
    whole = found.whole(text)
    assert "".join(growing.html) + found.whole("the end").html == whole.html
    assert whole.doubts == text.count("171")
    assert 'class="cut"' in found.whole("x" * 2 * MAX_BYTES).html
    assert 'class="cut"' in found.whole("x\n\n" * 3 * MAX_BYTES).html
