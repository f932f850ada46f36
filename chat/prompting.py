"""The standing instructions of the assistant, versioned by their content."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from accounts.models import User

PROMPTS = Path(__file__).parent / "prompts"


@dataclass(frozen=True)
class Instructions:
    """A system prompt and the hash that is stored on each reply made with it."""

    text: str
    version: str


@cache
def _load(name: str) -> Instructions:
    text = (PROMPTS / f"{name}.md").read_text(encoding="utf-8")
    return Instructions(text=text, version=f"{name}-{sha256(text.encode()).hexdigest()[:8]}")


def instructions_for(user: User) -> Instructions:
    """The prompt for a patient or a clinician."""
    return _load("provider" if user.is_provider else "patient")
