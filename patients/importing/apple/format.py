"""Apple Health among the formats a file may have."""

from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.importing.apple.container import ROOT, ZIP
from patients.importing.apple.source import AppleHealth
from patients.importing.formats import Format, Options, Sample

RAW_HEART_RATE = "raw_heart_rate"


def _is_export(sample: Sample) -> bool:
    """Which of the files in a zip it is shows when it is opened: every language names it anew."""
    if sample.start.startswith(ZIP):
        return any(name.lower().endswith(".xml") for name in sample.names)
    return ROOT.search(sample.start) is not None


def _open(file: BinaryIO, options: Options, owner: User) -> AppleHealth:
    return AppleHealth(file, zone=owner.time_zone, raw_heart_rate=bool(options.get(RAW_HEART_RATE)))


APPLE = Format(key="apple", label=_("Apple Health export"), sniff=_is_export, open=_open)
