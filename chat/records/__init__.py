"""Answers about one person's own record by fixed rules: no AI, nothing leaves the server."""
