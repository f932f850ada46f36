"""Consent and the two trails for staff: links are made and ended, the trails only read."""

from importlib import import_module
from typing import Any, ClassVar

from auditlog.models import LogEntry
from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin_site import PersonField, ReadOnlyAdmin, WithChanges, person_label, replace_admin
from accounts.models import User
from privacy import audit, consent
from privacy.models import AccessEvent, CareLink
from privacy.registry import categories


class CareLinkForm(forms.ModelForm[CareLink]):
    """A new link, made on a patient's request."""

    categories = forms.MultipleChoiceField(
        label=_("categories"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what the patient asked for."),
    )

    class Meta:
        model = CareLink
        fields = ["patient", "provider", "categories", "ends_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "categories" in self.fields:  # not on the page of an existing link
            self.fields["categories"].choices = categories()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A link that has run out makes room for a new one."""
        given = super().clean() or {}
        if given.get("patient") and given.get("provider"):
            consent.close_run_out(patient=given["patient"], provider=given["provider"])
        return given


class LiveFilter(admin.SimpleListFilter):
    """Links by whether they let someone in right now."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("live", _("lets in now")), ("over", _("over or not begun"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        live = CareLink.objects.active().values("pk")
        if self.value() == "live":
            return queryset.filter(pk__in=live)
        return queryset.exclude(pk__in=live) if self.value() == "over" else queryset


@admin.register(CareLink)
class CareLinkAdmin(WithChanges, admin.ModelAdmin):  # type: ignore[misc, type-arg]
    """Who lets whom in. Links are ended, never deleted and never rewritten."""

    form = CareLinkForm
    list_display = ["patient_name", "provider_name", "shared", "starts_at", "ends_at", "ended_at"]
    list_filter = [LiveFilter, "starts_at", "ended_at"]
    list_select_related = ["patient", "provider"]
    search_fields = [
        "patient__email", "patient__display_name", "provider__email", "provider__display_name",
    ]  # fmt: skip
    date_hierarchy = "starts_at"
    ordering = ["-starts_at"]
    autocomplete_fields = ["patient", "provider"]
    show_full_result_count = False
    actions = ["end_access"]
    fields = ["patient", "provider", "categories", "ends_at"]
    shown: ClassVar[list[str]] = [
        "patient_name", "provider_name", "shared", "starts_at", "ends_at", "ended_at",
    ]  # fmt: skip

    @admin.display(description=_("patient"), ordering="patient__display_name")
    def patient_name(self, link: CareLink) -> str:
        """Who lets in."""
        return person_label(link.patient)

    @admin.display(description=_("provider"), ordering="provider__display_name")
    def provider_name(self, link: CareLink) -> str:
        """Who is let in."""
        return person_label(link.provider)

    @admin.display(description=_("categories"))
    def shared(self, link: CareLink) -> str:
        """What is shared, in words."""
        labels = dict(categories())
        return ", ".join(str(labels.get(key, key)) for key in link.categories)

    def get_fields(self, request: HttpRequest, obj: CareLink | None = None) -> Any:
        return self.shown if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: CareLink | None = None) -> Any:
        return self.shown if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices of people by name."""
        kwargs["form_class"] = PersonField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: CareLink | None = None) -> bool:
        """Who had access when stays answerable."""
        return False

    def save_model(self, request: Any, obj: CareLink, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Grant through the service, which records it in the patient's log."""
        if change:
            return
        link = consent.grant(
            actor=request.user,
            patient=obj.patient,
            provider=obj.provider,
            categories_granted=form.cleaned_data["categories"],
            ends_at=obj.ends_at,
        )
        obj.pk = link.pk

    @admin.action(description=_("End access of selected links"), permissions=["change"])
    def end_access(self, request: Any, queryset: QuerySet[CareLink]) -> None:
        """At once; the rows stay."""
        links = list(queryset.filter(ended_at=None).select_related("patient", "provider"))
        for link in links:
            consent.end(actor=request.user, link=link)
        text = ngettext("%(count)d link ended.", "%(count)d links ended.", len(links))
        self.message_user(request, text % {"count": len(links)}, messages.SUCCESS)


class TrailAdmin(ReadOnlyAdmin):
    """A list nobody edits; opening it is itself recorded."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        actor = request.user if isinstance(request.user, User) else None
        kind = self.model._meta.label_lower
        audit.record("log_read", actor=actor, subject=None, object_type=kind, reason="admin")
        return super().changelist_view(request, extra_context)


@admin.register(AccessEvent)
class AccessEventAdmin(TrailAdmin):
    """Who did what to whose data."""

    list_display = [
        "at", "who", "actor_role", "action", "object_type", "object_id", "whose", "outcome",
        "reason", "channel",
    ]  # fmt: skip
    list_filter = ["outcome", "action", "actor_role", "channel", "at"]
    list_select_related = ["actor", "subject"]
    search_fields = ["actor__email", "subject__email", "object_id", "request_id", "session"]
    date_hierarchy = "at"
    ordering = ["-id"]
    fields = [
        "at", "who", "actor_role", "action", "object_type", "object_id", "whose", "outcome",
        "reason", "detail", "request_id", "session", "peer", "channel",
    ]  # fmt: skip

    @admin.display(description=_("who"), ordering="actor__display_name")
    def who(self, event: AccessEvent) -> str:
        """The actor by name."""
        return person_label(event.actor) if event.actor else "–"

    @admin.display(description=_("whose data"), ordering="subject__display_name")
    def whose(self, event: AccessEvent) -> str:
        """The subject by name."""
        return person_label(event.subject) if event.subject else "–"


# The package's page searches columns that our user does not have.
import_module("auditlog.admin")
replace_admin(LogEntry)


@admin.register(LogEntry)
class LogEntryAdmin(TrailAdmin):
    """Which fields changed; the values were masked when they were written."""

    list_display = fields = (
        "timestamp", "who", "action", "content_type", "object_pk", "fields_changed",
    )  # fmt: skip
    list_filter = ["action", ("content_type", admin.RelatedOnlyFieldListFilter), "timestamp"]
    list_select_related = ["actor", "content_type"]
    search_fields = ["actor__email", "object_pk"]
    date_hierarchy = "timestamp"
    ordering = ["-id"]

    @admin.display(description=_("who"), ordering="actor__display_name")
    def who(self, entry: Any) -> str:
        """The actor by name."""
        return person_label(entry.actor) if entry.actor else "–"

    @admin.display(description=_("fields"))
    def fields_changed(self, entry: Any) -> str:
        """Names only."""
        return ", ".join(sorted(entry.changes_dict))
