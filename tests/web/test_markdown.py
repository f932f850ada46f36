"""Untrusted text becomes safe HTML, whoever wrote it and wherever the stream was cut."""

import json
import time
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from healthtracker.web.markdown import MAX_BYTES, render_untrusted, visible
from tests.samples import SAMPLES
from tests.web.safe_html import LINKS, violations

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<div id="composer" hx-post="/delete/">x</div>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](https:evil.example)",
    "[x](https://bank.example@evil.example/)",
    "[x](https://[::1)",
    "<https://evil.example/?d=1>",
    "<javascript:alert(1)>",
    "![a](https://evil.example/p.png?q=SECRET)",
    "[![a](https://evil.example/p.png)](https://evil.example)",
    "[a]: https://evil.example\n\n[a] ![a]",
    "[V12]: https://evil.example\n\n[V12]",
    "[V12](https://evil.example)",
    "[see [V12] here](https://evil.example)",
    "`[V12]` and ```[V12]```",
    '```"><script>alert(1)</script>\n</code></pre><script>\n```',
    "~~~ onload=alert(1) class=x id=y\ncode\n~~~",
    '| a" onload="x |\n|:-:|\n| <svg/onload=alert(1)> |',
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x&#62;",
    "[x](https://ok.example 'title\" onmouseover=\"alert(1)')",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "# <base href=//evil.example>",
    "[\u202egnp.exe](https://evil.example)",
    "{% load x %}{{ request.user }}",
]


def payloads() -> list[str]:
    """Our own hostile cases, and the measured ones where they lie on this machine."""
    found = list(HOSTILE)
    for path in (SAMPLES / "attacks").glob("xss*.jsonl") if SAMPLES else ():
        for line in Path(path).read_text().splitlines():
            row = json.loads(line)
            found.append(row.get("payload") or "".join(row["chunks"]))
    return found


@pytest.mark.parametrize("payload", payloads())
def test_no_payload_gets_through_nor_any_start_of_it(payload: str) -> None:
    for end in range(1, len(payload) + 1):
        assert violations(render_untrusted(payload[:end], links=LINKS)) == []


@given(
    st.text(max_size=400)
    | st.text(alphabet="[](){}<>!*_`~#|-+:\\/\"'=& \n\tV12aAhtps.@", max_size=400)
    | st.lists(st.sampled_from([*HOSTILE, "\n", "\n\n", "> ", "- ", "    "]), max_size=6).map(
        "".join
    )
)
def test_no_text_whatever_gets_through(text: str) -> None:
    html = render_untrusted(text, links=LINKS)
    assert isinstance(html, SafeString)
    assert violations(html) == []
    assert visible(html) == html


@given(st.text(alphabet=st.characters(), max_size=200))
def test_lone_surrogates_and_odd_characters_break_nothing(text: str) -> None:
    render_untrusted(text + "\ud800 \x00 \ufffe").encode()


def test_a_model_writes_markdown_and_the_reader_sees_it_formatted() -> None:
    html = render_untrusted(
        "## Summary\n\nIt is **high**, *not* low.\n\n1. one\n2. two\n\n```py\nx<1\n```"
    )
    assert html == (
        "<h4>Summary</h4>\n<p>It is <strong>high</strong>, <em>not</em> low.</p>\n"
        "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n<pre><code>x&lt;1\n</code></pre>\n"
    )


def test_tables_keep_their_alignment_without_a_style() -> None:
    html = render_untrusted("| Day | Value |\n|---|--:|\n| Mon | 128 |")
    assert '<td class="align-right">128</td>' in html
    assert "style" not in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("was 128 [V12].", 'was 128 <a href="/readings/12/" class="citation">V12</a>.'),
        ("[L3.2]", '<a href="/labs/3/?row=2&amp;x=1" class="citation">L3.2</a>'),
        ("[P, V99]", '<a href="/profile/" class="citation">P</a>'),
        ("[V12; V99]", '<a href="/readings/12/" class="citation">V12</a>'),
        ("was 128 [V99].", "was 128."),
        ("was 128 [V98, V99] then", "was 128 then"),
        ("`[V12]`", "<code>[V12]</code>"),
        ("\\[V12]", "[V12]"),
        ("[A] [note] [12]", "[A] [note] [12]"),
        ("**[V12]**", '<strong><a href="/readings/12/" class="citation">V12</a></strong>'),
    ],
)
def test_citations_link_to_the_record_and_made_up_ones_vanish(text: str, html: str) -> None:
    assert render_untrusted(text, links=LINKS) == f"<p>{html}</p>\n"


