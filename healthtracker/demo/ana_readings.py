"""Ana's year in numbers: high pressure found and treated, a week of flu, better sleep."""

from collections.abc import Iterator
from itertools import cycle

from healthtracker.demo.calendar import YEAR, Diary

HIGH_FROM, TREATED, SETTLED = 245, 185, 95  # days ago
FLU = range(44, 37, -1)
CYCLES = (28, 27, 29, 28, 30, 27)  # days of one cycle after the other


def write(diary: Diary) -> None:
    """A year of readings."""
    for ago in range(YEAR, -1, -1):
        _pressure(diary, ago)
        _every_day(diary, ago)
        _every_week(diary, ago)
    _flu(diary)
    _periods(diary)


def _expected(ago: int) -> tuple[float, float]:
    """Mean pressure on a day: creeping up, high, brought down by treatment, steady at 128/82."""
    if ago > HIGH_FROM:
        share = (YEAR - ago) / (YEAR - HIGH_FROM)
        return 132 + 12 * share, 84 + 7 * share
    if ago > TREATED:
        return 147, 93
    if ago > SETTLED:
        share = (TREATED - ago) / (TREATED - SETTLED)
        return 146 - 17 * share, 92 - 10 * share
    return 128, 82


def _pressure_times(ago: int) -> Iterator[tuple[int, int]]:
    """Hours at which Ana measures: rarely before the diagnosis, twice a day this month."""
    if ago > HIGH_FROM:
        yield from [(8, 10)] if ago % 12 == 0 else []
    elif ago > SETTLED:
        yield from [(8, 10)] if ago % 2 == 0 else []
    elif ago > 31:
        yield from [(8, 10)] if ago % 3 == 0 else []
    else:
        yield 7, 55
        if ago % 2 == 0:
            yield 20, 40


NOTES = {
    230: ("Headache since yesterday.", ("headache",)),
    228: ("Measured again at the pharmacy, same.", ("pharmacy",)),
    184: ("First day of losartan.", ("losartan",)),
    121: ("Forgot the tablet yesterday.", ("losartan",)),
    18: ("Bad night, neighbours' party.", ("sleep",)),
    9: ("After the walk home.", ()),
}


def _pressure(diary: Diary, ago: int) -> None:
    high, low = _expected(ago)
    for hour, minute in _pressure_times(ago):
        when = diary.at(ago, hour, minute)
        evening = 3 if hour > 12 else 0
        notes, tags = NOTES.get(ago, ("", ())) if hour < 12 else ("", ())
        diary.log(
            "blood_pressure",
            diary.about(high + evening, 4.5),
            "mm[Hg]",
            when,
            value2=diary.about(low + evening / 2, 3),
            context="sitting",
            body_site="left_arm",
            device="Omron M3",
            notes=notes,
            tags=tags,
        )
        diary.log("heart_rate", diary.about(70, 4), "/min", when, context="at_rest")


def _every_day(diary: Diary, ago: int) -> None:
    better = 0.5 * (YEAR - ago) / YEAR
    woke = diary.at(ago, 7, 5, spread=35)
    diary.log("sleep_duration", diary.about(6.6 + better, 0.7, 2), "h", woke, device="Band 7")
    weekend = diary.day(ago).weekday() >= 5
    resting = ago in FLU
    steps = 1400 if resting else (9400 if weekend else 7300) + 900 * better
    if ago:  # today's steps are not over yet
        diary.log_day(
            "steps_day", diary.about(steps, 1300 if not resting else 300), "{steps}/d", ago
        )


def _every_week(diary: Diary, ago: int) -> None:
    if ago % 4 == 0:
        loss = 4.2 * max(0, TREATED + 20 - ago) / (TREATED + 20)
        weight = diary.about(76.4 - loss, 0.35, 1)
        diary.log("body_weight", weight, "kg", diary.at(ago, 7, 30), device="Bathroom scale")
    if ago % 9 == 0:
        sugar = diary.about(101 - 8 * (YEAR - ago) / YEAR, 5)
        diary.log("glucose", sugar, "mg/dL", diary.at(ago, 7, 45), context="fasting")
    if ago % 7 == 2:
        mood = 2 if ago in FLU else (3 if HIGH_FROM > ago > TREATED else 4)
        diary.log("mood", str(mood), "{score}", diary.at(ago, 21, 30))


def _flu(diary: Diary) -> None:
    course = (38.1, 38.9, 39.2, 38.6, 37.9, 37.3, 36.8)
    for ago, degrees in zip(FLU, course, strict=True):
        for hour, change in ((9, -0.3), (19, 0.2)):
            value = diary.about(degrees + change, 0.1, 1)
            when = diary.at(ago, hour, 0)
            diary.log(
                "body_temperature", value, "Cel", when, body_site="ear", tags=("flu",),
                notes="Aching all over, in bed." if degrees > 39 and hour == 9 else "",
            )  # fmt: skip
        saturation = "95" if degrees > 38.5 else "97"
        diary.log("oxygen_saturation", saturation, "%", diary.at(ago, 9, 5), tags=("flu",))


def _periods(diary: Diary) -> None:
    start = YEAR - 9
    for length in cycle(CYCLES):
        if start <= 0:
            return
        for number, flow in enumerate(("medium", "heavy", "medium", "light")):
            context = "cycle_start" if number == 0 else ""
            if start - number >= 0:
                diary.log_day("menstruation", "", "", start - number, code=flow, context=context)
        start -= length
