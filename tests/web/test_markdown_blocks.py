"""Streamed text settles block by block: what is finished never changes again."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtracker.web.markdown import finished_blocks, render_untrusted

PIECES = [
    "a", "b c", "- ", "* ", "1. ", "2) ", "```", "~~~", "> ", "# ", "---", "***", "===", "|a|b|",
    "|-|-|", "a|b", "  ", "    ", "\n", "\n\n", "\t", "`", "[V1]", "**b**", "\r", "\r\n", "\u200b",
]  # fmt: skip
markdown = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200)

ANSWER = """\
# Your blood pressure

Over the last 30 days you logged **22 readings** [V12].
The mean is 126/80.

| Week | Mean | Count |
|---|--:|--:|
| 1 | 128/82 | 6 |
| 2 | 125/79 | 5 |

What stands out:
- mornings are higher [V12]

  by about 6 mmHg, and this goes on
- evenings are calm
  1. first
  2. second

     ```
     a block

     in a list
     ```
Then, without a blank line:
```text
SYS  DIA

128  82
```
> A quotation
goes on lazily.

Heading below
-------------
    not code

    code

    more code
***
Last words, [V99] unfinished **bo"""


@given(text=markdown, data=st.data())
def test_finished_blocks_are_a_partition_that_only_grows(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    before: list[str] = []
    for end in [*cuts, len(text)]:
        blocks, tail = finished_blocks(text[:end])
        assert "".join(blocks) + tail == text[:end]
        assert all(blocks)
        assert blocks[: len(before)] == before
        before = blocks


@given(text=markdown, at=st.integers(0, 200))
def test_a_stream_may_go_on_from_its_open_tail(text: str, at: int) -> None:
    blocks, tail = finished_blocks(text[:at])
    more, rest = finished_blocks(tail + text[at:])
    assert (blocks + more, rest) == finished_blocks(text)


def test_an_answer_rendered_block_by_block_is_the_answer_rendered_whole() -> None:
    for end in range(len(ANSWER) + 1):
        blocks, tail = finished_blocks(ANSWER[:end])
        pieces = "".join(
            render_untrusted(block, links={"V12": "/v/12/"}) for block in [*blocks, tail]
        )
        assert pieces == render_untrusted(ANSWER[:end], links={"V12": "/v/12/"})


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("# Title\n", ["# Title\n"]),
        ("para\n", []),
        ("para\n\n", ["para\n\n"]),
        ("para\r\n\r\nx", ["para\r\n\r\n"]),
        ("para\r", []),
        ("para\n```\ncode\n\nmore\n", ["para\n"]),
        ("```\ncode\n\n```\n", ["```\ncode\n\n```\n"]),
        ("````\n```\n\n````\n", ["````\n```\n\n````\n"]),
        ("- a\n\n", []),
        ("- a\n\n- b\n\nafter\n", ["- a\n\n- b\n\n"]),
        ("- a\n\n  still\n\nafter\n", ["- a\n\n  still\n\n"]),
        ("1. a\n```\nx\n\ny\n```\n2. b\n", ["1. a\n", "```\nx\n\ny\n```\n"]),
        ("in 2024\n2024. was\n\n", ["in 2024\n2024. was\n\n"]),
        ("text\n- item\n", ["text\n"]),
        ("|a|b|\n|-|-|\n|1|2|\n\n", ["|a|b|\n|-|-|\n|1|2|\n\n"]),
        ("a|\n---\nrow\n\n", ["a|\n---\nrow\n\n"]),
        ("title\n---\n", ["title\n---\n"]),
        ("    code\n\n    code\nafter\n", ["    code\n\n    code\n"]),
        ("> q\n\n", ["> q\n\n"]),
        ("", []),
    ],
)
def test_a_block_is_finished_as_soon_as_nothing_can_join_it(text: str, blocks: list[str]) -> None:
    assert finished_blocks(text)[0] == blocks


@pytest.mark.parametrize("line", ["[a](", "a", "> ", "- a\n", "\n", "```\n", "\t", "a\r", "---\n"])
def test_a_megabyte_of_anything_is_cut_in_linear_time(line: str) -> None:
    text = (line * 1_000_000)[:1_000_000]
    started = time.process_time()
    blocks, tail = finished_blocks(text)
    assert time.process_time() - started < 5
    assert "".join(blocks) + tail == text
