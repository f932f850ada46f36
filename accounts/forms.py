"""Forms of sign-up, preferences and the licence entry."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Licence, User


class SignupExtras(forms.Form):
    """What sign-up asks beyond allauth's address and password."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    role = forms.ChoiceField(
        label=_("I am"),
        choices=[("patient", _("keeping my own record")), ("provider", _("a clinician"))],
        widget=forms.RadioSelect,
        initial="patient",
        help_text=_("Clinicians enter their licence next; staff check it before any record opens."),
    )
    field_order = ["display_name", "email", "password1", "password2", "role"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth after the adapter has saved; everything is done there."""


def zone_choices() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Time zones by continent: ("Europe", [("Europe/Madrid", "Madrid"), ...])."""
    yield "UTC", [("UTC", "UTC")]
    named = sorted(zone for zone in available_timezones() if "/" in zone)
    ours = [zone for zone in named if not zone.startswith(("Etc/", "SystemV/", "US/"))]
    for region, zones in groupby(ours, key=lambda zone: zone.partition("/")[0]):
        yield region, [(zone, zone.partition("/")[2].replace("_", " ")) for zone in zones]


class PreferencesForm(forms.ModelForm[User]):
    """Name, language and time zone."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Your days begin and readings are shown in this zone.")
    )

    class Meta:
        model = User
        fields = ["display_name", "language", "time_zone"]
        labels = {"display_name": _("Your name")}
        widgets = {"display_name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["time_zone"]
        known: list[Any] = list(zone_choices())
        current = self.instance.time_zone
        if not any(current == key for _region, zones in known for key, _label in zones):
            known.insert(0, (current, [(current, current)]))
        zone.choices = known  # type: ignore[attr-defined]


class LicenceForm(forms.ModelForm[Licence]):
    """A clinician's licence entry, verified by staff."""

    class Meta:
        model = Licence
        fields = ["profession", "number", "jurisdiction"]
        labels = {
            "profession": _("Profession"),
            "number": _("Licence number"),
            "jurisdiction": _("Issued by"),
        }
        help_texts = {
            "profession": _("As it stands on the licence, for example “Physician”."),
            "jurisdiction": _("The authority and its country or state."),
        }


class LanguageForm(forms.Form):
    """The language switch of the shell."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)


class ThemeForm(forms.Form):
    """The colour switch of the shell."""

    theme = forms.ChoiceField(choices=[("auto", "auto"), ("light", "light"), ("dark", "dark")])
