"""The words the reader knows, kept as data beside the code."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """The tables of `<name>.toml`: "phrases", "names" or "words"."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))


def word_list(table: str, name: str) -> frozenset[str]:
    """One list of `words.toml`."""
    return frozenset(str(vocabulary("words")[table][name]).split())
