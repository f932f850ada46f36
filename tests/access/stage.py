"""Everyone and everything the access matrix needs, made once per route."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from hashlib import sha256
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.models import User
from chat.models import Conversation, Feedback, Message, Reply
from patients.models import Document
from patients.recurrence import Slot
from patients.services import (
    documents,
    entries,
    goals,
    observations,
    own_types,
    profile,
)
from privacy import consent
from privacy.models import CareLink
from privacy.storage import seal_file
from tests import factories, factories_life, people
from tests.access import imports_of_ana

# Every free text of Ana's record carries it; nobody else's page may.
CANARY = "CANARY-ANA-5f2c"

# Opens the file once; its hash is what the row keeps.
ARCHIVE_TOKEN = "a-word-that-opens-the-file-once"

OWNER = "owner"
ANONYMOUS = "anonymous"
ACTORS = frozenset(
    {
        OWNER, "other_patient", "linked", "unlinked", "revoked", "unverified", "staff",
        "superuser", "deactivated",
    }
)  # fmt: skip


@dataclass
class Stage:
    """The actors by name, and Ana's rows by kind."""

    users: dict[str, User] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    jars: dict[str, str] = field(default_factory=dict)
    # The digest of Ana's rows before anybody did anything.
    untouched: dict[str, list[str]] = field(default_factory=dict)

    @property
    def ana(self) -> User:
        """The owner of every row."""
        return self.users[OWNER]

    def cookies(self, actor: str) -> SimpleCookie:
        """The cookies with which `actor` came, whatever pages have done to them since."""
        return SimpleCookie(self.jars[actor].replace("Set-Cookie: ", ""))

    def sign_everyone_in(self) -> None:
        """A browser for each actor; one of them is deactivated while signed in."""
        self.clients = {actor: _browser(user) for actor, user in self.users.items()}
        self.clients[ANONYMOUS] = _browser(None)
        self.jars = {actor: client.cookies.output() for actor, client in self.clients.items()}
        gone = self.users["deactivated"]
        User.objects.filter(pk=gone.pk).update(is_active=False)


