"""A fake Anthropic on loopback.

By hand: `python -m tests.vendors.anthropic --port N`, then ANTHROPIC_BASE_URL=http://127.0.0.1:N.
"""

from tests.vendors.dialects import Messages
from tests.vendors.vendor import FakeVendor, serve


def fake_anthropic(port: int = 0) -> FakeVendor:
    """Speaks /v1/messages."""
    return FakeVendor({"/v1/messages": Messages}, port)


if __name__ == "__main__":
    serve(fake_anthropic)
