"""What a chart costs beside its data: CPU and bytes, against the plainest polyline.

    python -m bench.charts [--rounds 5]

The floor is one f-string polyline of the same points. Figures are the best of the rounds.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from math import sin

import django

from healthtracker.web.charts import Point, Series, Window, sparkline, trend_chart

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthtracker.settings")
END = datetime(2026, 6, 1, tzinfo=UTC)


def best(call: Callable[[], str], rounds: int) -> tuple[float, int]:
    """Least CPU milliseconds of the rounds, and the bytes of the answer."""
    spent, size = [], 0
    for _ in range(rounds):
        started = time.process_time()
        size = len(call().encode())
        spent.append(time.process_time() - started)
    return min(spent) * 1000, size


def polyline(values: list[float]) -> str:
    """The floor: every point, nothing else."""
    points = " ".join(f"{i * 720 / len(values):.1f},{260 - v:.1f}" for i, v in enumerate(values))
    return f'<svg viewBox="0 0 720 260"><polyline points="{points}"/></svg>'


def drawn(values: list[float]) -> str:
    """A year of the values, with a band and words for each."""
    step = timedelta(days=365) / len(values)
    points = [Point(END - step * i, v, f"{v:.0f}") for i, v in enumerate(values)]
    return trend_chart(
        [Series("Systolic", points)],
        title="Blood pressure",
        description="A year",
        window=Window(END - timedelta(days=365), END, UTC),
        band=(90, 120),
    )


def main(rounds: int) -> int:
    """Print a row for each size of chart."""
    django.setup()
    print(f"{'chart':>16}{'ms':>9}{'KB':>8}{'x floor':>9}")
    for count in (30, 365, 10_000):
        values = [120 + 20 * sin(i / 9) for i in range(count)]
        ms, size = best(partial(drawn, values), rounds)
        floor, _size = best(partial(polyline, values), rounds)
        print(f"{f'{count} points':>16}{ms:9.2f}{size / 1000:8.1f}{ms / floor:9.1f}")
    spark = best(partial(sparkline, list(range(30)), title="Weight"), rounds)
    print(f"{'sparkline':>16}{spark[0]:9.2f}{spark[1] / 1000:8.1f}")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    sys.exit(main(parser.parse_args().rounds))
