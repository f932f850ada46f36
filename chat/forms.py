"""Forms of a conversation."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.choices import choices_for
from chat.limits import policy_of
from chat.models import TITLE_LENGTH, Feedback
from privacy.registry import sections


class AskForm(forms.Form):
    """The composer. `client_id` makes a double submit one message."""

    text = forms.CharField(
        label=_("Your message"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 1, "autocomplete": "off"}),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, user: User, draft: str = "", client_id: UUID | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"client_id": client_id or uuid4(), "text": draft})
        super().__init__(*args, **kwargs)
        self.limit = policy_of(user).message_characters
        field: Any = self.fields["text"]
        field.max_length = self.limit
        field.widget.attrs["maxlength"] = self.limit


class SettingsForm(forms.Form):
    """What the assistant may read, and which model answers.

    A document is picked as "section:id"; a section without a list is read whole.
    """

    sections = forms.MultipleChoiceField(label=_("May read"), required=False)
    picks = forms.MultipleChoiceField(label=_("Documents"), required=False)
    sensitive = forms.MultipleChoiceField(label=_("Sensitive parts"), required=False)
    model_id = forms.ChoiceField(label=_("Answered by"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sections()
        self.lists = {part.key: part.picks(user) for part in known if part.picks is not None}
        documents = [
            (f"{key}:{pick.id}", pick.label) for key, found in self.lists.items() for pick in found
        ]
        fields: Any = self.fields
        fields["sections"].choices = [(section.key, section.label) for section in known]
        fields["picks"].choices = documents
        fields["sensitive"].choices = [
            (section.key, section.sensitive_label) for section in known if section.sensitive_label
        ]
        fields["model_id"].choices = [(model.id, model.label) for model in choices_for(user)]

    def clean_picks(self) -> dict[str, list[str]]:
        """Section key -> ids; one whose list is still empty stays open for what will come."""
        picked: dict[str, list[str]] = {key: [] for key, found in self.lists.items() if found}
        for value in self.cleaned_data["picks"]:
            key, _colon, pick = value.partition(":")
            picked[key].append(pick)
        return picked


class TitleForm(forms.Form):
    """A conversation's title."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)


class FeedbackForm(forms.Form):
    """Helpful or not, and why; 0 takes the opinion back."""

    value = forms.TypedChoiceField(
        label=_("Opinion"), coerce=int, choices=[*Feedback.Value.choices, (0, _("None"))]
    )
    note = forms.CharField(label=_("What was good or wrong?"), required=False, max_length=1000)


class SearchForm(forms.Form):
    """Words to look for, or which shelf to show."""

    q = forms.CharField(required=False, max_length=100)
    shelf = forms.ChoiceField(required=False, choices=[("", ""), ("archived", "")])
