"""Reading an export element by element, with expat and without ever holding more than one."""

from collections.abc import Iterator, Mapping
from typing import NoReturn, Protocol
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Attributes = Mapping[str, str]
ROOT = "HealthData"
MOST_DEPTH = 12
# Expat scans an unfinished tag again with every chunk, so a huge one would take for ever.
MOST_TAG = 1024 * 1024
_ENDED_EARLY = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)


class Listener(Protocol):
    """Whoever wants the elements of an export."""

    def record(self, name: str, attributes: Attributes) -> None:
        """An element below the root begins."""

    def inner(self, name: str, attributes: Attributes) -> None:
        """An element inside one of them begins."""

    def end(self) -> None:
        """The element below the root is complete."""


class Reader:
    """Feeds the elements of an export to a listener.

    `records` counts elements below the root: what error messages and row numbers mean.
    """

    def __init__(self, listener: Listener) -> None:
        self.records = 0
        self._depth = 0
        self._fed = 0
        self._listener = listener
        self._parser = parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        # A second net: `without_doctype` has taken out the only one that may be.
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse_entities
        parser.ExternalEntityRefHandler = refuse_entities

    def feed(self, chunks: Iterator[bytes]) -> Iterator[None]:
        """Parse chunk after chunk, yielding after each so that rows can be taken away.

        Raises: ValidationError: cut off, not XML, not an export, or made to do harm.
        """
        for chunk in chunks:
            self._fed += len(chunk)
            self._parse(chunk, last=False)
            if self._fed - self._parser.CurrentByteIndex > MOST_TAG:
                raise ValidationError(
                    _("After record %(number)d comes one of over 1 MB. Nothing was imported.")
                    % {"number": self.records}
                )
            yield
        self._parse(b"", last=True)
        yield

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            if last or error.code in _ENDED_EARLY:
                message = _(
                    "The file was cut off after record %(number)d. Export or upload it again; "
                    "nothing was imported."
                )
            else:
                message = _(
                    "The file is not valid XML after record %(number)d. Nothing was imported."
                )
            raise ValidationError(message % {"number": self.records}) from error

    def _start(self, name: str, attributes: Attributes) -> None:
        depth = self._depth = self._depth + 1
        if depth == 2:
            self.records += 1
            self._listener.record(name, attributes)
        elif depth > 2:
            if depth > MOST_DEPTH:
                raise ValidationError(
                    _("Record %(number)d is nested too deeply. Nothing was imported.")
                    % {"number": self.records}
                )
            self._listener.inner(name, attributes)
        elif name != ROOT:
            raise ValidationError(
                _("This is not an Apple Health export: it begins with “%(name)s”.")
                % {"name": name[:40]}
            )

    def _end(self, name: str) -> None:
        depth = self._depth = self._depth - 1
        if depth == 1:
            self._listener.end()


def refuse_entities(*args: object) -> NoReturn:
    """Raises: ValidationError: always; an export has no use for what is declared here."""
    raise ValidationError(
        _(
            "The file declares entities or names other files, which an Apple Health export "
            "never does. It was not read."
        )
    )
