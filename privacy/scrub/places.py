"""Where a person lives: street addresses in English and Spanish, post boxes, postal codes."""

import re
from bisect import bisect_right
from typing import Final

from privacy.scrub.lexicon import HINTS
from privacy.scrub.names import SEQUENCE
from privacy.scrub.spans import Kind, Span, add
from privacy.scrub.views import View

_SUFFIX: Final = (
    "Alley|Annex|Arcade|Avenue|Ave|Bayou|Beach|Bend|Bluffs?|Bottom|Boulevard|Blvd|Branch|Bridge"
    "|Brooks?|Burgs?|Bypass|Camp|Canyon"
    "|Causeway|Centers?|Circles?|Cir|Cliffs?|Club|Common|Corners?|Courses?|Courts?|Ct|Coves?"
    "|Creek|Crescent|Crest|Crossing|Crossroad"
    "|Curve|Dale|Dam|Divide|Drives?|Dr|Estates?|Expressway|Extensions?|Ferry|Flats?|Fords?|Forest"
    "|Forges?|Forks?|Fort|Freeway|Gardens?"
    "|Gateway|Glens?|Greens?|Groves?|Harbors?|Haven|Heights|Highway|Hwy|Hills?|Hollow|Inlet"
    "|Islands?|Isle|Junctions?|Knolls?"
    "|Lakes?|Landing|Lane|Ln|Loaf|Locks?|Lodge|Mall|Manors?|Meadows?|Mews|Mills?|Motorway"
    "|Mountains?|Mount|Neck|Orchard|Oval"
    "|Overpass|Parkways?|Parks|Passage|Pike|Pines?|Place|Pl|Plains?|Plaza|Prairie|Radial|Ramp"
    "|Ranch|Rapids?|Rest|Ridges?|River"
    "|Roads?|Rd|Route|Rue|Shoals?|Shores?|Skyway|Springs?|Spurs?|Squares?|Sq|Stravenue|Streets?"
    "|St|Summit|Terrace|Ter|Throughway|Trafficway"
    "|Trails?|Trl|Tunnel|Turnpike|Underpass|Unions?|Valleys?|Viaduct|Villages?|Ville|Vista|Walks?"
    "|Wall|Ways?|Wells?|Close|Grove|Row"
)
_RARE_SUFFIX: Final = (
    "Cape|Falls?|Fields?|Keys?|Lights?|Mission|Park|Pass|Path|Points?|Ports?|Run|Station|Stream"
    "|Track|Trace|Views?|Loop|Islands?|Land|Via"
)
_ROOM: Final = (
    r"(?:,? {1,2}(?:(?:[Aa]pt|[Aa]partment|[Ss]uite|[Ss]te|[Uu]nit|[Rr]oom|[Ff]loor|[Ff]lat"
    r"|[Bb]ldg|[Bb]uilding|[Dd]epto|[Dd]pto|[Ii]nt|[Pp]iso|[Pp]ta)"
    r"\.? ?#?\w{1,5}|#\w{1,5}))?"
)
_STATE: Final = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]"
    "|T[NX]|UT|V[AT]|W[AIVY]|PR|A[AEP]|GU|VI|AS|MP"
)
_TOWN: Final = (
    rf"(?:,? {{1,2}}(?P<town>[A-Z][\w'-]{{1,25}}(?: [A-Z][\w'-]{{1,25}}){{0,2}}),? (?:{_STATE})"
    rf"(?: \d{{5}}(?:-\d{{4}})?)?(?!\w))?"
)
_ENGLISH: Final = re.compile(
    rf"(?<![\w./-])(?:\d{{1,6}}[A-Za-z]?(?:-\d{{1,4}})?,? (?:[NSEW]{{1,2}}\.? )?(?:"
    rf"(?:[A-Z][\w'’.-]{{0,24}}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,4}}(?:{_SUFFIX})"
    rf"|\d{{3,6}} (?:[A-Z][\w'’-]{{1,24}} ){{1,3}}(?:{_RARE_SUFFIX})|\d{{1,6}} (?:[A-Z]+ ){{1,3}}"
    rf"(?:STREET|ST|AVENUE|AVE|ROAD|RD|DRIVE|DR|LANE|LN|COURT|CT|BLVD|WAY))"
    rf"(?![\w])\.?(?: (?:[NSEW]|North|South|East|West)\b)?{_ROOM}{_TOWN}"
)
_BOX: Final = re.compile(
    rf"(?<!\w)(?:P\.? ?O\.? ?Box|Post Office Box|Apartado(?: de [Cc]orreos| [Pp]ostal)?|Apdo\.?"
    rf"|PSC|Unit|USNS|USS|USNV|USCGC) #?(?:\w+,? )??#?\d{{1,6}}(?:,? Box \d{{1,6}})?{_TOWN}"
    r"|(?<!\w)(?:USNS|USS|USNV|USCGC) [A-Z]\w{1,20}(?:, | )(?:[FA]PO) A[AEP] \d{5}"
    r"|(?<!\w)(?:[FAD]PO),? A[AEP] \d{5}(?:-\d{4})?",
    re.IGNORECASE,
)
_VIA: Final = (
    r"C/|[Cc]alle|[Cc]\.(?! ?[Pp])|Av\.|Avda?\.?|[Aa]venida|[Bb]lvd\.?|[Bb]ulevar|[Bb]oulevard"
    r"|[Cc]arrera"
    r"|Cra\.?|Kra\.?|Cl\.|[Pp]aseo|P\.º|[Pp]laza|Pza\.?|Pl\."
    r"|[Cc]amino|Cno\.|[Rr]onda|[Cc]allejón|[Cc]allej[oó]n|[Pp]rivada|Priv\.|[Pp]rolongación"
    r"|Prol\.|[Cc]alzada|Calz\.|[Tt]ravesía|[Gg]lorieta"
    r"|[Uu]rbanización|Urb\.|[Cc]arretera|Ctra\.|[Rr]ambla|[Vv]ía|[Dd]iagonal|[Tt]ransversal"
    r"|[Cc]uesta|[Pp]asaje|Psje\.?|[Cc]ircuito|[Aa]ndador"
    r"|[Ee]je|[Pp]eriférico|[Aa]cceso|[Aa]lameda|[Vv]iaducto|[Cc]errada|[Rr]etorno|[Bb]arrio"
    r"|[Pp]ol[ií]gono|[Aa]utopista|[Cc]añada|[Cc]ostanilla|[Vv]ial|[Pp]eatonal|[Aa]mpliación"
    r"|[Cc]ontinuación|[Cc]orredor|[Pp]asadizo|[Aa]utovía"
)
_NUMBERED: Final = (
    r"(?:,? (?:#|[Nn]º?\.?º? ?|[Nn]úm\.? ?|[Nn]um\.? ?|[Nn]o\. ?|km\.? ?)?\d{1,5}(?: ?[A-Z]"
    r"(?![\w]))?(?:[ -]?(?:-|#) ?\d{1,4}(?:-\d{1,4})?)?|,? s/n)"
)
_MORE: Final = (
    r"(?:,? (?:[Ii]nt(?:erior|\.)?|[Ee]xt\.?|[Pp]iso|[Dd]epto\.?|[Dd]pto\.?|[Pp]ta\.?|[Pp]uerta"
    r"|[Ee]sc\.?"
    r"|[Pp]lanta|[Bb]loque|[Ll]ote|[Mm]z\.?|[Ee]dif(?:icio)?\.?|[Aa]pt[oa]?\.?) ?\w{1,6}"
    r"|,? \d{1,2} ?[ºª°](?:[ -]?[A-Za-z]{1,4}(?!\w))?"
    rf"|,? (?:[Cc]ol\.|[Cc]olonia|[Ff]racc\.|[Uu]rb\.|[Bb]arrio|[Dd]el\.|[Pp]obl\.?|[Ee]dificio"
    rf"|[Rr]esidencial) {SEQUENCE})"
)
_SPANISH: Final = re.compile(
    rf"(?<![\w.])(?:{_VIA}) ?(?:(?:de|del|la|las|los|el|y|e|San|Santa|Sta\.|Sto\.|Gral\.|Dr\."
    rf"|\d{{1,3}}[A-Z]?|[A-ZÁÉÍÓÚÑÜ][\w'’.\-]{{0,25}})[ ]?){{0,8}}{_NUMBERED}{_MORE}{{0,4}}"
)
_COLONIA: Final = re.compile(rf"(?<![\w.])(?:[Cc]ol\.|[Cc]olonia|[Ff]racc\.) {SEQUENCE}")
_CUED: Final = re.compile(
    r"(?<!\w)(?:domicilio(?: en)?|direccion(?: de casa)?|home address|mailing address|lives (?:at"
    r"|on)|living at|resides at|residing at|vive en|reside en"
    r"|residente en|vivo en|i live (?:at|on)|vecin[oa] de|address is|my address is|mi direccion"
    r" es|deliver to|ship to)[:\s]{1,3}"
)
_CUED_VALUE: Final = re.compile(
    r"(?=[^.;|\n\"<>{}]{0,60}\d)[A-ZÀ-ÞC\d][^;|\n\"<>{}]{3,90}?(?=,? [Cc]\.? ?[Pp]\.? ?\d"
    r"|[;|\n\"<>{}]|\. [A-Z]|\.?$|, (?:tel|phone|and|y) )"
)
_ZIP: Final = re.compile(r"(?:\d{5}(?P<plus>-\d{4})|\d{4,5})(?!\w)(?!-\d|\.\d|/)")
_ZIP_BEFORE: Final = re.compile(
    rf"(?:(?<!\w)(?:{_STATE})[ ,]{{1,2}}|(?<!\w)(?:[Cc]\.? ?[Pp]\.?|ZIP|[Zz]ip(?: [Cc]ode)?"
    rf"|[Pp]ostal [Cc]ode|[Cc]ódigo [Pp]ostal)[:\s#]{{1,3}})$"
)
_LETTERED_ZIP: Final = re.compile(
    r"[A-Z](?<!\w.)(?:[A-HK-Y]?\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}|\d[A-Z] \d[A-Z]\d)(?!\w)"
)
_NUMBER_THEN_CAPITAL: Final = re.compile(r"\d[\w-]{0,9},? (?=[A-Z0-9])")
_VIAS: Final = HINTS["STREETS"]
_COLONIAS: Final = HINTS["COLONIAS"]
_BOXES: Final = HINTS["BOXES"]
_HOMES: Final = HINTS["HOMES"]


