"""What patients adds to the house: two sections of the record and three rooms."""

from django.utils.translation import gettext_lazy as _

from patients import briefing, chart
from privacy.registry import RecordSection, register

PROFILE = RecordSection(
    key="profile",
    label=_("Profile"),
    category="profile",
    order=10,
    briefing=briefing.profile,
    chart=chart.profile,
)
READINGS = RecordSection(
    key="readings",
    label=_("Readings"),
    category="readings",
    order=20,
    briefing=briefing.readings,
    chart=chart.readings,
)
register(PROFILE)
register(READINGS)