def test_a_citation_cannot_be_pointed_elsewhere() -> None:
    html = render_untrusted("[V12](https://evil.example)", links=LINKS)
    assert 'href="/readings/12/"' in html
    assert 'href="https://evil.example"' not in html


def test_vitamin_b12_may_still_be_the_label_of_a_link() -> None:
    assert ">B12</a>" in render_untrusted("[B12](https://medlineplus.gov/b12.html)", links=LINKS)


def test_a_link_never_nests_in_a_link() -> None:
    html = render_untrusted("[see [V12] here](https://ok.example/)", links=LINKS)
    assert html.count("<a ") == 1
    assert ">V12</a>" in html


def test_citations_that_leave_the_site_are_ignored() -> None:
    for url in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"):
        assert "<a" not in render_untrusted("[V1]", links={"V1": url})


def test_foreign_links_are_marked_and_show_where_they_lead() -> None:
    html = render_untrusted("[your results](https://evil.example/?d=NAME)")
    assert html == (
        '<p><a href="https://evil.example/?d=NAME" rel="noopener noreferrer nofollow"'
        ' class="external">your results</a> (evil.example)</p>\n'
    )
    assert "(medlineplus.gov)" not in render_untrusted("<https://medlineplus.gov/>")


def test_own_pages_are_linked_only_if_they_were_offered() -> None:
    assert '<a href="/readings/12/">' in render_untrusted("[it](/readings/12/)", links=LINKS)
    assert render_untrusted("[it](/admin/)", links=LINKS) == "<p>it</p>\n"


def test_images_are_never_fetched_but_their_description_is_read() -> None:
    assert render_untrusted("![a chart](https://evil.example/c.png)") == "<p>a chart</p>\n"


def test_hidden_and_reordering_characters_are_dropped_even_as_entities() -> None:
    assert (
        render_untrusted("a\u202eb\u200bc&#x202e;d&ZeroWidthSpace;e\U000e0041") == "<p>abcde</p>\n"
    )


def test_a_long_text_is_cut_and_says_so() -> None:
    with translation.override("en"):
        html = render_untrusted("word " * 10_000)
        assert "longer than 16 kB" in html
        assert len(html) < MAX_BYTES + 200
        assert "longer than" not in render_untrusted("x" * MAX_BYTES)
        assert "longer than" in render_untrusted("é" * (MAX_BYTES // 2 + 1))


NESTED = [
    "[", "![", ">", "*", "_", "`", "[a](", "> - ", "- a\n", "|", "a|b\n-|-\n\n", "[V12] ", "<",
    "\\", "&", "**a _b ",
]  # fmt: skip


@pytest.mark.parametrize("pattern", NESTED)
def test_hostile_nesting_costs_no_more_than_its_length(pattern: str) -> None:
    def seconds(size: int) -> float:
        text = (pattern * size)[:size]
        started = time.process_time()
        render_untrusted(text, links=LINKS)
        return time.process_time() - started

    small = min(seconds(MAX_BYTES // 4) for _ in range(2))
    # Four times the text: quadratic work would take sixteen times as long.
    assert seconds(MAX_BYTES) < max(9 * small, 1)


def test_a_table_cannot_grow_a_page_out_of_a_few_bytes() -> None:
    text = "|" + "a|" * 800 + "\n|" + "-|" * 800 + "\n" + "|a|\n" * 2500
    assert len(render_untrusted(text)) < 3 * MAX_BYTES
