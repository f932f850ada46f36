"""How values, times and flags are put into words, in the active language."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.records.marks import plain
from chat.records.periods import day_said
from chat.records.tallies import Group, Tally, Values
from patients import units
from patients.figures import COMPARATOR_SIGNS, converted, flag_of, number_text, unit_text
from patients.kinds import kind_of
from patients.models import Observation
from patients.observation_types import Flag, ObservationType
from patients.patient_facts import Facts
from patients.shown_units import shown_unit
from patients.written import Written, written


def kind_said(kind: ObservationType) -> str:
    """The kind inside a sentence: "blood pressure", "HbA1c", "REM sleep"."""
    label = str(kind.label)
    return label if label[1:] != label[1:].lower() else label[:1].lower() + label[1:]


def value_said(row: Observation) -> str:
    """In the reader's unit: "128/82 mmHg", "<40 mg/dL", "Light"."""
    kind = kind_of(row)
    text = number_text(row, kind)
    if row.code or kind is None or kind.first.quantity == "score":
        return with_unit(plain(text) if row.code else text, row.unit) or "–"
    return f"{text} {plain(unit_text(row, kind))}".rstrip() or "–"


def group_said(kind: ObservationType, group: Group) -> str:
    """In the reader's unit, of readings that say the same."""
    if group.code:
        choices = {choice.key: str(choice.label) for choice in kind.first.choices}
        return plain(choices.get(group.code, group.code))
    unit = shown_unit(kind, group.unit)
    parts = [
        converted(part, text, group.unit, unit) if text else Written("–", "")
        for part, text in zip((kind.first, kind.components[-1]), group.texts, strict=True)
    ]
    shown = "/".join(part.number for part in parts) if kind.kind == "panel" else parts[0].number
    name = next((part.unit for part in parts if part.unit), "")
    return f"{COMPARATOR_SIGNS.get(group.comparator, '')}{shown} {plain(name)}".rstrip()


def worked_out(kind: ObservationType, values: Values, unit: str) -> str:
    """Figures worked out from readings, rounded as `unit` is read: "127/81 mmHg"."""
    parts = [
        written(kind.components[index], value, unit, _decimals(kind, index, unit))
        for index, value in enumerate(values)
    ]
    name = parts[0].unit if parts else ""
    return f"{'/'.join(part.number for part in parts)} {plain(name)}".rstrip()


def rounded(kind: ObservationType, values: Values, unit: str) -> Values:
    """One number per component, to the decimals `unit` is read with; scores to one."""
    return tuple(
        units.rounded(value, _decimals(kind, index, unit)) for index, value in enumerate(values)
    )


def _joined(values: Values) -> str:
    return "/".join(units.number(value) for value in values)


def with_unit(text: str, unit: str) -> str:
    """A number with the name of its unit; scores have none."""
    return f"{text} {plain(units.label(unit))}".rstrip() if unit else text


def _decimals(kind: ObservationType, index: int, unit: str) -> int:
    component = kind.components[index]
    choice = component.unit(unit)
    decimals = choice.decimals if choice else component.decimals
    return max(decimals, 1) if component.quantity == "score" else decimals


def step_said(kind: ObservationType, before: Values, after: Values, unit: str) -> str:
    """From one to the other: "down 3/2 mmHg", "up 0.4 kg", "−3/+1 mmHg", "no change"."""
    differences = tuple(new - old for old, new in zip(before, after, strict=True))
    steps = rounded(kind, differences, unit)
    amount = with_unit(_joined(tuple(abs(step) for step in steps)), unit)
    if not any(steps):
        return _("no change")
    if all(step <= 0 for step in steps):
        return _("down %(amount)s") % {"amount": amount}
    if all(step >= 0 for step in steps):
        return _("up %(amount)s") % {"amount": amount}
    signed = (f"{'−' if step < 0 else '+'}{units.number(abs(step))}" for step in steps)
    return with_unit("/".join(signed), unit)


