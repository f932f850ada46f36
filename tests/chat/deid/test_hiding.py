"""What identifies gets a stand-in, whatever its form; what a clinician needs stays."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chat.deid.hiding import Hiding, calendar_of
from chat.deid.mapping import Mapping
from chat.deid.people import Circle, Somebody
from chat.deid.restoring import Restorer
from privacy.scrub import Person

ROSA = Somebody(
    "u1",
    "Rosa May Ibáñez",
    Person(
        names=("Rosa May Ibáñez",),
        emails=("rosa.may@example.org",),
        birth_dates=(date(1980, 3, 12),),
    ),
)
SOTO = Somebody(
    "u2",
    "Elena Soto",
    Person(names=("Elena Soto",), emails=("esoto7@clinic.org",), record_numbers=("281-4455-77",)),
)
IKER = Somebody("c1", "Iker Torres", Person(names=("Iker Torres",), phones=("+34 600 111 222",)))
CIRCLE = Circle((ROSA, SOTO, IKER), month_first=False)
ANCHOR = date(2026, 11, 23)


def hiding(circle: Circle = CIRCLE) -> Hiding:
    """For a conversation that began on 23 November 2026."""
    return Hiding(circle, calendar_of(ANCHOR, circle), Mapping("ab12cd34", None))


def hide(text: str) -> str:
    """A text as it leaves."""
    return hiding().hide(text)


FORMS = {
    "[[person-1:ab12]]": [
        "Rosa May Ibáñez", "ROSA MAY IBÁÑEZ", "rosa may ibanez", "Rosa Ibáñez", "Ibáñez, Rosa",
        "Ibáñez", "Ibanez", "IBAÑEZ", "rosa.may", "rosa_may", "Rosa May", "R. Ibáñez",
        "Iba\u0301n\u0303ez", "𝐈𝐛𝐚𝐧𝐞𝐳", "Ib\u200báñez", "\\u0049b\\u00e1\\u00f1ez",
        "Ib%C3%A1%C3%B1ez",
    ],
    "[[person-1:ab12]] ": ["Elena Soto ", "Dra. Soto ", "esoto7 ", "SOTO ", "elena.soto "],
    "[[phone-1:ab12]]": [
        "+34 600 111 222", "600111222", "600-11-12-22", "(600) 111 222", "6 0 0 1 1 1 2 2 2",
        "+34600111222", "600.111.222",
    ],
    "[[date-1:ab12]]": [
        "1980-03-12", "12/03/1980", "12.3.1980", "12-03-80", "12 March 1980", "March 12, 1980",
        "12 de marzo de 1980", "19800312", "12 03 1980", "03/12/1980",
    ],
    "[[number-1:ab12]]": ["281-4455-77", "281445577", "281 4455 77"],
    "[[email-1:ab12]]": ["rosa.may@example.org", "ROSA.MAY@EXAMPLE.ORG"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "stand_in"),
    [(form, stand_in.strip()) for stand_in, forms in FORMS.items() for form in forms],
)
def test_known_people_are_hidden_in_every_form(written: str, stand_in: str) -> None:
    out = hide(f"note: {written.strip()} was here")
    assert stand_in in out
    assert "was here" in out


def test_one_person_is_one_stand_in_and_comes_back_whole() -> None:
    work = hiding()
    out = work.hide("Rosa May; IBANEZ; rosa.may; Soto; Rosa Pérez")
    assert out == (
        "[[person-2:ab12]]; [[person-2:ab12]]; [[person-2:ab12]]; [[person-3:ab12]];"
        " [[person-1:ab12]]"
    )
    back = Restorer(work.mapping.texts())
    assert back.whole(out) == (
        "Rosa May Ibáñez; Rosa May Ibáñez; Rosa May Ibáñez; Elena Soto; Rosa Pérez"
    )


@pytest.mark.parametrize(
    "said",
    [
        "I may have asthma, may I drink? Maybe in May.",
        "Since last May or June 2025, until May; worse in May 2026",
        "Rosa mosqueta oil and St John's wort",
        "a rose garden; mayo; the month of may",
    ],
)
def test_names_that_are_words_stay_words(said: str) -> None:
    assert "person" not in hide(said)


CLINICAL = [
    "128/82 mmHg", "HbA1c 6.5 %", "LOINC 2345-7", "rs1801133 (C;T)", "i4000759", "i713426",
    "Metformin 850 mg twice daily", "ferritin 1,234.5 ng/mL", "platelets 250 000 /µL",
    "glucose 54 mg/dL at 08:30", "weight 95 kg, height 180 cm, 95 years of data", "E11.9",
    "N06AB04",
    "NM_000059.3:c.5266dupC", "chr7:117559590 G>A", "INR 2.3; TSH 0.4-4.0 mIU/L", "since 2019",
    "SNOMED 44054006", "Hashimoto thyroiditis, Crohn disease, Graves' disease", "cycle day 14",
    "What is the outlook for Spina Bifida?", "Rocky Mountain Spotted Fever", "p.Arg506Gln",
    "it may 10 times out of 12 be so", "Lantus mar 10 UI", "dose 1/2 tablet",
    "Vitamin D 1000 IU", "BRCA1 and APOE e4", "1900 kcal and 12000 steps",
]  # fmt: skip


@pytest.mark.parametrize("said", CLINICAL)
@pytest.mark.parametrize("mark", ["[V1] ", ""])
def test_what_a_clinician_needs_stays(said: str, mark: str) -> None:
    assert hide(f"{mark}{said}\n") == f"{mark}{said}\n"


def test_brands_of_the_record_stay_and_names_in_it_go() -> None:
    out = hide("record-1\n[M1] medication: Nordic Naturals (as told by Dr. Marta Ruiz)\nrecord-1")
    assert "Nordic Naturals" in out
    assert "Ruiz" not in out


PATTERNS = [
    "vivo en Calle Mayor 12, 28013 Madrid", "DNI 12345678Z", "DNI 96720650S",
    "NIE X1234567L", "SSN 123-45-6789",
    "MRN 00597686", "tarjeta sanitaria CIP ABCD123456789012", "insurance id 55A1234567",
    "see https://portal.example.com/u/77?token=abc", "mail someone.else@mail.com",
    "12 Oak Street, Springfield, IL 62704", "IP 203.0.113.77", "Marta_Ruiz_labs_2026.pdf",
    "call 415-555-0134", "my neighbour Marta Ruiz", "password: hunter22secret",
]  # fmt: skip


@pytest.mark.parametrize("said", PATTERNS)
def test_what_identifies_by_its_shape_goes_and_comes_back(said: str) -> None:
    work = hiding()
    out = work.hide(f"{said}\nok")
    assert "[[" in out
    assert out.endswith("\nok")
    assert Restorer(work.mapping.texts()).whole(out) == f"{said}\nok"


def test_dates_are_counted_from_the_day_the_conversation_began() -> None:
    assert hide("n=30 2026-01-01..2026-10-20; latest 2026-10-20 08:30 2026-11-30T10:00") == (
        "n=30 [day -326]..[day -34]; latest [day -34] 08:30 [day +7]T10:00"
    )
    assert hide("since 2019-03, in March 2026, since 1930") == (
        "since [month -92], in [month -8], since [year -96]"
    )
    assert hide("on 3 March 2026, 20/10/2026 and March 3") == (
        "on [day -265], [day -34] and [day -265]"
    )


def test_a_date_that_may_mean_two_days_is_not_guessed() -> None:
    unsure = hiding(Circle(CIRCLE.people, month_first=None))
    assert unsure.hide("on 3/4/2026") == "on [[date-1:ab12]]"
    american = hiding(Circle(CIRCLE.people, month_first=True))
    assert american.hide("on 3/4/2026") == hide("on 4/3/2026") == "on [day -264]"
    assert hide("on 2026-02-31") == "on [[date-1:ab12]]"


def test_ages_over_89_are_90_and_more() -> None:
    assert hide("my mother, aged 93, and I am 54 years old") == (
        "my mother, aged 90+, and I am 54 years old"
    )


def test_what_looks_like_a_stand_in_comes_back_as_it_was_written() -> None:
    work = hiding()
    said = "[[person-1:ab12]] [day -3] [Day −3] day -3 [[person-9:ffff]] Rosa May Ibáñez"
    out = work.hide(said)
    assert "[[person-1:ab12]]" in out  # Rosa's own
    back = Restorer(work.mapping.texts(), work.calendar, work.sent, work.written)
    assert back.whole(out) == said


@given(st.text(alphabet="[]\\*_ -−+:;pedrsonayt123ab.", max_size=40))
def test_lookalikes_of_any_shape_come_back(said: str) -> None:
    work = hiding(Circle(()))
    out = work.hide(said)
    assume(not work.sent)  # a real date comes back in its plainest form
    back = Restorer(work.mapping.texts(), work.calendar, work.sent, work.written)
    assert back.whole(out) == said


def test_a_text_longer_than_a_log_line_is_read_to_its_end() -> None:
    out = hide("pain " * 4000 + "says Elena Soto, DNI 12345678Z")
    assert "Soto" not in out
    assert "12345678" not in out


def test_a_base64_text_with_a_name_in_it_goes() -> None:
    assert "cm9zYS5t" not in hide("data cm9zYS5tYXlAZXhhbXBsZS5vcmc= end")
    assert hide("electroencephalographically") == "electroencephalographically"
