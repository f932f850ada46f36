"""Scrubbing holds for any text: it never fails, never grows without end, and settles at once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.scrub import LIMIT, KnownIdentifiers, Person, scrub, scrub_fields
from tests.privacy.test_scrub import MESSAGES, NAMES, PLAIN, SENTENCES

# Fixed examples: a suite that fails must fail again.
steady = settings(deadline=None, max_examples=150, derandomize=True, database=None)
PIECES = [
    "name=", "Patient: ", "[EMAIL]", "[NAME]", "%40", "\\u00e9", "=C3=B1", "&#39;", "\u0301",
    "Dr. ", "born ", "SSN ", "'", '"', "(", "[", "{", "<", "://", "@", "0034", "1971-", "::", "~",
    "Calle ", "key (", "values ('", "\\x", "%", "é", "１", "\u2011", "\x00", "\ud800", "token ",
    "PID|", "\n", "]", ":", "https://",
]  # fmt: skip
anything = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map("".join),
)
SAYINGS = [text for text, _, _ in SENTENCES + NAMES + MESSAGES] + PLAIN
KNOWN = KnownIdentifiers([Person(names=("María José de la Cruz", "Na Li"), phones=("612345678",))])


@steady
@given(anything)
def test_any_text_can_be_scrubbed(text: str) -> None:
    assert isinstance(scrub(text), str)
    assert isinstance(scrub(text, KNOWN), str)


@steady
@given(st.lists(st.sampled_from(SAYINGS), max_size=6), st.sampled_from(["\n", " | ", "; ", "\n\n"]))
def test_scrubbing_twice_changes_no_more_than_scrubbing_once(said: list[str], between: str) -> None:
    once = scrub(between.join(said), KNOWN)
    assert scrub(once, KNOWN) == once


@steady
@given(st.text(max_size=400).map(lambda text: text * 60))
def test_no_text_becomes_longer_than_the_limit(text: str) -> None:
    assert len(scrub(text)) <= LIMIT + 20


@steady
@given(
    st.dictionaries(
        st.text(max_size=20),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
            max_leaves=8,
        ),
        max_size=5,
    )
)
def test_any_data_can_be_scrubbed(data: dict[str, object]) -> None:
    assert isinstance(scrub_fields(data), dict)


@steady
@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), anything)
def test_any_person_can_be_known(name: str, email: str, phone: str, text: str) -> None:
    person = Person(names=(name,), emails=(email,), usernames=(email,), phones=(phone,))
    assert isinstance(scrub(text, KnownIdentifiers([person])), str)


@steady
@given(st.sampled_from(SAYINGS), st.integers(1, 40))
def test_what_is_found_does_not_depend_on_what_stands_far_away(saying: str, filler: int) -> None:
    before, after = "all quiet\n" * filler, "\nall quiet" * filler
    assert scrub(before + saying + after) == before + scrub(saying) + after
