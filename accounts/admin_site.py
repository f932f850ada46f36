"""The staff site: our sign-in in front of it, people shown by name, plain permissions."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
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


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that only the site itself writes."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
