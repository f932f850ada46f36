"""The word lists the finders go by, read once from `words/`: names, cues, names of fields."""

import re
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).with_name("words")
_SECTION: Final = re.compile(r"^\[(\w+)\]$", re.MULTILINE)

Sections = dict[str, frozenset[str]]


def _read(name: str) -> str:
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


def _sections(name: str) -> Sections:
    """Sections headed `[NAME]`, in order; an underscore in a word stands for a space."""
    _, *parts = _SECTION.split(_read(name))
    return {
        title: frozenset(word.replace("_", " ") for word in words.split())
        for title, words in zip(parts[::2], parts[1::2], strict=True)
    }


GIVEN: Final = frozenset(_read("given").split())
"""Common given names in English and Spanish, folded."""
FAMILY: Final = frozenset(_read("family").split())
"""Common family names in English and Spanish, folded."""
ORDINARY: Final = frozenset(_read("ordinary").split())
"""Words that are often capitalised in logs and notes and are nobody's name there."""
AMBIGUOUS: Final = frozenset(_read("ambiguous").split())
"""Names that are also ordinary words: mark, grant, rose, luz."""

FIELDS: Final = _sections("fields")
"""Names of fields by the kind of their value, and words that qualify them."""
NUMBERS: Final = _sections("numbers")
"""Words before a number, by the kind of that number."""
HINTS: Final = _sections("hints")
"""Words without which a finder has nothing to look for."""
_PEOPLE: Final = _sections("people")

PARTICLES: Final = _PEOPLE["PARTICLES"]
TITLES: Final = _PEOPLE["TITLES"]
GREETINGS: Final = _PEOPLE["GREETINGS"]
RELATIVES: Final = _PEOPLE["RELATIVES"]
ROLES: Final = _PEOPLE["ROLES"]
LABELS: Final = _PEOPLE["LABELS"] | RELATIVES | ROLES | TITLES
INTRODUCED: Final = _PEOPLE["INTRODUCED"]
DONE_BY: Final = _PEOPLE["DONE_BY"]
CREDENTIALS: Final = _PEOPLE["CREDENTIALS"]
SAID: Final = _PEOPLE["SAID"]
_WITH, _ABOUT = _PEOPLE["MET"], _PEOPLE["ABOUT"]
MET: Final = {
    **dict.fromkeys(("with", "con"), _WITH),
    **dict.fromkeys(("to", "from"), _ABOUT | _WITH),
    **dict.fromkeys(("for", "of", "de", "para"), _ABOUT),
    "a": _PEOPLE["CALLED"],
}
"""Words before a preposition that make a person of what follows: `spoke with`, `results for`."""

EPONYM_AFTER: Final = re.compile(
    r"(?:'s|s')?[ -](?:and \w+ )?(?:diseases?|syndromes?|palsy|signs?|tests?|scores?|scales?"
    r"|phenomenon|lymphoma|catheters?|index|inventory|thyroiditis|reflex|criteria|stages?|ana?emia|contracture"
    r"|tumou?rs?|sarcoma|esophagus|fever|stain|classification|maneuver|reaction|negativ[eoa]"
    r"|positiv[eoa]|normal|disorder|chorea|lesions?|nodes?|body|bodies|cells?|equation|formula"
    r"|method|procedure|levels?|carbonate|channels?|deficiency|dystrophy|ataxia|type|variant"
    r"|paralysis|hernia|fracture|foot|mountain|tract|injection)(?![a-z])"
)
EPONYM_BEFORE: Final = re.compile(
    r"(?:enfermedad|sindrome|signo|prueba|test|escala|mal|tiroiditis|fenomeno|indice|criterios"
    r"|paralisis|linfoma|tumor|corea) de(?:l| la)? $"
)
NOT_NAME_ENDINGS: Final = re.compile(
    r"(?:tions?|sions?|ments?|ness|ity|ities|olog(?:y|ies|ist|ical)|itis|osis|[ae]mias?|omas?"
    r"|opath(?:y|ic)|ectomy|scopy|graph(?:y|ic)|gram|isms?|ings?|ed|ical|ics?|ous|able|ible|ally"
    r"|ides?|ates?|ases?|mab|nib|vir|pril|sartan|statin|azole|cillin|mycin|rrh(?:ea|age)|plasia"
    r"|trophy|plegia|algia|uria|ular|tives?|ances?|ences?|ship|hood|less|ful|ward|cy|logy|sis|ix"
    r"|ium|ures?|ress|ents?|ants?|ors|ders?|ters?|gers?|kers?|ists?|ives|eaks|ails|orms|ages?"
    r"|urnal|ional|ial|ual|ental|inal|oral|eral|ware|ork|works?|ache|oid|oxin|amine|idine|azine"
    r"|olone|sone|caine|olol|sterol|parin|gliptin|formin|lone|pine|pam|lam|cidin|phen|xaban|trel"
    r"|dopa|triptan|iento|cion(?:es)?|dad(?:es)?|logia|ismo|ista|mente|vedotin|cept)$"
)
"""Endings of words of the trade, for capitalised words that are in no list."""
