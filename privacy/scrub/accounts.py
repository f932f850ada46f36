"""Names people sign in with: `<User: maria.lopez>`, `login failed for jdoe42`, `@marialopez`."""

import re
from typing import Final

from privacy.scrub.lexicon import AMBIGUOUS, FAMILY, GIVEN, HINTS, ORDINARY
from privacy.scrub.spans import Kind, Span, add
from privacy.scrub.values import tells
from privacy.scrub.views import View

_REPR: Final = re.compile(
    r"<(?:\w{1,30}\.)?(?:User|Profile|Patient|Provider|Member|Account|Person|Contact)\w{0,20}: "
    r"(?P<who>[^<>\n]{1,100})>"
)
_CUED: Final = re.compile(
    r"(?<![\w.])(?:user|usuario|username|member|account|login|logged in as|signed in as|sign-in"
    r"|authenticated as|for user|by user|as user|actor|owner"
    r"|impersonat\w+|cuenta|sesion de|usuaria|handle|perfil de|profile)\s{1,2}[\"'`(]?@?"
    r"(?P<who>[a-z][\w.+-]{1,62}[\w])"
)
_FAILED: Final = re.compile(
    r"(?:log ?in|sign ?in|login|authentication|password reset|access|session|lockout|locked out"
    r"|denied|throttled|mfa|totp|acceso)"
    r"(?: \w{1,12}){0,3} (?:for|by|from|to|of|para|de|por) [\"'`]?(?P<who>[a-z][\w.+-]{1,62}[\w])"
)
_CUED_WORDS: Final = HINTS["SIGNED_IN"]
_FAILED_WORDS: Final = HINTS["SIGN_IN_FAILED"]
_ROUTE_WORDS: Final = HINTS["ROUTES"]
_PROGRAM: Final = HINTS["PROGRAM"]
_MODULES: Final = HINTS["MODULES"]
_AT: Final = re.compile(r"(?<![\w./@:-])@(?P<who>[a-z_][\w.]{2,39})(?![\w(@])")
_LOGGED: Final = re.compile(r"(?<=- )(?P<who>[\w.+@-]{2,64}) \[\d\d/")
_BY: Final = re.compile(r"(?<!\w)(?:by|for|por|para) (?P<who>[a-z]{3,20}\.[a-z]\w{0,30})(?![\w.(])")
_DOTTED: Final = re.compile(
    r"(?<![\w./@$-])(?P<first>[a-z]{2,20})(?P<join>[._-])(?P<last>[a-z]{2,30})\d{0,4}(?![\w(/@-]"
    r"|\.\w)"
)
_GLUED: Final = re.compile(r"(?<![\w./@$-])[a-z]{5,40}\d{1,4}(?![\w/@.-])")
_PATH: Final = re.compile(
    r"/(?:u|users?|profiles?|members?|patients?|providers?|people|usuarios?|pacientes?|@"
    r"|accounts?|by|in|doctors?)/@?(?P<who>[^\W\d_][\w.%+-]{2,60})(?=[/?\s\"']|$)(?<!\.py)"
    r"(?<!\.html)(?<!\.js)(?<!\.css)"
)
_TELLING: Final = re.compile(r"[a-z]{2,}[._][a-z]+\d*|[a-z.]{2,}\d{1,4}|[a-z]{2,}[._][a-z]+[._]\w+")
_HANDLES: Final = re.compile(r"instagram|twitter|tiktok|telegram|handle|cuenta de|mention")


def find(view: View, out: list[Span]) -> None:
    """Add sign-in names that stand after a telling word or are made of a common given name."""
    text, low = view.text, view.low
    if "<" in text:
        told = (m for m in _REPR.finditer(text) if tells(Kind.USERNAME, m["who"], loose=True))
        add(out, Kind.USERNAME, told, "who")
    for pattern, hints in ((_CUED, _CUED_WORDS), (_FAILED, _FAILED_WORDS)):
        if not hints.isdisjoint(view.words):
            add(out, Kind.USERNAME, filter(_telling, pattern.finditer(low)), "who")
    if "/" in low:
        paths = (m for m in _PATH.finditer(low) if m["who"] not in _ROUTE_WORDS)
        add(out, Kind.USERNAME, paths, "who")
    if "@" in low:
        handles = _HANDLES.search(low) is not None
        told = (m for m in _AT.finditer(low) if handles or _from_names(m["who"]))
        add(out, Kind.USERNAME, told, "who")
    if " [" in text and "- " in text:
        add(out, Kind.USERNAME, (m for m in _LOGGED.finditer(low) if m["who"] != "-"), "who")
    add(out, Kind.USERNAME, filter(_signed, _BY.finditer(low)), "who")
    if not view.words.isdisjoint(GIVEN):
        add(out, Kind.USERNAME, filter(_two_names, _DOTTED.finditer(low)))
    glued = (m for m in _GLUED.finditer(low) if _from_names(m.group().rstrip("0123456789")))
    add(out, Kind.USERNAME, glued)


def _two_names(match: re.Match[str]) -> bool:
    """`maria.lopez`, but not `grace_period` or `art.py`."""
    first, join, last = match["first"], match["join"], match["last"]
    if first not in GIVEN or (join == "." and last in _MODULES):
        return False
    if last in FAMILY and first != last:
        return True
    return first not in AMBIGUOUS and len(first) > 2 and join != "-"


def _signed(match: re.Match[str]) -> bool:
    """`note by nekane.z`, but not `imported by labs.jobs`."""
    parts = match["who"].split(".")
    return not any(part in ORDINARY or part in _MODULES or part in _PROGRAM for part in parts)


def _telling(match: re.Match[str]) -> bool:
    who = match["who"]
    parts = set(re.split(r"[._]", who))
    if parts & _PROGRAM or parts & ORDINARY:
        return False
    shaped = _TELLING.fullmatch(who) is not None and tells(Kind.USERNAME, who, loose=True)
    return shaped or _from_names(who)


def _from_names(word: str) -> bool:
    """`marialopez`: a common given name, then a family name or something long enough to be one."""
    letters = word.rstrip("0123456789").replace("_", "").replace(".", "")
    for cut in range(min(len(letters) - 3, 11), 2, -1):
        first, last = letters[:cut], letters[cut:]
        if first in GIVEN and (last in FAMILY or (first not in AMBIGUOUS and last in GIVEN)):
            return True
    return len(letters) > 3 and letters in GIVEN and letters not in AMBIGUOUS and word != letters
