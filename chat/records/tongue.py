"""Which of the two languages a question is written in."""

import re

from chat.records.spelling import folded
from chat.records.vocabulary import word_list

_ENGLISH = word_list("language", "en")
_SPANISH = word_list("language", "es")
_SPANISH_SIGNS = re.compile(r"[¿¡ñÑáéíóúÁÉÍÓÚ]")
_READ = 80  # words


def spoken_in(text: str, preferred: str) -> str:
    """ "en" or "es": the language of `text` where it is clear, else `preferred`."""
    words = folded(text).split()[:_READ]
    scores = {
        "en": sum(word in _ENGLISH for word in words),
        "es": sum(word in _SPANISH for word in words)
        + (2 if _SPANISH_SIGNS.search(text[:2_000]) else 0),
    }
    own = preferred if preferred in scores else "en"
    other = "es" if own == "en" else "en"
    clear = scores[other] > 0 == scores[own] or scores[other] >= scores[own] + 2
    return other if clear else own
