"""Routes of imports: one's files, what became of them, and what was said about their columns."""

from tests.access.rules import DEED, FORM, Kind, Rule, row

BATCH = "exchange/import/<uuid:batch>/"
PRESET = "exchange/presets/<uuid:preset>/"
WAITING, DONE = row("batch", key="uuid"), row("done_batch", "batch", key="uuid")
ASKING = row("asking_batch", "batch", key="uuid")

IMPORT = {
    "exchange/imports/": Rule(Kind.MEMBER, shows=True),
    BATCH: Rule(Kind.OWNED, DONE, FORM, shows=True),
    f"{BATCH}columns/": Rule(Kind.OWNED, ASKING, FORM, shows=True),
    f"{BATCH}drop/": Rule(Kind.OWNED, WAITING, DEED),
    f"{BATCH}rejected/": Rule(Kind.OWNED, DONE, shows=True),
    f"{BATCH}undo/": Rule(Kind.OWNED, DONE, FORM),
    PRESET: Rule(Kind.OWNED, row("preset", key="uuid"), FORM, shows=True),
    f"{PRESET}delete/": Rule(Kind.OWNED, row("preset", key="uuid"), FORM, shows=True),
}
