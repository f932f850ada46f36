"""The list of conversations: found, named, archived, put away; a composer that starts another."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import Audience, audience
from chat import services
from chat.choices import model_of
from chat.examples import examples
from chat.forms import AskForm, SearchForm, TitleForm
from chat.models import Conversation
from chat.searching import TEXTS, search
from chat.usage import usage_of
from chat.views.composing import card_of
from chat.views.finding import my_conversation
from healthtracker.web.pages import confirm, done, form_status, page
from healthtracker.web.pagination import cursors, paginate
from healthtracker.web.requests import MemberRequest

PAGE_SIZE = 20


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def conversations(request: MemberRequest) -> HttpResponse:
    """All conversations, and a composer that starts a new one."""
    if request.method != "POST":
        return _listed(request, _composer_with_draft(request))
    form = AskForm(request.POST, user=request.user)
    if form.is_valid() and (started := _start(request, form)):
        return redirect("chat:conversation", started.pk)
    return _listed(request, form)


def _listed(request: MemberRequest, form: AskForm) -> HttpResponse:
    context = {
        "form": form,
        "card": card_of(request.user, form),
        "action": reverse("chat:list"),
        "draft_url": reverse("chat:new_draft"),
        "client_id": uuid4(),
        "examples": examples(request.user),
        "current": model_of(Conversation(owner=request.user)),
        "usage": usage_of(request.user),
        **_shelf(request),
    }
    return page(
        request, "chat/list.html", context, fragments={"conversations"}, status=form_status(form)
    )


def _shelf(request: MemberRequest) -> dict[str, Any]:
    """What is searched for, or the page of what is archived or not."""
    asked = SearchForm(request.GET)
    asked.is_valid()
    words, shelf = asked.cleaned_data.get("q", ""), asked.cleaned_data.get("shelf", "")
    context = {"words": words, "shelf": shelf, "searched": TEXTS}
    if words:
        return context | {"found": search(request.user, words)}
    mine = Conversation.objects.visible_to(request.user).filter(
        deleted_at=None, is_draft=False, archived_at__isnull=shelf != "archived"
    )
    shown = paginate(mine, **cursors(request), order=("-updated_at", "-id"), size=PAGE_SIZE)
    return context | {"page": shown}


def _composer_with_draft(request: MemberRequest) -> AskForm:
    drafts = Conversation.objects.editable_by(request.user)
    kept = drafts.filter(is_draft=True, deleted_at=None).order_by("-updated_at").first()
    if kept is None:
        return AskForm(user=request.user)
    return AskForm(user=request.user, draft=kept.draft or "", client_id=kept.pk)


def _start(request: MemberRequest, form: AskForm) -> Conversation | None:
    try:
        return services.start_with(owner=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None


@audience(Audience.MEMBER)
@require_POST
def new_draft(request: MemberRequest) -> HttpResponse:
    """Keep what is typed in the composer of the list; never complains."""
    form = AskForm(request.POST, user=request.user)
    form.is_valid()
    if (client_id := form.cleaned_data.get("client_id")) is not None:
        text = request.POST.get("text", "")
        services.new_draft(owner=request.user, text=text, client_id=client_id)
    return HttpResponse(status=204)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Give the conversation another title."""
    mine = my_conversation(request, conversation)
    form = TitleForm(request.POST or None, initial={"title": mine.title})
    if request.method == "POST" and form.is_valid():
        services.rename(conversation=mine, **form.cleaned_data)
        return done(request, "chat:conversation", _("Renamed."), mine.pk)
    context = {"form": form, "conversation": mine}
    return page(
        request, "chat/rename.html", context, fragments={"dialog"}, status=form_status(form)
    )


@audience(Audience.MEMBER)
@require_POST
def archive(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Out of the way, with an undo."""
    mine = my_conversation(request, conversation)
    services.archive(conversation=mine)
    undo = reverse("chat:unarchive", args=[mine.pk])
    return done(request, "chat:list", _("Conversation archived."), undo=undo)


@audience(Audience.MEMBER)
@require_POST
def unarchive(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Among the others again."""
    mine = my_conversation(request, conversation)
    services.unarchive(conversation=mine)
    return done(request, "chat:conversation", _("The conversation is back in the list."), mine.pk)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Ask, then put the conversation away with an undo."""
    mine = my_conversation(request, conversation)
    if request.method == "POST":
        services.delete(conversation=mine)
        undo = reverse("chat:restore", args=[mine.pk])
        return done(request, "chat:list", _("Conversation deleted."), undo=undo)
    return confirm(
        request,
        question=_("Delete this conversation?"),
        detail=_("You can undo this right after."),
        deed=_("Delete"),
        cancel=reverse("chat:conversation", args=[mine.pk]),
    )


@audience(Audience.MEMBER)
@require_POST
def restore(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Undo a deletion."""
    mine = my_conversation(request, conversation, gone=True)
    services.restore(conversation=mine)
    return done(request, "chat:conversation", _("The conversation is back."), mine.pk)
