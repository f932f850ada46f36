"""Ways to reach a person: e-mail, telephone, web and network addresses."""

import re
from typing import Final

from privacy.scrub.names import SEQUENCE
from privacy.scrub.spans import Kind, Span, add
from privacy.scrub.views import View

_EMAIL: Final = re.compile(
    r"(?<![\w.+%-])(?:[odOD]')?[\w.+%-]{1,320}+@(?:(?:[^\W_]|-){1,63}+\.){0,8}(?:[^\W\d_]{2,24}"
    r"|xn--[\w-]{2,60})(?![\w@])"
)
_SPOKEN_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}+\s?[\[({]\s?(?:at|arroba)\s?[\])}]\s?[\w-]{1,63}"
    r"(?:\s?(?:\.|[\[({]\s?(?:dot|punto)\s?[\])}])\s?[\w-]{1,63}){1,4}"
    r"|(?<![\w.+-])[\w.+-]{1,64}+ (?:at|arroba) [\w-]{1,63}(?: (?:dot|punto) [\w-]{2,63}){1,4}"
)
_SENDER: Final = re.compile(
    rf"(?:\"([^\"\n]{{2,60}})\"|({SEQUENCE}(?:, ?{SEQUENCE})?))\s?<(?:mailto:)?$"
)

_URL: Final = re.compile(
    r"(?<![\w+.-])(?P<scheme>[a-z][a-z0-9+.-]{1,14})://(?:(?P<user>[^\s:/@\"'<>]{0,64}):"
    r"(?P<secret>[^\s\"'<>/]{1,128})@)?"
    r"(?P<host>[^\s/?#\"'<>),;\]}]{0,255})(?P<rest>[^\s\"'<>|]*)"
)
_WEB_ENDS: Final = (
    ".com/",
    ".org/",
    ".net/",
    ".es/",
    ".mx/",
    ".io/",
    ".me/",
    ".dev/",
    ".app/",
    ".edu/",
    ".gov/",
    "e/",
    "fo/",
    "h/",
    "k/",
    "s/",
    ".co/",
)
_WEB: Final = frozenset(
    {"http", "https", "ws", "wss", "ftp", "ftps", "sftp", "s3", "gs", "blob", "webcal"}
)
_DOCUMENTATION: Final = re.compile(
    r"(?:errors\.pydantic\.dev|docs\.djangoproject\.com|docs\.python\.org|platform\.openai\.com"
    r"|docs\.anthropic\.com|docs\.claude\.com|docs\.stripe\.com|developer\.mozilla\.org"
    r"|peps\.python\.org"
    r"|docs\.sqlalchemy\.org|www\.postgresql\.org|redis\.io|loinc\.org|hl7\.org|snomed\.info"
    r"|unitsofmeasure\.org|terminology\.hl7\.org|www\.w3\.org)(?::\d+)?$"
)
_BARE_URL: Final = re.compile(
    r"(?<![\w@/.:-])(?:www\.[\w.-]{3,120}|(?:[a-z0-9-]{1,63}\.){1,4}"
    r"(?:com|org|net|es|mx|io|me|example|dev|app|edu|gov|info|co|health|us|uk|ar|cl|pe)(?=/))"
    r"(?::\d{2,5})?(?:/[^\s\"'<>|]*)?"
)
_QUERY: Final = re.compile(r"(?<=[\w/])\?(?=[\w%.~\[\]-]{1,64}=)([^\s\"'<>|]{2,})")
_PLAIN_QUERY: Final = re.compile(
    r"(?:(?:(?:page|page_size|size|limit|offset|tab|sort|order|o|p|kind|type|lang|language|format"
    r"|days|range|period|section|category|status|year"
    r"|after|before|cursor|view|theme|step|v)=[\w.-]{0,24}|[a-z_]{1,20}=\d{0,4})(?:&|$))+"
)
_DATA_URL: Final = re.compile(
    r"data:(?:image|application|audio)/[\w.+-]{1,40};base64,[A-Za-z0-9+/=]{16,}"
)

_IPV4: Final = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w])(?!\.\d)"
)
_IPV6: Final = re.compile(
    r"(?<![\w:.])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}"
    r"|(?=(?:[0-9a-f]{0,4}:){1,7}:)(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::"
    r"(?:(?:[0-9a-f]{1,4}:){0,5}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4}))?)"
    r"(?:%[\w.-]{1,16})?(?![\w])"
)
_OWN_IP: Final = re.compile(r"127\.|0\.0\.0\.0$|\d\.\d\.\d\.\d$|255\.255\.|::1?$")

