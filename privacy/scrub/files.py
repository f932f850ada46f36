"""Names of uploaded files and pictures, which people name after themselves."""

import re
from typing import Final

from privacy.scrub.lexicon import AMBIGUOUS, FAMILY, GIVEN
from privacy.scrub.spans import Kind, Span
from privacy.scrub.views import View, fold

_IMAGE: Final = "jpe?g|png|heic|heif|webp|gif|bmp|tiff?|dcm|mp4|mov|wav|mp3|m4a"
_DOCUMENT: Final = (
    "pdf|csv|txt|vcf|tsv|xlsx?|docx?|odt|ods|zip|gz|xml|json|hl7|ccd|rtf|eml|pages|numbers|7z|rar"
    "|html?"
)
_FILE: Final = re.compile(
    rf"(?<![\w.@-])(?P<folder>(?:/|\.{{1,2}}/|[A-Za-z]:/)?(?:[\w.@+()-]{{1,80}}/){{0,8}}?)"
    rf"(?P<stem>[\w@+()’',-]{{1,120}}(?:[ .](?=[\w(])[\w@+()’',-]{{1,60}}){{0,4}}?)"
    rf"\.(?:(?P<image>{_IMAGE})|(?P<document>{_DOCUMENT}))(?![\w/])",
    re.IGNORECASE,
)
_HINT: Final = re.compile(rf"\.(?:{_IMAGE}|{_DOCUMENT})(?!\w)", re.IGNORECASE)
_OURS: Final = re.compile(
    r"static/|site-packages|assets/|templates/|locale/|node_modules|fixtures/|/usr/|/etc/"
    r"|/app/[a-z]+/[a-z_/]+$",
    re.IGNORECASE,
)
_PICTURES: Final = re.compile(
    r"photo|avatar|face|selfie|portrait|retrato|foto|profile|pictur|rostro|scan|passport|perfil",
    re.IGNORECASE,
)
_STORED: Final = re.compile(r"media/|upload|attachment|document|inbox|record|file", re.IGNORECASE)
_PLAIN_IMAGE: Final = re.compile(
    r"(?:logo|icon|favicon|sprite|banner|background|placeholder|default|blank|pixel"
    r"|apple-touch)[\w.-]*",
    re.IGNORECASE,
)
_PART: Final = re.compile(r"[^\W\d_]+")
_CAPITAL_PARTS: Final = re.compile(
    r"[A-ZÀ-Þ][a-zß-ÿ'’]+(?:[-_ .,+]+(?:(?:de|del|la|van|der|von)[-_ .]+){0,3}[A-ZÀ-Þ][a-zß-ÿ'’]+)+"
)
_DNA: Final = re.compile(r"genome_|dna|ancestry|23andme|myheritage|rawdata", re.IGNORECASE)


def find(view: View, out: list[Span]) -> None:
    """Add the stems of files that seem to be named after somebody, and pictures of people."""
    if "." not in view.text or not _HINT.search(view.text):
        return
    for match in _FILE.finditer(view.text):
        folder, stem = match["folder"], match["stem"]
        if _OURS.search(folder):
            continue
        if match["image"]:
            if not _PLAIN_IMAGE.fullmatch(stem):
                start = _personal_folder(match)
                out.append((start, match.end(), Kind.PHOTO))
        elif _personal(stem) or (_STORED.search(folder) and any(c.isupper() for c in stem)):
            out.append((_personal_folder(match), match.end("stem"), Kind.FILE))


def _personal_folder(match: re.Match[str]) -> int:
    """Where to start: at the folder when it too may carry a name."""
    folder = match["folder"]
    if _PICTURES.search(folder) or _personal(folder):
        return match.start("folder")
    return match.start("stem")


def _personal(stem: str) -> bool:
    if _DNA.match(stem) or _CAPITAL_PARTS.search(stem):
        return True
    words = [fold(word) for word in _PART.findall(stem)]
    names = [word for word in words if word in GIVEN or word in FAMILY]
    return any(word not in AMBIGUOUS and len(word) > 3 for word in names) or len(names) > 1
