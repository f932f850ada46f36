"""The AI engines: one file per vendor API, one stream of events, one error taxonomy."""