_GAP: Final = r"[ .\-]"
_PHONE: Final = re.compile(
    rf"(?:"
    rf"(?:\+?1{_GAP}?)?(?:\(\d{{3}}\){_GAP}?|\d{{3}}{_GAP})\d{{3}}{_GAP}\d{{4}}"
    rf"|(?:\+?1{_GAP}?)?\(\d{{3}}\)\d{{7}}"
    rf"|\+\(?\d(?:[ ().\-/]{{0,2}}\d){{7,14}}"
    rf"|00[1-9]\d{{9,12}}|00[1-9]\d?\d?{_GAP}\d(?:{_GAP}?\d){{7,11}}"
    rf"|04[45]{_GAP}?\d{{2,3}}{_GAP}?\d{{3,4}}{_GAP}?\d{{3,4}}"
    rf"|\(\d{{2,5}}\){_GAP}?\d{{2,4}}{_GAP}\d{{3,4}}(?:{_GAP}\d{{2,4}})?"
    rf"|[6789]\d\d{_GAP}\d\d\d{_GAP}\d\d\d|[6789]\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d\d"
    rf"|9\d{_GAP}\d\d\d{_GAP}\d\d{_GAP}\d\d"
    rf"|\d\d{_GAP}\d{{4}}{_GAP}\d{{4}}|\d{{3}} \d{{3,4}} \d{{4}}|\d{{3}}{_GAP}\d{{4}}{_GAP}\d{{3}}"
    rf"|0\d{{2,4}}{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}"
    rf")(?:\s?(?:x|ext\.?|#)\s?\d{{1,6}})?(?![\w])(?![.\-]\d)",
    re.IGNORECASE,
)
_LOCAL_PHONE: Final = re.compile(r"(?<= at | al |no\. |tel )\d{3}-\d{4}(?![\w-])")
_PHONE_START: Final = re.compile(r"[+(\d](?<![\w.@/-].)(?<!\d[ ,].)(?=[\d()+ .\-/]{6})")


def find(view: View, out: list[Span]) -> None:
    """Add e-mail addresses, URLs, telephone numbers and IP addresses."""
    text, low = view.text, view.low
    if "@" in text:
        _emails(text, out)
    if "arroba" in low or "(at" in low or "[at" in low or " dot " in low:
        add(out, Kind.EMAIL, _SPOKEN_EMAIL.finditer(low))
    if "." in text or ":" in text:
        _web(text, low, out)
        _networks(low, out)
    phones = (_PHONE.match(text, start.start()) for start in _PHONE_START.finditer(text))
    add(out, Kind.PHONE, filter(None, phones))
    add(out, Kind.PHONE, _LOCAL_PHONE.finditer(low))


def _emails(text: str, out: list[Span]) -> None:
    for match in _EMAIL.finditer(text):
        start, end = match.span()
        domain = text[text.index("@", start) + 1 : end]
        if "." not in domain and domain.lower() != "localhost":
            continue
        out.append((start, end, Kind.EMAIL))
        if text[start - 1 : start] in "<:":
            sender = _SENDER.search(text, max(0, start - 80), start)
            if sender:
                out.append((*sender.span(sender.lastindex or 0), Kind.NAME))


def _web(text: str, low: str, out: list[Span]) -> None:
    if "://" in text:
        for match in _URL.finditer(low):
            _one_url(text, match, out)
    if "data:" in low:
        add(out, Kind.PHOTO, _DATA_URL.finditer(text))
    if "www." in low or any(end in low for end in _WEB_ENDS):
        bare = _BARE_URL.finditer(low)
        add(out, Kind.URL, (m for m in bare if not _DOCUMENTATION.match(m[0].partition("/")[0])))
    if "?" in text:
        queries = (m for m in _QUERY.finditer(text) if not _PLAIN_QUERY.fullmatch(m[1]))
        add(out, Kind.URL, queries, 1)


def _one_url(text: str, match: re.Match[str], out: list[Span]) -> None:
    if match["secret"]:
        out.append((*match.span("secret"), Kind.PASSWORD))
    if match["scheme"] not in _WEB:
        return
    if _DOCUMENTATION.match(match["host"]) and "?" not in match["rest"]:
        return
    end = match.end()
    while text[end - 1] in ".,;:!)]}" and end > match.start():
        end -= 1
    out.append((match.start(), end, Kind.URL))


def _networks(low: str, out: list[Span]) -> None:
    if low.count(".") > 2:
        add(out, Kind.IP, (m for m in _IPV4.finditer(low) if not _OWN_IP.match(m[0])))
    if "::" in low or low.count(":") >= 7:
        found = (m for m in _IPV6.finditer(low) if not _OWN_IP.match(m[0]))
        add(out, Kind.IP, (m for m in found if any(c.isdigit() for c in m[0])))
