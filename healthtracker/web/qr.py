"""QR codes as one SVG path: plain text that any phone reads without a network."""

from collections.abc import Iterable

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import BIT_LIMIT_TABLE, MODE_8BIT_BYTE, QRData

LARGEST = 18  # 89 modules a side: 0.4 mm each on a card of wallet size
QUIET = 4  # modules of white around it, as the standard asks
_HEADER_BITS = 4 + 16  # mode and length of one run of bytes, for versions 10 and up
ROOM = (BIT_LIMIT_TABLE[ERROR_CORRECT_M][LARGEST] - _HEADER_BITS) // 8


def fitting(lines: Iterable[str]) -> list[str]:
    """As many whole `lines`, in their order, as a readable code holds; later ones may still fit."""
    kept: list[str] = []
    left = ROOM + 1  # the first line has no line break before it
    for line in lines:
        needed = len(line.encode()) + 1
        if needed <= left:
            kept.append(line)
            left -= needed
    return kept


def modules(text: str) -> list[list[bool]]:
    """The code as rows of dark and light. Raises: ValueError: more than `ROOM` bytes."""
    content = text.encode()
    if len(content) > ROOM:
        raise ValueError(f"a QR code of version {LARGEST} holds {ROOM} bytes")
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(QRData(content, mode=MODE_8BIT_BYTE), optimize=0)
    code.make(fit=True)
    return [[bool(dark) for dark in row] for row in code.get_matrix()]


def drawing(text: str, *, title: str) -> SafeString:
    """An SVG of the code, dark on white whatever the colour scheme, named by `title`."""
    rows = modules(text)
    size = len(rows) + 2 * QUIET
    return format_html(
        '<svg class="qr-code" viewBox="0 0 {size} {size}" role="img" aria-label="{title}"'
        ' shape-rendering="crispEdges"><title>{title}</title>'
        '<rect width="{size}" height="{size}" fill="#ffffff"/>'
        '<path d="{path}" fill="#000000"/></svg>',
        size=size,
        title=title,
        path="".join(_runs(rows)),
    )


def _runs(rows: list[list[bool]]) -> Iterable[str]:
    """Each run of dark modules as one rectangle."""
    for y, row in enumerate(rows, start=QUIET):
        start: int | None = None
        for x, dark in enumerate([*row, False], start=QUIET):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield f"M{start} {y}h{x - start}v1h-{x - start}z"
                start = None
