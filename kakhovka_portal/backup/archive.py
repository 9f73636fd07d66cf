"""The one file of a backup: a compressed tar whose members are listed with their checksums, encrypted by age."""

import gzip
import io
import json
import os
import shutil
import tarfile
import zlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import scrypt, sha256
from hmac import digest as hmac
from pathlib import Path, PurePosixPath
from secrets import token_bytes
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple

import pyrage
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.utils.translation import gettext as _

FORMAT = 1
ABOUT, CONTENTS, SECRET_KEY = "about.json", "contents.json", "secret-key"
DATABASE, UPLOADS, IMPORTS = "database/", "uploads/", "imports/"
PIECE = 1 << 20
GZIP = b"\x1f\x8b"
AGE = b"age-encryption.org/v1\n"
ARMOUR = (b"-----BEGIN AGE ENCRYPTED FILE-----\n", b"-----END AGE ENCRYPTED FILE-----\n")


class Refusal(Exception):
    """Why a backup is not made or not restored, as a sentence that says what to do."""


class Keys(NamedTuple):
    """What a copy is closed or opened with: a passphrase, public keys of age, or its private keys."""

    passphrase: str = ""
    recipients: Sequence[str] = ()
    identities: Sequence[str] = ()

    @property
    def close(self) -> bool:
        return bool(self.passphrase or self.recipients)


# ---- writing ---------------------------------------------------------------------------------------------------------


