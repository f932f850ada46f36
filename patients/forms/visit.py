"""What goes into a visit pack, and the questions on its list."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.forms.fields import EntryIdField, PlainTextField
from patients.forms.timeline import day_field
from patients.models.question import QUESTION_LENGTH
from patients.patient_facts import facts_of
from patients.visit_pack import (
    LETTER_COUNTRIES,
    MOST_CHARTS,
    PARTS,
    USUAL_CHARTS,
    Choice,
    charted,
)

NOTES_LENGTH = 2000


class VisitForm(forms.Form):
    """For whom and when, what should be in it, and a note; starts from the last pack's choices."""

    who = PlainTextField(label=_("For whom"), required=False, max_length=120)
    day = day_field(_("When"))
    parts = forms.MultipleChoiceField(
        label=_("What goes in"), choices=PARTS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part.")},
    )  # fmt: skip
    charts = forms.MultipleChoiceField(
        label=_("Charts of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    notes = PlainTextField(
        label=_("My note"), required=False, max_length=NOTES_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What should be known first. Kept only in this pack."),
    )  # fmt: skip
    paper = forms.ChoiceField(
        label=_("Paper"), choices=[("a4", "A4"), ("letter", "Letter")], widget=forms.RadioSelect
    )

    def __init__(self, data: Any, *, patient: User, last: Choice | None) -> None:
        types = charted(patient)
        known = [key for key, _label in types]
        usual = [key for key in USUAL_CHARTS if key in known]
        letter = facts_of(patient).country in LETTER_COUNTRIES
        start = last or Choice(charts=tuple(usual), paper="letter" if letter else "a4")
        initial = {
            "parts": list(start.parts), "charts": list(start.charts), "paper": start.paper,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.fields["charts"].choices = types  # type: ignore[attr-defined]
        self.start = start
        if not types:
            del self.fields["charts"]

    def clean_charts(self) -> list[str]:
        """Raises ValidationError: more than a page has room for."""
        chosen: list[str] = self.cleaned_data["charts"]
        if len(chosen) > MOST_CHARTS:
            raise ValidationError(_("Choose at most six charts."), code="too_many")
        return chosen

    @property
    def choice(self) -> Choice:
        """What was chosen; before anything was sent, what the form starts with."""
        if not self.is_bound:
            return self.start
        cleaned = self.cleaned_data
        day = cleaned["day"]
        return Choice(
            parts=tuple(cleaned["parts"]),
            charts=tuple(cleaned.get("charts", ())),
            who=cleaned["who"],
            day=day.isoformat() if day else "",
            notes=cleaned["notes"],
            paper=cleaned["paper"],
        )


class QuestionForm(forms.Form):
    """One question for the next visit."""

    entry_id = EntryIdField()
    text = PlainTextField(label=_("Question"), max_length=QUESTION_LENGTH)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"entry_id": uuid4()})
