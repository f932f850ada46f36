"""What patients adds to the house: two sections of the record and three rooms."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from healthtracker.web.navigation import Room, add_room
from patients import briefing, chart, erasing
from privacy.registry import RecordSection, register

PROFILE = RecordSection(
    key="profile",
    label=_("Profile"),
    category="profile",
    order=10,
    briefing=briefing.profile,
    chart=chart.profile,
    erase=erasing.profile,
)
READINGS = RecordSection(
    key="readings",
    label=_("Readings"),
    category="readings",
    order=20,
    briefing=briefing.readings,
    chart=chart.readings,
    erase=erasing.readings,
)
register(PROFILE)
register(READINGS)


def _keeps_a_record(user: Any) -> bool:
    return not user.is_provider


add_room(Room("patients:today", _("Today"), "today", 10, "/today/", _keeps_a_record))
add_room(Room("patients:readings", _("Readings"), "readings", 20, "/readings/", _keeps_a_record))
add_room(Room("patients:profile", _("Profile"), "profile", 30, "/profile/", _keeps_a_record))
