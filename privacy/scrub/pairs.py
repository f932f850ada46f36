"""Fields written out in a text: JSON, reprs, query strings, headers, forms, `Key (email)=(...)`."""

import re
from typing import Final

from privacy.scrub.keys import Meaning, meaning_of, meaning_of_phrase
from privacy.scrub.names import SEQUENCE
from privacy.scrub.spans import Kind, Span, add
from privacy.scrub.values import tells
from privacy.scrub.views import View

_PAIR: Final = re.compile(
    r"(?<![\w.\-])(?P<key>[^\W\d][\w.\-]{0,63}+)(?P<shut>[\"')\]]{0,2})\s{0,3}(?P<sep>=>|:=|[:=]"
    r"(?![:=]))\s{0,3}"
)
_OPENING: Final = re.compile(r"[\"'(]([^\W\d][\w .\-]{0,40})$")
_QUOTED: Final = re.compile(
    r"[bBuUrR]{0,2}(?P<quote>[\"'])(?P<value>(?:(?!(?P=quote))[^\n]){0,2048})"
)
_REPR: Final = re.compile(r"(?:datetime\.)?\w{1,20}\((?P<value>[^()\n]{0,200})\)")
_INNER: Final = re.compile(
    r"[\"'](?:text|display|value)[\"']\s?:\s?[\"'](?P<value>[^\"'\n]{1,200})"
)
_NESTED: Final = frozenset({Kind.NAME, Kind.PHONE, Kind.RECORD_NUMBER, Kind.ADDRESS})
_PLAIN_WORDS: Final = re.compile(r"[a-z]{2,}(?:'t)?[.,]?(?P<more> [a-z]{2,})?(?![\w@.])")
_PROSE: Final = frozenset({Kind.USERNAME, Kind.ADDRESS, Kind.TOKEN})
_LIST_END: Final = re.compile(r"\]|(?<!\{)\[")
_ITEM: Final = re.compile(r"[\"']([^\"'\n]{1,200})[\"']")
_CLOSED: Final = re.compile(r"\(([^()\n]{0,300})\)")
_NAME: Final = re.compile(rf"{SEQUENCE}(?:, ?{SEQUENCE})?")
_WORD: Final = re.compile(r"[^\s&;,\"'<>(){}\[\]|]{1,160}")
_SECRET: Final = re.compile(r"(?:[^\s&;,\"'<>)\]}]|,(?=\S)){1,4096}")
_LOOSE_SECRET: Final = re.compile(r"(?:[^\s&;,=\"'<>)\]}]|,(?=\S)){1,4096}={0,2}")
_LINE: Final = re.compile(r"[^\n\"'\[\]{}]{1,4096}")
_GROUPS: Final = re.compile(
    r"[+(#]{0,2}\w[\w.\-/]{0,80}(?:[ +().\-]{1,2}\(?\d[\w.\-/)]{0,20}){0,8}"
)
_NEXT_KEY: Final = re.compile(r"[\s,]+[\w.\-]+\s?[=:].*", re.DOTALL)
_PLACE: Final = re.compile(r"[^;|\n\"<>&{}=\[\]]{1,160}")
_PLACE_END: Final = re.compile(
    r"\s{2,}|,?\s[Cc]\.?\s?[Pp]\.?\s|\.\s(?=[A-ZÁÉÍÓÚ])|\s->|[\s,;]+[\w.\-]+\s?[:=]"
)
_PLACE_TELLS: Final = re.compile(r"[^\n]{0,100}?\d|(?:[A-ZÀ-Þ][\w.'-]*[ ,]{0,2}){1,4}(?:$|[.,;])")
_HEADERS: Final = frozenset(
    {"authorization", "cookie", "set-cookie", "proxy-authorization", "cookies"}
)
_FORM_FIELD: Final = re.compile(
    r"name=[\"']?(?P<key>[\w.\-\[\]]{2,64})[\"']?(?P<between>[^>\n]{0,120}?value=|\r?\n\r?\n)"
)
_TAG: Final = re.compile(
    r"<(?:\w{1,12}:)?(?P<key>[^\W\d][\w.\-]{1,40})(?P<rest>[^<>]{0,200})>(?P<value>[^<>]{1,300})</"
)
_ATTRIBUTE: Final = re.compile(
    r"<(?:\w{1,12}:)?(?P<key>[^\W\d][\w.\-]{1,40})\s[^<>]{0,120}?(?:value|extension)=[\"']"
    r"(?P<value>[^\"'<>]{1,200})"
)


def find(view: View, out: list[Span]) -> None:
    """Add the values of fields whose name tells that they identify somebody."""
    text = view.text
    if "=" in text or ":" in text:
        covered = 0
        for match in _PAIR.finditer(text):
            if match.start() >= covered:
                known = len(out)
                _pair(text, match, out)
                covered = out[-1][1] if len(out) > known else covered
    if "name=" in text and ("value=" in text or "\n\r\n" in text or "\n\n" in text):
        for match in _FORM_FIELD.finditer(text):
            meaning = meaning_of(match["key"])
            if meaning:
                _value(text, match.end(), meaning, match["key"], out)
    if "</" in text or "/>" in text:
        _marked_up(text, out)


