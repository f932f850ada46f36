"""What the emergency card shows, entry by entry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.emergency_card import BOTH, FACTS, LANGUAGES, LISTS, Choice, entries_of


class CardForm(forms.Form):
    """Tick what may be seen by whoever finds the card; starts from the last one's choice."""

    facts = forms.MultipleChoiceField(
        label=_("About you"), choices=FACTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(
        label=_("Headings in"), choices=LANGUAGES, widget=forms.RadioSelect, initial=BOTH
    )

    def __init__(self, data: Any, *, patient: User, last: Choice | None) -> None:
        self.start = last or Choice()
        initial = {"facts": list(self.start.facts), "language": self.start.language}
        super().__init__(data, initial=initial)
        self.offered: list[str] = []
        for section in LISTS:
            choices = entries_of(patient, section)
            if choices:
                self._offer(section.key, section.label, choices)
        self.order_fields(["facts", *(section.key for section in LISTS), "language"])

    def _offer(self, key: str, label: Any, choices: list[tuple[str, str]]) -> None:
        ids = [one for one, _text in choices]
        self.offered += ids
        self.fields[key] = forms.MultipleChoiceField(
            label=label,
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=[one for one in ids if one not in self.start.hidden],
        )

    @property
    def choice(self) -> Choice:
        """What was chosen; before anything was sent, what the form starts with."""
        if not self.is_bound:
            return self.start
        cleaned = self.cleaned_data
        shown = {one for section in LISTS for one in cleaned.get(section.key, ())}
        return Choice(
            facts=tuple(cleaned["facts"]),
            hidden=tuple(one for one in self.offered if one not in shown),
            language=cleaned["language"],
        )
