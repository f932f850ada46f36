"""What an import did, told on a terminal or as JSON."""

import json
from dataclasses import asdict

from patients.importing.outcome import Outcome


def as_json(outcome: Outcome) -> str:
    """Everything, on one line."""
    said = asdict(outcome)
    said["rejections"] = [each._asdict() for each in outcome.rejections]
    return json.dumps(said, default=str, ensure_ascii=False)


def as_text(outcome: Outcome) -> str:
    """Counts, dates, types and the first reasons."""
    lines = [", ".join(f"{count} {name}" for name, count in outcome.counts.items())]
    if outcome.first_day:
        lines.append(f"from {outcome.first_day} to {outcome.last_day}")
    if outcome.duplicates:
        lines.append(f"{outcome.duplicates} repeat an earlier row")
    lines += [f"{count:8} {kind}" for kind, count in sorted(outcome.by_type.items())]
    lines += [f"not read: {name}" for name in outcome.unknown_columns]
    lines += [f"row {row}: {column} {reason}" for row, column, reason in outcome.rejections]
    return "\n".join(lines)
