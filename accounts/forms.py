"""Forms of sign-up, preferences and the licence entry."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Licence, User


class SignupExtras(forms.Form):
    """What sign-up asks beyond allauth's address and password."""

    display_name = forms.CharField(label=_("Your name"), max_length=120, strip=True)
    role = forms.ChoiceField(
        label=_("I am"),
        choices=[("patient", _("keeping my own record")), ("provider", _("a clinician"))],
        widget=forms.RadioSelect,
        initial="patient",
    )
    field_order = ["display_name", "email", "password1", "password2", "role"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth after the adapter has saved; everything is done there."""


class PreferencesForm(forms.ModelForm[User]):
    """Name, language and time zone."""

    class Meta:
        model = User
        fields = ["display_name", "language", "time_zone"]


class LicenceForm(forms.ModelForm[Licence]):
    """A clinician's licence entry, verified by staff."""

    class Meta:
        model = Licence
        fields = ["profession", "number", "jurisdiction"]
