"""What a conversation may read, and exactly what it would send."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import Audience, audience
from chat import services
from chat.forms import SettingsForm
from chat.inspecting import preview
from chat.limits import policy_of
from chat.views.composing import TEMPLATE, context_of, with_draft
from chat.views.finding import my_conversation
from healthtracker.web.pages import form_status, page
from healthtracker.web.requests import MemberRequest


@audience(Audience.MEMBER)
@require_POST
def settings(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """What the assistant may read, and which model answers."""
    mine = my_conversation(request, conversation)
    form = SettingsForm(request.POST, user=request.user)
    if form.is_valid():
        services.configure(conversation=mine, **form.cleaned_data)
    if not request.htmx:
        return redirect("chat:conversation", mine.pk)
    context = context_of(mine, with_draft(mine))
    return page(request, TEMPLATE, context, fragments={"settings"}, status=form_status(form))


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def sends(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Exactly what would leave for the text in the composer (posted), else for the kept draft."""
    mine = my_conversation(request, conversation)
    text = request.POST.get("text", "") if request.method == "POST" else mine.draft or ""
    # As long as a message may be and a little more, so that the page can say so.
    text = text[: policy_of(request.user).message_characters + 1]
    context = {"conversation": mine, "preview": preview(mine, text)}
    return page(request, "chat/sends.html", context, fragments={"dialog"})
