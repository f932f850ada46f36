"""A thousand prompts over every toggle, role and API: nobody is told of, nothing switched off goes.

Each goes through the real preparation and engine to a loopback vendor whose captured bytes are
searched; what it answers quotes the record, and has to come back as the record has it.
"""

import asyncio
import json
import random
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import chain, combinations
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from chat import catalogue
from chat.context import briefing
from chat.engines.base import Delta
from chat.models import Conversation, Message, Reply
from chat.replies import states
from chat.replies.prepare import Prepared, prepare
from privacy import registry
from privacy.registry import BriefingItem, BriefingQuery, RecordSection, sections
from tests.chat.answered import desk
from tests.chat.deid import witness, world
from tests.vendors.stage import APIS

pytestmark = pytest.mark.django_db

EACH = 334  # of each API
QUOTED = re.compile(r"^- (?P<words>.+?) (?P<cite>\[[A-Z]+\d[\d.]*\])$", re.MULTILINE)


def toggles() -> list[tuple[str, ...]]:
    """Every set of sections that may be on."""
    keys = [section.key for section in sections()]
    return list(chain.from_iterable(combinations(keys, n) for n in range(len(keys) + 1)))


def asked(dice: random.Random, cast: world.Cast, on: tuple[str, ...]) -> tuple[Reply, list[str]]:
    """A claimed reply in a conversation with a past, and what else must not leave."""
    owner = cast.owner
    began = timezone.now() - timedelta(days=dice.randint(0, 300))
    conversation = Conversation(owner=owner, sections=list(on), created_at=began)
    conversation.save(force_insert=True)
    never = []
    for seq in range(1, dice.randint(1, 3) + 1):
        text, shape = world.question(dice, cast)
        never += [shape] if shape else []
        message = Message(
            owner=owner, conversation=conversation, seq=seq, text=text, client_id=uuid4()
        )
        message.save(force_insert=True)
        reply = Reply(owner=owner, conversation=conversation, message=message)
        reply.text = f"{dice.choice(cast.mentions)} was well on 2026-02-03."
        reply.status = Reply.Status.COMPLETE
        reply.manifest = []
        reply.save(force_insert=True)
    reply.status, reply.worker, reply.text = states.STREAMING, "w", ""
    reply.save(update_fields=["status", "worker", "text"])
    return reply, never


def expected(cast: world.Cast, on: tuple[str, ...]) -> dict[str, str]:
    """The lines of the record by their marks, as the owner knows them."""
    found = briefing(Conversation(owner=cast.owner, sections=list(on)), 50_000)
    return {f"[{item.cite}]": " ".join(item.text.split()) for item in found.items}


def read_once(section: RecordSection) -> RecordSection:
    """The section, which works out each briefing once: the records do not change here."""
    told: dict[tuple[int, BriefingQuery], tuple[list[BriefingItem], list[str]]] = {}

    def briefing(patient: User, query: BriefingQuery) -> list[BriefingItem]:
        key = (patient.pk, query)
        if key not in told:
            told[key] = (section.briefing(patient, query), list(query.left_out))
        else:
            query.left_out.extend(told[key][1])
        return told[key][0]

    return replace(section, briefing=briefing)


async def answers(made: list[Prepared]) -> list[str]:
    """What the vendor says to each, restored piece by piece."""

    async def one(prepared: Prepared) -> str:
        stream: Any = prepared.engine.stream(prepared.prompt)
        back = prepared.restorer
        parts = [back.feed(event.text) async for event in stream if isinstance(event, Delta)]
        return "".join([*parts, back.flush()])

    said = []
    for start in range(0, len(made), 8):
        said += await asyncio.gather(*(one(prepared) for prepared in made[start : start + 8]))
    await catalogue.close_engines()
    return said


@pytest.mark.parametrize("api", APIS)
def test_of_a_thousand_prompts_none_tells_of_anybody(
    api: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(f"seed of {api}")
    casts, ways = world.casts(), toggles()
    known = {section.key: read_once(section) for section in sections()}
    monkeypatch.setattr(registry, "_sections", known)
    plain = {(n, on): expected(cast, on) for n, cast in enumerate(casts) for on in ways}
    plan, made = [], []
    with desk(api, settings, monkeypatch) as at:
        for number in range(EACH):
            who = number % len(casts)
            on = ways[number // len(casts) % len(ways)]
            reply, never = asked(dice, casts[who], on)
            made.append(prepare(reply.pk, "w"))
            plan.append((who, on, never))
        said = asyncio.run(answers(made))
        assert len(at.vendor.journal) == EACH
    leaks: Counter[str] = Counter()
    words = [word for cast in casts for word in cast.words]
    digits = [number for cast in casts for number in cast.digits]
    for seen in at.vendor.journal:
        leaks.update(witness.tells(seen.body, words, digits))
        leaks.update(witness.dates(seen.body))
    assert not leaks
    quotes = 0
    for prepared, (who, on, never), text in zip(made, plan, said, strict=True):
        sent = repr(prepared.prompt).encode()
        assert witness.unsent(sent, never) == [], never
        for key, canary in world.CANARIES.items():
            assert (canary in repr(prepared.prompt)) == (key in on), (key, on)
        assert "[[" not in text
        for quote in QUOTED.finditer(text):
            quotes += 1
            words = quote["words"].replace("**", "")
            assert words == plain[who, on][quote["cite"]], quote[0]
    assert quotes > EACH


def test_the_witness_sees_whoever_is_named() -> None:
    for cast in world.casts():
        for mention in cast.mentions:
            body = json.dumps({"input": [{"role": "user", "content": f"x {mention} y"}]}).encode()
            assert witness.tells(body, cast.words, cast.digits), mention
    assert witness.dates(b'{"input": [{"role": "user", "content": "on 2026-01-02"}]}')
