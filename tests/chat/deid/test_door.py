"""One door for whole prompts: whom it knows, what it keeps, what it lets through."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from chat import context
from chat.catalogue import Model
from chat.deid import NOTE, hide_prompt, stays_open
from chat.engines.base import Prompt, Turn
from chat.limits import policy_of
from chat.models import Conversation
from tests import factories
from tests.chat.threads import talk
from tests.people import link, person

pytestmark = pytest.mark.django_db


def prompt_of(*said: str, record: str = "") -> Prompt:
    """A prompt whose turns are these, the person's first."""
    roles: list[Any] = ["user", "assistant"]
    turns = tuple(Turn(roles[at % 2], text) for at, text in enumerate(said))
    return Prompt(system="Explain.", context=record, turns=turns, max_output_tokens=9)


def fresh(conversation: Conversation) -> Conversation:
    """The row as another process reads it."""
    rows = Conversation.objects.editable_by(conversation.owner).select_related("owner")
    found: Conversation = rows.get(pk=conversation.pk)
    return found


def test_owner_clinicians_and_contacts_are_known(ana: User, soto: User) -> None:
    EmailAddress.objects.create(user=ana, email="second@mail.example", verified=True)
    factories.facts(ana, birth_date=date(1980, 3, 12))
    factories.line(ana, "contacts", name="Iker Zubiri", phone="+34 655 443 322")
    conversation = talk(ana)[0]
    said = (
        "Ana Torres, ana.torres@example.org, second@mail.example, 12 March 1980, Zubiri,"
        " 655443322, Dr Soto, elena.soto@example.org"
    )
    hidden = hide_prompt(conversation, prompt_of(said))
    out = hidden.prompt.turns[0].text.lower()
    for told in ("ana", "torres", "second", "1980", "zubiri", "655", "soto"):
        assert told not in out
    assert hidden.count == 8
    assert hidden.restorer.whole(hidden.prompt.turns[0].text) == (
        "Ana Torres, ana.torres@example.org, second@mail.example, 1980-03-12, Iker Zubiri,"
        " 655443322, Dr Elena Soto, elena.soto@example.org"
    )


def test_a_clinicians_patients_are_known(ana: User, soto: User) -> None:
    hidden = hide_prompt(talk(soto)[0], prompt_of("Torres, a patient of mine, has a headache"))
    assert "Torres" not in hidden.prompt.turns[0].text


def test_every_text_of_a_prompt_passes_and_the_instructions_do_not_change(ana: User) -> None:
    conversation = talk(ana)[0]
    prompt = prompt_of(
        "I am Ana Torres", "Hello Ana Torres", "Torres?", record="[M1] for Ana Torres"
    )
    hidden = hide_prompt(conversation, prompt)
    texts = [hidden.prompt.context, *(turn.text for turn in hidden.prompt.turns)]
    assert not any("Torres" in text for text in texts)
    assert hidden.prompt.system == prompt.system + NOTE
    assert "Torres" not in repr(hidden.prompt)
    assert [turn.role for turn in hidden.prompt.turns] == ["user", "assistant", "user"]


def test_stand_ins_last_as_long_as_the_conversation(ana: User, soto: User) -> None:
    conversation = talk(ana)[0]
    first = hide_prompt(conversation, prompt_of("Elena Soto and Marta Ruiz called"))
    later = hide_prompt(fresh(conversation), prompt_of("Ana Torres: Ruiz, then Soto"))
    tag = conversation.tag[:4]
    assert first.prompt.turns[0].text == f"[[person-1:{tag}]] and [[person-2:{tag}]] called"
    assert later.prompt.turns[0].text == (
        f"[[person-3:{tag}]]: [[person-2:{tag}]], then [[person-1:{tag}]]"
    )


