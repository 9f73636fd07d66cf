"""Public pages of the programmes."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ..models import Program


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """Whether any programme carries demonstration data: then every page says so. Asked only where it is printed."""
    return {"demonstration": SimpleLazyObject(lambda: Program.objects.filter(is_demonstration=True).exists())}
