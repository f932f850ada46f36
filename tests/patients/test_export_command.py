"""Whoever runs the server can hand a record out, and its owner sees that it happened."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from privacy.models import AccessEvent
from tests import factories
from tests.patients import fhir_checks

pytestmark = pytest.mark.django_db


def exported(owner: User, kind: str, to: Path, **options: Any) -> str:
    """What the command says about the file it has written."""
    out = io.StringIO()
    call_command(
        "export_record", owner=owner.email, format=kind, output=str(to), stdout=out, **options
    )
    return out.getvalue()


@pytest.mark.parametrize("kind", ["fhir", "ips"])
def test_the_file_is_a_valid_bundle_and_the_json_tells_of_it(
    ana: User, tmp_path: Path, kind: str
) -> None:
    factories.reading(ana)
    to = tmp_path / "record.json"
    told = json.loads(exported(ana, kind, to, json=True))
    assert told["bytes"] == to.stat().st_size
    assert told["sha256"] == hashlib.sha256(to.read_bytes()).hexdigest()
    fhir_checks.entries(fhir_checks.parsed([to.read_bytes()]))


def test_the_zip_is_whole(ana: User, tmp_path: Path) -> None:
    assert str(tmp_path) in exported(ana, "zip", tmp_path / "all.zip")
    with ZipFile(tmp_path / "all.zip") as archive:
        assert archive.testzip() is None
        assert "manifest.json" in archive.namelist()
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]


def test_it_goes_to_standard_output_untouched(ana: User, capfdbinary: Any) -> None:
    factories.reading(ana)
    call_command("export_record", owner=ana.email.upper(), format="fhir", output="-")
    assert fhir_checks.entries(fhir_checks.parsed([capfdbinary.readouterr().out]))


def test_the_owner_sees_it_in_the_access_log(ana: User, tmp_path: Path) -> None:
    exported(ana, "ips", tmp_path / "ips.json")
    event = AccessEvent.objects.about(ana).get(action="export")
    assert (event.actor, event.object_type, event.reason) == (None, "ips", "export_record")


def test_nobodys_address_and_a_closed_account_end_with_code_two(
    ana: User, bruno: User, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="Nobody here") as nobody:
        call_command("export_record", owner="who@example.org", format="zip", output="-")
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    with pytest.raises(CommandError, match="closed") as closed:
        exported(bruno, "zip", tmp_path / "x.zip")
    assert nobody.value.returncode == closed.value.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_ends_with_code_one(ana: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file") as failed:
        exported(ana, "zip", tmp_path / "nowhere" / "x.zip")
    assert failed.value.returncode == 1


def test_json_beside_the_file_itself_is_refused(ana: User) -> None:
    with pytest.raises(CommandError, match="needs --output"):
        call_command("export_record", owner=ana.email, format="ips", output="-", json=True)
