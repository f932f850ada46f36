"""Pages of the record: ask, do, answer."""
