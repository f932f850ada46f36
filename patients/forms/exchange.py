"""What is exported and imported, and the uploaded file."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from patients.profile_sections import SECTIONS

CHOICES = [
    ("readings", _("Readings")),
    ("facts", _("About you")),
    *((section.key, section.label) for section in SECTIONS),
]


class ImportForm(forms.Form):
    """A file and the part of the record it belongs to."""

    section = forms.ChoiceField(label=_("What the file holds"), choices=CHOICES)
    file = forms.FileField(
        label=_("File"),
        help_text=_("A CSV file as exported here, with any rows changed or added."),
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        """Raises ValidationError (code "too_large"): over the size limit."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        most = settings.UPLOAD_MAX_BYTES
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
