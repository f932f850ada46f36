"""The standing instructions of the assistant, versioned by their content."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from accounts.models import User
from chat.models import Message

PROMPTS = Path(__file__).parent / "prompts"
STAY_ON_TOPIC = "stay_on_topic"


@dataclass(frozen=True)
class Instructions:
    """A system prompt and the hash that is stored on each reply made with it."""

    text: str
    version: str


@cache
def _load(*names: str) -> Instructions:
    texts = [(PROMPTS / f"{name}.md").read_text(encoding="utf-8") for name in names]
    text = "\n".join(texts)
    return Instructions(
        text=text, version=f"{names[0][:7]}-{sha256(text.encode()).hexdigest()[:8]}"
    )


def instructions_for(user: User, *, stay_on_topic: bool = False) -> Instructions:
    """The prompt for a patient or a clinician.

    Args: stay_on_topic: nobody could tell whether the question is about health.
    """
    persona = "provider" if user.is_provider else "patient"
    return _load(persona, STAY_ON_TOPIC) if stay_on_topic else _load(persona)


def in_doubt(verdict: str) -> bool:
    """Whether an answer that is given after this verdict needs to be told to stay on topic."""
    return verdict in {Message.Verdict.JUDGE, Message.Verdict.REDIRECT}
