"""The page of one conversation with its composer, as several deeds answer with it."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from chat.choices import choices_for, model_of
from chat.examples import examples
from chat.forms import AskForm
from chat.models import Conversation
from chat.safety import crisis_in
from chat.safety.cards import card_for
from chat.switchboard import switchboard
from chat.threads import Thread, thread
from chat.usage import usage_of
from healthtracker.web.pages import page
from healthtracker.web.requests import MemberRequest
from patients.crisis_cards import Card

TEMPLATE = "chat/conversation.html"


def card_of(user: User, form: AskForm) -> Card | None:
    """The emergency card for a message that was refused: it is shown whatever the limits say."""
    text = form.data.get("text", "") if form.is_bound and form.errors else ""
    return card_for(crisis_in(text), user) if text else None


def context_of(
    conversation: Conversation, form: AskForm, *, shown: Thread | None = None
) -> dict[str, Any]:
    """Template context of the conversation's page."""
    owner = conversation.owner
    return {
        "conversation": conversation,
        "thread": shown or thread(conversation),
        "form": form,
        "card": card_of(owner, form),
        "action": reverse("chat:conversation", args=[conversation.pk]),
        "draft_url": reverse("chat:draft", args=[conversation.pk]),
        "target": "#thread",
        "client_id": uuid4(),
        "examples": examples(owner, conversation),
        "usage": usage_of(owner),
        "switches": switchboard(conversation),
        "models": choices_for(owner),
        "current": model_of(conversation),
    }


def with_draft(conversation: Conversation) -> AskForm:
    """An open composer, with what was typed and not sent."""
    return AskForm(user=conversation.owner, draft=conversation.draft or "")


def grown(request: MemberRequest, conversation: Conversation, *, asked: bool) -> HttpResponse:
    """The thread after a deed added to it. Args: asked: the composer is empty again."""
    if not request.htmx:
        return redirect("chat:conversation", conversation.pk)
    fresh = AskForm(user=request.user) if asked else with_draft(conversation)
    context = context_of(conversation, fresh) | {"asked": asked, "fresh": fresh}
    return page(request, TEMPLATE, context, fragments={"thread"})


def refused(
    request: MemberRequest, conversation: Conversation, form: AskForm, why: Any = None
) -> HttpResponse:
    """The composer with what is wrong, and the text that was typed."""
    if why is not None:
        form.add_error(None, why)
    whole = TEMPLATE if not request.htmx else f"{TEMPLATE}#composer"
    response = render(request, whole, context_of(conversation, form), status=422)
    response["HX-Retarget"] = "#composer"
    return response


def deed_refused(
    request: MemberRequest, conversation: Conversation, error: ValidationError
) -> HttpResponse:
    """A deed without words of its own was refused; what was typed in the composer stays."""
    form = with_draft(conversation)
    form.cleaned_data = {}
    return refused(request, conversation, form, error)
