"""Numbers and dates of other programs are understood one way, or asked about; never guessed."""

import pytest
from django.core.exceptions import ValidationError

from patients.importing import dates, numbers


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["72,5"], ","),
        (["72.5", "80"], "."),
        (["1.234,5"], ","),
        (["1,234.5"], "."),
        (["1.234.567"], ","),
        (["0,125"], ","),
        (["1,234", "72.5"], "."),
        (["1,234"], numbers.UNCLEAR),
        (["1.234", "70.000"], numbers.UNCLEAR),
        (["72,5", "80.25"], numbers.UNCLEAR),
        (["72", "", "abc"], numbers.UNSEEN),
        (["<40"], numbers.UNSEEN),
    ],
)
def test_the_decimal_sign_is_what_all_numbers_show(cells: list[str], sign: str) -> None:
    assert numbers.decimal_sign(cells) == sign


@pytest.mark.parametrize(
    ("cell", "sign", "read"),
    [
        ("72,50", ",", ("", "72.50")),
        ("1.234,5", ",", ("", "1234.5")),
        ("1 234,5", ",", ("", "1234.5")),
        ("1,234", ".", ("", "1234")),
        ("1,234", ",", ("", "1.234")),
        ("72,5 kg", ",", ("", "72.5")),
        ("<40", "", ("<", "40")),
        ("\u2265 400", "", (">=", "400")),
        (",5", ",", ("", "0.5")),
        ("-0.5", ".", ("", "-0.5")),
        ("007", "", ("", "007")),
    ],
)
def test_a_number_is_read_with_the_chosen_sign(cell: str, sign: str, read: tuple[str, str]) -> None:
    assert numbers.number(cell, sign, ["kg"]) == read


@pytest.mark.parametrize(
    ("cell", "sign"),
    [
        ("72.5", ","), ("72,5", "."), ("72,5", ""), ("NaN", "."), ("inf", "."), ("1e5", "."),
        ("", "."), ("--", "."), ("72,5,5", ","), ("1,23,456.7", "."), ("72 lb", "."),
        ("\u0661\u0662", "."),
    ],
)  # fmt: skip
def test_what_is_no_number_with_that_sign_is_refused(cell: str, sign: str) -> None:
    with pytest.raises(ValidationError):
        numbers.number(cell, sign, ["kg"])


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["2026-07-02", "2026-07-02T08:12:00Z"], "ymd"),
        (["13/07/2026", "02/07/2026"], "dmy"),
        (["7/13/2026", "7/2/2026"], "mdy"),
        (["02/07/2026", "03.07.2026"], dates.UNCLEAR),
        (["13/07/2026", "07/13/2026"], dates.UNCLEAR),
        (["2 Jul 2026"], "dmy"),
        (["July 2, 2026 8:12 PM"], "mdy"),
        (["1751443920"], "seconds"),
        (["1751443920000"], "milliseconds"),
        (["hello", "12.5"], ""),
    ],
)
def test_the_order_of_dates_is_what_all_of_them_show(cells: list[str], order: str) -> None:
    assert dates.order_of(cells) == order


@pytest.mark.parametrize(
    ("cell", "order", "clock", "read"),
    [
        ("02/07/2026", "dmy", "", "2026-07-02"),
        ("02/07/2026", "mdy", "", "2026-02-07"),
        ("2.7.26", "dmy", "8:12", "2026-07-02T08:12:00"),
        ("2026-07-02 08:12:30", "ymd", "", "2026-07-02T08:12:30"),
        ("2026-07-02T08:12:00+0200", "ymd", "", "2026-07-02T08:12:00+02:00"),
        ("07/02/2026, 8:12 PM", "mdy", "", "2026-07-02T20:12:00"),
        ("07/02/2026", "mdy", "12:05 a.m.", "2026-07-02T00:05:00"),
        ("2 jul 2026", "dmy", "", "2026-07-02"),
        ("1751443920000", "milliseconds", "", "2025-07-02T08:12:00+00:00"),
    ],
)
def test_a_date_is_read_in_the_chosen_order(cell: str, order: str, clock: str, read: str) -> None:
    assert dates.moment(cell, order, clock) == read


@pytest.mark.parametrize(
    ("cell", "order", "clock"),
    [
        ("31/02/2026", "dmy", ""), ("13/13/2026", "dmy", ""), ("2026-07-02 25:00", "ymd", ""),
        ("02/07/2026", "dmy", "13:00 PM"), ("soon", "dmy", ""), ("", "ymd", ""),
        ("02/07/2026", "seconds", ""), ("1751443920", "dmy", ""),
    ],
)  # fmt: skip
def test_a_date_that_is_none_is_refused(cell: str, order: str, clock: str) -> None:
    with pytest.raises(ValidationError):
        dates.moment(cell, order, clock)
