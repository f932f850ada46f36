"""Sharing, and who has seen my data."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import Audience, audience
from accounts.models import User
from healthtracker.web.pages import confirm, done, form_status, page
from healthtracker.web.pagination import paginate
from healthtracker.web.requests import MemberRequest
from privacy import audit, consent
from privacy.forms import LogFilter
from privacy.models import CareLink
from privacy.registry import Label, categories
from privacy.wording import line


@audience(Audience.MEMBER)
@require_safe
def sharing(request: MemberRequest) -> HttpResponse:
    """Who may read which part of the record, and who could before."""
    links = consent.links_of(request.user)
    labels = dict(categories())
    context = {
        "open": [(link, named(link, labels)) for link in links if link.is_open],
        "past": [link for link in links if not link.is_open],
    }
    return page(request, "privacy/sharing.html", context)


def named(link: CareLink, labels: dict[str, Label]) -> list[Label]:
    """The categories of `link` in words."""
    return [labels.get(key, key) for key in link.categories]


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def end_link(request: MemberRequest, link: UUID) -> HttpResponse:
    """Ask, then end one clinician's access at once."""
    row = _own_link(request.user, link)
    if request.method == "POST":
        consent.end(actor=request.user, link=row)
        name = row.provider.display_name
        return done(request, "privacy:sharing", _("%(name)s can no longer look.") % {"name": name})
    return confirm(
        request,
        question=_("End the access of %(name)s?") % {"name": row.provider.display_name},
        detail=_("It ends at once. That it was there, and what was read, stays listed."),
        deed=_("End access"),
        cancel=reverse("privacy:sharing"),
    )


def _own_link(user: User, key: UUID) -> CareLink:
    row = CareLink.objects.filter(pk=key).select_related("provider", "patient").first()
    if row is not None and row.patient_id == user.pk:
        return row
    if row is not None:
        audit.record("denied", actor=user, subject=row.patient, obj=row, outcome="denied")
    raise Http404


@audience(Audience.MEMBER)
@require_safe
def log(request: MemberRequest) -> HttpResponse:
    """The access log of the reader's own data; reading it is one more line in it."""
    form = LogFilter(request.GET, reader=request.user)
    found = paginate(
        form.events(),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        order=("-id",),
    )
    audit.record("log_read", actor=request.user, subject=request.user)
    context = {
        "form": form,
        "page": found,
        "lines": [line(event, reader_id=request.user.pk) for event in found.rows],
        "filtered": any(request.GET.get(name) for name in form.fields),
    }
    status = form_status(form)
    return page(request, "privacy/log.html", context, fragments={"lines"}, status=status)
