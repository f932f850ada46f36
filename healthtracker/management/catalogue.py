"""Translation catalogues without system gettext: what the sources say, what each language answers.

Needs Babel (a development package); nothing at run time imports this module. The files are
written so that a change touches few lines: sorted, without dates, line numbers or old entries.
"""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_OURS = {".venv", ".cache", "tests", "bench", "scripts", "staticfiles", "var", "migrations"}
PLACEHOLDER = re.compile(r"%\([^)]*\)[a-z]|%[sd%]|\{[a-z_]*\}")
Entries = dict[tuple[str | None, str], Message]


class PlainCatalog(Catalog):
    """A catalogue whose header holds only what readers need, so that it never changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """The header, for the text and the compiled file alike."""
        return [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
        ]


def file_of(language: str) -> Path:
    """The text catalogue of a language."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def source_messages() -> Catalog:
    """Every translatable text of our Python files and templates."""
    found = Catalog()
    for path in _sources():
        for _line, message, _comments, context in _extract(path):
            key = message if isinstance(message, str) else tuple(message[:2])
            found.add(key, context=context)
    return found


def _sources() -> Iterator[Path]:
    root = Path(settings.BASE_DIR)
    for pattern in ("**/*.py", "**/templates/**/*.html", "**/templates/**/*.txt"):
        for path in root.glob(pattern):
            if not NOT_OURS & set(path.relative_to(root).parts):
                yield path


def _extract(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What templatize leaves of the indentation would confuse Python's tokenizer.
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    yield from extract("python", BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"})


def updated(language: str, sources: Catalog) -> Catalog:
    """The catalogue of `language` for today's sources: old answers kept, vanished texts dropped.

    English answers with the text itself; elsewhere a new text has no answer yet.
    """
    known = _read(language)
    fresh = PlainCatalog(locale=language)
    for message in sources:
        if message.id:
            old = known.get(_key(message))
            answer = old.string if old and _same_shape(old, message) else _empty(message, fresh)
            if language == "en":
                answer = message.id
            flags = {"fuzzy"} if old and old.fuzzy else set()
            fresh.add(message.id, answer, context=message.context, flags=flags)
    return fresh


def _read(language: str) -> Entries:
    path = file_of(language)
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {_key(message): message for message in read_po(file, locale=language) if message.id}


def _key(message: Message) -> tuple[str | None, str]:
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, singular


def _same_shape(old: Message, new: Message) -> bool:
    return bool(old.pluralizable == new.pluralizable and old.string)


def _empty(message: Message, catalog: Catalog) -> str | tuple[str, ...]:
    return ("",) * catalog.num_plurals if message.pluralizable else ""


def as_text(catalog: Catalog) -> bytes:
    """The catalogue as a .po file."""
    header = ['msgid ""', 'msgstr ""']
    header += [f'"{name}: {value}\\n"' for name, value in catalog.mime_headers]
    body = BytesIO()
    write_po(body, catalog, width=96, no_location=True, omit_header=True, sort_output=True)
    return "\n".join([*header, "", ""]).encode() + body.getvalue().rstrip() + b"\n"


def as_binary(catalog: Catalog) -> bytes:
    """The catalogue as the .mo file that Django reads."""
    compiled = BytesIO()
    write_mo(compiled, catalog)
    return compiled.getvalue()


def faults(language: str, sources: Catalog) -> list[str]:
    """What is wrong with the files of `language`; an empty list when nothing is."""
    path, wanted = file_of(language), updated(language, sources)
    known = _read(language)
    needed = {_key(message) for message in wanted if message.id}
    found = sorted(f"missing: {key[1]!r}" for key in needed - known.keys())
    found += sorted(f"no longer used: {key[1]!r}" for key in known.keys() - needed)
    for message in wanted:
        if message.id and _key(message) in known:
            found += [f"{fault}: {_key(message)[1]!r}" for fault in _message_faults(message)]
    compiled = path.with_suffix(".mo")
    if not found and path.read_bytes() != as_text(wanted):
        found.append("django.po is not as `manage.py catalogues` writes it")
    if not compiled.is_file() or compiled.read_bytes() != as_binary(wanted):
        found.append("django.mo does not match django.po")
    return found


def _message_faults(message: Message) -> Iterator[str]:
    answers = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if not all(answers) or not answers:
        yield "untranslated"
        return
    if message.fuzzy:
        yield "fuzzy"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = placeholders(ids[-1])
    # Only the last plural form must name everything: "one reading" needs no number.
    if placeholders(answers[-1]) != wanted or any(placeholders(a) - wanted for a in answers):
        yield "placeholders differ"


def placeholders(text: str) -> Counter[str]:
    """How often each `%(name)s`, `%s`, `%d`, `%%` or `{name}` stands in `text`."""
    return Counter(PLACEHOLDER.findall(text))
