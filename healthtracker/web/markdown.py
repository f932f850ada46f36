"""The one door from untrusted text to HTML: Markdown without raw HTML, then an allow-list."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from healthtracker.web.markdown_blocks import finished_blocks, visible
from healthtracker.web.markdown_doubts import Doubtful, Doubts

__all__ = [
    "Grounds",
    "Rendered",
    "cut_notice",
    "finished_blocks",
    "render_untrusted",
    "rendered",
    "visible",
]

MAX_BYTES = 16 * 1024
MAX_TABLE_CELLS = 3000

# [V12], [L3.2], [P]; several may share the brackets: [V12, V13].
_CITE = r"[A-Z]{1,2}\d{0,5}(?:\.\d{1,3})?"
_CITATION = re.compile(rf"\[({_CITE}(?:[,;] ?{_CITE}){{0,20}})\]")
_SEPARATOR = re.compile(r"[,;] ?")
# A plain host only. With a user name before it, https://bank.example@evil.example shows one name
# and opens another.
_EXTERNAL = re.compile(
    r"https?://(?P<host>[a-z0-9._-]+)(?::\d{1,4})?(?:[/?#][^\s\\]*)?|mailto:[^\s\\]+", re.IGNORECASE
)
_OWN_PATH = re.compile(r"/(?![/\\])[^\s\\]*")
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}

_CLEANER = nh3.Cleaner(
    tags={
        "p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a",
        "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "span",
    },
    attributes={
        "a": {"href", "rel", "title", "aria-label"}, "ol": {"start"}, "span": {"title"},
    },
    allowed_classes={
        "span": {"unverified"},
        "a": {"citation", "external"},
        "th": {"align-right", "align-center"},
        "td": {"align-right", "align-center"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a text may lean on.

    links: citation id ("V12") to an own path ("/readings/12/"). labels: citation id to what it
    stands for, in plain text. doubtful: finds what in a text as read is to be marked unverified.
    """

    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    doubtful: Doubtful | None = None


NO_GROUNDS = Grounds()


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML. cited: the ids it links to, in order. doubts: how much was marked unverified."""

    html: SafeString
    cited: tuple[str, ...] = ()
    doubts: int = 0


def render_untrusted(text: str, *, links: Mapping[str, str] | None = None) -> SafeString:
    """Markdown from a model, a file or a person as safe HTML.

    Args: links: as of `Grounds`. `[V12]` becomes a link to its path; an unknown id of that shape
    disappears. Own paths may be linked only if they are in `links`.
    At most 16 kB is rendered and a cut says so. Headings start at h3; images show their
    description; invisible and direction-changing characters are dropped.
    """
    return rendered(text, Grounds(links) if links else NO_GROUNDS).html


def rendered(text: str, grounds: Grounds) -> Rendered:
    """As `render_untrusted`, with marks on what is doubtful and names on the citations."""
    own = {cite: url for cite, url in grounds.links.items() if _OWN_PATH.fullmatch(url)}
    doubts = Doubts(grounds.doubtful)
    cited: dict[str, None] = {}
    env = {
        "links": own,
        "labels": grounds.labels,
        "paths": {_MARKDOWN.normalizeLink(url) for url in own.values()},
        "doubts": doubts,
        "cited": cited,
    }
    kept, cut = _capped(text)
    html = _CLEANER.clean(visible(_MARKDOWN.render(visible(kept), env)))
    # The one door: nh3 has just let this through.
    safe = SafeString(html)  # nosec B703
    if cut:
        safe += cut_notice()
    return Rendered(safe, tuple(cited), doubts.count)


def cut_notice() -> SafeString:
    """What stands where a text was cut."""
    notice = _("The rest is not shown: this text is longer than 16 kB.")
    return format_html('<p class="cut">{}</p>', notice)


def _capped(text: str) -> tuple[str, bool]:
    head = text[:MAX_BYTES].encode("utf-8", "ignore")
    if len(text) <= MAX_BYTES and len(head) <= MAX_BYTES:
        return text, False
    return head[:MAX_BYTES].decode("utf-8", "ignore"), True


class _Markdown(MarkdownIt):
    """markdown-it that makes links only of web and mail addresses and of own paths."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # markdown-it's name
        return bool(_EXTERNAL.fullmatch(url) or _OWN_PATH.fullmatch(url))


