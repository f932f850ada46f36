"""Whether a message is about health: rules, then a small model in plain Python."""

from chat.topics.deciding import WINDOW, Ruling, classify

__all__ = ["WINDOW", "Ruling", "classify"]
