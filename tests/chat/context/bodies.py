"""The texts of a captured request, whichever API it was made for."""

from typing import Any


def texts_of(body: dict[str, Any]) -> list[str]:
    """The instructions, then everything said, in order."""
    if "instructions" in body:
        return [body["instructions"], *(said["content"] for said in body["input"])]
    if "system" in body:
        parts = [part["text"] for part in body["system"]]
        return parts + [part["text"] for said in body["messages"] for part in said["content"]]
    return [said["content"] for said in body["messages"]]


def said_in(body: dict[str, Any]) -> list[tuple[str, str]]:
    """(role, text) of each message after the instructions."""
    if "input" in body:
        return [(said["role"], said["content"]) for said in body["input"]]
    if "system" in body:
        return [
            (said["role"], "\n\n".join(part["text"] for part in said["content"]))
            for said in body["messages"]
        ]
    return [(said["role"], said["content"]) for said in body["messages"][1:]]
