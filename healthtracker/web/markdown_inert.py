"""Untrusted Markdown for a file: whatever opens it, nothing runs and nothing is fetched."""

import re

from healthtracker.web.markdown_blocks import visible

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_IMAGE = re.compile(r"!(?=\[)")
_LINK = re.compile(r"\]\((?!https?://|mailto:|/(?![/\\]))", re.IGNORECASE)


def inert(text: str) -> str:
    """`text` without raw HTML, images, definitions and links to anything but pages and mail.

    In code the signs that are replaced show as what replaces them; safety goes first.
    """
    text = _IMAGE.sub("&#33;", _TAG.sub("&lt;", visible(text)))
    return _LINK.sub(r"]\\(", text.replace("]:", "]&#58;"))