def _browser(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def build() -> Stage:
    """A fresh stage in the current database."""
    stage = Stage()
    ana = people.person("Ana Torres")
    stage.users = {
        OWNER: ana,
        "other_patient": people.person("Bruno Díaz"),
        "linked": people.provider("Elena Soto"),
        "unlinked": people.provider("Luis Vega"),
        "revoked": people.provider("Rita Roth"),
        "unverified": people.with_second_factor(people.person("Nina New", role=User.Role.PROVIDER)),
        "staff": people.with_second_factor(people.person("Stella Staff", is_staff=True)),
        "superuser": people.with_second_factor(
            people.person("Bea Boss", is_staff=True, is_superuser=True)
        ),
        "deactivated": people.person("Dora Gone"),
    }
    people.link(ana, stage.users["linked"])
    ended = people.link(ana, stage.users["revoked"])
    assert isinstance(ended, CareLink)
    consent.end(actor=ana, link=ended)
    stage.rows["care_link"] = CareLink.objects.get(provider=stage.users["linked"])
    _conversations(stage)
    _record(stage)
    stage.sign_everyone_in()
    return stage


def _conversations(stage: Stage) -> None:
    ana = stage.ana
    conversation = Conversation.objects.create(owner=ana, title=f"Talk {CANARY}")
    gone = Conversation.objects.create(owner=ana, title="Gone")
    Conversation.objects.editable_by(ana).filter(pk=gone.pk).update(deleted_at=gone.created_at)
    message = Message.objects.create(
        owner=ana, conversation=conversation, seq=1, text=f"Question {CANARY}", client_id=uuid4()
    )
    reply = Reply.objects.create(
        owner=ana, conversation=conversation, message=message, status="complete",
        text=f"Answer {CANARY}",
    )  # fmt: skip
    turned_away = Message.objects.create(
        owner=ana, conversation=gone, seq=1, text=f"Elsewhere {CANARY}", verdict="redirect",
        topic_score=0.1, topic_reason="model", overridden_at=gone.created_at,
    )  # fmt: skip
    feedback = Feedback.objects.create(owner=ana, reply=reply, value=-1, note=CANARY)
    stage.rows |= {
        "conversation": conversation, "gone": gone, "message": message, "reply": reply,
        "turned_away": turned_away, "feedback": feedback,
    }  # fmt: skip


def _record(stage: Stage) -> None:
    ana = stage.ana
    gone_reading, gone_line = factories.reading(ana), factories.line(ana, name="Flu")
    observations.delete_observation(actor=ana, row=gone_reading)
    profile.delete_profile_entry(actor=ana, row=gone_line)
    stage.rows |= {
        "reading": factories.reading(ana, notes=CANARY),
        "condition": factories.line(ana, name=f"Asthma {CANARY}"),
        "gone_reading": gone_reading,
        "gone_condition": gone_line,
        "document": _document(ana),
        "archive": _archive(ana),
    }
    _plans(stage)
    _questions(stage)
    _life(stage)
    stage.rows |= imports_of_ana.rows(ana, CANARY)


def _plans(stage: Stage) -> None:
    ana = stage.ana
    gone_type, gone_goal = factories.own_type(ana, label="Gone"), factories.goal(ana, "heart_rate")
    own_types.delete_type(actor=ana, row=gone_type)
    goals.delete_goal(actor=ana, row=gone_goal)
    stage.rows |= {
        "custom_type": factories.own_type(ana, label=f"Grip {CANARY}"),
        "gone_custom_type": gone_type,
        "goal": factories.goal(ana, note=CANARY),
        "gone_goal": gone_goal,
    }


def _life(stage: Stage) -> None:
    ana = stage.ana
    gone = factories_life.symptom(ana, "Gone")
    entries.delete_entry(actor=ana, row=gone)
    medicine = factories_life.medicine(ana, f"Losartan {CANARY}")
    plan = factories_life.plan(ana, medicine, "00:00")
    slot = Slot(factories_life.today_of(ana), time(0))
    stage.rows |= {
        "symptom": factories_life.symptom(ana, f"Headache {CANARY}"),
        "gone_symptom": gone,
        "medicine": medicine,
        "plan": plan,
        "intake": factories_life.answer(plan, slot),
        "note": factories_life.note(ana, f"Slept badly {CANARY}", tags=[CANARY]),
        "reminder": factories_life.reminder(ana, f"Call {CANARY}"),
    }


def _questions(stage: Stage) -> None:
    gone = factories.question(stage.ana, "Gone?")
    entries.delete_entry(actor=stage.ana, row=gone)
    stage.rows |= {
        "question": factories.question(stage.ana, f"Why {CANARY}?"), "gone_question": gone,
    }  # fmt: skip


def _document(ana: User) -> Document:
    name = seal_file(BytesIO(b"%PDF-1.7"), owner_id=ana.pk, kind=documents.KIND)
    return Document.objects.create(owner=ana, state="ready", file_name=name, size=8)


def _archive(ana: User) -> Document:
    name = seal_file(BytesIO(b"PK"), owner_id=ana.pk, kind=documents.KIND)
    return Document.objects.create(
        owner=ana, kind=Document.Kind.ACCOUNT_ZIP, state="ready", file_name=name, size=2,
        expires_at=timezone.now() + timedelta(hours=24),
        token_hash=sha256(ARCHIVE_TOKEN.encode()).hexdigest(),
    )  # fmt: skip


def digest(stage: Stage) -> dict[str, list[str]]:
    """All of Ana's rows, to compare before and after what strangers do."""
    kinds: set[type[models.Model]] = {type(row) for row in stage.rows.values()}
    return {kind.__name__: sorted(_rows(kind, stage.ana)) for kind in kinds}


def _rows(kind: type[models.Model], ana: User) -> list[str]:
    owner = "owner" if hasattr(kind, "owner") else "patient"
    rows = kind._base_manager.filter(**{owner: ana}).values_list()
    return [repr([bytes(v.data) if hasattr(v, "data") else v for v in row]) for row in rows]
