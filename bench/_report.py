"""How the benchmarks speak."""

import sys


def say(line: str) -> None:
    """One line to the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def judge(what: str, value: float, limit: float, *, at_least: bool = False) -> bool:
    """Print one line; whether the limit holds."""
    met = value >= limit if at_least else value <= limit
    say(f"  {what:<58}{value:8.2f}   limit {limit:<5}{'' if met else '   MISSED'}")
    return met
