"""Text that a spreadsheet program would run as a formula, made harmless and made whole again.

A cell whose first character after spaces starts a formula gets one apostrophe in front. Cells that
already start with one get another, so taking one away always gives back exactly what was there.
OWASP ASVS 5.0 1.2.10, CWE-1236.
"""

MARK = "'"
# Full-width forms are folded to their narrow ones by some programs.
DANGEROUS = frozenset("=+-@\t\r\0\uff1d\uff0b\uff0d\uff20" + MARK)


def guarded(text: str) -> str:
    """`text` as it may stand in a cell."""
    if not text:
        return text
    first = text.lstrip(" ")[:1]
    return MARK + text if first and first in DANGEROUS else text


def unguarded(cell: str) -> str:
    """The text that `guarded` made into `cell`."""
    return cell[1:] if cell.startswith(MARK) else cell
