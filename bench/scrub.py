"""What scrubbing costs beside a bare logging call and naive patterns, and what it lets through.

    python -m bench.scrub [--rounds 5] [--no-corpus]

Microseconds of CPU per record, the best of the rounds, and their ratio to a bare logging call; then
milliseconds for hostile texts (limit 50); then, where the measured corpus lies beside the
checkout, its score by type. `bench.scrub:scrub_text` and `bench.scrub:configure` are also the
entry of the corpus's own `score.py`: the process-wide matcher is for measuring only.
"""

import argparse
import io
import json
import logging
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from healthtracker.web.log import EVENTS, JsonFormatter
from privacy.log_filter import ScrubbingFilter
from privacy.scrub import KnownIdentifiers, Person, scrub
from tests.samples import SAMPLES

# Lines as frameworks write them: five hold something, three do not.
LINES = (
    "login failed for ana.torres@example.org from 203.0.113.7 after 3 attempts",
    "Watching for file changes with StatReloader",
    "Patient: Ana Torres DOB: 1971-03-09 MRN: PT-303254, HbA1c 6.1 % (ref 4.0-5.6)",
    "task labs.extract[e7c85f57-6f6b-4670-a582-2214727b2f8f] succeeded in 1.68821s",
    "SMTP reply 550 to <bruno.diaz@example.org>: user unknown, giving up after 4 tries",
    "connection pool size=10 idle=7 waiting=0 checked out in 3 ms from 127.0.0.1:5432",
    'card declined for "Bruno Díaz" 4242 4242 4242 4242, phone +34 612 345 678',
    "GET /search/?q=torres&page=2 took 212 ms; Authorization: Bearer abcdef0123456789xyz",
)
NAIVE = [
    re.compile(pattern)
    for pattern in (
        r"[\w.+-]+@[\w-]+\.[\w.]+", r"\b\d{3}-\d{2}-\d{4}\b", r"\+?\d[\d ().-]{7,}\d",
        r"\b\d{4}-\d{2}-\d{2}\b", r"\b\d{1,2}/\d{1,2}/\d{2,4}\b", r"\b\d{1,3}(?:\.\d{1,3}){3}\b",
        r"\b(?:\d[ -]*?){13,16}\b", r"\bMRN:? ?\S+", r"https?://\S+", r"Bearer \S+",
    )
]  # fmt: skip
HOSTILE = {
    "one letter": "a", "digits": "1", "dashes": "1-", "at": "a@", "dots": "a.", "capitals": "A ",
    "colons": "a:", "names": "Ana Ruiz ", "percent": "%40", "quotes": '"\\', "keys": "name=",
    "months": "June ", "streets": "Calle de la ", "segments": "PID|", "letters": "é",
    "sql": "select from ", "cues": "login for ",
}  # fmt: skip
PEOPLE = (
    Person(
        names=("Ana Torres",),
        emails=("ana.torres@example.org",),
        phones=("+34 612 345 678",),
        record_numbers=("PT-303254",),
        birth_dates=(date(1971, 3, 9),),
    ),
    Person(names=("Elena Soto",), emails=("soto@clinic.example.org",)),
)
_known: list[KnownIdentifiers] = []


def configure(users: Iterable[Mapping[str, str]]) -> None:
    """Take the corpus's known users: full, email, username, phone, mrn, dob."""
    _known[:] = [
        KnownIdentifiers(
            Person(
                names=(user["full"],),
                emails=(user["email"],),
                usernames=(user["username"],),
                phones=(user["phone"],),
                record_numbers=(user["mrn"],),
                birth_dates=(date.fromisoformat(user["dob"]),),
            )
            for user in users
        )
    ]


def scrub_text(text: str) -> str:
    """Scrub with the known users given before."""
    return scrub(text, _known[0] if _known else None)


def best(call: Callable[[str], object], texts: Iterable[str], rounds: int) -> float:
    """Least microseconds of CPU per text of the rounds."""
    kept = list(texts) * 50
    spent = []
    for _ in range(rounds):
        started = time.process_time()
        for text in kept:
            call(text)
        spent.append(time.process_time() - started)
    return min(spent) / len(kept) * 1e6


