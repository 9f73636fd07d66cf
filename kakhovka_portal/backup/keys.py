"""What closes and opens a copy, from the environment, from files or asked for: never from the command line, which every
account of a machine can read.
"""

import os
import sys
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path

import pyrage
from django.conf import settings
from django.utils.translation import gettext as _

from .archive import Keys, Refusal

SHORTEST = 12


def closing(recipients: Sequence[str] = (), *, ask: bool = False) -> Keys:
    """What a new copy is encrypted with: all public keys and the passphrase that are set."""
    keys = Keys(passphrase=_passphrase(), recipients=[*(recipients or settings.BACKUP_RECIPIENTS)])
    if not keys.close and ask and sys.stdin.isatty():
        keys = Keys(passphrase=getpass(_("Passphrase of the copy: ")).strip())
        if getpass(_("The same once more: ")).strip() != keys.passphrase:
            raise Refusal(_("The two passphrases differ."))
    if not keys.close:
        raise Refusal(
            _(
                "Say what the copy is encrypted with: BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE, or a public key of "
                "age by BACKUP_RECIPIENTS or --recipient. --plain makes a copy that everybody can read."
            )
        )
    if keys.passphrase and len(keys.passphrase) < SHORTEST:
        raise Refusal(_("The passphrase has less than %(count)s characters.") % {"count": SHORTEST})
    return keys


def opening(identities: Sequence[Path] = (), *, ask: bool = False) -> Keys:
    """What may open a copy: the passphrase that is set and the private keys of the files."""
    lines = [line.strip() for path in identities for line in _read(path).splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    passphrase = _passphrase()
    if ask and not passphrase and not keys and sys.stdin.isatty():
        passphrase = getpass(_("Passphrase of the copy: ")).strip()
    return Keys(passphrase=passphrase, identities=keys)


def new_key(path: Path) -> str:
    """A new private key in a file of its own; gives its public key."""
    identity = pyrage.x25519.Identity.generate()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"# public key: {identity.to_public()}\n{identity}\n")
    except FileExistsError as error:
        raise Refusal(_("%(file)s exists already: name another file.") % {"file": path}) from error
    return str(identity.to_public())


def _passphrase() -> str:
    """The same words from the environment and from a file: no space or mark around them is part of it."""
    passphrase = str(settings.BACKUP_PASSPHRASE).strip()
    if not passphrase and settings.BACKUP_PASSPHRASE_FILE:
        passphrase = _read(Path(settings.BACKUP_PASSPHRASE_FILE)).strip()
    try:
        passphrase.encode()
    except UnicodeEncodeError as error:
        raise Refusal(_("The passphrase cannot be read: write it in UTF-8.")) from error
    return passphrase


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise Refusal(_("%(file)s cannot be read: %(error)s") % {"file": path, "error": error}) from error
