"""The web kernel: what every page needs and no app owns."""
