"""Invented data for the style guide: enough to show every part once."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from healthtracker.web.pagination import KeysetPage
from healthtracker.web.widgets import NowInput, QuantityInput


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name of the medicine", help_text="As printed on the box.")
    weight = forms.Field(
        label="Weight", widget=QuantityInput([("kg", "kg"), ("[lb_av]", "lb")]), required=False
    )
    taken_at = forms.DateTimeField(label="When", widget=NowInput)
    route = forms.ChoiceField(
        label="How",
        choices=[("oral", "By mouth"), ("skin", "On the skin")],
    )
    often = forms.ChoiceField(
        label="How often",
        choices=[("daily", "Every day"), ("needed", "When needed")],
        widget=forms.RadioSelect,
        initial="daily",
    )
    label = forms.FileField(label="Photo of the box", required=False)
    notes = forms.CharField(label="Notes", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    remind = forms.BooleanField(
        label="Remind me", required=False, help_text="On this device, at the time above."
    )


def sample_context() -> dict[str, Any]:
    """Template context of the style guide."""
    wrong = SampleForm({"name": "", "weight_0": "73,5", "weight_1": "kg", "often": "daily"})
    return {"form": SampleForm(), "wrong": wrong, **_times(), **_lists(), **_chat()}


def _times() -> dict[str, Any]:
    now = timezone.now()
    ages = {"minutes_ago": timedelta(minutes=8), "day_ago": timedelta(days=1)}
    ages |= {"week_ago": timedelta(days=5), "year_ago": timedelta(days=380)}
    return {name: now - age for name, age in ages.items()}


def _lists() -> dict[str, Any]:
    return {
        "sort": "-taken",
        "page": KeysetPage(rows=[], next_cursor="older", previous_cursor="newer"),
        "ranges": [
            {"label": "7 days", "url": "#chart"},
            {"label": "30 days", "url": "#chart", "active": True},
            {"label": "Year", "url": "#chart"},
        ],
        "steps": [
            {"label": "Requested", "state": "done"},
            {"label": "Notes", "state": "done"},
            {"label": "Review", "state": "current"},
            {"label": "Signed", "state": "to come"},
        ],
        "crisis_card": {
            "parts": [
                {
                    "title": "This can be a heart attack",
                    "steps": ["Call the emergency number now.", "Sit down and stay still."],
                    "avoid": ["Do not drive yourself."],
                }
            ],
            "lines": [
                {"label": "Emergency", "number": "112", "dial": "112", "note": "Ambulance"},
                {"label": "Crisis line", "number": "024", "dial": "024"},
                {"label": "Poisoning", "number": "915 620 420", "dial": "915620420"},
            ],
            "place": "Spain",
        },
        "toasts": [
            {"level_tag": "success", "text": "Reading saved.", "extra_tags": ""},
            {"level_tag": "success", "text": "Reading deleted.", "extra_tags": "undo:/styleguide/"},
            {"level_tag": "error", "text": "The file could not be read.", "extra_tags": ""},
        ],
    }


def _chat() -> dict[str, Any]:
    now = timezone.now()
    question = "How has my blood pressure been this month?"
    return {
        "question": {"role": "user", "author": "Ana", "at": now, "body": question},
        "stopped": {
            "role": "assistant",
            "author": "Assistant · GPT",
            "at": now,
            "body": "Your mean this month is 126/80 over 22 readings",
            "state": "stopped",
            "retry_url": "#chat",
            "cost": ["gpt-6.2-sol", "1,214 tokens", "0.8 credits"],
        },
        "context_parts": [
            {
                "label": "Profile",
                "on": True,
                "lines": ["Hypertension since 2019", "Lisinopril 10 mg daily"],
            },
            {"label": "Labs", "count": 3, "on": True, "lines": ["2026-10-02 LDL 162 mg/dL H"]},
            {"label": "DNA", "on": False, "switch_url": "#chat"},
        ],
    }