def when_said(row: Observation, today: date) -> str:
    """ "today 08:12", "May 14, 08:12"; the day alone where no time was given or it ended later."""
    local = row.effective_at.astimezone(_zone(row.tz))
    day = relative_day(row.local_day, today)
    if row.precision == Observation.Precision.DAY or local.date() != row.local_day:
        return day
    clock = date_format(local, "H:i")
    if row.local_day >= today - timedelta(days=1):
        return f"{day} {clock}"
    return f"{day}, {clock}"


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # a zone this machine does not know
        return UTC


def relative_day(day: date, today: date) -> str:
    """ "today", "yesterday", or the day itself."""
    if day == today:
        return _("today")
    return _("yesterday") if day == today - timedelta(days=1) else day_said(day, today)


def context_said(row: Observation) -> str:
    """The situation in words ("Fasting"), or ""."""
    kind = kind_of(row)
    choices = kind.contexts if kind else ()
    return next((str(c.label) for c in choices if c.key == row.context), "")


def flag_said(row: Observation, facts: Facts) -> str:
    """What the usual range says of the reading, or ""."""
    kind = kind_of(row)
    return str(flag_of(row, kind, facts).label) if kind else ""


def reading_said(row: Observation, facts: Facts, today: date) -> str:
    """One line: "May 14, 08:12: 128/82 mmHg, High, stage 1"."""
    parts = [value_said(row), context_said(row), flag_said(row, facts)]
    return f"{when_said(row, today)}: " + ", ".join(part for part in parts if part)


def count_said(count: int) -> str:
    """ "1 reading", "12 readings"."""
    return ngettext("%(count)s reading", "%(count)s readings", count) % {"count": count}


def outside(flags: Counter[Flag]) -> int:
    """How many of the flagged readings lie outside their usual range."""
    return sum(count for flag, count in flags.items() if flag.level != "in_range")


def flags_said(flags: Counter[Flag]) -> str:
    """One sentence on how many readings are outside the usual range, by what, and whose range."""
    rated, out = flags.total(), outside(flags)
    if not rated:
        return ""
    names = {"count": out, "total": rated, "source": sources_said(flags)}
    if not out:
        text = ngettext(
            "It is within the usual range by %(source)s.",
            "All %(total)s are within the usual range by %(source)s.",
            rated,
        )
        return text % names
    labels = Counter[str]()
    for flag, count in flags.items():
        if flag.level != "in_range":
            labels[str(flag.label)] += count
    names["labels"] = "; ".join(f"{label} ({count})" for label, count in labels.most_common())
    text = ngettext(
        "%(count)s of %(total)s is outside the usual range by %(source)s: %(labels)s",
        "%(count)s of %(total)s are outside the usual range by %(source)s: %(labels)s",
        out,
    )
    return text % names


def sources_said(flags: Iterable[Flag]) -> str:
    """Whose ranges these are, each once."""
    return "; ".join(dict.fromkeys(str(flag.source) for flag in flags if flag.source))


def open_said(tally: Tally) -> str:
    """That readings such as "<40" are left out of the average, or ""."""
    left_out = tally.count - sum(group.count for group in tally.exact)
    if not left_out:
        return ""
    if tally.open:
        text = ngettext(
            "%(count)s reading such as %(example)s is no exact number and is left out of the "
            "average.",
            "%(count)s readings such as %(example)s are no exact numbers and are left out of the "
            "average.",
            left_out,
        )
        return text % {"count": left_out, "example": group_said(tally.kind, tally.open[0])}
    text = ngettext(
        "%(count)s reading with a part missing is left out of the average.",
        "%(count)s readings with a part missing are left out of the average.",
        left_out,
    )
    return text % {"count": left_out}


def opened(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def bullets(lines: Sequence[str]) -> str:
    """A Markdown list; empty lines are dropped."""
    return "\n".join(f"- {line}" for line in lines if line)
