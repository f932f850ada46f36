"""A fake OpenAI on loopback.

By hand: `python -m tests.vendors.openai --port N`, then OPENAI_BASE_URL=http://127.0.0.1:N/v1.
"""

from tests.vendors.dialects import Chat, Responses
from tests.vendors.vendor import FakeVendor, serve


def fake_openai(port: int = 0) -> FakeVendor:
    """Speaks /v1/responses and /v1/chat/completions."""
    return FakeVendor({"/v1/responses": Responses, "/v1/chat/completions": Chat}, port)


if __name__ == "__main__":
    serve(fake_openai)
