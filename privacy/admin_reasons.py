"""Staff see that a record exists; its words they see once, for a stated reason, on the record."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from privacy import audit
from privacy.crypto import Unreadable
from privacy.fields import EncryptedTextField
from privacy.ownership import OwnedModel

SHORTEST_REASON = 10


class ReasonForm(forms.Form):
    """Why a staff member needs to read someone's words."""

    reason = forms.CharField(
        label=_("Your reason"),
        help_text=_("The person can read it in their access log. Name the request or incident."),
        min_length=SHORTEST_REASON,
        max_length=200,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 60}),
    )


class ReasonedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Admin of an owned model: encrypted and named fields stay hidden until a reason is given.

    Attributes: hidden_fields: names hidden besides every encrypted field. Staff look after the
    site, not after records, so adding and changing are off; a subclass may allow them.
    """

    hidden_fields: tuple[str, ...] = ()
    list_select_related = ("owner",)
    actions_on_bottom = False
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Every row, stated as the admin's reading."""
        manager: Any = self.model._default_manager
        rows = manager.unscoped("admin") if issubclass(self.model, OwnedModel) else manager.all()
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows  # type: ignore[no-any-return]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("person"), ordering="owner__display_name")
    def person(self, obj: Any) -> str:
        """Whose row it is, for `list_display`."""
        return f"{obj.owner.display_name} <{obj.owner.email}>"

    def owner_of(self, obj: Any) -> User:
        """The person whom the row is about; override where there is no `owner`."""
        return obj.owner  # type: ignore[no-any-return]

    def names_hidden(self) -> tuple[str, ...]:
        """Every field whose value the pages never show by themselves."""
        sealed = [f.name for f in self.model._meta.fields if isinstance(f, EncryptedTextField)]
        return tuple(dict.fromkeys([*sealed, *self.hidden_fields]))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Nobody narrows down by a URL what the page hides."""
        if lookup.split("__")[0] in self.names_hidden():
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = self.fields or [field.name for field in self.model._meta.fields]
        if obj is None:
            return [name for name in shown if self._editable(name)]
        hidden = self.names_hidden()
        veiled = [self._veil(name) if name in hidden else name for name in shown]
        return ["person" if name == "owner" else name for name in veiled]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        named = list(super().get_readonly_fields(request, obj))
        if obj is None:
            return named
        fixed = [f.name for f in self.model._meta.fields if not f.editable or f.primary_key]
        veils = [self._veil(name) for name in self.names_hidden()]
        return [*dict.fromkeys([*named, "person", *fixed]), *veils]

    def _editable(self, name: Any) -> bool:
        field = self.model._meta.get_field(name)
        return bool(getattr(field, "editable", False)) and not getattr(field, "primary_key", False)

    def _veil(self, name: str) -> Callable[[Any], str]:
        veils: dict[str, Callable[[Any], str]] = self.__dict__.setdefault("_veils", {})
        if name not in veils:
            veils[name] = _veil_of(self, name)
        return veils[name]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices among owned rows are the admin's reading too."""
        target = db_field.remote_field.model
        if issubclass(target, OwnedModel):
            kwargs.setdefault("queryset", target.objects.unscoped("admin"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        answer = super().changelist_view(request, extra_context)
        shown = getattr(answer, "context_data", {}).get("cl")
        if shown is not None:
            self._record_list(request, shown.result_list)
        return answer

    def _record_list(self, request: HttpRequest, rows: Iterable[Any]) -> None:
        counts = Counter(self.owner_of(row) for row in rows)
        audit.listed_each(
            actor=_staff(request), counts=counts, what=self.model._meta.label_lower, reason="admin"
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        answer = super().change_view(request, object_id, form_url, extra_context)
        row = getattr(answer, "context_data", {}).get("original")
        if row is not None and request.method == "GET":
            self._record("view", request, row, reason="admin")
        return answer

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        super().save_model(request, obj, form, change)
        fields = {"fields": list(form.changed_data)}
        self._record("update" if change else "create", request, obj, detail=fields, reason="admin")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._record("delete", request, obj, reason="admin")
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset.select_related("owner"):
            self._record("delete", request, row, reason="admin")
        super().delete_queryset(request, queryset)

    def _record(self, action: str, request: HttpRequest, obj: Any, **more: Any) -> None:
        audit.record(action, actor=_staff(request), subject=self.owner_of(obj), obj=obj, **more)

    def get_urls(self) -> list[URLPattern]:
        reveal = path(
            "<path:object_id>/reveal/",
            self.admin_site.admin_view(self.reveal_view),
            name=self._reveal_name(),
        )
        return [reveal, *super().get_urls()]

    def _reveal_name(self) -> str:
        return f"{self.model._meta.app_label}_{self.model._meta.model_name}_reveal"

    def reveal_url(self, obj: Any) -> str:
        """Where a reason opens the hidden fields of `obj`."""
        return reverse(f"admin:{self._reveal_name()}", args=[quote(obj.pk)])

    def reveal_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for a reason; given one, show the hidden values once and record it."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        granted = request.method == "POST" and form.is_valid()
        values = self._revealed(request, row, form.cleaned_data["reason"]) if granted else []
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Show with a reason"),
            "opts": self.model._meta,
            "original": row,
            "form": form,
            "values": values,
            "about": self.owner_of(row),
        }
        status = 422 if form.is_bound and not granted else 200
        answer = TemplateResponse(request, "admin/reveal.html", context, status=status)
        answer["Cache-Control"] = "no-store"
        return answer

    @transaction.atomic
    def _revealed(self, request: HttpRequest, row: Any, reason: str) -> list[tuple[str, str]]:
        names = self.names_hidden()
        self._record("reveal", request, row, reason=reason, detail={"fields": list(names)})
        return [(_label(row, name), _plain(row, name)) for name in names]


def _veil_of(model_admin: ReasonedAdmin, name: str) -> Callable[[Any], str]:
    def veil(obj: Any) -> SafeString:
        hidden, show = gettext("Hidden."), gettext("Show with a reason")
        return format_html('{} <a href="{}">{}</a>', hidden, model_admin.reveal_url(obj), show)

    veil.__name__ = f"hidden_{name}"
    veil.short_description = model_admin.model._meta.get_field(name).verbose_name  # type: ignore[attr-defined, union-attr]
    return veil


def _label(row: models.Model, name: str) -> str:
    return capfirst(str(row._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _plain(row: models.Model, name: str) -> str:
    try:
        value = getattr(row, name)
    except Unreadable:
        return gettext("Cannot be read: its key is gone or the value is damaged.")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return str(value) if value not in (None, "") else gettext("Empty")


def _staff(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
