"""Names of people nobody told us about: after words that announce a person, or by common names."""

import re
from typing import Final

from privacy.scrub.lexicon import (
    AMBIGUOUS,
    CREDENTIALS,
    DONE_BY,
    EPONYM_AFTER,
    FAMILY,
    GIVEN,
    GREETINGS,
    INTRODUCED,
    LABELS,
    MET,
    NOT_NAME_ENDINGS,
    ORDINARY,
    PARTICLES,
    RELATIVES,
    ROLES,
    SAID,
    TITLES,
)
from privacy.scrub.spans import Kind, Span, add
from privacy.scrub.views import View, fold

_UP: Final = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ"
_REST: Final = r"(?:(?:[^\W\d_]|['’\-](?=[^\W\d_])){1,30}+|\.|(?![\w'’.\-]))"
_PARTICLE: Final = (
    r"(?:(?:de|del|la|las|los|y|e|i|van|von|der|den|da|do|dos|das|di|bin|ibn|al|el|san|le|du|ter"
    r"|ten|zu)[ _+])"
)
_MORE: Final = rf"(?:(?:[ _+]|(?<=\.)){_PARTICLE}{{0,3}}[{_UP}]{_REST}){{0,6}}"
SEQUENCE: Final = rf"{_PARTICLE}{{0,3}}[{_UP}]{_REST}{_MORE}"
"""One to seven capitalised words with particles between them: `María José de la Cruz`, `J."
" Smith`."""

# Begins with the capital itself, which lets the matcher skip ahead; what precedes it comes after.
_RUNS: Final = re.compile(
    rf"[{_UP}](?<![^\W_].)(?<![@/.\-].){_REST}{_MORE}(?P<rest>\.?,"
    rf" {{0,2}}{_PARTICLE}{{0,3}}[{_UP}]{_REST}{_MORE})?(?![\w(])"
)
_PIECE: Final = re.compile(r"[^\s_+,]+")
_LEFT_PARTICLES: Final = re.compile(
    r"(?<!\w)(?:(?:de|del|la|las|los|van|von|der|den|da|di|al|el) ){1,3}$"
)
_CAMEL: Final = re.compile(r"[a-z][A-Z]")
_CAMEL_NAME: Final = re.compile(
    r"Ma?c[A-Z]|De[A-Z]|Di[A-Z]|La[A-Z]|Le[A-Z]|Fitz[A-Z]|Van[A-Z]|O[A-Z]"
)
_ARTICLES: Final = frozenset({"la", "el", "al", "los", "my", "mi", "su", "his", "her"})
_LABEL: Final = re.compile(r"(?<![\w.\-\[])([a-z]+)[\"')\]]{0,2}[:=#>]$")
_CSV_HINT: Final = re.compile(r"[,;|\t](?:[\"']?[MFmf][\"']?[,;|\t])?[\"']?\d{1,4}[-/.]?\d")
# `Boateng, Kwame (DOB ...`: family name first, with what identifies the person after it.
_FILED: Final = re.compile(
    rf"(?<![\w@/.\-])(?P<who>{SEQUENCE}, {SEQUENCE})(?=\s{{1,3}}(?:\(|DOB|MRN|SSN|Sex|sex|age|Age"
    rf"|F\b|M\b|\d))"
)
_SIGNED_OFF: Final = re.compile(
    r"(?:best|regards|wishes|sincerely|thanks|thank you|cheers|yours|love|saludos?|atentamente"
    r"|gracias|abrazos?|cordialmente|truly)[,.]?\s*$"
)
_TAIL: Final = re.compile(r"[a-z'/]+(?=[.,]?$)")
_CSV: Final = re.compile(
    rf"(?:^|[\s:,;|\"'])(?P<one>{SEQUENCE})[\"']?[,;|\t][\"']?"
    rf"(?P<two>{SEQUENCE})[\"']?[,;|\t][\"']?(?=(?:[MFmf][,;|\t])?[\"']?\d{{1,4}}[-/.]?\d)"
)
_SAID: Final = re.compile(
    r"(?<!\w)(?:my (?:full |first |last |sur)?name(?: is|'s)|me llamo|mi (?:nombre|apellido)(?:"
    r" completo)? es|se llama)\s{1,2}"
)
_LOWER_AFTER: Final = re.compile(
    r"(?<!\w)(?:hola|hi|hello|dear|hey|i am|i'm|soy|this is|querid[oa]|estimad[oa]|thanks|gracias"
    r"|dra?\.?|mrs?\.?|sra?\.?),? "
    r"(?P<who>[a-z]{4,20}(?: [a-z]{3,20})?)"
)
_LOWER_PAIR: Final = re.compile(
    r"(?<![\w.@-])(?P<who>(?P<given>[a-z]{3,20})[ +](?P<family>[a-z]{3,20}))(?![\w@-])"
)
_LOWER_NAME: Final = re.compile(
    r"[^\W\d_][^\W\d_'’\-]{1,20}(?: (?!(?:and|y|i|my|mi|but|tengo|have|born|with|from|con|is|es"
    r"|the|at|on|in|en|el|because|porque|this"
    r"|para|for|que|who|can|please|are|was|not|a|de)\b)[^\W\d_][^\W\d_'’\-]{1,20}){0,2}"
)
_ARTICLE: Final = re.compile(r"(?<!\w)(?:the|an?|this|these|our|your|is|are|not) $")
_SPLIT: Final = re.compile(r"[ _+]+")
_SURELY_GIVEN: Final = GIVEN - AMBIGUOUS - ORDINARY
_Piece = tuple[int, int, str]


