"""Numbers of foreign files: which sign is the decimal one, and what a cell then says."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SPACES = re.compile(r"[\s\u00a0\u202f'\u2019]")  # between thousands, in some countries
_SHAPE = re.compile(r"([<>]=?|[\u2264\u2265])?([+-]?)([0-9][0-9.,]*|[.,][0-9]+)(.*)", re.ASCII)
_COMPARATORS = {"\u2264": "<=", "\u2265": ">="}
_GROUPS = {",": re.compile(r"\d{1,3}(,\d{3})+"), ".": re.compile(r"\d{1,3}(\.\d{3})+")}

UNSEEN = ""  # no number of the sample has a sign at all
UNCLEAR = "?"  # every number with a sign could be read both ways, such as 1,234


def decimal_sign(cells: Iterable[str]) -> str:
    """The decimal sign that the numbers in `cells` show: ".", ",", `UNSEEN` or `UNCLEAR`."""
    found = {_sign_in(number) for cell in cells if (number := _digits_of(cell))}
    clear = found & {".", ","}
    if len(clear) == 1:
        return clear.pop()
    return UNCLEAR if clear or UNCLEAR in found else UNSEEN


def _digits_of(cell: str) -> str:
    found = _SHAPE.fullmatch(SPACES.sub("", cell))
    return found[3] if found else ""


def _sign_in(number: str) -> str:
    signs = [sign for sign in number if sign in ".,"]
    if not signs:
        return UNSEEN
    if len(set(signs)) == 2:
        return signs[-1]
    sign = signs[0]
    if len(signs) > 1:  # 1.234.567: grouped, so the other one is decimal
        return "," if sign == "." else "."
    if number.split(sign)[0] == "0" or not _GROUPS[sign].fullmatch(number):
        return sign
    return UNCLEAR


def number(cell: str, sign: str, units: Iterable[str] = ()) -> tuple[str, str]:
    """(comparator, number with a dot) of a cell whose decimal sign is `sign`.

    Args: sign: ".", ",", or `UNSEEN` where nobody has said. units: what may follow the number.
    Raises: ValidationError: no number, or one that reads differently with that sign.
    """
    found = _SHAPE.fullmatch(SPACES.sub("", cell))
    after = found[4].casefold() if found else ""
    if found is None or (after and after not in {SPACES.sub("", u).casefold() for u in units}):
        raise ValidationError(_("“%(cell)s” is not a number.") % {"cell": cell[:40]})
    comparator = _COMPARATORS.get(found[1] or "", found[1] or "")
    minus = "-" if found[2] == "-" else ""
    return comparator, minus + _plain(found[3], sign, cell)


def _plain(digits: str, sign: str, cell: str) -> str:
    if not {".", ","} & set(digits):
        return digits
    if sign == UNSEEN:
        raise ValidationError(
            _("“%(cell)s”: say first which sign is the decimal sign.") % {"cell": cell[:40]}
        )
    group = "," if sign == "." else "."
    whole, _sign, rest = digits.partition(sign)
    if group in rest or sign in rest or (group in whole and not _GROUPS[group].fullmatch(whole)):
        raise ValidationError(
            _("“%(cell)s” is not a number with “%(sign)s” as its decimal sign.")
            % {"cell": cell[:40], "sign": sign}
        )
    whole = whole.replace(group, "") or "0"
    return f"{whole}.{rest}" if rest else whole
