"""The staff site: our sign-in in front of it, people shown by name, plain permissions."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from auditlog.mixins import AuditlogHistoryAdminMixin
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class NamedChoices(AutocompleteJsonView):
    """Autocomplete that calls people by name; elsewhere `str(user)` tells nothing on purpose."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """One entry of the list."""
        found: dict[str, str] = super().serialize_result(obj, to_field_name)
        if isinstance(obj, User):
            found["text"] = person_label(obj)
        return found


def person_label(user: User) -> str:
    """How staff tell people apart."""
    return f"{user.display_name} <{user.email}>"


class StaffSite(admin.AdminSite):
    """Django's admin behind allauth, so that the second factor counts here too."""

    site_header = _("Health Tracker staff")
    site_title = _("Health Tracker staff")
    index_title = _("Looking after the site")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send to the site's own sign-in page. Raises: PermissionDenied: signed in, no staff."""
        answer: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return answer

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The password is changed where everyone changes it."""
        return redirect("account_change_password")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Choices for a foreign key."""
        return NamedChoices.as_view(admin_site=self)(request)  # type: ignore[return-value]


class WithChanges(AuditlogHistoryAdminMixin):
    """A page of field changes for each row, and 404 where there is no such row."""

    show_auditlog_history_link = True

    def auditlog_history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The changes of one row. Raises: Http404."""
        if self.get_object(request, unquote(object_id)) is None:  # type: ignore[attr-defined]
            raise Http404
        answer: HttpResponse = super().auditlog_history_view(request, object_id, extra_context)
        return answer


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of people that calls them by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and address."""
        return person_label(obj)


def replace_admin(*models: type[Model]) -> None:
    """Take the packages' own pages of `models` away, so that ours can stand there."""
    for model in models:
        if admin.site.is_registered(model):
            admin.site.unregister(model)


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that only the site itself writes."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
