"""Scans and screenshots: kept for staff alone, under names that tell nothing."""

from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

LARGEST = 20 * 1024 * 1024
check_extension = FileExtensionValidator(["pdf", "jpg", "jpeg", "png", "webp", "tif", "tiff", "docx", "p7s", "asice"])


def private_name(instance: Any, filename: str) -> str:
    """A random name in the private folder: what a person called the file may hold somebody's name or number."""
    return f"private/contracts/{uuid4().hex}{PurePath(filename).suffix.lower()}"


def check_size(file: File) -> None:
    """Refuse a file that no scanner of an office makes."""
    if file.size and file.size > LARGEST:
        raise ValidationError(_("The file is larger than %(size)s MB.") % {"size": LARGEST // 1024 // 1024})
