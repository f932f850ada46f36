"""People of the request are found whatever way a log writes them."""

from datetime import date

import pytest

from privacy.scrub import KnownIdentifiers, Person, scrub

ANA = Person(
    names=("Ana Torres León",),
    emails=("atleon71@example.org",),
    usernames=("anita_t",),
    phones=("+34 612 345 678",),
    record_numbers=("PT-303254",),
    birth_dates=(date(1971, 3, 9),),
)
LUKASZ = Person(names=("Łukasz Müller-Schön",))
CRUZ = Person(names=("María José de la Cruz",))
ROSE = Person(names=("Grace Rose",))
ADDISON = Person(names=("Brandi Addison",))
MARK = Person(names=("Mark Grant",))
KNOWN = KnownIdentifiers([ANA, LUKASZ, CRUZ, ROSE, ADDISON, MARK])


@pytest.mark.parametrize(
    "written",
    [
        "Torres León, Ana", "TORRES LEON ANA", "ana.torres", "ana_torres-leon", "AnaTorresLeon",
        "atorresleon", "A. Torres", "Torres A", "anatorresleon22", "León", "atleon71", "ATLEON71",
        "anita_t", "Lukasz", "ukasz", "Mueller-Schoen", "M%C3%BCller", "M\\u00fcller",
        "Mu\u0308ller",
        "MÃ¼ller", "M&uuml;ller", "mariajose", "delacruz", "de la Cruz, María José", "mjdelacruz",
        "grace.rose", "ROSE, GRACE", "Addison", "told Mark", "Grant, Mark",
    ],
)  # fmt: skip
def test_a_known_name_is_found_in_every_disguise(written: str) -> None:
    scrubbed = scrub(f"note about {written} here", KNOWN)
    assert written.removeprefix("told ") not in scrubbed
    assert "here" in scrubbed


@pytest.mark.parametrize(
    "written",
    [
        "612345678", "0034612345678", "612.345.678", "61-23-45-678", "+34612345678", "PT303254",
        "303254", "pt 303 254", "19710309", "09031971", "1971/3/9", "9 de marzo de 1971",
    ],
)  # fmt: skip
def test_a_known_number_is_found_whatever_separates_it(written: str) -> None:
    assert written not in scrub(f"value {written} here", KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "rose to 12.4 and fell", "Mark as read", "Grant access to all", "access granted",
        "Addison disease", "ANA positive", "enfermedad de Addison", "n/a", "grace period",
        "sequence 13032549", "ratio 3/4", "in a la carte",
    ],
)  # fmt: skip
def test_a_word_that_happens_to_be_somebodys_name_stays(text: str) -> None:
    assert scrub(text, KNOWN) == text


def test_nobody_known_finds_nobody() -> None:
    nobody = KnownIdentifiers([])
    assert not nobody
    assert scrub("rose to 12.4", nobody) == "rose to 12.4"


def test_odd_records_of_a_person_do_not_break_the_matcher() -> None:
    odd = Person(names=("", "  ", "李 明", "-"), emails=("@", ""), usernames=("__",), phones=("x",))
    assert "李" not in scrub("seen 李 明 today", KnownIdentifiers([odd]))
