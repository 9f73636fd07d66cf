"""A paper of a consultation made ready, shown as a draft, and published for good."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.reporting import as_json, as_pdf
from programs.reporting.papers import OfficialPaper, as_docx
from programs.services import new_code

from ..models import Consultation, ConsultationPaper
from ..services import check_paper, keep_paper
from .consultations import BUILDERS

FORMATS: dict[str, Callable[[OfficialPaper], bytes]] = {
    "pdf": as_pdf.render,
    "docx": as_docx.render_official,
    "json": as_json.render,
}


def draft_paper(consultation: Consultation, kind: str, *, on: date, now: datetime, **said: Any) -> OfficialPaper:
    """The paper as it would be published now."""
    paper = BUILDERS[ConsultationPaper.Kind(kind)](consultation, on=on, now=now, **said)
    return replace(paper, notices=["ПРОЄКТ"])


def publish_paper(
    consultation: Consultation,
    kind: str,
    *,
    on: date,
    now: datetime,
    by: User,
    words: str,
    site: str = "",
    reason: str = "",
    expected_version: int | None = None,
    **said: Any,
) -> ConsultationPaper:
    """Publish a paper with the figures of this moment; published before, it is a new edition with its reason.

    Refused where somebody wrote while the files were made: then they would not agree.
    """
    edition = check_paper(consultation, kind, on=on, now=now, reason=reason)
    code = new_code()
    link = reverse(f"civil_society:{kind}", args=[consultation.address, edition])
    notices = [_("DEMONSTRATION DATA")] if _is_invented(consultation) else []
    issued: dict[str, Any] = {"own_code": code, "link": link, "site": site, "notices": notices}
    build: Any = BUILDERS[ConsultationPaper.Kind(kind)]
    paper = build(consultation, words=words, on=on, now=now, **said, **issued)
    files = {extension: render(paper) for extension, render in FORMATS.items()}
    if as_json.render(build(consultation, words=words, on=on, now=now, **said, **issued)) != files["json"]:
        raise ValidationError(_("Somebody recorded something while the files were made: publish once more."))
    return keep_paper(
        paper=ConsultationPaper(
            consultation=consultation,
            kind=kind,
            edition=edition,
            code=code,
            words=words,
            changed_because=reason if edition > 1 else "",
            published_on=on,
            published_by=by,
            **said,
        ),
        files=files,
        by=by,
        reason=reason,
        expected_version=expected_version,
    )


def _is_invented(consultation: Consultation) -> bool:
    return bool(consultation.program and consultation.program.is_demonstration)
