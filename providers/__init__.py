"""The clinicians' rooms: roster and chart."""
