"""Forms of a conversation."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.choices import choices_for
from chat.models import TITLE_LENGTH
from chat.services import MESSAGE_LIMITS


class AskForm(forms.Form):
    """The composer. `client_id` makes a double submit one message."""

    text = forms.CharField(
        label=_("Your message"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 1, "autocomplete": "off"}),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"client_id": uuid4()})
        super().__init__(*args, **kwargs)
        self.limit = MESSAGE_LIMITS[user.role]
        field: Any = self.fields["text"]
        field.max_length = self.limit
        field.widget.attrs["maxlength"] = self.limit


class SettingsForm(forms.Form):
    """What the assistant may read, and which model answers."""

    use_record = forms.BooleanField(label=_("May read my record"), required=False)
    model_id = forms.ChoiceField(label=_("Answered by"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["model_id"]
        field.choices = [(model.id, model.label) for model in choices_for(user)]


class TitleForm(forms.Form):
    """A conversation's title."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
