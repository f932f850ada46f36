"""CPU of a trivial signed-in page on daphne against gunicorn with threads, in one run.

Target: at most 3.5 times. Both servers run the site's middleware on one SQLite database.
"""

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from scripts.family import Family
from scripts.install import ROOT, environment
from scripts.run import HOST, server_options
from tests.journeys.server import free_port

TARGET = 3.5
ROUNDS = 5
REQUESTS = 150  # per client and round
CLIENTS = 4
TICK = os.sysconf("SC_CLK_TCK")
SIGN_IN = """
from accounts.models import User
from django.test import Client
client = Client()
client.force_login(User.objects.create_user("bench@example.org", "irrelevant", display_name="B"))
print(client.cookies["sessionid"].value)
"""


def seconds_of(process: int) -> float:
    """CPU seconds that a process and its children have used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / TICK
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return own + sum(seconds_of(int(child)) for child in children)


def ask(port: int, session: str) -> None:
    """One client: a kept-alive connection, `REQUESTS` requests."""
    connection = http.client.HTTPConnection(HOST, port, timeout=20)
    for _ in range(REQUESTS):
        connection.request("GET", "/", headers={"Cookie": f"sessionid={session}"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, answer.status
        assert body.startswith(b"Hello")
    connection.close()


def milliseconds(port: int, process: int, session: str) -> float:
    """CPU milliseconds that the server spends on one request."""
    before = seconds_of(process)
    clients = [threading.Thread(target=ask, args=(port, session)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return (seconds_of(process) - before) * 1000 / (REQUESTS * CLIENTS)


def servers(family: Family) -> dict[str, int]:
    """Start both; return their ports by name."""
    ports = {"daphne": free_port(), "gunicorn": free_port()}
    family.start("daphne", [sys.executable, "-m", *server_options(ports["daphne"])])
    threads = ["-k", "gthread", "-w", "1", "--threads", "4", "--log-level", "warning"]
    bind = ["-b", f"{HOST}:{ports['gunicorn']}", "healthtracker.wsgi:application"]
    family.start("gunicorn", [sys.executable, "-m", "gunicorn", *threads, *bind])
    for port in ports.values():
        assert family.wait_until_answers(f"http://{HOST}:{port}/health/live"), family.dead()
    return ports


def manage(variables: dict[str, str], *command: str) -> str:
    """Run a management command; return what it printed."""
    line = [sys.executable, "manage.py", *command]
    return subprocess.run(line, cwd=ROOT, env=variables, check=True, stdout=-1, text=True).stdout


def main() -> int:
    """Print the medians and their ratio; return 1 above the target."""
    with tempfile.TemporaryDirectory() as folder:
        variables = environment(
            VAR_DIR=folder, DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3", LOG_LEVEL="ERROR",
            HEALTHTRACKER_ENV="local", DEMO="0", REDIS_URL="",
        )  # fmt: skip
        manage(variables, "prepare", "-v", "0")
        session = manage(variables, "shell", "-v", "0", "-c", SIGN_IN).split()[-1]
        trivial = variables | {"DJANGO_SETTINGS_MODULE": "bench.sites.trivial_settings"}
        with Family(trivial) as family:
            return compare(servers(family), family, session)


def compare(ports: dict[str, int], family: Family, session: str) -> int:
    """Measure both in turn; print and judge the ratio."""
    times: dict[str, list[float]] = {name: [] for name in ports}
    for number in range(ROUNDS + 1):
        for name, port in ports.items():
            spent = milliseconds(port, family.children[name].pid, session)
            if number:  # the first round warms up
                times[name].append(spent)
    ratios = [a / b for a, b in zip(times["daphne"], times["gunicorn"], strict=True)]
    median = {name: statistics.median(values) for name, values in times.items()}
    ratio = statistics.median(ratios)
    print(f"trivial page   daphne {median['daphne']:.2f} ms   gunicorn {median['gunicorn']:.2f} ms")
    print(f"ratio {ratio:.2f} (target {TARGET})")
    return int(ratio > TARGET)


if __name__ == "__main__":
    sys.exit(main())