def find(view: View, out: list[Span]) -> None:
    """Add names after a cue, and runs of capitalised words that hold a common name."""
    for match in _RUNS.finditer(view.text):
        if match.group().lower() not in ORDINARY:
            _judge(view, match, out)
    add(out, Kind.NAME, filter(_listed, _FILED.finditer(view.text)), "who")
    if _CSV_HINT.search(view.text):
        for row in _CSV.finditer(view.text):
            out.extend(
                (*row.span(part), Kind.NAME)
                for part in ("one", "two")
                if fold(row[part]) not in ORDINARY
            )
    if not view.words.isdisjoint(_SURELY_GIVEN):
        _find_lower(view, out)
    if not SAID.isdisjoint(view.words):
        for cue in _SAID.finditer(view.low):
            lower = _LOWER_NAME.match(view.low, cue.end())
            if lower and lower.group().split()[0] not in ORDINARY:
                out.append((lower.start(), lower.end(), Kind.NAME))


def _listed(match: re.Match[str]) -> bool:
    words = [fold(word) for word in _PIECE.findall(match["who"])]
    return not any(w in ORDINARY or "." in w[:-1] or NOT_NAME_ENDINGS.search(w) for w in words)


def _find_lower(view: View, out: list[Span]) -> None:
    """Names without capitals: after a greeting, or a common given and family name together."""
    for match in _LOWER_AFTER.finditer(view.low):
        first, _, second = match["who"].partition(" ")
        if first in _SURELY_GIVEN:
            closed = second not in ORDINARY and view.low[match.end() : match.end() + 1] in ",.;!\"'"
            whole = second in FAMILY or closed
            end = match.end() if whole else match.start("who") + len(first)
            out.append((match.start("who"), end, Kind.NAME))
    if view.words.isdisjoint(FAMILY):
        return
    pairs = (m for m in _LOWER_PAIR.finditer(view.low) if m["given"] in _SURELY_GIVEN)
    add(out, Kind.NAME, (m for m in pairs if m["family"] in FAMILY), "who")


def _pieces(text: str, start: int, end: int) -> list[_Piece]:
    return [(m.start(), m.end(), _bare(m.group())) for m in _PIECE.finditer(text, start, end)]


def _bare(word: str) -> str:
    folded = fold(word).rstrip(".")
    return folded.removesuffix("'s")


def _judge(view: View, match: re.Match[str], out: list[Span]) -> None:
    text = view.text
    start = match.start()
    end = match.start("rest") if match["rest"] else match.end()
    pieces = _pieces(text, start, end)
    lead = 0
    while lead < len(pieces) and _leads(pieces[lead][2], last=lead == len(pieces) - 1):
        lead += 1
    strength = _strength_of_lead(pieces, lead) or strength_before(view.low, start)
    rest = (
        [p for p in _pieces(text, match.start("rest"), match.end()) if p[2]]
        if match["rest"]
        else []
    )
    if lead == len(pieces):
        pieces, lead, rest = rest, 0, []
    elif lead and pieces[lead - 1][2] in GIVEN:
        lead -= 1
    parts = _parts(pieces[lead:], sure=strength == 2)
    for number, body in enumerate(parts):
        if number:
            strength = strength_before(view.low, body[0][0])
        last_part = body[-1] is pieces[-1]
        _person(view, body, rest if last_part else [], strength, out)


def _person(
    view: View, body: list[_Piece], rest: list[_Piece], strength: int, out: list[Span]
) -> None:
    if body[-1][2] in CREDENTIALS or (rest and rest[0][2] in CREDENTIALS):
        strength = 2
        body = body[:-1] if body[-1][2] in CREDENTIALS and len(body) > 1 else body
        rest = []
    if not _is_name(view, body, strength):
        return
    first, last = body[0][0], body[-1][1]
    tail = next(iter(_parts(rest, sure=True)), [])
    if tail and tail[0] is rest[0] and (strength == 2 or tail[0][2] in GIVEN):
        last = tail[-1][1]
    left = _LEFT_PARTICLES.search(view.text, max(0, first - 12), first) if strength else None
    out.append((left.start() if left else first, last, Kind.NAME))


