"""Forms of privacy: what to show of the access log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from privacy.models import AccessEvent, AccessEventQuerySet
from privacy.wording import GROUPS

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
            *((str(person.uuid), person.display_name) for person in people),
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