def find(view: View, out: list[Span]) -> None:
    """Add street addresses, post boxes and postal codes."""
    text, words = view.text, view.words
    if not view.numbers and "s" not in words and _COLONIAS.isdisjoint(words):
        return
    if _NUMBER_THEN_CAPITAL.search(text):
        add(out, Kind.ADDRESS, _ENGLISH.finditer(text))
    if not _VIAS.isdisjoint(words):
        add(out, Kind.ADDRESS, _SPANISH.finditer(text))
    if not _BOXES.isdisjoint(words):
        add(out, Kind.ADDRESS, _BOX.finditer(text))
    if not _COLONIAS.isdisjoint(words):
        add(out, Kind.ADDRESS, _COLONIA.finditer(text))
    if not _HOMES.isdisjoint(words):
        homes = (_CUED_VALUE.match(text, cue.end()) for cue in _CUED.finditer(view.low))
        add(out, Kind.ADDRESS, filter(None, homes))
    _postal_codes(view, out)


def _postal_codes(view: View, out: list[Span]) -> None:
    text = view.text
    streets = sorted(end for _, end, kind in out if kind is Kind.ADDRESS)
    for start in view.numbers:
        match = _ZIP.match(text, start)
        if match is None or text[start - 1 : start] in ("-", "."):
            continue
        nearest = streets[bisect_right(streets, start) - 1] if streets else start
        near = 0 < start - nearest < 32 and "\n" not in text[nearest:start]
        if near or match["plus"] or _ZIP_BEFORE.search(text, max(0, start - 16), start):
            out.append((start, match.end(), Kind.ZIP))
    add(out, Kind.ZIP, _LETTERED_ZIP.finditer(text))
