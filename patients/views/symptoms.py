"""Symptoms: what is going on, and each episode."""

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import form_status, page, sent
from healthtracker.web.requests import MemberRequest
from patients import symptoms as book
from patients.forms.life import SymptomForm
from patients.models import SymptomEpisode
from patients.services import entries
from patients.views.own_rows import added, back, changed, own_row
from privacy import audit

WHAT = "patients.symptomepisode"
MOST_NAMES = 30


@audience(Audience.MEMBER)
@require_safe
def symptoms(request: MemberRequest) -> HttpResponse:
    """Every symptom by name, those that are going on first."""
    user = request.user
    found = book.episodes_of(user, user)
    audit.listed(actor=user, subject=user, what=WHAT, count=len(found))
    running = [each for each in found if each.is_running]
    context = {"symptoms": book.by_name(found), "running": running}
    return page(request, "patients/symptoms.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Note a symptom that is going on, or one that is over."""
    form = SymptomForm(sent(request), patient=request.user)
    return added(request, form, "symptoms") or _form_page(request, form)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Change an episode."""
    row = own_row(request, SymptomEpisode, entry_id)
    form = SymptomForm(sent(request), patient=request.user, row=row)
    return changed(request, form, row, "patients:symptom") or _form_page(request, form)


@audience(Audience.MEMBER)
@require_safe
def show(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """One episode under its permanent address, with the others of the same name."""
    user = request.user
    row = own_row(request, SymptomEpisode, entry_id)
    audit.record("view", actor=user, subject=user, obj=row)
    every = book.episodes_of(user, user)
    same = [each for each in every if book.key_of(each.row.name) == book.key_of(row.name)]
    context = {
        "episode": book.Episode(row),
        "symptom": book.Symptom(row.name, same),
        "others": [each for each in same if each.row.pk != row.pk],
    }
    return page(request, "patients/symptom.html", context)


@audience(Audience.MEMBER)
@require_POST
def end(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """It is over now; with `again`, it is not over after all."""
    row = own_row(request, SymptomEpisode, entry_id)
    if "again" in request.GET:
        entries.change_entry(actor=request.user, row=row, values={"abatement": None})
        return back(request, "patients:symptoms", _("It goes on."))
    if row.abatement is None:
        now = max(timezone.now(), row.onset)
        entries.change_entry(actor=request.user, row=row, values={"abatement": now}, deed="end")
    undo = reverse("patients:end_symptom", args=[row.entry_id]) + "?again=1"
    return back(request, "patients:symptoms", _("Good that it is over."), undo=undo)


@audience(Audience.MEMBER)
@require_POST
def again(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """The same symptom has begun again; tapping twice makes one episode."""
    user = request.user
    row = own_row(request, SymptomEpisode, entry_id)
    key = book.key_of(row.name)
    running = [e.row for e in book.episodes_of(user, user) if e.is_running]
    known = next((each for each in running if book.key_of(each.name) == key), None)
    new = known or entries.add_entry(
        actor=user, patient=user, model=SymptomEpisode, entry_id=uuid4(),
        values={"name": row.name, "onset": timezone.now(), "tz": user.time_zone},
    )  # fmt: skip
    undo = reverse("patients:delete_life", args=["symptoms", new.entry_id])
    return back(request, "patients:symptoms", _("Noted. Say it when it is over."), undo=undo)


def _form_page(request: MemberRequest, form: SymptomForm) -> HttpResponse:
    known = book.by_name(book.episodes_of(request.user, request.user))
    context = {
        "form": form,
        "row": form.row,
        "action": request.path,
        "names": [symptom.name for symptom in known[:MOST_NAMES]],
    }
    template = "patients/symptom_form.html"
    return page(request, template, context, fragments={"life-form"}, status=form_status(form))
