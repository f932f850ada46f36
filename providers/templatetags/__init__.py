"""Template tags of the clinicians' rooms."""
