"""What keeps a person's data theirs: ownership, consent, audit, encryption, scrubbing."""
