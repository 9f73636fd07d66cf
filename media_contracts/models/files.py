"""Where the scans of contracts are kept."""

from typing import Any

from programs.models.files import unnamed


def private_name(instance: Any, filename: str) -> str:
    """A random name in the private folder: what a person called the file may hold somebody's name or number."""
    return unnamed("private/contracts", filename)
