"""Jobs that only tests enqueue; a task must be importable by name."""

from healthtracker.web.jobs import GiveUp, retrying

calls: list[tuple[str, int | str]] = []
trouble: list[Exception] = []


@retrying(attempts=3, first_delay=10)
def fragile(row: int) -> None:
    """Fails as often as `trouble` has exceptions."""
    calls.append(("fragile", row))
    if trouble:
        raise trouble.pop()


@retrying(attempts=3)
def hopeless(row: int) -> None:
    """Knows that trying again is useless."""
    calls.append(("hopeless", row))
    raise GiveUp("row gone")
