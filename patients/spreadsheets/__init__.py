"""Records as spreadsheets: one row per entry, every character back as it went out."""
