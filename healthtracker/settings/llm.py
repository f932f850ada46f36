"""Which AI engines may be spoken to; the model list itself is data in chat/catalogue.json."""

from typing import Any

from healthtracker.settings.env import env

__all__ = ["LLM"]

LLM: dict[str, Any] = {
    "openai": {
        "api_key": env.str("OPENAI_API_KEY", default=""),
        "base_url": env.str("OPENAI_BASE_URL", default=""),
        "model": env.str("OPENAI_MODEL", default=""),
    },
    "anthropic": {
        "api_key": env.str("ANTHROPIC_API_KEY", default=""),
        "base_url": env.str("ANTHROPIC_BASE_URL", default=""),
        "model": env.str("ANTHROPIC_MODEL", default=""),
    },
    # The vendors' own typed events instead of our stream reader: slower, same text.
    "typed_stream": env.bool("LLM_TYPED_STREAM", default=False),
}
