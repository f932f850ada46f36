"""Loopback servers that speak the AI vendors' wire protocols, well or badly on demand."""
