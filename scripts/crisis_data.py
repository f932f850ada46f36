"""The sentences that the sense of emergencies is trained on."""

import hashlib
from collections.abc import Iterator

from chat.safety.sensing import WEIGHTS
from scripts import topic_data

SENTENCES = WEIGHTS.parent / "sentences"
NONE = "none"

Row = tuple[str, str]  # kind, sentence


def sentences() -> Iterator[Row]:
    """Every line of `sentences/`: its kind ("none" where nobody is in danger) and what is said."""
    for path in sorted(SENTENCES.glob("*.tsv")):
        for line in topic_data.lines_of(path):
            kind, text = line.split("\t")
            yield kind, text


def rows() -> list[Row]:
    """What is learnt: the sentences, and everything people say to the assistant otherwise."""
    return [*sentences(), *((NONE, sample.text) for sample in topic_data.written())]


def fingerprint() -> str:
    """A digest of all that is learnt from."""
    digest = hashlib.sha256(topic_data.fingerprint().encode())
    for path in sorted(SENTENCES.glob("*.tsv")):
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
