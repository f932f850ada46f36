"""Which parts of the record a conversation may read, and what narrowing that means for its past."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from chat.models import Conversation
from privacy.registry import RecordSection, sections


def readable(conversation: Conversation) -> list[RecordSection]:
    """The sections that are on, in reading order; one of whose list nothing is picked is off."""
    return [
        section
        for section in sections()
        if section.key in conversation.sections and picked(conversation, section) != frozenset()
    ]


def picked(conversation: Conversation, section: RecordSection) -> frozenset[str] | None:
    """The ids picked from a section's list; None where it is read whole."""
    if section.picks is None or section.key not in conversation.picks:
        return None
    return frozenset(conversation.picks[section.key])


def check(
    owner: User,
    keys: Sequence[str],
    picks: Mapping[str, Sequence[str]],
    sensitive: Sequence[str],
) -> None:
    """Raises: ValidationError: a section, a document or a sensitive part that is not there."""
    known = {section.key: section for section in sections()}
    if not {*keys, *picks, *sensitive} <= set(known):
        raise ValidationError({"sections": _("There is no such part of the record.")})
    if any(not known[key].sensitive_label for key in sensitive):
        raise ValidationError({"sensitive": _("This part of the record holds nothing sensitive.")})
    for key, ids in picks.items():
        listed = known[key].picks
        if listed is None or not set(ids) <= {pick.id for pick in listed(owner)}:
            raise ValidationError({"picks": _("Choose from the documents of your own record.")})


def state_of(conversation: Conversation) -> dict[str, Any]:
    """The switches as they are, to be compared with `covers`."""
    return {
        "sections": list(conversation.sections),
        "picks": dict(conversation.picks),
        "sensitive": list(conversation.sensitive),
    }


def covers(wide: Mapping[str, Any], narrow: Mapping[str, Any]) -> bool:
    """Whether everything that `narrow` opens is open in `wide` too."""
    return (
        set(narrow["sections"]) <= set(wide["sections"])
        and set(narrow["sensitive"]) & set(narrow["sections"]) <= set(wide["sensitive"])
        and all(_picks_cover(key, wide, narrow) for key in narrow["sections"])
    )


def _picks_cover(key: str, wide: Mapping[str, Any], narrow: Mapping[str, Any]) -> bool:
    if key not in wide["picks"]:
        return True
    return key in narrow["picks"] and set(narrow["picks"][key]) <= set(wide["picks"][key])


def together(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """All that either opens."""
    keys = sorted({*one["sections"], *other["sections"]})
    picks = {}
    for key in keys:
        states = [state for state in (one, other) if key in state["sections"]]
        if all(key in state["picks"] for state in states):
            picks[key] = sorted({pick for state in states for pick in state["picks"][key]})
    sensitive = sorted({*one["sensitive"], *other["sensitive"]})
    return {"sections": keys, "picks": picks, "sensitive": sensitive}