def _parts(pieces: list[_Piece], *, sure: bool) -> list[list[_Piece]]:
    """The pieces between ordinary words, without particles at their ends."""
    parts: list[list[_Piece]] = []
    current: list[_Piece] = []
    for piece in pieces:
        word = piece[2]
        if (word in ORDINARY and len(word) > 1) or (
            not sure and word not in GIVEN and word not in FAMILY and NOT_NAME_ENDINGS.search(word)
        ):
            parts.append(current)
            current = []
        elif current or word not in PARTICLES:
            current.append(piece)
    parts.append(current)
    return [part for part in parts if part]


def _leads(word: str, *, last: bool) -> bool:
    """`Dear`, `Dra`, `Patient` at the head of a run announce the words after them."""
    if last and word in GIVEN:
        return False
    return word in TITLES or word in GREETINGS or word in ROLES or word in RELATIVES


def _strength_of_lead(pieces: list[_Piece], lead: int) -> int:
    if not lead:
        return 0
    return 1 if all(word in ROLES for _, _, word in pieces[:lead]) else 2


def _is_name(view: View, body: list[_Piece], strength: int) -> bool:
    words = [word for _, _, word in body]
    written = view.text[body[0][0] : body[-1][1]]
    if view.text[body[0][0] - 1 : body[0][0]] == "_" and written.isupper():
        return False
    if _CAMEL.search(written) and not _CAMEL_NAME.search(written):
        return False
    known = [word for word in words if len(word) > 1 and (word in GIVEN or word in FAMILY)]
    if strength == 2:
        return len(words) > 1 or bool(known) or not written.isupper() or len(written) > 5
    if EPONYM_AFTER.match(view.low, body[-1][1]):
        return False
    if strength == 1:
        return bool(known) or (len(words) > 1 and not written.isupper())
    if not known:
        return _unheard_of(words, written, view.low, body[0][0])
    long = [word for word in words if len(word) > 1]
    if len(long) == 1:
        surely = long[0] in GIVEN and long[0] not in AMBIGUOUS and len(long[0]) > 3
        return surely or (len(words) > 1 and "." in written)
    return words[0] in GIVEN or any(word not in AMBIGUOUS for word in known)


def _unheard_of(words: list[str], written: str, low: str, start: int) -> bool:
    """Two to four capitalised words that are in no list and do not end as words of the trade do."""
    if not 2 <= len(words) <= 4 or "-" in written or _ARTICLE.search(low, max(0, start - 8), start):
        return False
    long = [word for word in words if len(word) > 1]
    if len(long) < len(words) and "." not in written:
        return False
    if not long or any(len(word) < 3 or NOT_NAME_ENDINGS.search(word) for word in long):
        return False
    return all(
        (word[:1].isupper() and (word[1:].islower() or len(word) < 3))
        or _CAMEL_NAME.match(word) is not None
        or word in PARTICLES
        for word in _SPLIT.split(written)
    )


def strength_before(low: str, start: int) -> int:
    """2 when what stands before announces a person, 1 when it may, else 0."""
    left = low[max(0, start - 48) : start]
    line = left.rfind("\n") + 1
    tokens = left[line:].split()
    if not tokens:
        return 2 if line and _SIGNED_OFF.search(left) else 0
    core = tokens[-1].rstrip("\"'([<`*“")
    if not core and len(tokens) > 1:
        core = tokens[-2]
        tokens = tokens[:-1]
    if core[-1:] in (":", "=", "#", ">"):
        label = _LABEL.search(core) or (
            core in {":", "="} and len(tokens) > 1 and _LABEL.search(tokens[-2] + ":")
        )
        return 2 if label and label[1] in LABELS else 0
    spoken = _TAIL.search(core)
    word = spoken[0] if spoken else ""
    if core[-1:] in (".", ","):
        return (
            2
            if word in TITLES or (core[-1] == "," and (word in GREETINGS or word in RELATIVES))
            else 0
        )
    return _strength_of_words([token.strip("\"'([<,") for token in tokens[-4:-1]], word)


def _strength_of_words(before: list[str], word: str) -> int:
    while word in _ARTICLES and before:
        word, before = before[-1], before[:-1]
    previous = before[-1] if before else ""
    if word in TITLES or word in GREETINGS or word in RELATIVES or word.rstrip(".") in TITLES:
        return 2
    if word in INTRODUCED or f"{previous} {word}" in INTRODUCED:
        return 2
    if word in {"by", "por"}:
        return 2 if previous in DONE_BY else 1
    if word in {"of", "de"} and previous in RELATIVES:
        return 2
    if word in MET:
        return 2 if previous in MET[word] else int(word in {"with", "con"})
    return int(word in ROLES)
