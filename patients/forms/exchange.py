"""The uploaded file, what it holds, and the words of a preset."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from patients.models import MappingPreset
from patients.spreadsheets.sheets import SHEETS

FIND_OUT = ("", _("Find out from the file"))


def _sections() -> list[tuple[str, Any]]:
    return [FIND_OUT, *((sheet.key, sheet.label) for sheet in SHEETS.values())]


class ImportForm(forms.Form):
    """A file and, where its owner wants to say so, the part of the record it belongs to."""

    file = forms.FileField(label=_("File"), allow_empty_file=True)
    section = forms.ChoiceField(label=_("What it holds"), choices=_sections, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "CSV, text or Excel (.xlsx) from any program, an Apple Health export, or what your "
            "meter, scale or sensor gives you; up to %(most)s. Nothing changes until you confirm."
        ) % {"most": filesizeformat(settings.IMPORT_MAX_BYTES)}

    def clean_file(self) -> Any:
        """Raises ValidationError (code "too_large"): over the size limit."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        most = settings.IMPORT_MAX_BYTES
        if (file.size or 0) > most:
            raise ValidationError(
                _("The file is larger than %(most)s."),
                params={"most": filesizeformat(most)},
                code="too_large",
            )
        return file

    @property
    def is_too_large(self) -> bool:
        """Whether the size is what is wrong."""
        return self.has_error("file", "too_large")


class PresetForm(forms.Form):
    """What a preset is called."""

    name = forms.CharField(
        label=_("Name"), max_length=MappingPreset._meta.get_field("name").max_length
    )
