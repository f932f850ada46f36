"""A thread: shown, asked in, edited; its answers begun, gone on with, leafed through and ended."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import Audience, audience
from chat import services
from chat.forms import AskForm
from chat.models import Conversation, Message
from chat.presenting import answer_context
from chat.replies import states
from chat.threads import Exchange, Thread, page_of, thread
from chat.views.composing import (
    TEMPLATE,
    card_of,
    context_of,
    deed_refused,
    grown,
    refused,
    with_draft,
)
from chat.views.finding import my_conversation, my_message, my_reply
from healthtracker.web.pages import page
from healthtracker.web.requests import MemberRequest
from privacy import audit


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def conversation_page(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """A thread; POST asks the next question."""
    mine = my_conversation(request, conversation)
    if request.method != "POST":
        return _shown(request, mine)
    form = AskForm(request.POST, user=request.user)
    if form.is_valid() and _ask(mine, form):
        return grown(request, mine, asked=True)
    return refused(request, mine, form)


def _shown(request: MemberRequest, mine: Conversation) -> HttpResponse:
    states.reap()
    audit.record("view", actor=request.user, subject=request.user, obj=mine)
    context = context_of(mine, with_draft(mine), shown=_asked_for(request, mine))
    return page(request, TEMPLATE, context, fragments={"thread", "earlier"})


def _asked_for(request: MemberRequest, mine: Conversation) -> Thread:
    """The part of the thread that the address names; whatever cannot be read is left out."""
    before, at = _number(request, "before"), _number(request, "at")
    if at is not None:
        before = page_of(mine, at)
    try:
        showing = UUID(request.GET.get("attempt", ""))
    except ValueError:
        showing = None
    return thread(mine, before=before, showing=showing)


def _number(request: MemberRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _ask(conversation: Conversation, form: AskForm) -> bool:
    try:
        services.ask(conversation=conversation, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@audience(Audience.MEMBER)
@require_POST
def edit(request: MemberRequest, conversation: UUID, seq: int) -> HttpResponse:
    """Ask something else in place of the last question."""
    message = my_message(request, conversation, seq)
    form = AskForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            services.edit(message=message, **form.cleaned_data)
            return grown(request, message.conversation, asked=False)
        except ValidationError as error:
            form.add_error(None, error)
    if not request.htmx:
        return refused(request, message.conversation, form)
    return _edit_refused(request, message, form)


def _edit_refused(request: MemberRequest, message: Message, form: AskForm) -> HttpResponse:
    exchange = Exchange(message, None, is_last=True)
    context = {"exchange": exchange, "edited": form, "card": card_of(request.user, form)}
    response = render(request, "chat/_edit.html", context, status=422)
    response["HX-Retarget"] = "#edit"
    return response


@audience(Audience.MEMBER)
@require_POST
def draft(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Keep what is typed and not sent; never complains."""
    mine = my_conversation(request, conversation)
    form = AskForm(request.POST, user=request.user)
    form.is_valid()
    if (client_id := form.cleaned_data.get("client_id")) is not None:
        text = request.POST.get("text", "")
        services.keep_draft(conversation=mine, text=text, client_id=client_id)
    return HttpResponse(status=204)


def _begun(
    request: MemberRequest, conversation: Conversation, deed: Callable[[], object]
) -> HttpResponse:
    """The thread with the answer that `deed` began, or why it did not."""
    try:
        deed()
    except ValidationError as error:
        return deed_refused(request, conversation, error)
    return grown(request, conversation, asked=False)


@audience(Audience.MEMBER)
@require_POST
def answer(request: MemberRequest, conversation: UUID, seq: int) -> HttpResponse:
    """Answer a question that was turned away, or that the limits left without an answer."""
    message = my_message(request, conversation, seq)
    return _begun(request, message.conversation, lambda: services.answer_anyway(message=message))


@audience(Audience.MEMBER)
@require_POST
def retry(request: MemberRequest, reply: UUID) -> HttpResponse:
    """Write the last answer again."""
    mine = my_reply(request, reply)
    return _begun(request, mine.conversation, lambda: services.retry(reply=mine))


@audience(Audience.MEMBER)
@require_POST
def go_on(request: MemberRequest, reply: UUID) -> HttpResponse:
    """Go on where the length limit cut the answer."""
    mine = my_reply(request, reply)
    return _begun(request, mine.conversation, lambda: services.go_on(reply=mine))


@audience(Audience.MEMBER)
@require_safe
def attempt(request: MemberRequest, reply: UUID) -> HttpResponse:
    """One of several answers, in the place of the one that is shown."""
    mine = my_reply(request, reply)
    if not request.htmx:
        address = reverse("chat:conversation", args=[mine.conversation_id])
        return redirect(f"{address}?attempt={mine.pk}#message-{mine.message.seq}")
    audit.record("view", actor=request.user, subject=request.user, obj=mine.conversation)
    return render(request, "chat/_reply.html", answer_context(mine))


@audience(Audience.MEMBER)
@require_POST
def stop(request: MemberRequest, reply: UUID) -> HttpResponse:
    """End a reply; what had arrived stays."""
    mine = my_reply(request, reply)
    services.stop(reply=mine)
    return redirect("chat:conversation", mine.conversation_id)
