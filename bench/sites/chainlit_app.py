"""Chainlit as its documentation shows it, with the openai SDK."""

import chainlit as cl
from openai import AsyncOpenAI

client = AsyncOpenAI()


@cl.on_message
async def on_message(message: cl.Message) -> None:
    """Stream the answer token by token."""
    answer = cl.Message(content="")
    stream = await client.chat.completions.create(
        model="scripted", messages=[{"role": "user", "content": message.content}], stream=True
    )
    async for chunk in stream:
        if chunk.choices and (delta := chunk.choices[0].delta.content):
            await answer.stream_token(delta)
    await answer.update()