def _pair(text: str, match: re.Match[str], out: list[Span]) -> None:
    key, start = match["key"], match.start()
    if match["shut"][:1] == "]" and key in Kind.__members__ and text[start - 1 : start] == "[":
        return  # a placeholder put here before, not a field
    meaning = meaning_of(key)
    if meaning is None or meaning.loose:
        meaning = _longer(text, start, key, quoted=bool(match["shut"])) or meaning
    if meaning and not (match["sep"] == ":" and _prose(text, match.end(), meaning.kind)):
        _value(text, match.end(), meaning, key, out)


def _prose(text: str, at: int, kind: Kind) -> bool:
    """`password: too short` tells nothing; `password: swordfish` does."""
    found = _PLAIN_WORDS.match(text, at)
    return found is not None and (kind in _PROSE or found["more"] is not None)


def _longer(text: str, start: int, key: str, *, quoted: bool) -> Meaning | None:
    """What a name of several words means: `"nhs no":`, `Date of birth:`."""
    if quoted:
        opening = _OPENING.search(text, max(0, start - 42), start)
        return meaning_of(opening[1] + key) if opening else None
    if text[start - 1 : start] != " ":
        return None
    words = text[max(0, start - 32) : start].split()[-2:]
    if not words:
        return None
    return meaning_of_phrase(words[-1], key) or meaning_of_phrase(*words, key)


def _value(text: str, at: int, meaning: Meaning, key: str, out: list[Span]) -> None:
    """Add what stands at this place when it tells something."""
    opener = text[at : at + 1]
    if opener in ("", "\n", "<"):
        return
    if opener == "{":
        _nested(text, at, text.find("}", at, at + 600), meaning.kind, out)
    elif opener == "[":
        _listed(text, at, meaning, out)
    else:
        start, end = _extent(text, at, meaning, key)
        if tells(meaning.kind, text[start:end], loose=meaning.loose):
            out.append((start, end, meaning.kind))


def _extent(text: str, at: int, meaning: Meaning, key: str) -> tuple[int, int]:
    """From where to where the value reaches; nothing when it is a structure of its own."""
    quoted = _QUOTED.match(text, at)
    if quoted:
        start, end = quoted.span("value")
        structure = text[start : start + 1] in ("{", "[") and meaning.kind is not Kind.PASSWORD
        return (at, at) if structure else (start, end)
    if text[at] == "(":
        closed = _CLOSED.match(text, at)
        return closed.span(1) if closed else (at, at)
    return _unquoted(text, at, meaning, key)


def _listed(text: str, at: int, meaning: Meaning, out: list[Span]) -> None:
    closed = _LIST_END.search(text, at + 1, at + 600)
    end = closed.start() if closed else at + 200
    if "{" in text[at:end]:
        _nested(text, at, end, meaning.kind, out)
        return
    items = _ITEM.finditer(text, at, end)
    told = (item for item in items if tells(meaning.kind, item[1], loose=meaning.loose))
    add(out, meaning.kind, told, 1)


def _nested(text: str, at: int, end: int, kind: Kind, out: list[Span]) -> None:
    """FHIR puts the telling string one level down, under a key that says nothing."""
    if kind in _NESTED:
        inner = _INNER.finditer(text, at, end if end > 0 else at + 600)
        add(out, kind, (m for m in inner if tells(kind, m["value"], loose=True)), "value")


def _unquoted(text: str, at: int, meaning: Meaning, key: str) -> tuple[int, int]:
    kind, strict = meaning.kind, not meaning.loose
    match kind:
        case Kind.NAME:
            found = _NAME.match(text, at) or _WORD.match(text, at)
        case Kind.TOKEN | Kind.PASSWORD:
            pattern = _LINE if key.lower() in _HEADERS else _SECRET if strict else _LOOSE_SECRET
            found = pattern.match(text, at)
        case Kind.ADDRESS:
            return _place(text, at)
        case Kind.BIRTH_DATE | Kind.DATE:
            found = _REPR.match(text, at) or _GROUPS.match(text, at)
        case Kind.USERNAME | Kind.EMAIL | Kind.URL | Kind.PHOTO | Kind.FILE | Kind.IP | Kind.VALUE:
            found = _WORD.match(text, at)
        case _:
            found = _GROUPS.match(text, at)
    if found is None:
        return at, at
    start, end = found.span()
    if kind is Kind.BIRTH_DATE and not any(c.isdigit() for c in text[start:end]):
        return at, at
    while end > start and text[end - 1] in ".,:":
        end -= 1
    return start, end


def _place(text: str, at: int) -> tuple[int, int]:
    found = _PLACE.match(text, at)
    if not found or not _PLACE_TELLS.match(found.group()):
        return at, at
    stop = _PLACE_END.search(text, at, found.end() + 1)
    return at, min(found.end(), stop.start()) if stop else found.end()


def _marked_up(text: str, out: list[Span]) -> None:
    for pattern in (_TAG, _ATTRIBUTE):
        for match in pattern.finditer(text):
            meaning = meaning_of(match["key"])
            if match["key"] == "id" and pattern is _ATTRIBUTE:
                meaning = Meaning(Kind.RECORD_NUMBER, loose=True)
            if meaning and tells(meaning.kind, match["value"], loose=meaning.loose):
                out.append((*match.span("value"), meaning.kind))