def test_the_record_stays_the_same_to_the_byte_from_turn_to_turn(ana: User) -> None:
    conversation = talk(ana)[0]
    factories.reading(ana)
    factories.line(ana, "medications", frequency="daily, says Dr. Marta Ruiz")
    found = context.briefing(conversation, 4000)
    block = context.record_block(conversation, found)
    first = hide_prompt(conversation, prompt_of("Why?", record=block))
    second = hide_prompt(
        fresh(conversation), prompt_of("Why?", "Ruiz says so on 2026-01-02", "And?", record=block)
    )
    assert first.prompt.context == second.prompt.context
    assert "Ruiz" not in first.prompt.context
    assert "[day +0]" in first.prompt.context


def test_looking_stores_nothing_and_sending_then_sends_the_same(ana: User) -> None:
    conversation = talk(ana)[0]
    prompt = prompt_of("Ana Torres, DNI 12345678Z, and Marta Ruiz")
    looked = hide_prompt(conversation, prompt, store=False)
    assert fresh(conversation).deid_map is None
    sent = hide_prompt(fresh(conversation), prompt)
    assert looked.prompt == sent.prompt
    assert len(fresh(conversation).deid_map) == 3


def test_a_map_that_grew_meanwhile_is_kept_whole(ana: User) -> None:
    conversation = talk(ana)[0]
    one, two = fresh(conversation), fresh(conversation)
    assert (one.deid_map, two.deid_map) == (None, None)  # both have read it
    hide_prompt(one, prompt_of("Marta Ruiz"))
    hidden = hide_prompt(two, prompt_of("Elena Vidal"))
    tag = conversation.tag[:4]
    assert hidden.prompt.turns[0].text == f"[[person-2:{tag}]]"
    stored = fresh(conversation).deid_map
    assert {text for _key, text in stored.values()} == {"Marta Ruiz", "Elena Vidal"}


def test_the_map_is_sealed_at_rest(ana: User) -> None:
    conversation = talk(ana)[0]
    hide_prompt(conversation, prompt_of("Marta Ruiz"))
    rows = Conversation.objects.editable_by(ana).filter(pk=conversation.pk)
    (raw,) = rows.values_list("deid_map", flat=True)
    assert b"Ruiz" not in raw.data


def test_stand_ins_of_another_conversation_stay_literal(ana: User) -> None:
    one, other = talk(ana)[0], talk(ana, "Other")[0]
    hide_prompt(one, prompt_of("Marta Ruiz"))
    foreign = f"[[person-1:{one.tag[:4]}]]"
    hidden = hide_prompt(other, prompt_of(f"Elena Vidal wrote {foreign}"))
    assert hidden.restorer.whole(hidden.prompt.turns[0].text) == f"Elena Vidal wrote {foreign}"


def test_only_local_models_may_be_exempted_and_only_by_staff(ana: User) -> None:
    near, far = (
        Model("m", "openai", "M", 1000, 100, local=local) for local in (True, False)
    )  # fmt: skip
    policy = policy_of(ana)
    assert not stays_open(policy, near)
    policy.exempt_local = True
    assert stays_open(policy, near)
    assert not stays_open(policy, far)


def test_today_is_counted_from_the_first_day(ana: User) -> None:
    talked = talk(ana)
    conversation = talked[0]
    conversation.created_at -= timedelta(days=40)
    asked = Conversation.objects.editable_by(ana).filter(pk=conversation.pk)
    asked.update(created_at=conversation.created_at)
    prompt = context.compose(fresh(conversation), talked[1].text, before=1).prompt
    hidden = hide_prompt(fresh(conversation), prompt)
    assert "[day +40]" in hidden.prompt.turns[-1].text


def test_a_namesake_of_somebody_is_not_them(ana: User) -> None:
    doctor = person("Luis Torres", role=User.Role.PROVIDER)
    link(ana, doctor)
    hidden = hide_prompt(talk(ana)[0], prompt_of("Luis Torres told Ana Torres about Torres"))
    assert hidden.restorer.whole(hidden.prompt.turns[0].text) == (
        "Luis Torres told Ana Torres about Ana Torres"
    )
