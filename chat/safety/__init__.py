"""Emergencies: found in words and in readings, answered by fixed cards."""

from chat.safety.detecting import crisis_in

__all__ = ["crisis_in"]
