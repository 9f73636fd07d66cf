"""Proposals as they stand in a portal, for the tests that need some."""

from datetime import date
from io import BytesIO
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from civil_society.models import Consultation, Proposal, ProposalAuthor
from civil_society.services.answers import draft_answer, publish_answers
from civil_society.services.moderation import note_opened, publish
from civil_society.services.proposals import enter, receive
from civil_society.services.suspicion import Suspicion
from programs.services import save_record

from .consulting import announced, at


def proposed(by: User, **about: Any) -> Consultation:
    """A consultation with a proposal that was published and answered, one with an attachment that waits for its answer,
    one that waits to be read, and one that is held. ``about`` goes to every author.
    """
    with at("2022-03-02"):
        consultation = announced(by)
        answered, waiting, _unread = (_entered(consultation, each, by, about) for each in ("Лавка", "Дерева", "Світло"))
        waiting.attachment = SimpleUploadedFile("plan.png", _picture())
        save_record(record=waiting, by=by)
        note_opened(proposal=waiting, by=by, at=timezone.now())
        for each in (answered, waiting):
            publish(proposal=each, by=by, at=timezone.now())
        _held(consultation, about)
        draft = draft_answer(proposal=answered, by=by, outcome="accepted", ground="Кошти передбачено")
        seen = [(draft.pk, draft.version)]
        publish_answers(consultation=consultation, seen=seen, by=by, at=timezone.now())
        draft_answer(proposal=waiting, by=by, outcome="rejected", ground="Дерева вже посаджено")
    return consultation


def _entered(consultation: Consultation, text: str, by: User, about: dict[str, Any]) -> Proposal:
    given = {"name": "Ганна ВИГАДАНА", "address": "вул. Вигадана, 1"} | about
    proposal = Proposal(consultation=consultation, channel="post", received_on=date(2022, 3, 2), text=text)
    return enter(proposal=proposal, author=ProposalAuthor(**given), by=by)


def _held(consultation: Consultation, about: dict[str, Any]) -> Proposal:
    author = ProposalAuthor(**({"name": "Хтось ВИГАДАНИЙ", "address": "вул. Вигадана, 2"} | about))
    proposal = Proposal(consultation=consultation, text="Купуйте насіння")
    return receive(proposal=proposal, author=author, opened=None, suspicions=[Suspicion.UNOPENED], now=timezone.now())


def _picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (4, 4)).save(written, "PNG")
    return written.getvalue()
