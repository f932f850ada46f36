"""The measured corpus, on machines that have it: what leaks and what is needlessly hidden."""

import importlib.util
import json
from collections import Counter
from types import ModuleType
from typing import Any

from bench import scrub as measured
from privacy.scrub import scrub
from tests.samples import SAMPLES

if SAMPLES is not None:
    PHI = SAMPLES / "phi"
    ATTACKS = SAMPLES / "attacks"

    def corpus() -> tuple[ModuleType, list[dict[str, Any]]]:
        """The corpus's own measure of a leak, and its records."""
        spec = importlib.util.spec_from_file_location("phi_score", PHI / "score.py")
        assert spec is not None
        assert spec.loader is not None
        score = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(score)
        return score, score.load()

    def test_at_most_one_identifier_in_a_hundred_leaks_and_no_known_name() -> None:
        score, records = corpus()
        measured.configure(json.loads((PHI / "known_users.json").read_text(encoding="utf-8")))
        leaked: Counter[str] = Counter()
        spans = 0
        for record in records:
            found = score.leaks(record, measured.scrub_text(record["text"]))
            spans += len(found)
            leaked.update(kind for kind, _value, _whole, part in found if part)
        assert leaked["NAME_KNOWN"] == 0
        assert leaked.total() <= 0.01 * spans

    def test_at_most_two_in_a_hundred_harmless_pieces_are_hidden() -> None:
        _, records = corpus()
        pieces = [
            (record["text"][keep["start"] : keep["end"]].strip(), scrub(record["text"]))
            for record in records
            for keep in record["keep"]
        ]
        hidden = [piece for piece, scrubbed in pieces if piece not in scrubbed]
        assert len(hidden) <= 0.02 * len(pieces)

    def test_texts_made_to_choke_patterns_come_back_cut() -> None:
        for line in (ATTACKS / "redos.jsonl").read_text(encoding="utf-8").splitlines():
            assert scrub(json.loads(line)["text"]).endswith("[cut]")
