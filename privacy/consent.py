"""Consent: which provider may read which part of whose record, until when."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from privacy import audit
from privacy.models import CareLink
from privacy.registry import categories


def patients_sharing(provider: User, category: str) -> QuerySet[CareLink, int]:
    """Ids of patients who let `provider` read `category` right now (a subquery)."""
    links = CareLink.objects.active().filter(provider=provider, patient__is_active=True)
    wanted = [link.pk for link in links if category in link.categories]
    return CareLink.objects.filter(pk__in=wanted).values_list("patient_id", flat=True)


def links_of(patient: User) -> QuerySet[CareLink]:
    """Every link `patient` ever gave, newest first, with its provider."""
    links = CareLink.objects.filter(patient=patient).select_related("provider__licence")
    return links.order_by("-starts_at", "-pk")


def active_link(*, provider: User, patient: User) -> CareLink | None:
    """The link that lets `provider` read something of `patient` right now, or None."""
    return CareLink.objects.active().filter(provider=provider, patient=patient).first()


def close_run_out(*, patient: User, provider: User) -> None:
    """Mark a link whose last day has passed as ended, so that a new one can begin."""
    links = CareLink.objects.filter(patient=patient, provider=provider, ended_at=None)
    links.filter(ends_at__lte=timezone.now()).update(ended_at=F("ends_at"))


@transaction.atomic
def grant(
    *,
    patient: User,
    provider: User,
    categories_granted: Iterable[str],
    ends_at: datetime | None = None,
    actor: User | None = None,
) -> CareLink:
    """Let `provider` read the named categories of `patient`'s record.

    Args: actor: who does it, when it is not the patient but staff on the patient's request.
    Raises: ValidationError: unknown category, no category, not a provider, or already let in.
    """
    chosen = sorted(set(categories_granted))
    unknown = set(chosen) - {key for key, _label in categories()}
    if unknown or not chosen:
        raise ValidationError(_("Choose at least one of the categories shown."))
    close_run_out(patient=patient, provider=provider)
    link = CareLink(patient=patient, provider=provider, categories=chosen, ends_at=ends_at)
    link.full_clean()
    link.save()
    audit.record(
        "share", actor=actor or patient, subject=patient, obj=link, detail={"categories": chosen}
    )
    return link


@transaction.atomic
def end(*, actor: User, link: CareLink) -> None:
    """End access at once; the row stays as history. Ending twice changes nothing."""
    now = timezone.now()
    if CareLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=now):
        link.ended_at = now
        audit.record("revoke", actor=actor, subject=link.patient, obj=link)
