"""Times and numbers of exports for any moment, zone and value there can be."""

import struct
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from patients.importing.apple.cells import Zones, iso, iso_of, number, offset_minutes, seconds
from patients.importing.devices.wall_clock import WallClock

FIRST, LAST = map(datetime.fromisoformat, ("1970-01-02", "2100-01-01"))
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
PLACES = st.sampled_from(sorted(available_timezones()))


def as_apple(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S %z}"[:25]


@given(MOMENTS, PLACES)
def test_the_instant_survives_and_so_does_what_the_clock_said(moment: datetime, place: str) -> None:
    local = moment.replace(microsecond=0).astimezone(ZoneInfo(place))
    text = as_apple(local)
    stated = datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")
    assert seconds(text) == stated.timestamp()
    assert datetime.fromisoformat(iso(text)) == stated
    assert iso_of(seconds(text), offset_minutes(text[20:])) == iso(text)


@given(MOMENTS, PLACES, PLACES)
def test_a_zone_is_only_chosen_if_it_had_that_offset_or_none_can_be(
    moment: datetime, place: str, home: str
) -> None:
    text = as_apple(moment.astimezone(ZoneInfo(place)))
    at, offset = seconds(text), offset_minutes(text[20:])
    chosen = Zones(home).of(at, offset)
    local = datetime.fromtimestamp(at, ZoneInfo(chosen))
    had_it = local.utcoffset() == timedelta(minutes=offset)
    assert had_it or chosen == home
    if not offset % 60:
        assert had_it


@given(MOMENTS, PLACES)
def test_a_zone_that_is_named_stays(moment: datetime, place: str) -> None:
    assert Zones("UTC").of(int(moment.timestamp()), 60, place) == place


@given(st.decimals(-(10**8), 10**8, places=6))
def test_a_number_of_six_decimals_keeps_its_value(value: Decimal) -> None:
    assert Decimal(number(f"{value:f}")) == value


@given(st.integers(1, 3_000_000))
def test_what_an_app_kept_in_32_bits_is_the_number_that_was_entered(tenths: int) -> None:
    """Weights to a tenth of a gram and the like: as HealthKit prints them from a float."""
    entered = Decimal(tenths) / 10_000
    (kept,) = struct.unpack("f", struct.pack("f", entered))
    assert Decimal(number(f"{kept:.17g}")) == entered


@given(st.text(max_size=60))
def test_no_text_stops_a_number_or_a_time(text: str) -> None:
    assert len(number(text)) <= 60
    assert isinstance(iso(text), str)


@given(MOMENTS, st.sampled_from(["Europe/Madrid", "America/New_York", "Australia/Lord_Howe"]))
def test_readings_five_minutes_apart_stay_so_through_any_night(
    moment: datetime, place: str
) -> None:
    clock, zone = WallClock(place), ZoneInfo(place)
    first = moment.replace(microsecond=0)
    moments = [first + timedelta(minutes=5 * n) for n in range(60)]
    walls = [each.astimezone(zone).replace(tzinfo=None) for each in moments]
    read = [datetime.fromisoformat(clock.iso(wall.isoformat())) for wall in walls]
    told = [each if each.tzinfo else each.replace(tzinfo=zone) for each in read]
    if not moments[0].astimezone(zone).fold:  # else nothing in the file tells
        assert [each.astimezone(UTC) for each in told] == moments
