"""The formats an uploaded file may have, told apart by what is in it, never by its name."""

import codecs
import zipfile
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patients.importing import rows
from patients.importing.apple.container import Modest
from patients.importing.apple.format import APPLE
from patients.importing.csv_files import CsvFile
from patients.importing.devices.known import DEVICES
from patients.importing.foreign import FIRST_ROWS, open_text, open_workbook, section_of
from patients.importing.formats import Format, Sample
from patients.importing.workbook import MARK, is_workbook
from patients.spreadsheets.sheets import SHEETS

START = 64 * 1024
WORKBOOK = Format(
    key="workbook",
    label=gettext_lazy("Excel workbook"),
    sniff=lambda sample: is_workbook(sample.names),
    open=open_workbook,
)
TEXT = Format(
    key="csv",
    label=gettext_lazy("CSV file"),
    sniff=lambda sample: bool(sample.headings),
    open=open_text,
)
# The first that knows a file reads it; text of any other program comes last.
FORMATS: dict[str, Format] = {each.key: each for each in (WORKBOOK, APPLE, *DEVICES, TEXT)}


def recognise(file: BinaryIO, *, section: str = "") -> Format:
    """The format of `file`, after a look at its beginning.

    Args: section: what its owner says it holds, "" for nothing. Raises: ValidationError: none of
    ours, empty, no text, or the first rows cannot be read.
    """
    start = file.read(START)
    file.seek(0)
    if start.startswith(MARK):
        return _known(Sample(start, names=_names(file)), _not_packed())
    if start.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"<"):
        return _known(Sample(start), _not_xml())
    return _text(file, Sample(start, section=section))


def _text(file: BinaryIO, sample: Sample) -> Format:
    """Raises: ValidationError."""
    try:
        table = CsvFile(file)
        first = [row.cells for row in islice(table.rows(), FIRST_ROWS)]
    except ValidationError as error:  # meters write lines of their own above the headings
        return _known(sample, error)
    finally:
        file.seek(0)
    if own := section_of(table.headings, first, sample.section):
        rows.check_columns(SHEETS[own], [heading.lower() for heading in table.headings])
        return TEXT
    return _known(replace(sample, headings=table.headings, rows=first), _not_xml())


def _known(sample: Sample, otherwise: ValidationError) -> Format:
    found = next((each for each in FORMATS.values() if each.sniff(sample)), None)
    if found is None:
        raise otherwise
    return found


def _names(file: BinaryIO) -> list[str]:
    try:
        with zipfile.ZipFile(Modest(file)) as packed:  # type: ignore[arg-type]
            return packed.namelist()
    except zipfile.BadZipFile as error:
        raise ValidationError(
            _("The ZIP file is damaged or was cut off. Nothing was kept; upload it again.")
        ) from error
    finally:
        file.seek(0)


def _not_packed() -> ValidationError:
    return ValidationError(
        _(
            "This ZIP file is neither an Excel workbook nor an Apple Health export. Unpack it and "
            "choose the file inside."
        )
    )


def _not_xml() -> ValidationError:
    return ValidationError(_("This XML file is not an Apple Health export."))
