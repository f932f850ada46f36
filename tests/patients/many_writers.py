"""Run by test_concurrent_writes: sixteen browsers log readings into one SQLite file at once."""

import json
import sys
import threading
from collections import Counter
from uuid import uuid4

import django

WRITERS, EACH = 16, 10


def main() -> None:
    """Migrate an empty database, write, print what happened as JSON."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from patients.models import Observation  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    people = [
        User.objects.create_user(f"p{n}@example.org", display_name=f"P {n}") for n in range(4)
    ]
    answers: Counter[str] = Counter()
    start = threading.Barrier(WRITERS)

    def write(number: int) -> None:
        client = Client(raise_request_exception=False)
        client.force_login(people[number % len(people)])
        start.wait()
        for value in range(EACH):
            form = {"value": 60 + value, "when": "2026-10-02T08:12", "entry_id": uuid4()}
            response = client.post("/readings/add/heart_rate/", form)
            answers[str(response.status_code)] += 1
        connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = Observation.objects.unscoped("count").count()
    sys.stdout.write(json.dumps({"answers": answers, "rows": rows, "vendor": connection.vendor}))


if __name__ == "__main__":
    main()
