"""The life of a reply: claimed once, streamed, saved as it grows, ended once."""
