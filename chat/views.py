"""Pages of conversations. Each asks a form, does a deed, and answers with a page or fragment."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import Audience, audience
from chat import services
from chat.choices import choices_for, model_of
from chat.forms import AskForm, SettingsForm, TitleForm
from chat.models import Conversation, Reply
from chat.presenting import sent_parts, thread
from chat.replies import states
from healthtracker.web.pages import done, form_status, page
from healthtracker.web.pagination import paginate
from healthtracker.web.requests import MemberRequest
from privacy import audit
from privacy.ownership import find

PAGE_SIZE = 20


def _mine(request: MemberRequest, conversation: UUID, *, gone: bool = False) -> Conversation:
    rows = Conversation.objects.editable_by(request.user).select_related("owner")
    return find(rows, request.user, pk=conversation, deleted_at__isnull=not gone)  # type: ignore[no-any-return]


def _my_reply(request: MemberRequest, reply: UUID) -> Reply:
    rows = Reply.objects.editable_by(request.user)
    related = rows.select_related("conversation", "message", "owner")
    return find(related, request.user, pk=reply)  # type: ignore[no-any-return]


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def conversations(request: MemberRequest) -> HttpResponse:
    """All conversations, and a composer that starts a new one."""
    form = AskForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (started := _start(request, form)):
        return redirect("chat:conversation", started.pk)
    mine = Conversation.objects.visible_to(request.user).filter(deleted_at=None)
    shown = paginate(
        mine,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        order=("-updated_at", "-id"),
        size=PAGE_SIZE,
    )
    context = {
        "form": form, "page": shown, "action": reverse("chat:list"), "examples": _examples(),
        "current": model_of(Conversation(owner=request.user)),
    }  # fmt: skip
    return page(request, "chat/list.html", context, status=form_status(form))


def _start(request: MemberRequest, form: AskForm) -> Conversation | None:
    try:
        return services.start_with(owner=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _examples() -> list[str]:
    return [
        _("How has my blood pressure been this month?"),
        _("What medicines am I taking?"),
        _("What changed since last month?"),
    ]


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def conversation_page(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """A thread; POST asks the next question."""
    mine = _mine(request, conversation)
    if request.method != "POST":
        states.reap()
        audit.record("view", actor=request.user, subject=request.user, obj=mine)
        form = AskForm(user=request.user)
        return page(request, "chat/conversation.html", _thread(mine, form), fragments={"thread"})
    form = AskForm(request.POST, user=request.user)
    if form.is_valid() and _ask(mine, form):
        if not request.htmx:
            return redirect("chat:conversation", mine.pk)
        context = _thread(mine, form) | {"asked": True, "fresh": AskForm(user=request.user)}
        return page(request, "chat/conversation.html", context, fragments={"thread"})
    response = _with_form(request, mine, form)
    response["HX-Retarget"] = "#composer"
    return response


def _with_form(request: MemberRequest, conversation: Conversation, form: AskForm) -> HttpResponse:
    context = _thread(conversation, form)
    template = "chat/conversation.html"
    return render(
        request, f"{template}#composer" if request.htmx else template, context, status=422
    )


def _ask(conversation: Conversation, form: AskForm) -> bool:
    try:
        services.ask(conversation=conversation, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _thread(conversation: Conversation, form: AskForm) -> dict[str, Any]:
    exchanges, earlier = thread(conversation)
    return {
        "conversation": conversation,
        "exchanges": exchanges,
        "earlier": earlier,
        "form": form,
        "action": reverse("chat:conversation", args=[conversation.pk]),
        "target": "#thread",
        "models": choices_for(conversation.owner),
        "current": model_of(conversation),
    }


@audience(Audience.MEMBER)
@require_POST
def settings(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """What the assistant may read, and which model answers."""
    mine = _mine(request, conversation)
    form = SettingsForm(request.POST, user=request.user)
    if form.is_valid():
        services.configure(conversation=mine, **form.cleaned_data)
    if not request.htmx:
        return redirect("chat:conversation", mine.pk)
    context = _thread(mine, AskForm(user=request.user))
    status = form_status(form)
    return page(request, "chat/conversation.html", context, fragments={"settings"}, status=status)


@audience(Audience.MEMBER)
@require_safe
def sends(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Exactly what the next question would send of the record, line by line."""
    mine = _mine(request, conversation)
    context = {"conversation": mine, "model": model_of(mine), "parts": sent_parts(mine)}
    return page(request, "chat/sends.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Give the conversation another title."""
    mine = _mine(request, conversation)
    form = TitleForm(request.POST or None, initial={"title": mine.title})
    if request.method == "POST" and form.is_valid():
        services.rename(conversation=mine, **form.cleaned_data)
        return done(request, "chat:conversation", _("Renamed."), mine.pk)
    context = {"form": form, "conversation": mine}
    return page(request, "chat/rename.html", context, status=form_status(form))


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Ask, then put the conversation away with an undo."""
    mine = _mine(request, conversation)
    if request.method == "POST":
        services.delete(conversation=mine)
        undo = reverse("chat:restore", args=[mine.pk])
        return done(request, "chat:list", _("Conversation deleted."), undo=undo)
    context = {
        "question": _("Delete this conversation?"),
        "detail": _("You can undo this right after."),
        "deed": _("Delete"),
        "cancel": reverse("chat:conversation", args=[mine.pk]),
    }
    return page(request, "confirm.html", context, fragments={"dialog"})


@audience(Audience.MEMBER)
@require_POST
def restore(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Undo a deletion."""
    mine = _mine(request, conversation, gone=True)
    services.restore(conversation=mine)
    return done(request, "chat:conversation", _("The conversation is back."), mine.pk)


@audience(Audience.MEMBER)
@require_POST
def stop(request: MemberRequest, reply: UUID) -> HttpResponse:
    """End a reply; what had arrived stays."""
    mine = _my_reply(request, reply)
    services.stop(reply=mine)
    return redirect("chat:conversation", mine.conversation_id)


@audience(Audience.MEMBER)
@require_POST
def retry(request: MemberRequest, reply: UUID) -> HttpResponse:
    """Write the last answer again."""
    mine = _my_reply(request, reply)
    form = AskForm(user=request.user)
    try:
        services.retry(reply=mine)
    except ValidationError as error:
        form.cleaned_data = {}
        form.add_error(None, error)
        return _with_form(request, mine.conversation, form)
    if not request.htmx:
        return redirect("chat:conversation", mine.conversation_id)
    context = _thread(mine.conversation, form)
    return page(request, "chat/conversation.html", context, fragments={"thread"})
