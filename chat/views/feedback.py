"""What somebody thinks of an answer."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.audience import Audience, audience
from chat import services
from chat.forms import FeedbackForm
from chat.presenting import shown
from chat.views.finding import my_reply
from healthtracker.web.pages import form_status
from healthtracker.web.requests import MemberRequest


@audience(Audience.MEMBER)
@require_POST
def feedback(request: MemberRequest, reply: UUID) -> HttpResponse:
    """Keep the opinion, change it, or take it back."""
    mine = my_reply(request, reply)
    form = FeedbackForm(request.POST)
    opinion = None
    if form.is_valid():
        try:
            opinion = services.give_feedback(reply=mine, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    if not request.htmx:
        address = reverse("chat:conversation", args=[mine.conversation_id])
        return redirect(f"{address}?attempt={mine.pk}#reply-{mine.pk}")
    context = {"answer": shown(mine, feedback=opinion), "feedback_form": form, "open": True}
    return render(request, "chat/_feedback.html", context, status=form_status(form))
