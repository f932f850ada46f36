"""People, licences and how they sign in, for staff; passwords and secrets are never shown."""

from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import services, trail
from accounts.admin_site import ReadOnlyAdmin, WithChanges, person_label, replace_admin
from accounts.forms import zone_choices
from accounts.models import Licence, User

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")
# Changed through a service, which also ends sessions and records who did it.
SERVED = ("role", "is_active")


class UserForm(forms.ModelForm[User]):
    """An account as staff edit it."""

    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("time zone"), choices=zone_choices, initial="UTC")


@admin.register(User)
class UserAdmin(WithChanges, admin.ModelAdmin):  # type: ignore[misc, type-arg]
    """Accounts. Staff open, close and unlock them; nobody sets another person's password."""

    form = UserForm
    list_display = [
        "email", "display_name", "role", "second_factor", "is_active", "is_staff", "last_login",
    ]  # fmt: skip
    list_filter = ["role", "is_active", "is_staff", "language", "date_joined"]
    search_fields = ["email", "display_name"]
    ordering = ["email"]
    date_hierarchy = "date_joined"
    show_full_result_count = False
    filter_horizontal = ["groups", "user_permissions"]
    readonly_fields = ["uuid", "last_login", "date_joined"]
    actions = ["close_accounts", "open_accounts", "reset_second_factors"]
    fieldsets = [
        (None, {"fields": ["email", "display_name", "role", "is_active"]}),
        (_("Language and time"), {"fields": ["language", "time_zone"]}),
        (_("Staff"), {"fields": list(POWERS)}),
        (_("Dates"), {"fields": ["uuid", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "display_name", "role", "language", "time_zone"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Everybody, with whether they have a second factor."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        counted = factors.exclude(type=Authenticator.Type.RECOVERY_CODES)
        everybody: QuerySet[User] = super().get_queryset(request)
        return everybody.annotate(has_second_factor=Exists(counted))

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, user: Any) -> bool:
        """Whether an app or a passkey is set up."""
        return bool(user.has_second_factor)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        fixed = [*self.readonly_fields, *(["email"] if obj else [])]
        return fixed if request.user.is_superuser else [*fixed, *POWERS]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Never here: closing keeps the record, erasing is its owner's deed."""
        return False

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Save through the services; new people choose their own password by mail."""
        wanted = {name: getattr(obj, name) for name in SERVED}
        if change:
            self._restore(obj)
        else:
            obj.email = obj.email.lower()
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        fields = [name for name in form.changed_data if not (change and name in SERVED)]
        if fields:
            action = "update" if change else "create"
            trail.record(
                action, actor=request.user, subject=obj, obj=obj, reason="admin",
                detail={"fields": fields},
            )  # fmt: skip
        if not change:
            EmailAddress.objects.create(user=obj, email=obj.email, primary=True, verified=False)
            return
        services.change_role(actor=request.user, user=obj, role=wanted["role"])
        services.set_active(actor=request.user, user=obj, active=wanted["is_active"])
        if set(POWERS) & set(form.changed_data):
            services.end_sessions(obj)

    def _restore(self, obj: User) -> None:
        kept = User.objects.get(pk=obj.pk)
        for name in SERVED:
            setattr(obj, name, getattr(kept, name))

    @admin.action(description=_("Close selected accounts"), permissions=["change"])
    def close_accounts(self, request: Any, queryset: QuerySet[User]) -> None:
        """Nobody signs in to them until they are opened again."""
        self._set_active(request, queryset.exclude(pk=request.user.pk), active=False)

    @admin.action(description=_("Open selected accounts again"), permissions=["change"])
    def open_accounts(self, request: Any, queryset: QuerySet[User]) -> None:
        """Their people may sign in again."""
        self._set_active(request, queryset, active=True)

    def _set_active(self, request: Any, queryset: QuerySet[User], *, active: bool) -> None:
        chosen = [user for user in queryset if self.has_change_permission(request, user)]
        for user in chosen:
            services.set_active(actor=request.user, user=user, active=active)
        self._say(request, len(chosen))

    @admin.action(description=_("Remove second factors (locked out)"), permissions=["change"])
    def reset_second_factors(self, request: Any, queryset: QuerySet[User]) -> None:
        """For people whose phone and recovery codes are gone."""
        chosen = [user for user in queryset if self.has_change_permission(request, user)]
        for user in chosen:
            services.reset_second_factor(actor=request.user, user=user)
        self._say(request, len(chosen))

    def _say(self, request: HttpRequest, count: int) -> None:
        text = ngettext("%(count)d account changed.", "%(count)d accounts changed.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.register(Licence)
class LicenceAdmin(WithChanges, admin.ModelAdmin):  # type: ignore[misc, type-arg]
    """Licence entries of clinicians: verify or reject, nothing else."""

    change_form_template = "admin/accounts/licence/change_form.html"
    list_display = ["person", "profession", "number", "jurisdiction", "status", "submitted_at"]
    list_filter = ["status", "submitted_at", "jurisdiction"]
    list_select_related = ["user", "decided_by"]
    search_fields = ["user__email", "user__display_name", "number"]
    date_hierarchy = "submitted_at"
    ordering = ["-submitted_at"]
    show_full_result_count = False
    actions = ["verify", "reject"]
    fields = readonly_fields = (
        "person", "profession", "number", "jurisdiction", "status", "submitted_at", "decided_at",
        "decider",
    )  # fmt: skip

    @admin.display(description=_("person"), ordering="user__display_name")
    def person(self, licence: Licence) -> str:
        """Whose licence."""
        return person_label(licence.user)

    @admin.display(description=_("decided by"))
    def decider(self, licence: Licence) -> str:
        """Who verified or rejected it."""
        return person_label(licence.decided_by) if licence.decided_by else "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Clinicians enter their own."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Licence | None = None) -> bool:
        """A rejected entry stays known."""
        return False

    @admin.action(description=_("Verify selected licences"), permissions=["change"])
    def verify(self, request: Any, queryset: QuerySet[Licence]) -> None:
        """Open the clinicians' rooms to their holders."""
        self._decide(request, queryset, verified=True)

    @admin.action(description=_("Reject selected licences"), permissions=["change"])
    def reject(self, request: Any, queryset: QuerySet[Licence]) -> None:
        """Close the clinicians' rooms to their holders."""
        self._decide(request, queryset, verified=False)

    def _decide(self, request: Any, chosen: QuerySet[Licence], *, verified: bool) -> None:
        for licence in chosen.select_related("user"):
            services.decide_licence(actor=request.user, licence=licence, verified=verified)
        done = gettext("Verified. Its holder is told.") if verified else gettext("Rejected.")
        self.message_user(request, done, messages.SUCCESS)

    def response_change(self, request: HttpRequest, obj: Licence) -> HttpResponse:
        """The two buttons of the page decide."""
        for name, verified in (("_verify", True), ("_reject", False)):
            if name in request.POST:
                self._decide(request, Licence.objects.filter(pk=obj.pk), verified=verified)
                return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)


# The packages' own pages show secrets, or search columns that our user does not have. They must
# have registered before they can be replaced, hence the imports.
for package in ("allauth.account", "allauth.mfa", "allauth.usersessions"):
    import_module(f"{package}.admin")
replace_admin(EmailAddress, Authenticator, UserSession)


class OfSomeone(ReadOnlyAdmin):
    """Rows that belong to one user, looked at by name."""

    list_select_related = ["user"]
    search_fields = ["user__email", "user__display_name"]

    @admin.display(description=_("person"), ordering="user__display_name")
    def person(self, row: Any) -> str:
        """Whose row."""
        return person_label(row.user)


@admin.register(EmailAddress)
class EmailAddressAdmin(OfSomeone):
    """Addresses and whether they are confirmed."""

    list_display = ["email", "person", "primary", "verified"]
    list_filter = ["primary", "verified"]
    search_fields = ["email", *OfSomeone.search_fields]
    fields = ["email", "person", "primary", "verified"]


@admin.register(Authenticator)
class AuthenticatorAdmin(OfSomeone):
    """Second factors by kind and date; their secrets stay sealed."""

    list_display = fields = ("person", "type", "created_at", "last_used_at")
    list_filter = ["type", "created_at", "last_used_at"]
    date_hierarchy = "created_at"


@admin.register(UserSession)
class UserSessionAdmin(OfSomeone):
    """Where people are signed in."""

    list_display = fields = ("person", "ip", "user_agent", "created_at")
    list_filter = ["created_at"]
    date_hierarchy = "created_at"
