"""What goes into the ZIP of an account, in order, and how to read it."""

import base64
import io
import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from healthtracker.web.version import app_version
from patients import shown_units
from patients.archive.account import account_facts
from patients.archive.originals import originals
from patients.archive.tables import access_log, consents, sheets
from patients.archive.zipping import PiecesReader, Written, Zip
from patients.fhir import bundle
from patients.fhir import summary as fhir_summary
from patients.latest import latest_of_each_type
from patients.patient_facts import facts_of
from patients.profile_sections import SECTIONS
from patients.spreadsheets.sheets import SHEETS
from privacy.registry import ExportFile, everything_of_a_person

STYLESHEETS = ("css/tokens.css", "css/print/archive.css")
BLOCK = 64 * 1024
Told = Callable[[int], None]


def nobody(size: int) -> None:
    """Nobody is told how far it is."""


def archive(
    owner: User,
    *,
    language: str,
    told: Told = nobody,
    finished: Callable[[Zip], None] = lambda made: None,
) -> Iterator[bytes]:
    """The whole account of `owner` as a ZIP, in pieces, in `language` and the owner's zone and
    units.

    Args: told: called with the bytes written since the last call. finished: called at the end.
    """
    with (
        translation.override(language),
        timezone.override(owner.zone),
        shown_units.override(owner),
    ):
        made = Zip(told=told)
        yield from made.pieces(_files(owner, made))
        finished(made)


def as_file(pieces: Iterator[bytes]) -> BinaryIO:
    """The ZIP as a file that is read once from its start."""
    return cast(BinaryIO, io.BufferedReader(PiecesReader(pieces), BLOCK))


def _files(owner: User, made: Zip) -> Iterator[ExportFile]:
    """Every file, each name once; what describes the others comes last."""
    seen: set[str] = set()
    for file in _of_record(owner):
        if file.name not in seen:
            seen.add(file.name)
            yield file
    yield ExportFile("README.txt", partial(_readme, owner, made))
    yield ExportFile("index.html", partial(_index, owner, made))
    yield ExportFile("manifest.json", partial(_manifest, owner, made))


def _of_record(owner: User) -> Iterable[ExportFile]:
    yield from sheets(owner)
    yield ExportFile("fhir/bundle.json", partial(bundle.collection, owner))
    yield ExportFile("fhir/ips.json", partial(fhir_summary.written, owner))
    yield from originals(owner)
    for part in everything_of_a_person():
        if part.export is not None:
            yield from part.export(owner)
    yield access_log(owner)
    yield consents(owner)
    yield account_facts(owner)


def _readme(owner: User, made: Zip) -> Iterator[bytes]:
    text = render_to_string("patients/archive/readme.txt", _described(owner, made))
    yield text.strip().replace("\n", "\r\n").encode() + b"\r\n"


def _index(owner: User, made: Zip) -> Iterator[bytes]:
    facts = facts_of(owner)
    context = _described(owner, made) | {
        "facts": facts,
        "parts": [(part, part.lines_of(owner, owner)) for part in SECTIONS],
        "cards": latest_of_each_type(owner, owner, facts),
        "stylesheet": f"data:text/css;base64,{base64.b64encode(_styles()).decode()}",
    }
    yield render_to_string("patients/archive/index.html", context).encode()


def _manifest(owner: User, made: Zip) -> Iterator[bytes]:
    yield json.dumps(
        {
            "app": "Health Tracker",
            "version": app_version(),
            "made_at": made.made_at.isoformat(),
            "owner": str(owner.uuid),
            "files": [vars(file) for file in made.written],
        },
        ensure_ascii=False,
        indent=2,
    ).encode()


def _described(owner: User, made: Zip) -> dict[str, Any]:
    return {
        "owner": owner,
        "made_at": made.made_at,
        "version": app_version(),
        "tables": [(SHEETS[_key(file)].label, file) for file in made.written if _is_sheet(file)],
        "others": [file for file in made.written if not _is_sheet(file)],
    }


def _key(file: Written) -> str:
    return file.name.removeprefix("csv/").removesuffix(".csv")


def _is_sheet(file: Written) -> bool:
    return file.name.startswith("csv/") and _key(file) in SHEETS


def _styles() -> bytes:
    paths = [finders.find(name) for name in STYLESHEETS]
    return b"\n".join(Path(str(path)).read_bytes() for path in paths)
