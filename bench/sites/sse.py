"""The usual streaming app: FastAPI, the openai SDK as documented, server-sent events, no more.

OPENAI_BASE_URL=... OPENAI_API_KEY=k uvicorn bench.sites.sse:app
"""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI
from pydantic import BaseModel

app = FastAPI()
client = AsyncOpenAI()


class Question(BaseModel):
    """What is asked."""

    text: str


@app.post("/chat")
async def chat(question: Question) -> StreamingResponse:
    """Stream the answer, an event per token."""
    return StreamingResponse(answer(question.text), media_type="text/event-stream")


async def answer(text: str) -> AsyncIterator[str]:
    """The vendor's deltas as events."""
    stream = await client.chat.completions.create(
        model="scripted", messages=[{"role": "user", "content": text}], stream=True
    )
    async for chunk in stream:
        if chunk.choices and (delta := chunk.choices[0].delta.content):
            yield f"data: {delta}\n\n"
