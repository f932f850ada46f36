"""What patients adds to the house: three sections of the record and its rooms."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from healthtracker.web.navigation import Room, add_account_link, add_room
from patients import (
    briefing,
    briefing_life,
    briefing_readings,
    chart,
    chart_life,
    erasing,
    life_timeline,
    timeline_profile,
    timeline_readings,
)
from patients.fhir import life as fhir_life
from patients.fhir import profile as fhir_profile
from patients.fhir import readings as fhir_readings
from privacy.registry import RecordSection, register

PROFILE = RecordSection(
    key="profile",
    label=_("Profile"),
    category="profile",
    order=10,
    briefing=briefing.profile,
    chart=chart.profile,
    timeline=timeline_profile.profile,
    kinds=timeline_profile.profile_kinds,
    erase=erasing.profile,
    fhir=fhir_profile.all_of,
)
READINGS = RecordSection(
    key="readings",
    label=_("Readings"),
    category="readings",
    order=20,
    briefing=briefing_readings.readings,
    chart=chart.readings,
    timeline=timeline_readings.readings,
    kinds=timeline_readings.reading_kinds,
    erase=erasing.readings,
    fhir=fhir_readings.all_of,
)
LIFE = RecordSection(
    key="life",
    label=_("Daily life"),
    category="life",
    order=30,
    briefing=briefing_life.life,
    chart=chart_life.life,
    timeline=life_timeline.life,
    kinds=life_timeline.life_kinds,
    erase=erasing.life,
    fhir=fhir_life.all_of,
)
register(PROFILE)
register(READINGS)
register(LIFE)


def _keeps_a_record(user: Any) -> bool:
    return not user.is_provider


add_room(Room("patients:today", _("Today"), "today", 10, "/today/", _keeps_a_record))
add_room(Room("patients:readings", _("Readings"), "readings", 20, "/readings/", _keeps_a_record))
add_room(Room("patients:life", _("Daily life"), "smile", 22, "/life/", _keeps_a_record))
add_room(Room("patients:timeline", _("Timeline"), "clock", 45, "/timeline/", _keeps_a_record))
add_room(Room("patients:profile", _("Profile"), "profile", 50, "/profile/", _keeps_a_record))


def _anyone(user: Any) -> bool:
    return True


add_account_link(Room("patients:units", _("Units"), "ruler", 15, "/units/", _anyone))
