"""How often people are turned away: hardly ever about health, mostly about anything else."""

from pathlib import Path

import pytest

from tests.chat.topics.cases import HERE, Case, alone, follow_ups, redirected
from tests.samples import SAMPLES

TOPIC = None if SAMPLES is None else SAMPLES / "topic"
FILES = [HERE, *([TOPIC] if TOPIC is not None and TOPIC.is_dir() else [])]
ROLES = ("patient", "provider")


def cases(folder: Path, name: str) -> list[Case]:
    return alone(folder / (f"cases_{name}.txt" if folder == HERE else f"{name}.txt"))


def turns(folder: Path, label: str) -> list[Case]:
    named = "cases_follow_ups.tsv" if folder == HERE else "followups.tsv"
    return follow_ups(folder / named, label)


@pytest.mark.parametrize("folder", FILES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("role", ROLES)
def test_health_is_turned_away_at_most_once_in_a_hundred(folder: Path, role: str) -> None:
    found = cases(folder, "health")
    assert len(redirected(found, role)) <= 0.01 * len(found), redirected(found, role)


@pytest.mark.parametrize("folder", FILES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("role", ROLES)
def test_terse_and_odd_messages_about_health_are_turned_away_at_most_once_in_twenty(
    folder: Path, role: str
) -> None:
    found = cases(folder, "hard_health")
    assert len(redirected(found, role)) <= 0.05 * len(found), redirected(found, role)


@pytest.mark.parametrize("folder", FILES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("role", ROLES)
def test_small_talk_is_never_turned_away(folder: Path, role: str) -> None:
    assert redirected(cases(folder, "neutral"), role) == []


@pytest.mark.parametrize("folder", FILES, ids=lambda folder: folder.name)
def test_three_of_four_messages_about_something_else_are_turned_away(folder: Path) -> None:
    found = cases(folder, "other")
    assert len(redirected(found)) >= 0.75 * len(found)


@pytest.mark.parametrize("folder", FILES, ids=lambda folder: folder.name)
def test_words_of_health_do_not_open_the_door_to_everything(folder: Path) -> None:
    found = cases(folder, "hard_other")
    assert len(redirected(found)) >= 0.5 * len(found)


@pytest.mark.parametrize("folder", FILES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("role", ROLES)
def test_a_later_question_about_health_is_turned_away_at_most_once_in_fifty(
    folder: Path, role: str
) -> None:
    found = turns(folder, "health")
    assert len(redirected(found, role)) <= 0.02 * len(found), redirected(found, role)


@pytest.mark.parametrize("folder", FILES, ids=lambda folder: folder.name)
def test_most_later_questions_about_something_else_are_turned_away(folder: Path) -> None:
    found = turns(folder, "other")
    assert len(redirected(found)) >= 0.5 * len(found)
