"""Management commands of privacy."""
