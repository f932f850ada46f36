"""What a reply needs before its first token: the engine, the prompt, what its marks mean."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation

from chat import catalogue, context
from chat.choices import model_of
from chat.engines.base import Engine, EngineError, ErrorCode, Prompt, Turn
from chat.engines.records import RecordsEngine
from chat.models import Message, Reply
from chat.prompting import instructions_for
from chat.records.reader import answer
from chat.replies import states
from privacy import audit
from privacy.registry import BriefingItem

EARLIER_QUESTIONS = 4  # that a follow-up to the record reader may lean on
OUTPUT_TOKENS = {"patient": 1024, "provider": 4096}


@dataclass(frozen=True)
class Prepared:
    """Everything the run needs. `links`: citation mark -> page of the entry."""

    reply: Reply
    engine: Engine
    prompt: Prompt
    links: dict[str, str]


def manifest_of(items: tuple[BriefingItem, ...]) -> list[dict[str, str]]:
    """What is stored on the reply about the marks it may use; no text of the record."""
    return [{"cite": i.cite, "kind": i.kind, "object_id": i.object_id, "url": i.url} for i in items]


def prepare(reply_id: UUID, worker: str) -> Prepared:
    """Read what the reply needs, note it on the row, and leave the audit event.

    Raises: EngineError: no such model, or no key for it.
    """
    reply = (
        Reply.objects.unscoped("reply runner")
        .select_related("conversation", "message", "owner")
        .get(pk=reply_id)
    )
    model = model_of(reply.conversation)
    with translation.override(reply.owner.language):
        made = _from_record(reply) if model.engine == "records" else _from_ai(reply, model)
    prompt, engine, items, sections = made
    with transaction.atomic():
        states.prepared(
            reply,
            worker,
            {
                "engine": model.engine,
                "model_id": model.id,
                "model_label": str(model.label),
                "prompt_version": instructions_for(reply.owner).version,
                "manifest": manifest_of(items),
            },
        )
        if model.engine != "records":
            _audit_send(reply, model, items, sections)
    return Prepared(reply, engine, prompt, {item.cite: item.url for item in items})


Made = tuple[Prompt, Engine, tuple[BriefingItem, ...], tuple[str, ...]]


def _from_record(reply: Reply) -> Made:
    owner, message = reply.owner, reply.message
    earlier = (
        Message.objects.visible_to(owner)
        .filter(conversation=reply.conversation_id, seq__lt=message.seq)
        .order_by("-seq")[:EARLIER_QUESTIONS]
    )
    if not reply.conversation.use_record:
        text = translation.gettext(
            "Your record is switched off for this conversation, and without an AI engine it is all "
            "I can read. Switch it on above the message box and ask again."
        )
        return Prompt("", "", (), 0), RecordsEngine(text), (), ()
    found = answer(
        message.text,
        reader=owner,
        patient=owner,
        now=timezone.now(),
        zone=owner.zone,
        language=owner.language,
        previous=[question.text for question in earlier][::-1],
    )
    prompt = Prompt("", "", (Turn("user", message.text),), 0)
    return prompt, RecordsEngine(found.text), found.items, ()


def _from_ai(reply: Reply, model: Any) -> Made:
    role = reply.owner.role
    conversation = reply.conversation
    budget = context.context_budget(conversation, model)
    empty = context.Briefing((), ())
    found = context.briefing(reply.owner, budget) if conversation.use_record else empty
    most = min(OUTPUT_TOKENS[role], model.max_output_tokens)
    prompt = context.build_prompt(conversation, reply.message, found, most)
    try:
        engine = catalogue.engine_for(model)
    except KeyError as error:
        raise EngineError(ErrorCode.NO_KEY) from error
    except ValueError as error:  # a base URL that the system check refuses
        raise EngineError(ErrorCode.INTERNAL, detail="endpoint") from error
    return prompt, engine, found.items, found.sections


def _audit_send(
    reply: Reply, model: Any, items: tuple[BriefingItem, ...], sections: tuple[str, ...]
) -> None:
    audit.record(
        "ai_send",
        actor=reply.owner,
        subject=reply.owner,
        obj=reply.conversation,
        detail={
            "engine": model.engine,
            "model": model.id,
            "sections": list(sections),
            "items": len(items),
            "tokens": sum(context.estimate(item.text) for item in items),
        },
    )
