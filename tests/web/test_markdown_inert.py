"""A file of Markdown is safe even in a viewer that allows everything."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from healthtracker.web.markdown_inert import inert
from tests.web.hostile_markdown import corpus


class Careless(MarkdownIt):
    """A viewer that shows raw HTML and follows any link."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return True


VIEWER = Careless("commonmark", {"html": True}).enable("table")
WORDS = "p br hr strong em code pre blockquote ul ol li a table thead tbody tr th td"
SAFE = set(WORDS.split())
SAFE |= {"h1", "h2", "h3", "h4", "h5", "h6"}


def unsafe(text: str) -> list[str]:
    """What a careless viewer would run, fetch or follow."""
    html = VIEWER.render(inert(text))
    page = html5lib.parse(f"<div>{html}</div>", treebuilder="etree", namespaceHTMLElements=False)
    found = []
    for element in page.find("body/div").iter():
        if element.tag not in SAFE | {"div"}:
            found.append(str(element.tag))
            continue
        names = {"href", "title", "start", "class", "style"}
        found += [name for name in element.attrib if name not in names]
        href = element.get("href", "/").lower()
        if not href.startswith(("https://", "http://", "mailto:", "/")) or href.startswith("//"):
            found.append(href)
    return found


@pytest.mark.parametrize("part", range(4))
def test_nothing_hostile_works_in_a_careless_viewer(part: int) -> None:
    for text in corpus()[part::4]:
        for end in range(1, len(text) + 1):
            assert unsafe(text[:end]) == [], text[:end]


@given(st.lists(st.sampled_from([*corpus(), "\n", "\n\n", "> ", "- ", "\\", "`"]), max_size=6))
def test_no_mixture_does_either(texts: list[str]) -> None:
    assert unsafe("".join(texts)) == []


def test_what_is_harmless_stays_as_it_was() -> None:
    text = "## Mean\n\n- **128/82** < 130, see [page](https://a.example/x) and [own](/readings/)\n"
    assert inert(text) == text