class Writer:
    """Takes members one after another and lists them at last."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar, self.listed = tar, dict[str, tuple[int, str]]()

    def add(self, name: str, file: BinaryIO, size: int) -> None:
        counted = _Counted(file)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        try:
            self.tar.addfile(member, counted)
        except OSError as error:
            if counted.size < size and not error.errno:  # tarfile's own «unexpected end of data»
                raise Refusal(_("%(file)s became shorter while it was read.") % {"file": name}) from error
            raise
        vars(self.tar)["members"] = []  # everything written, which nothing asks for
        self.listed[name] = (size, counted.digest.hexdigest())

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, io.BytesIO(content), len(content))

    def add_json(self, name: str, data: Any) -> None:
        self.add_bytes(name, json.dumps(data, indent=1).encode())  # ASCII: a file's name may be no text in UTF-8


class _Counted:
    """A file whose bytes are counted while they are read."""

    def __init__(self, file: Any) -> None:
        self.file, self.size, self.digest = file, 0, sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.size += len(piece)
        self.digest.update(piece)
        return piece


@contextmanager
def writing(out: BinaryIO, keys: Keys) -> Iterator[Writer]:
    """An archive that goes to ``out`` while it is made; the list of its contents closes it."""
    with (
        _encrypted(out, keys) as inner,
        gzip.GzipFile("", "wb", 1, inner, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        writer = Writer(tar)
        yield writer
        writer.add_json(CONTENTS, writer.listed)


@contextmanager
def _encrypted(out: BinaryIO, keys: Keys) -> Iterator[BinaryIO]:
    if not keys.close:
        yield out
        return
    try:
        recipients = [pyrage.x25519.Recipient.from_str(key) for key in keys.recipients]
    except pyrage.RecipientError as error:
        raise Refusal(_("This is no public key of age; it begins with age1: %(error)s") % {"error": error}) from error
    if keys.passphrase:
        own = pyrage.x25519.Identity.generate()
        out.write(under_passphrase(str(own).encode(), keys.passphrase))
        recipients.append(own.to_public())
    reading_end, writing_end = os.pipe()

    def encrypt() -> None:
        with os.fdopen(reading_end, "rb") as source:
            try:
                pyrage.encrypt_io(source, out, recipients)
            except pyrage.EncryptError as error:  # also what the disk or the reader of ``out`` says
                raise OSError(str(error)) from error

    with ThreadPoolExecutor(1) as aside:
        work = aside.submit(encrypt)
        try:
            with os.fdopen(writing_end, "wb", PIECE) as pipe:
                yield pipe
        except BrokenPipeError:
            work.result()  # says why nobody reads any more
            raise
        work.result()


def under_passphrase(secret: bytes, passphrase: str, work_factor: int = 16) -> bytes:
    """A small text as age encrypts it for a passphrase, armoured.

    pyrage would take a gigabyte of memory for the passphrase, on the old machine and again on the new one; with this
    work factor it is 64 megabytes. `age -d` and pyrage open both alike (age-encryption.org/v1).
    """

    def text(value: bytes) -> bytes:
        return b64encode(value).rstrip(b"=")

    def derived(key: bytes, salt: bytes, info: bytes) -> bytes:
        return hmac(hmac(salt, key, "sha256"), info + b"\1", "sha256")  # HKDF with one block

    file_key, salt, nonce = token_bytes(16), token_bytes(16), token_bytes(16)
    label = b"age-encryption.org/v1/scrypt" + salt
    memory = 128 * 8 * (1 << work_factor) + PIECE
    wrap = scrypt(passphrase.encode(), salt=label, n=1 << work_factor, r=8, p=1, maxmem=memory, dklen=32)
    wrapped = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
    header = AGE + b"-> scrypt %s %d\n%s\n---" % (text(salt), work_factor, text(wrapped))
    mac = hmac(derived(file_key, bytes(32), b"header"), header, "sha256")
    only_chunk = bytes(11) + b"\1"
    payload = ChaCha20Poly1305(derived(file_key, nonce, b"payload")).encrypt(only_chunk, secret, None)
    whole = b64encode(header + b" " + text(mac) + b"\n" + nonce + payload)
    lines = [whole[start : start + 64] + b"\n" for start in range(0, len(whole), 64)]
    return b"".join([ARMOUR[0], *lines, ARMOUR[1]])


# ---- reading ---------------------------------------------------------------------------------------------------------


class Member(NamedTuple):
    """What stands in an archive under a name; the file is read once, from its beginning to its end."""

    name: str
    file: Any


def damaged(what: object) -> Refusal:
    return Refusal(
        _("The copy is damaged, was altered or is not whole (%(what)s). Nothing was changed; take another copy.")
        % {"what": what}
    )


@contextmanager
def reading(source: BinaryIO, keys: Keys, *, aside: Path) -> Iterator[Iterator[Member]]:
    """What stands in an archive; whoever comes to its end knows that everything is as it was listed.

    The whole is decrypted, and with that proven, before anything of it is looked at: into a file of the folder
    ``aside`` that has no name there.
    """
    with TemporaryFile(dir=aside) as plain:
        _decrypt(source, plain, keys)
        plain.seek(0)
        try:
            yield _members(plain)
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
            raise damaged(error) from error


def _decrypt(source: BinaryIO, plain: BinaryIO, keys: Keys) -> None:
    first = source.readline(len(ARMOUR[0]))
    if first not in (AGE, ARMOUR[0]):
        plain.write(first)
        shutil.copyfileobj(source, plain, PIECE)
        return
    identities = _identities(first, source, keys)
    try:
        pyrage.decrypt_io(_Again(first if first == AGE else b"", source), plain, identities)
    except pyrage.DecryptError as error:
        raise Refusal(
            _("None of the keys opens this copy (%(error)s). Nothing was changed.") % {"error": error}
        ) from error
    except OSError as error:
        raise error if error.errno else damaged(error) from error


def _identities(first: bytes, source: BinaryIO, keys: Keys) -> list[Any]:
    """The private keys that may open a copy, with the one that lies under a passphrase at its beginning."""
    try:
        identities = [pyrage.x25519.Identity.from_str(key) for key in keys.identities]
    except pyrage.IdentityError as error:
        raise Refusal(_("This is no private key of age: it begins with AGE-SECRET-KEY-1.")) from error
    if first == ARMOUR[0]:
        lines = [first]
        while lines[-1] != ARMOUR[1] and lines[-1] and len(lines) < 20:
            lines.append(source.readline(100))
        if keys.passphrase:
            try:
                key = pyrage.passphrase.decrypt(b"".join(lines), keys.passphrase)
                identities.append(pyrage.x25519.Identity.from_str(key.decode()))
            except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
                sentence = _("The passphrase is wrong, or the beginning of the copy was altered. Nothing was changed.")
                if not identities:
                    raise Refusal(sentence) from error
    if not identities:
        raise Refusal(
            _("This copy is encrypted with a passphrase: set BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE.")
            if first == ARMOUR[0]
            else _("This copy is encrypted with a public key: name the file of its private key by --identity FILE.")
        )
    return identities


class _Again:
    """A file whose first bytes were read already."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self.first, self.rest = first, rest

    def read(self, size: int = -1) -> bytes:
        if self.first:
            piece, self.first = self.first, b""
            return piece
        return self.rest.read(size)


def _members(plain: BinaryIO) -> Iterator[Member]:
    if plain.read(len(GZIP)) != GZIP:
        raise Refusal(_("This is no copy of a portal."))
    plain.seek(0)
    packed = gzip.GzipFile(fileobj=plain)
    found: dict[str, list[Any]] = {}
    listed: dict[str, list[Any]] | None = None
    with tarfile.open(fileobj=packed, mode="r|") as tar:
        for member in tar:
            vars(tar)["members"] = []
            file = tar.extractfile(member) if member.isreg() else None
            if file is None or listed is not None or member.name in found or not _stays_inside(member.name):
                raise damaged(member.name)
            counted = _Counted(file)
            if member.name == CONTENTS:
                listed = json.loads(counted.read())
                continue
            yield Member(member.name, counted)
            while counted.read(PIECE):
                pass
            found[member.name] = [counted.size, counted.digest.hexdigest()]
    while packed.read(PIECE):  # to the checksum of the whole
        pass
    if listed is None:
        raise damaged(_("the list of its contents is missing"))
    if wrong := sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name)):
        raise damaged(", ".join(wrong[:5]))


def _stays_inside(name: str) -> bool:
    """A member leads to no place outside of the folder that it is put into."""
    return name == str(PurePosixPath(name)) and not {"..", "/"} & {*PurePosixPath(name).parts} and "\0" not in name
