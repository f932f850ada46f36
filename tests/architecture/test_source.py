"""The house rules that a reader of the source can check."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.source import APPS, ROOT, functions, named, python_files, tree

FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "misc", "base_views"}
# The only modules that may import an SDK, and they do it in the function that needs it.
LATE_IMPORTS = {"openai", "anthropic", "stripe", "weasyprint"}
# One place logs; the SDKs' own loggers, which would quote prompts, are silenced beside them.
LOGGERS = {
    "healthtracker/web/log.py",
    "healthtracker/management/commands/worker.py",
    "chat/engines/anthropic_messages.py",
    "chat/engines/openai_client.py",
}
# Text that a template or a drawing of ours has made, put together again.
MADE_SAFE = {
    "healthtracker/web/charts/small.py",
    "healthtracker/web/charts/svg.py",
    "healthtracker/web/holes.py",
    "healthtracker/web/markdown.py",
}
GATE_VERBS = {"visible_to", "editable_by", "unscoped", "create", "bulk_create", "model"}


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    folders = [ROOT / app for app in APPS] + [ROOT / f for f in ("tests", "templates", "bench")]
    files = [p for folder in folders for p in folder.rglob("*") if p.suffix in {".py", ".html"}]
    files += [p for p in (ROOT / "static").rglob("*") if p.suffix in {".css", ".js"}]
    lines = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in files}
    long = {named(p): n for p, n in lines.items() if n > 300 and "migrations" not in p.parts}
    assert long == {}


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = [
        f"{named(path)}:{node.name}"
        for path in python_files()
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert long == []


def test_our_own_scripts_stay_small() -> None:
    lines = [len(p.read_text().splitlines()) for p in (ROOT / "static/js").glob("*.js")]
    assert lines
    assert sum(lines) <= 400


def test_no_module_is_a_dumping_ground() -> None:
    bad = [named(p) for p in python_files() if {p.stem, *p.parts} & FORBIDDEN_NAMES]
    assert bad == []


def test_every_module_says_what_it_is() -> None:
    silent = [named(p) for p in python_files() if tree(p).body and not ast.get_docstring(tree(p))]
    assert silent == []


def test_imports_stand_at_the_top_except_those_of_heavy_sdks() -> None:
    late = [
        f"{named(path)}:{node.lineno}"
        for path in python_files()
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not _roots(node) <= LATE_IMPORTS
    ]
    assert late == []


def _roots(node: ast.Import | ast.ImportFrom) -> set[str]:
    names = (
        [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
    )
    return {name.split(".")[0] for name in names}


def test_there_are_no_signals_of_our_own() -> None:
    words = re.compile(r"@receiver\b|import.*\b(?:pre|post)_(?:save|delete)\b|\.connect\(|Signal\(")
    found = [named(p) for p in python_files() if words.search(p.read_text(encoding="utf-8"))]
    # allauth announces sign-ins by its own signals, which the audit trail listens to.
    assert set(found) <= {"privacy/sign_in_events.py", "privacy/apps.py"}


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (r"\bmark_safe\(", {"healthtracker/web/markdown.py"}),
        (r"\bSafeString\(", MADE_SAFE),
        (r"csrf_exempt", set()),
        (r"\.raw\(|RawSQL|\.extra\(", set()),
        (r"shell=True|os\.system", set()),
        (r"^\s*print\(", set()),
        (r"logging\.getLogger|\.exception\(", LOGGERS),
    ],
)
def test_dangerous_words_stand_only_where_they_belong(pattern: str, allowed: set[str]) -> None:
    found = {
        named(p)
        for p in python_files()
        if re.search(pattern, p.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found <= allowed


def test_templates_escape_everything_and_carry_no_inline_code() -> None:
    bad = re.compile(
        r"\|\s*safe\b|autoescape off|\sstyle=|<style|\son[a-z]+=[\"']|<script(?![^>]*\bsrc=)"
    )
    found = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if bad.search(re.sub(r'<script[^>]*type="application/json".*?</script>', "", text)):
            found.append(named(path))
    assert found == []


def _owned_names() -> set[str]:
    bases: dict[str, set[str]] = {}
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {ast.unparse(base).split(".")[-1] for base in node.bases}
    owned = {"OwnedModel"}
    while more := {name for name, parents in bases.items() if parents & owned} - owned:
        owned |= more
    return owned - {"OwnedModel"}


def test_nothing_reads_an_owned_model_around_the_gate() -> None:
    owned = _owned_names()
    assert {"Observation", "Conversation", "Message", "Reply"} <= owned
    bad = [
        f"{named(path)}:{line}"
        for path in python_files()
        for line, model, verb in _manager_uses(path)
        if model in owned and verb not in GATE_VERBS
    ]
    assert bad == []


def _manager_uses(path: Path) -> Iterable[tuple[int, str, str]]:
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Attribute):
            continue
        manager = node.value
        if manager.attr in {"objects", "_base_manager", "_default_manager"}:
            yield node.lineno, ast.unparse(manager.value).split(".")[-1], node.attr


def test_unscoped_reads_say_why() -> None:
    silent = [
        f"{named(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "unscoped"
        and not node.args
    ]
    assert silent == []
