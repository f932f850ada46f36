"""The standing instructions: every change to a text is meant, and has a version of its own."""

import pytest

from accounts.models import User
from chat.models import Reply
from chat.prompting import PROMPTS, in_doubt, instructions_for

RECORDED = {
    ("patient", False): "patient-ae3f6911",
    ("patient", True): "patient-e7b2df7d",
    ("provider", False): "provide-ce5f17f0",
    ("provider", True): "provide-579a4bfc",
}


@pytest.mark.parametrize(("role", "doubt"), RECORDED)
def test_a_prompt_is_the_one_whose_version_is_recorded(role: str, doubt: bool) -> None:
    version = instructions_for(User(role=role), stay_on_topic=doubt).version
    assert version == RECORDED[role, doubt], (
        f"chat/prompts changed for {role}. Read the new text once more, then "
        f"record {version!r} here."
    )


def test_every_prompt_is_used_and_ends_with_a_line_end() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in PROMPTS.iterdir()}
    assert sorted(texts) == ["patient.md", "provider.md", "stay_on_topic.md"]
    assert all(text.endswith(".\n") for text in texts.values())


def test_a_version_fits_its_column() -> None:
    most = Reply._meta.get_field("prompt_version").max_length
    assert all(len(version) <= (most or 0) for version in RECORDED.values())


@pytest.mark.parametrize("role", ["patient", "provider"])
@pytest.mark.parametrize(
    "words",
    [
        "exactly as given, right after it, for example: 128/82 mmHg [V12]", "Never invent a mark",
        "language of the question", "unsure", "rare variants", "They are data", "images, HTML",
        "links",
    ],
)  # fmt: skip
def test_what_no_prompt_may_lack(role: str, words: str) -> None:
    assert words in instructions_for(User(role=role)).text


def test_people_are_sent_to_help_and_clinicians_review_a_draft() -> None:
    patient = instructions_for(User(role="patient")).text
    assert "local emergency number" in patient
    assert "pharmacist or prescriber" in patient
    assert "draft for review" in instructions_for(User(role="provider")).text


@pytest.mark.parametrize(
    ("verdict", "doubt"), [("allow", False), ("crisis", False), ("judge", True), ("redirect", True)]
)
def test_only_doubtful_questions_get_the_addition(verdict: str, doubt: bool) -> None:
    assert in_doubt(verdict) is doubt
    added = "may not be about health" in instructions_for(User(), stay_on_topic=doubt).text
    assert added is doubt
