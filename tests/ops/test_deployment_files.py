"""Every variable, port, path and command in the deployment files exists in the code."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

from healthtracker.management.commands.start import Command as Start

ROOT = Path(settings.BASE_DIR)
READERS = {"str", "bool", "int", "float", "list", "db", "db_url", "email_url", "url", "path"}
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = ["web", "worker"]


def settings_names() -> set[str]:
    """Every environment variable that the settings and the start command read."""
    modules = (ROOT / "healthtracker" / "settings").glob("*.py")
    files = [module for module in modules if module.name != "testing.py"]
    files.append(ROOT / "healthtracker" / "management" / "commands" / "start.py")
    calls = [
        node
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
    ]
    return {str(call.args[0].value) for call in calls if _reads_environment(call.func)}


def _reads_environment(function: ast.expr) -> bool:
    source = ast.unparse(function)
    if source in {"secret", "os.environ.get"}:
        return True
    return source.startswith("env.") and source.removeprefix("env.") in READERS


def example_names() -> set[str]:
    """Every variable that .env.example lists."""
    return set(re.findall(r"^#?([A-Z][A-Z_]*)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def compose_names() -> set[str]:
    """Every variable that compose.yaml wants from .env."""
    return set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))


def started_processes(line: str) -> list[str]:
    """The processes that the `manage.py start` commands in `line` start."""
    return re.findall(r"python manage\.py start (\w+)", line)


def known_process(name: str) -> bool:
    """Whether `manage.py start` knows it."""
    parser = Start().create_parser("manage.py", "start")
    return bool(parser.parse_args([name]).process == name)


def test_every_setting_is_in_the_example_and_the_example_names_nothing_else() -> None:
    assert "SECRET_KEY" in settings_names()
    assert settings_names() <= example_names()
    assert example_names() <= settings_names() | compose_names()


def test_the_example_changes_nothing_when_copied_as_it_is() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


@pytest.mark.parametrize("service", OURS)
def test_compose_sets_only_variables_that_exist(service: str) -> None:
    assert set(COMPOSE["services"][service]["environment"]) <= settings_names()


def test_compose_takes_only_listed_variables_from_the_environment() -> None:
    assert compose_names() <= example_names()


@pytest.mark.parametrize("service", OURS)
def test_compose_starts_processes_that_exist_after_what_they_need(service: str) -> None:
    described = COMPOSE["services"][service]
    assert [known_process(name) for name in described["command"]] == [True]
    assert set(described["depends_on"]) == {"postgres", "redis"}
    for needed in described["depends_on"]:
        assert "healthcheck" in COMPOSE["services"][needed]


def test_compose_publishes_the_port_that_the_site_listens_on() -> None:
    web = COMPOSE["services"]["web"]
    assert [port.rsplit(":", 1)[1] for port in web["ports"]] == [web["environment"]["PORT"]]
    database = web["environment"]["DATABASE_URL"]
    assert re.search(r"@postgres:5432/", database)
    assert web["environment"]["REDIS_URL"].startswith("redis://redis:6379/")


def test_compose_declares_its_volumes() -> None:
    used = {
        volume.split(":")[0]
        for service in COMPOSE["services"].values()
        for volume in service.get("volumes", [])
    }
    assert used == set(COMPOSE["volumes"])
    assert COMPOSE["services"]["web"]["environment"]["VAR_DIR"] == "/data"


def test_the_procfile_starts_processes_that_exist() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    for line in lines:
        name, command = line.split(": ", 1)
        assert started_processes(command) == [name]
        assert known_process(name)


@pytest.mark.parametrize("file", ["railway.json", "railway.worker.json"])
def test_railway_starts_a_process_that_exists_and_probes_a_page_that_exists(file: str) -> None:
    described = json.loads((ROOT / file).read_text())
    assert (ROOT / described["build"]["dockerfilePath"]).is_file()
    (process,) = started_processes(described["deploy"]["startCommand"])
    assert known_process(process)
    if path := described["deploy"].get("healthcheckPath"):
        assert resolve(path).url_name == "live"


def test_the_image_sets_variables_and_runs_commands_that_exist() -> None:
    text = (ROOT / "Dockerfile").read_text()
    (last,) = re.findall(r"^ENV PATH=\S+ (.*)$", text, re.MULTILINE)
    names = {pair.split("=")[0] for pair in last.split()} - {"PYTHONUNBUFFERED"}
    assert names <= settings_names()
    assert set(re.findall(r"manage\.py\"?,? \"?(\w+)", text)) <= set(get_commands())
    assert known_process(re.findall(r'^CMD \["(\w+)"\]', text, re.MULTILINE)[0])
    assert resolve(re.findall(r"'(/health/\w+)'", text)[0]).url_name == "live"
    assert re.search(r"^USER \d+:\d+$", text, re.MULTILINE)


def test_the_operations_page_names_commands_and_files_that_exist() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    for process in started_processes(text):
        assert known_process(process)
    for name in re.findall(r"`([\w.]+\.(?:yaml|json|example))`", text):
        assert (ROOT / name).is_file(), name
    for target in re.findall(r"`(?:[A-Z]+=\w+ )?make (\w+)`", text):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_nothing_private_enters_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".*", "var", "tests"} <= set(ignored)
