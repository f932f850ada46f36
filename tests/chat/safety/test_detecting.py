"""A message that tells of an emergency is known as one; a look-alike is not."""

import pytest

from chat.classifier.model import read
from chat.safety import crisis_in
from chat.safety.detecting import ruled
from chat.safety.rules import ORDER, RULED, load
from chat.safety.sensing import UNCLEAR, WEIGHTS, kinds, sensed
from chat.safety.tokens import LONGEST_TEXT
from chat.topics import classify
from scripts.crisis_data import fingerprint
from tests.chat.safety.cases_read import emergencies, is_held_out, later, look_alikes
from tests.samples import SAMPLES

LANGUAGES = ("en", "es")
HIGH, LOW = 0.95, 0.10


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("held_out", [False, True])
def test_emergencies_are_found(language: str, held_out: bool) -> None:
    cases = [text for _kind, text in emergencies(language) if is_held_out(text) == held_out]
    assert share([bool(crisis_in(text)) for text in cases]) >= HIGH


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_is_mostly_of_the_right_kind(language: str) -> None:
    cases = emergencies(language)
    assert share([kind in crisis_in(text) for kind, text in cases]) >= HIGH


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("held_out", [False, True])
def test_look_alikes_raise_no_alarm(language: str, held_out: bool) -> None:
    cases = [text for text in look_alikes(language) if is_held_out(text) == held_out]
    assert share([bool(crisis_in(text)) for text in cases]) <= LOW


def test_the_model_belongs_to_its_sentences() -> None:
    """Train again (`python -m scripts.train_crisis`) after any change of what is learnt."""
    assert read(WEIGHTS).fingerprint == kinds().fingerprint == fingerprint()


@pytest.mark.parametrize(
    "said",
    [
        "i wont be a burden to anyone after friday, the cat has food for a week",
        "mum's lips have gone a funny colour and she just stares",
        "ya dejé las llaves y la carta en la mesa, perdónenme todos",
    ],
)
def test_danger_in_words_that_no_rule_foresaw_is_sensed(said: str) -> None:
    assert ruled(said) is None
    assert crisis_in(said)


def test_what_a_rule_takes_back_the_model_does_not_bring_up_again() -> None:
    assert ruled("i don't want to kill myself") == ()
    assert crisis_in("i don't want to kill myself") == ()


@pytest.mark.parametrize(
    "said",
    [
        "gracias por todo, ya dejé las llaves y la carta en la mesa, perdónenme todos",
        "thank you for everything, i wont be a burden to anyone after friday",
        "i have lined up all my pills on the table and the letter is written",
        "i had a seizure last year. now mum's lips have gone a funny colour and she just stares",
        "my friend in medical school took 40 tylenol tonight",
        "i was listening to a podcast when half my face went numb and my arm is weak",
        "we had a quiet day. " * 30
        + "i wont be a burden to anyone after friday. "
        + "so it is. " * 40,
    ],
)
def test_thanks_denials_and_length_hide_no_danger(said: str) -> None:
    assert classify(said, redirect_below=0.1, allow_above=0.5).verdict == "crisis"


def test_where_the_kind_is_in_doubt_the_card_says_so() -> None:
    told = [text for language in LANGUAGES for _kind, text in emergencies(language)]
    found = [kind for text in told if (kind := sensed(text))]
    assert {UNCLEAR, "self_harm", "overdose"} <= set(found) <= set(ORDER)


def test_what_was_written_later_is_told_apart_too() -> None:
    told, harmless = later()
    assert share([bool(crisis_in(text)) for text in told]) >= HIGH
    assert share([bool(crisis_in(text)) for text in harmless]) <= LOW


@pytest.mark.parametrize("language", LANGUAGES)
def test_typing_without_accents_capitals_or_apostrophes_changes_nothing(language: str) -> None:
    for _kind, text in emergencies(language):
        assert crisis_in(text.upper()) == crisis_in(text)
        assert crisis_in(text.replace("'", "’")) == crisis_in(text.replace("'", ""))


def test_there_are_enough_cases_and_each_kind_has_one() -> None:
    told = [case for language in LANGUAGES for case in emergencies(language)]
    assert len(told) >= 250
    assert sum(len(look_alikes(language)) for language in LANGUAGES) >= 250
    assert {kind for kind, _text in told} == set(RULED)


@pytest.mark.parametrize(
    ("said", "denied"),
    [
        ("chest pain and sweating", "no chest pain, no sweating"),
        ("i want to kill myself", "i don't want to kill myself"),
        ("he is unconscious", "he is not unconscious"),
        ("quiero morir", "no quiero morir"),
        ("estoy vomitando sangre", "no estoy vomitando sangre"),
        ("i am having a stroke", "i had a stroke in 2016"),
        ("me está dando un infarto", "hace 5 años me dio un infarto"),
        ("my wife has a seizure", "what is a seizure"),
        ("i am dying, i took all the pills", "i am dying of boredom"),
    ],
)  # fmt: skip
def test_denied_past_general_or_meant_as_a_joke_does_not_count(said: str, denied: str) -> None:
    assert crisis_in(said)
    assert not crisis_in(denied)


def test_a_history_does_not_hide_what_happens_now() -> None:
    told = "my dad died of a heart attack and now i have chest pain going down my left arm"
    assert "heart" in crisis_in(told)
    assert crisis_in("i'm not ok, i want to die")
    assert crisis_in("no duermo y quiero morir")


def test_the_most_urgent_comes_first() -> None:
    kinds = crisis_in("my brother took a whole bottle of pills to kill himself and isnt breathing")
    assert kinds[:2] == ("unresponsive", "overdose")
    assert "self_harm" in kinds


@pytest.mark.parametrize("text", ["", " ", "\x00", "¿?¡!", "😀" * 50, "\u202e" * 9, "1" * 5_000])
def test_senseless_text_is_no_emergency(text: str) -> None:
    assert crisis_in(text) == ()


def test_the_end_of_a_very_long_message_is_read() -> None:
    assert "self_harm" in crisis_in("my day was long. " * 4_000 + "i want to kill myself")


@pytest.mark.parametrize(
    "bit", ["no ", "chest pain ", "i want ", "qzwx" * 5 + " ", "sudden ", ". "]
)
def test_a_hostile_length_is_cut_before_it_is_looked_through(bit: str) -> None:
    words = load().reader.words_of(bit * 64_000)
    assert len(words) <= LONGEST_TEXT
    crisis_in(bit * 64_000)


def test_every_kind_has_words_in_both_languages() -> None:
    kinds = {rule.kind for rules in load().by_first.values() for rule in rules}
    assert kinds == set(RULED)


if SAMPLES is not None:
    TOPIC = SAMPLES / "topic"

    def rate(name: str) -> float:
        text = (TOPIC / f"{name}.txt").read_text(encoding="utf-8")
        return share([bool(crisis_in(line)) for line in text.splitlines() if line.strip()])

    def test_emergencies_among_the_samples() -> None:
        assert rate("crisis") >= HIGH
        assert rate("crisis_controls") <= LOW

    def test_ordinary_talk_among_the_samples() -> None:
        assert rate("health") < 0.03
        assert rate("hard_other") == 0
        assert max(rate("other"), rate("neutral") / 3) < 0.01
