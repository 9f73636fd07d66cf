"""Where the documents of consultations are kept."""

from typing import Any

from programs.models.files import unnamed


def document_name(instance: Any, filename: str) -> str:
    """A name of the portal's own: what a person called the file may hold somebody's name."""
    return unnamed("consultations", filename)