def _citation(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # markdown-it's shape
    found = _CITATION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    links: Mapping[str, str] = state.env["links"]
    ids = _SEPARATOR.split(found[1])
    known = [cite for cite in ids if cite in links]
    if not known and not _looks_cited(state.src, found.end(), ids):
        return False
    if not silent:
        _push_citations(state, known, links)
    state.pos = found.end()
    return True


def _looks_cited(source: str, end: int, ids: Sequence[str]) -> bool:
    """Whether an unknown id is a made-up citation, not a word in brackets or a link's label."""
    return all(cite[-1].isdigit() for cite in ids) and not source.startswith("(", end)


def _push_citations(state: StateInline, known: Sequence[str], links: Mapping[str, str]) -> None:
    """Never runs inside a link's label: markdown-it gives up a label that holds another link."""
    if not known:
        state.pending = state.pending.rstrip(" ")
        return
    for number, cite in enumerate(known):
        if number:
            state.pending += " "
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": links[cite], "class": "citation"}
        if label := state.env["labels"].get(cite):
            # What a screen reader says begins with what is seen.
            opening.attrs |= {"title": label, "aria-label": f"{cite}: {label}"}
        state.env["cited"][cite] = None
        state.push("text", "", 0).content = cite
        state.push("link_close", "a", -1)


def _small_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A table only while its cells stay few: 16 kB of source can ask for a megabyte of cells."""
    if start < state.env.get("no_table_before", 0) or not table(state, start, end, silent=True):
        return False
    columns = state.src[state.bMarks[start] : state.eMarks[start]].count("|") + 1
    stop = start
    while stop < end and not state.isEmpty(stop):
        stop += 1
    if columns * (stop - start) > MAX_TABLE_CELLS:
        state.env["no_table_before"] = stop
        return False
    return True if silent else table(state, start, end, silent=False)


def _tame(state: StateCore) -> None:
    """Headings below the page's own, alignment as classes, images as text, links vetted."""
    for token in state.tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
        if token.type in ("th_open", "td_open"):
            _align(token)
        if token.children:
            vetted = _vetted(token.children, state.env["paths"])
            token.children = state.env["doubts"].marked(list(vetted))


def _align(token: Token) -> None:
    style = str(token.attrs.pop("style", ""))
    side = style.rpartition(":")[2]
    if side in ("right", "center"):
        token.attrs["class"] = f"align-{side}"


def _vetted(tokens: Sequence[Token], paths: set[str]) -> Iterator[Token]:
    """The inline tokens of one block with foreign links marked and unknown own paths unlinked.

    A foreign link is followed by its host unless its label shows it: "see results (evil.example)".
    """
    closing: list[str | None] = []
    label = ""
    for token in tokens:
        if token.type == "image":
            yield Token("text", "", 0, content=token.content)
        elif token.type == "link_open":
            closing.append(_opened(token, paths))
            label = ""
            if closing[-1] is not None:
                yield token
        elif token.type == "link_close":
            host = closing.pop()
            if host is not None:
                yield token
            if host and host not in label:
                yield Token("text", "", 0, content=f" ({host})")
        else:
            label += token.content
            yield token


def _opened(link: Token, paths: set[str]) -> str | None:
    """Vets a link: the host to name after it, "" for none to name, None for no link at all."""
    href = str(link.attrs["href"])
    if link.attrs.get("class") == "citation":
        return ""
    if external := _EXTERNAL.fullmatch(href):
        link.attrs = {"href": href, "rel": "noopener noreferrer nofollow", "class": "external"}
        return external["host"] or ""
    if href in paths:
        link.attrs = {"href": href}
        return ""
    return None


def _code(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any
) -> str:
    """A block of code; what follows its fence says nothing to a reader."""
    return f"<pre><code>{env['doubts'].escaped(tokens[place].content)}</code></pre>\n"


def _build() -> _Markdown:
    options: dict[str, Any] = {"html": False, "linkify": False}
    markdown = _Markdown("commonmark", options)
    # Without reference definitions every block means the same alone as in the whole text, which
    # is what lets a finished block be rendered once while the rest still streams.
    markdown.disable(["reference", "html_block", "html_inline"])
    markdown.enable("table")
    markdown.block.ruler.at("table", _small_table, {"alt": ["paragraph", "reference"]})
    markdown.inline.ruler.before("link", "citation", _citation)
    markdown.core.ruler.push("tame", _tame)
    markdown.add_render_rule("fence", _code)
    markdown.add_render_rule("code_block", _code)
    return markdown


_MARKDOWN = _build()
