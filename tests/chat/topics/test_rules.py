"""Which check decides, one by one."""

import pytest

from tests.chat.topics.cases import ruled

BY_RULE = [
    ("hello there", "small-talk"),
    ("👍", "small-talk"),
    ("", "small-talk"),
    ("could you say that again in portuguese", "small-talk"),
    ("¿quién te programó?", "small-talk"),
    ("how has my blood pressure been", "record"),
    ("Resume mis últimos análisis", "record"),
    ("who can see my record in this app", "record"),
    ("download all my data", "record"),
    ("rs4988235", "lexicon-figure"),
    ("glucose 212 mg/dL", "lexicon-figure"),
    ("alt 88", "lexicon-figure"),
    ("NM_000059.4:c.68_69del", "lexicon-figure"),
    ("ramipril at night", "lexicon-drug"),
    ("tell me about zabrotinib", "lexicon-drug"),
    ("tell me about hypoglarbosis", "lexicon-disease"),
    ("i'm so very lonely", "lexicon-feeling"),
    ("my elbow is sore", "lexicon-body"),
    ("efectos secundarios?", "lexicon-phrase"),
]


@pytest.mark.parametrize(("text", "reason"), BY_RULE)
def test_a_rule_allows_without_asking_the_model(text: str, reason: str) -> None:
    found = ruled(text)
    assert (found.verdict, found.score, found.reason) == ("allow", None, reason)


@pytest.mark.parametrize(
    "text",
    [
        "potion of healing recipe for minecraft",
        "best ibuprofen spell mod in skyrim",
        "symptoms of a bad alternator on my honda",
        "diagnosis episode of that netflix series",
        "the economy shows symptoms of recession",
        "kill all python processes with high blood pressure in the script",
    ],
)
def test_words_of_health_amid_games_cars_and_code_are_left_to_the_model(text: str) -> None:
    assert not ruled(text).reason.startswith("lexicon")


@pytest.mark.parametrize(
    "text",
    ["learn to speak italian in a month", "name of the capital of chile", "songs about goodbye"],
)
def test_what_only_resembles_small_talk_is_left_to_the_model(text: str) -> None:
    assert ruled(text).reason == "model"


@pytest.mark.parametrize(
    "text",
    [
        "Ich habe seit gestern starke Bauchschmerzen und mir ist schlecht",
        "J'ai mal au ventre depuis hier, que dois-je faire",
        "у меня болит голова",
        "我头疼",
        "estou com dor de cabeça, o que eu tomo para isso não é",
    ],
)
def test_a_language_that_was_not_taught_is_never_turned_away(text: str) -> None:
    assert ruled(text).verdict != "redirect"


def test_a_later_question_leans_on_what_was_asked_before() -> None:
    alone = ruled("and how is it usually removed")
    asked = ["what are gallstones"]
    assert ruled("and how is it usually removed", asked).verdict == "allow"
    assert alone.reason == "model"
    assert ruled("and how is it usually removed", asked).reason.startswith("window")


def test_leaving_the_subject_is_noticed_after_talk_of_health() -> None:
    asked = ["what are gallstones", "how are they removed"]
    assert ruled("book me a window seat to denver on friday", asked).verdict == "redirect"


def test_what_was_said_before_cannot_take_away_what_stands_by_itself() -> None:
    for text in ("my knee is swollen", "hello", "what does ferritin 9 mean", "show my latest labs"):
        assert ruled(text, ["who built the eiffel tower", "how tall is it"]).verdict == "allow"


def test_a_provider_is_given_more_room() -> None:
    for text in (
        "draft a letter to the insurer about the prior auth",
        "code for a 40 minute visit",
    ):
        assert ruled(text, role="provider").verdict != "redirect"