def logger(name: str, *, formatter: logging.Formatter, filtered: bool) -> logging.Logger:
    """A logger that writes to memory, with our filter or bare."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(formatter)
    if filtered:
        handler.addFilter(ScrubbingFilter())
    found = logging.Logger(name)  # noqa: LOG001 - one that nothing else configures
    found.addHandler(handler)
    return found


def naive(text: str) -> str:
    """Ten patterns one after another."""
    for pattern in NAIVE:
        text = pattern.sub("[X]", text)
    return text


def costs(rounds: int) -> None:
    """Print the cost of each way to log or scrub a line."""
    bare = logger("bare", formatter=logging.Formatter("%(asctime)s %(message)s"), filtered=False)
    foreign = logger("foreign", formatter=JsonFormatter(), filtered=True)
    events = logger(EVENTS, formatter=JsonFormatter(), filtered=True)
    known = KnownIdentifiers(PEOPLE)
    fields = {"method": "GET", "route": "labs/<uuid:pk>/", "status": 200, "ms": 12, "actor": 7}
    ways: dict[str, Callable[[str], object]] = {
        "bare logging call": bare.info,
        "event, five fields": lambda _: events.info("request", extra={"fields": fields}),
        "foreign record, filtered": foreign.info,
        "ten naive patterns": naive,
        "scrub": scrub,
        "scrub, two known people": lambda text: scrub(text, known),
    }
    floor = best(bare.info, LINES, rounds)
    print(f"{'80-character lines':>26}{'us':>9}{'x bare':>9}")
    for name, call in ways.items():
        spent = best(call, LINES, rounds)
        print(f"{name:>26}{spent:9.1f}{spent / floor:9.1f}")
    clean = best(scrub, [line for line in LINES if scrub(line) == line], rounds)
    print(f"{'scrub, clean lines':>26}{clean:9.1f}{clean / floor:9.1f}")
    long = "\n".join(LINES * 7)[:4200]
    print(f"{'scrub, 4.2 kB':>26}{best(scrub, [long], 1):9.1f}")


def hostile() -> bool:
    """Print what repeated texts of 200 kB cost; False when one takes 50 ms."""
    known = KnownIdentifiers(PEOPLE)
    worst = 0.0
    print(f"\n{'hostile, 200 kB':>26}{'ms':>9}")
    for name, piece in HOSTILE.items():
        text = piece * (200_000 // len(piece))
        started = time.process_time()
        scrub(text, known)
        spent = (time.process_time() - started) * 1000
        worst = max(worst, spent)
        print(f"{name:>26}{spent:9.1f}")
    return worst < 50


def corpus(samples: Path) -> bool:
    """Print the corpus's own score; True when it holds our limits."""
    with tempfile.NamedTemporaryFile(suffix=".json") as answer:
        script = samples / "phi" / "score.py"
        command = [sys.executable, str(script), "bench.scrub:scrub_text", "--known"]
        subprocess.run([*command, "--json", answer.name], check=False, capture_output=True)
        score: dict[str, Any] = json.loads(Path(answer.name).read_text(encoding="utf-8"))
    print(f"\n{'corpus':>26}{'spans':>9}{'whole':>9}{'any':>9}")
    for kind, row in score["by_type"].items():
        print(f"{kind:>26}{row['n']:9}{row['full']:9}{row['any']:9}")
    print(f"{'leaked':>26}{score['leak_any']:9.2%}{'over-scrubbed':>16}{score['overscrub']:9.2%}")
    print(f"{'clean records altered':>26}{score['neg_changed']:9.2%}")
    print(f"{'us a record, mean':>26}{score['us_mean']:9}")
    return bool(score["leak_any"] <= 0.01 and score["overscrub"] <= 0.02)


def main(rounds: int, *, with_corpus: bool) -> int:
    """Print the tables; 1 when a limit is passed."""
    costs(rounds)
    held = hostile()
    if with_corpus and SAMPLES is not None:
        held = corpus(SAMPLES) and held
    return 0 if held else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-corpus", action="store_true")
    options = parser.parse_args()
    sys.exit(main(options.rounds, with_corpus=not options.no_corpus))
