"""Conversations with an assistant that knows the record."""
