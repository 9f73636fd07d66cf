"""The files that wait for their import, outside of the database and of everything that has an address.

A name on the disk says nothing: it is random, because the name that a person gave may carry a personal number.
"""

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from ...models import ImportUpload
from ..reading.files import FileProblem


def place_of(key: str, ending: str = "") -> Path:
    """Where the file of a key stands, or with an ending what belongs to it."""
    return Path(settings.IMPORT_ROOT) / f"{key}{ending}"


def put(pieces: Iterable[bytes]) -> tuple[str, str, int]:
    """Keep a file under a new key; gives the key, the SHA-256 and the size."""
    root = Path(settings.IMPORT_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    key, digest, size = secrets.token_hex(16), sha256(), 0
    try:
        with os.fdopen(os.open(place_of(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
    except OSError:  # no room: no half of a file stays behind
        take_away(key)
        raise
    return key, digest.hexdigest(), size


def stands(upload: ImportUpload) -> bool:
    return place_of(upload.key).is_file()


def open_stored(upload: ImportUpload) -> BinaryIO:
    """The file of an upload, or a sentence where it was cleared away."""
    try:
        return place_of(upload.key).open("rb")
    except FileNotFoundError as error:
        raise FileProblem(_("The file is not kept any more: choose it again.")) from error


def content_of(upload: ImportUpload) -> bytes:
    with open_stored(upload) as file:
        return file.read()


def keys_of_files_before(moment: datetime) -> set[str]:
    """The keys of everything that has lain here since before a moment."""
    root = Path(settings.IMPORT_ROOT)
    places = root.iterdir() if root.is_dir() else ()
    return {place.name.partition(".")[0] for place in places if place.stat().st_mtime < moment.timestamp()}


def replace(key: str, pieces: Iterable[bytes]) -> tuple[str, int]:
    """Put a file in the place of a key, whole or not at all; gives its SHA-256 and size."""
    draft, sha256, size = put(pieces)
    place_of(draft).replace(place_of(key))
    return sha256, size


def take_away(key: str) -> None:
    """Delete the file of a key and what belongs to it: parts that were fetched, what earlier versions put beside."""
    for place in (place_of(key), *Path(settings.IMPORT_ROOT).glob(f"{key}.*")):
        with suppress(FileNotFoundError):
            place.unlink()
