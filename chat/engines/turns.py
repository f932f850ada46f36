"""A prompt as the messages that every vendor accepts: alternating roles, nothing empty."""

from dataclasses import dataclass

from chat.engines.base import Prompt, Role, Turn


@dataclass(frozen=True, slots=True)
class Message:
    """One or more texts said in a row by one side."""

    role: Role
    texts: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it as one text."""
        return "\n\n".join(self.texts)


def messages(prompt: Prompt) -> list[Message]:
    """The context as the user's first words, then the turns; neighbours of one role are joined.

    Local chat templates refuse two user turns in a row, and Anthropic refuses empty text.
    """
    joined: list[Message] = []
    for turn in (Turn("user", prompt.context), *prompt.turns):
        if not turn.text:
            continue
        if joined and joined[-1].role == turn.role:
            joined[-1] = Message(turn.role, (*joined[-1].texts, turn.text))
        else:
            joined.append(Message(turn.role, (turn.text,)))
    return joined
