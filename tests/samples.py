"""Where the measured samples lie on machines that have them; tests that need them ask here."""

from pathlib import Path

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "samples"

SAMPLES: Path | None = _SHARED if _SHARED.is_dir() else None
