"""Translators get small, complete catalogues, and a gap never reaches a reader."""

import gettext
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from healthtracker.management import catalogue

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
label = _("Reading")
late = _("Saved %(name)s.")
count = ngettext("%(n)s reading", "%(n)s readings", 3)
month = pgettext("month", "May")
"""
TEMPLATE = """
{% load i18n %}
    {% translate "Diary" %}
  {% if x %}   {% blocktranslate trimmed with n=1 %}
     Hello {{ n }},
     100%
  {% endblocktranslate %}{% endif %}
"""


@pytest.fixture
def tree(tmp_path: Path, settings: Any) -> Path:
    """A small site with translatable Python and a template."""
    (tmp_path / "app").mkdir()
    (tmp_path / "templates" / "app").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    (tmp_path / "app" / "views.py").write_text(PYTHON)
    (tmp_path / "tests" / "test_x.py").write_text('_("Not for readers")')
    (tmp_path / "templates" / "app" / "page.html").write_text(TEMPLATE)
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    return tmp_path


def collect() -> str:
    out = StringIO()
    call_command("catalogues", stdout=out)
    return out.getvalue()


def verdict() -> str:
    with pytest.raises(CommandError) as caught:
        call_command("catalogues", "--check", stdout=StringIO())
    return str(caught.value)


ANSWERS = {
    "Reading": "Registro",
    "Diary": "Diario",
    "May": "mayo",
    "Saved %(name)s.": "%(name)s guardado.",
    "Hello %(n)s, 100%%": "Hola %(n)s, 100%%",
}


def translate_all() -> None:
    """Answer everything of the small site in Spanish, as a translator would."""
    collect()
    path = catalogue.file_of("es")
    text = path.read_text()
    for message, answer in ANSWERS.items():
        empty = f'msgid "{message}"\nmsgstr "'
        assert f'{empty}"' in text
        text = text.replace(f'{empty}"', f'{empty}{answer}"')
    text = text.replace('msgstr[0] ""', 'msgstr[0] "un registro"')
    path.write_text(text.replace('msgstr[1] ""', 'msgstr[1] "%(n)s registros"'))
    collect()


def test_python_and_templates_are_read_but_not_tests(tree: Path) -> None:
    collect()
    text = catalogue.file_of("en").read_text()
    for message in ("Reading", "Saved %(name)s.", "%(n)s readings", "May", "Diary"):
        assert f'"{message}"' in text
    assert 'msgid "Hello %(n)s, 100%%"' in text
    assert "Not for readers" not in text


def test_a_complete_translation_passes_and_is_used(tree: Path) -> None:
    translate_all()
    call_command("catalogues", "--check", stdout=StringIO())
    compiled = gettext.translation("django", tree / "locale", ["es"])
    assert compiled.gettext("Diary") == "Diario"
    assert compiled.ngettext("%(n)s reading", "%(n)s readings", 1) == "un registro"


def test_an_untranslated_text_fails_the_check(tree: Path) -> None:
    collect()
    assert "es: untranslated: 'Diary'" in verdict()
    assert "en:" not in verdict()


def test_a_new_text_is_missing_until_collected(tree: Path) -> None:
    translate_all()
    (tree / "app" / "more.py").write_text('_("Brand new")')
    assert "en: missing: 'Brand new'" in verdict()


def test_a_vanished_text_leaves_the_catalogue(tree: Path) -> None:
    translate_all()
    (tree / "templates" / "app" / "page.html").write_text("nothing")
    assert "es: no longer used: 'Diary'" in verdict()
    collect()
    assert "Diary" not in catalogue.file_of("es").read_text()


def test_changed_placeholders_fail_the_check(tree: Path) -> None:
    translate_all()
    path = catalogue.file_of("es")
    path.write_text(path.read_text().replace("%(name)s guardado", "%(nombre)s guardado"))
    collect()
    assert "es: placeholders differ: 'Saved %(name)s.'" in verdict()


def test_a_stale_compiled_file_fails_the_check(tree: Path) -> None:
    translate_all()
    path = catalogue.file_of("es")
    path.write_text(path.read_text().replace("Diario", "Cuaderno"))
    assert "es: django.mo does not match django.po" in verdict()


def test_a_fuzzy_answer_fails_the_check(tree: Path) -> None:
    translate_all()
    path = catalogue.file_of("es")
    path.write_text(path.read_text().replace('msgid "Diary"', '#, fuzzy\nmsgid "Diary"'))
    assert "es: fuzzy: 'Diary'" in verdict()


def test_collecting_twice_changes_nothing(tree: Path) -> None:
    translate_all()
    before = [file.read_bytes() for file in sorted(tree.glob("locale/**/*.?o"))]
    collect()
    assert before == [file.read_bytes() for file in sorted(tree.glob("locale/**/*.?o"))]
    assert len(before) == 4


def test_the_sites_own_languages_are_installed() -> None:
    assert translation.check_for_language("es")
