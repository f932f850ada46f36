"""Deeds on a record: keyword-only, typed, atomic, audited."""
