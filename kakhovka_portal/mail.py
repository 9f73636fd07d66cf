"""Letters of the portal: the one place through which a person is written to."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail


def send(person: User, subject: str, text: str) -> None:
    """Write to a person; whoever has no address gets nothing. An OSError says that the letter could not be sent."""
    write_to(person.email, subject, text)


def write_to(address: str, subject: str, text: str) -> None:
    if not address:
        return
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        # a letter may hold a link that opens an account: the folder is its owner's alone
        Path(settings.EMAIL_FILE_PATH).mkdir(mode=0o700, parents=True, exist_ok=True)
    send_mail(subject, text, None, [address])


def send_all(people: Iterable[User], subject: str, text: str) -> None:
    for person in people:
        send(person, subject, text)
