"""Forms of privacy: what to show of the access log, and the last word before leaving."""

from typing import Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from privacy.models import AccessEvent, AccessEventQuerySet
from privacy.wording import GROUPS, name_of

OTHERS, EVERYONE, REFUSED = "others", "everyone", "refused"


class LogFilter(forms.Form):
    """Whose deeds and which ones; sent by GET, so it starts from what the address says."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    what = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[
            ("", _("Everything")),
            *((key, label) for key, (label, _actions) in GROUPS.items()),
            (REFUSED, _("Refused attempts")),
        ],
    )

    def __init__(self, data: Any, *, reader: User) -> None:
        super().__init__(data)
        self.reader = reader
        seen = AccessEvent.objects.about(reader).exclude(actor=reader).exclude(actor=None)
        people = User.objects.filter(pk__in=seen.values("actor")).order_by("display_name")
        who: Any = self.fields["who"]
        who.choices = [
            ("", _("Everyone but me")),
            (EVERYONE, _("Everyone")),
            *((str(person.uuid), name_of(person)) for person in people),
        ]

    def events(self) -> AccessEventQuerySet:
        """The chosen lines about the reader, newest first; a wrong choice narrows nothing."""
        rows = AccessEvent.objects.about(self.reader).select_related("actor")
        if not self.is_valid():
            return rows
        who, what = self.cleaned_data["who"], self.cleaned_data["what"]
        if not who:
            rows = rows.exclude(actor=self.reader)
        elif who != EVERYONE:
            rows = rows.filter(actor__uuid=who)
        if what == REFUSED:
            return rows.filter(outcome=AccessEvent.Outcome.DENIED)
        return rows.filter(action__in=GROUPS[what][1]) if what else rows


class LeaveForm(forms.Form):
    """One's own address, typed so that nobody deletes an account by a slip."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Type it as it stands above, so that this cannot happen by accident."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user

    def clean_email(self) -> str:
        """Raises ValidationError: another address. Nothing has happened then."""
        typed: str = self.cleaned_data["email"]
        if typed.strip().lower() != self.user.email.lower():
            raise forms.ValidationError(
                translated("This is not the address of your account. Nothing was deleted."),
                code="other_address",
            )
        return typed
