"""The OpenAI SDK client that both OpenAI engines use, cut off from the environment."""

import logging
from typing import Any

from chat.engines.endpoints import Deadlines, Endpoint


def build_client(endpoint: Endpoint, deadlines: Deadlines) -> Any:
    """An `openai.AsyncOpenAI` over aiohttp; its requests go to `endpoint` and nowhere else."""
    from openai import AsyncOpenAI, DefaultAioHttpClient, Timeout  # noqa: PLC0415

    # At DEBUG the SDK logs whole request bodies; OPENAI_LOG would switch that on.
    logging.getLogger("openai").setLevel(logging.WARNING)
    client = AsyncOpenAI(
        api_key=endpoint.api_key,
        base_url=endpoint.base_url,
        max_retries=0,
        http_client=DefaultAioHttpClient(
            timeout=Timeout(None, connect=deadlines.connect, pool=deadlines.connect),
            follow_redirects=False,
            trust_env=not endpoint.local,  # a proxy is for the world, never for this network
            event_hooks={"request": [endpoint.door()]},
        ),
    )
    _ = client.responses, client.chat.completions  # imported now, off the event loop
    return client
