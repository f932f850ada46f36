"""What a reply needs before its first token: the engine, the prompt, what its marks mean."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation

from chat import catalogue, citing, context, deid
from chat.catalogue import RECORDS, Model
from chat.choices import model_of
from chat.citing import Sources
from chat.deid import Hidden, Restorer
from chat.engines.base import Engine, EngineError, ErrorCode, Prompt, Turn
from chat.engines.records import RecordsEngine
from chat.limits import policy_of
from chat.models import Message, Reply
from chat.numbers import Stored
from chat.prompting import in_doubt, instructions_for
from chat.records.reader import answer
from chat.replies import states
from chat.replies.doubts import Doubt, doubt_of
from privacy import audit
from privacy.registry import BriefingItem
from privacy.tokens import tokens

EARLIER_QUESTIONS = 4  # that a follow-up to the record reader may lean on
GO_ON = (
    "(Your answer was cut off by its length limit. Go on exactly where it stops, in the middle of "
    "the word or list if need be. Repeat nothing and do not comment on the cut.)"
)


@dataclass(frozen=True)
class Prepared:
    """Everything the run needs.

    Attributes: prompt: as it leaves. sources: what the answer may cite. restorer: puts back what
    was hidden from the prompt. begun: the text that this reply goes on from.
    """

    reply: Reply
    model: Model
    engine: Engine
    prompt: Prompt
    sources: Sources
    restorer: Restorer = field(default_factory=Restorer)
    begun: str = ""


@dataclass(frozen=True)
class Made:
    """A prompt with all that is noted about it."""

    engine: Engine
    hidden: Hidden
    items: tuple[BriefingItem, ...] = ()
    sections: tuple[str, ...] = ()
    numbers: Stored | None = None
    version: str = ""


def begin(reply_id: UUID, worker: str) -> Prepared | Doubt:
    """The first step: what the judge has to be asked, or all that is needed.

    Raises: as `prepare`.
    """
    reply = _row(reply_id)
    return doubt_of(reply, model_of(reply.conversation)) or _prepared(reply, worker)


def prepare(reply_id: UUID, worker: str, *, share: float = 1.0) -> Prepared:
    """Read what the reply needs, note it on the row, and leave the audit event.

    Args: share: how much of the usual budget the record and the history may take.
    Raises: EngineError: no such model, or no key for it.
    """
    return _prepared(_row(reply_id), worker, share)


def _row(reply_id: UUID) -> Reply:
    reply: Reply = (
        Reply.objects.unscoped("reply runner")
        .select_related("conversation", "message", "owner", "continued_from")
        .get(pk=reply_id)
    )
    return reply


def _prepared(reply: Reply, worker: str, share: float = 1.0) -> Prepared:
    model = model_of(reply.conversation)
    with translation.override(reply.owner.language):
        made = _from_record(reply) if model.engine == RECORDS else _from_ai(reply, model, share)
    manifest = _manifest(reply, made)
    fields = {
        "engine": model.engine,
        "model_id": model.id,
        "model_label": str(model.label),
        "prompt_version": made.version,
        "manifest": manifest,
        "sent_numbers": made.numbers,
        "hidden_count": made.hidden.count,
    }
    with transaction.atomic():
        states.prepared(reply, worker, fields)
        if model.engine != RECORDS:
            _audit_send(reply, model, made, share)
    sources = citing.sources(manifest, made.numbers, language=reply.owner.language)
    return Prepared(
        reply, model, made.engine, made.hidden.prompt, sources, made.hidden.restorer, _begun(reply)
    )


def _begun(reply: Reply) -> str:
    return reply.text if reply.continued_from_id else ""


def _manifest(reply: Reply, made: Made) -> list[dict[str, str]]:
    """The marks of this prompt, and those of the text it goes on from that it lacks."""
    manifest = citing.manifest_of(made.items)
    if reply.continued_from is not None:
        known = {entry["cite"] for entry in manifest}
        manifest += [e for e in reply.continued_from.manifest if e["cite"] not in known]
    return manifest


def _from_record(reply: Reply) -> Made:
    owner, message = reply.owner, reply.message
    version = instructions_for(owner).version
    earlier = (
        Message.objects.visible_to(owner)
        .filter(conversation=reply.conversation_id, seq__lt=message.seq, superseded_at=None)
        .order_by("-seq")[:EARLIER_QUESTIONS]
    )
    if not reply.conversation.sections:
        text = translation.gettext(
            "Your record is switched off for this conversation, and without an AI engine it is all "
            "I can read. Switch it on above the message box and ask again."
        )
        return Made(RecordsEngine(text), Hidden(Prompt("", "", (), 0)), version=version)
    found = answer(
        message.text,
        reader=owner,
        patient=owner,
        now=timezone.now(),
        zone=owner.zone,
        language=owner.language,
        previous=[question.text for question in earlier][::-1],
    )
    # The record reader's own arithmetic needs no check, and nothing of it leaves.
    hidden = Hidden(Prompt("", "", (Turn("user", message.text),), 0))
    return Made(RecordsEngine(found.text), hidden, found.items, version=version)


def _from_ai(reply: Reply, model: Model, share: float) -> Made:
    conversation, message = reply.conversation, reply.message
    engine = _engine(model)
    composed = context.compose(
        conversation,
        message.text,
        before=message.seq,
        model=model,
        share=share,
        stay_on_topic=in_doubt(message.verdict),
    )
    context.remember(conversation, composed)
    prompt, found = composed.prompt, composed.found
    today = timezone.localtime(timezone=reply.owner.zone).date()
    numbers = citing.numbers_sent(prompt, today=today, own=[message.text])
    if begun := _begun(reply):
        turns = (*prompt.turns, Turn("assistant", begun), Turn("user", GO_ON))
        prompt = replace(prompt, turns=turns)
    hidden = deid.leaving(conversation, prompt, policy_of(reply.owner), model)
    return Made(engine, hidden, found.items, found.sections, numbers, composed.version)


def _engine(model: Model) -> Engine:
    try:
        return catalogue.engine_for(model)
    except KeyError as error:
        raise EngineError(ErrorCode.NO_KEY) from error
    except ValueError as error:  # a base URL that the system check refuses
        raise EngineError(ErrorCode.INTERNAL, detail="endpoint") from error


def _audit_send(reply: Reply, model: Model, made: Made, share: float) -> None:
    detail: dict[str, Any] = {
        "engine": model.engine,
        "model": model.id,
        "sections": list(made.sections),
        "items": len(made.items),
        "tokens": sum(tokens(item.text) for item in made.items),
        "hidden": made.hidden.count,
    }
    detail |= {"local": True} if model.local else {}
    detail |= {"regenerated": True} if reply.attempt > 1 and not reply.continued_from_id else {}
    detail |= {"continued": True} if reply.continued_from_id else {}
    detail |= {"trimmed": True} if share < 1 else {}
    audit.record(
        "ai_send", actor=reply.owner, subject=reply.owner, obj=reply.conversation, detail=detail
    )
