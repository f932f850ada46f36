"""Forms of the clinicians' rooms."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RosterSearch(forms.Form):
    """Find a patient by name."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
