"""Stand-ins become names again on the way to the reader, wherever the stream is cut."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.deid.days import Calendar
from chat.deid.restoring import Restorer

ANCHOR = date(2026, 11, 23)
TEXTS = {
    "person-1:ab12": "Ana Torres",
    "person-12:ab12": "Dr Soto",
    "email-1:ab12": "ana@example.org",
    "text-1:ab12": "[[person-1:ab12]]",
    "date-1:ab12": "1980-03-12",
}
SENT = {("day", -34), ("day", -3), ("month", -8)}
MANY = 2_000

# (what the model writes, what the reader sees)
UNDERSTOOD = [
    ("Dear [[person-1:ab12]],", "Dear Ana Torres,"),
    ("[[person-12:ab12]]'s note", "Dr Soto's note"),
    ("[[Person-1:AB12]]", "Ana Torres"),
    ("[[ person-1:ab12 ]]", "Ana Torres"),
    ("**[[person-1:ab12]]**", "**Ana Torres**"),
    ("[[**person-1:ab12**]]", "Ana Torres"),
    ("`[[person-1:ab12]]`", "`Ana Torres`"),
    (r"\[\[person-1:ab12\]\]", "Ana Torres"),
    ("[[person‑1:ab12]]", "Ana Torres"),
    ("[person-1:ab12]", "Ana Torres"),
    ("by person-1:ab12.", "by Ana Torres."),
    ("[[[person-1:ab12]]]", "[Ana Torres]"),
    ("[[person-1:ab12]][[email-1:ab12]]", "Ana Torresana@example.org"),
    ("[[text-1:ab12]]", "[[person-1:ab12]]"),
    ("on [day -34] 08:30", "on 2026-10-20 08:30"),
    ("on [Day −34], [day +7] and [day +0]", "on 2026-10-20, 2026-11-30 and 2026-11-23"),
    ("[ día -34 ] [[day -34]] [**day -3**] [day-3]", "2026-10-20 2026-10-20 2026-11-20 2026-11-20"),
    ("on day -34.", "on 2026-10-20."),
    ("on [day -**34**]", "on 2026-10-20"),
    ("since [month -8], [year -100]", "since 2026-03, 1926"),
    ("from month -8", "from 2026-03"),
    ("cut [[person-1:ab12", "cut [[Ana Torres"),
    ("cut [day -3", "cut [2026-11-20"),
]
LEFT = [
    "[[person-2:ab12]]", "[[person-1:ffff]]", "[[person-1]]", "person-1", "[[person-1:ab123]]",
    "xperson-1:ab12", "[[person", "[[", "[", "\\", "\\[", "[x](y)", "[V12]",
    "day 14 of the cycle", "[day 14]", "day -35", "day -3.5", "day -3,5", "day -341", "today -3",
    "[day -99999999]", "d", "a day", "days -3", "day -3rd", "[day +9999999]",
]  # fmt: skip


def restorer(**changes: object) -> Restorer:
    """For the conversation of this file."""
    return Restorer(**{"texts": TEXTS, "calendar": Calendar(ANCHOR), "sent": SENT, **changes})  # type: ignore[arg-type]


def streamed(pieces: list[str]) -> str:
    """What the reader has seen at the end of the pieces."""
    back = restorer()
    return "".join([*map(back.feed, pieces), back.flush()])


@pytest.mark.parametrize(("written", "seen"), UNDERSTOOD)
def test_what_a_model_makes_of_a_stand_in_is_understood(written: str, seen: str) -> None:
    assert restorer().whole(written) == seen


@pytest.mark.parametrize("written", LEFT)
def test_what_is_no_stand_in_of_ours_stays_as_it_is(written: str) -> None:
    assert restorer().whole(written) == written


@pytest.mark.parametrize("written", [*(pair[0] for pair in UNDERSTOOD), *LEFT])
def test_every_cut_in_two_and_every_single_letter_read_the_same(written: str) -> None:
    text = f"Before {written} after day"
    whole = restorer().whole(text)
    assert streamed(list(text)) == whole
    for cut in range(len(text) + 1):
        assert streamed([text[:cut], text[cut:]]) == whole


def test_random_texts_cut_at_random_read_as_the_whole() -> None:
    dice = random.Random(4)
    parts = [*(pair[0] for pair in UNDERSTOOD), *LEFT, " ", "\n", "*", "]]", "text", "[[", "-"]
    for _round in range(MANY):
        text = "".join(dice.choice(parts) for _ in range(dice.randint(1, 12)))
        cuts = sorted(dice.randint(0, len(text)) for _ in range(dice.randint(0, 20)))
        pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        assert streamed(pieces) == restorer().whole(text), (text, cuts)


@given(st.lists(st.text(alphabet="[]\\*_ -−+:pedrsonaymith123ab.", max_size=12), max_size=12))
def test_no_text_reads_otherwise_for_being_cut(pieces: list[str]) -> None:
    assert streamed(pieces) == restorer().whole("".join(pieces))


@given(st.text(max_size=60))
def test_text_without_stand_ins_passes_untouched(text: str) -> None:
    assert restorer(calendar=None).whole(text.replace("ab12", "")) == text.replace("ab12", "")


def test_only_the_beginning_of_a_stand_in_is_held_back() -> None:
    back = restorer()
    assert back.feed("The value of 128/82 is fine. [[per") == "The value of 128/82 is fine. "
    assert back.feed("haps") == "[[perhaps"
    assert back.feed(" [V1") == " [V1"
    held = 0
    for letter in "x [[ ** person-12:ab12 ** ]] y" * 20:
        back.feed(letter)
        held = max(held, len(back._held))
    assert held <= len("[[ ** person-12:ab12 ** ]")


def test_without_anything_to_restore_nothing_is_held() -> None:
    back = Restorer()
    assert back.feed("[[person-1:ab1") == "[[person-1:ab1"
    assert back.flush() == ""


def test_a_day_that_somebody_wrote_in_words_is_no_stand_in_without_its_brackets() -> None:
    back = restorer(written={("day", -34)})
    assert back.whole("day -34, [day -34], day -3") == "day -34, 2026-10-20, 2026-11-20"


def test_another_conversations_stand_ins_never_resolve() -> None:
    other = Restorer({"person-1:cd34": "Bruno Díaz"}, Calendar(ANCHOR))
    assert other.whole("[[person-1:ab12]] [[person-1:cd34]]") == "[[person-1:ab12]] Bruno Díaz"
