"""Letters to the portal's people: their words, their sending, and what is written each day about what is due.

A letter says what there is to see and leads there; names of people and amounts stay in the portal. It is sent by the
background work after the transaction that asked for it, tried again with growing pauses, and given up in the end. A
worker that is killed between the sending and its note sends once more, and no third time.
"""

import hashlib
import logging
import smtplib
import textwrap
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend as FilesOfLetters
from django.db import InterfaceError, OperationalError, transaction
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.background import Kind as KindOfWork
from programs.background import kinds
from programs.duties import Duty, duties_of, duties_on
from programs.models import BackgroundWork, ExecutionReport, Letter, Program, ReportQuestion
from programs.modules import wordings
from programs.services.mail import SENDING, let_be_sent, write_to
from programs.services.reports import CLOSING
from programs.texts import canonical

from .granting import why_not
from .models import Proposal
from .role_words import role_title

logger = logging.getLogger(__name__)
Kind, State = Letter.Kind, Letter.State
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))  # after each attempt that failed
KEPT_FOR = timedelta(days=365)
WIDTH, SUBJECT, LINES = 72, 70, 12
START = reverse_lazy("account_login")  # which leads a person to a start page of their own
LETTER_FILES = "kakhovka_portal.mail.LetterFiles"
SOON, TOMORROW = timedelta(days=7), timedelta(days=1)


# The words ------------------------------------------------------------------------------------------------------------


def _person(letter: Letter) -> User:
    """To whom a letter goes; only one to somebody without an account has nobody."""
    return cast(User, letter.person)


def _lists(groups: list[tuple[str, list[Duty]]]) -> list[tuple[str, list[str], int]]:
    """Headings with their first lines and the number of the others; a line names its programme if there are several."""
    several = len({duty.program.pk for _title, found in groups for duty in found}) > 1

    def line(duty: Duty) -> str:
        due = f"{duty.due:%d.%m.%Y}" if duty.due else "без строку"
        program = f" ({duty.program})" if several else ""
        return f"– {due} – {duty.title_in_letter or duty.title}{program}"

    return [(title, list(map(line, found[:LINES])), len(found[LINES:])) for title, found in groups if found]


def _digest(letter: Letter) -> dict[str, Any] | None:
    on = timezone.localdate()
    found = duties_of(_person(letter), Program.objects.all(), on)
    late = [duty for duty in found if duty.due and duty.due < on]
    soon = [duty for duty in found if duty.due and on <= duty.due <= on + SOON]
    later = [duty for duty in found if not duty.due or duty.due > on + SOON]
    groups = [("Строк минув", late), ("Найближчі сім днів", soon), ("Далі", later)]
    return {"count": len(found), "lists": _lists(groups), "page": reverse("admin:index")} if found else None


def _urgent(letter: Letter) -> dict[str, Any] | None:
    on = timezone.localdate()
    told = set(letter.about["duties"])
    found = [duty for duty in duties_of(_person(letter), Program.objects.all(), on) if _key(duty) in told]
    late = [duty for duty in found if duty.due and duty.due < on]
    soon = [duty for duty in found if duty not in late]
    groups = [("Строк минув", late), ("Сьогодні й завтра", soon)]
    return {"count": len(found), "lists": _lists(groups), "page": reverse("admin:index")} if found else None


def _ready(letter: Letter) -> dict[str, Any] | None:
    work = BackgroundWork.objects.filter(key=letter.about["work"]).first()
    kind = kinds().get(work.kind) if work else None
    if work is None or kind is None:
        return None
    done = work.state == BackgroundWork.State.DONE
    return {"title": kind.title, "is_done": done, "page": (done and work.result) or kind.page(work)}


def _role(letter: Letter) -> dict[str, Any]:
    role = " ".join(role_title(letter.about["role"]).split())
    return {"role": role, "what": letter.about["what"], "page": START}


def _waits(letter: Letter) -> dict[str, Any] | None:
    """What was decided before the letter went is not written; what came meanwhile goes with it."""
    own = [proposal for proposal in Proposal.objects.all() if not why_not(proposal, _person(letter))]
    return {"count": len(own), "page": reverse("admin:index")} if own else None


def _report(letter: Letter) -> dict[str, Any] | None:
    """A report that waits still: one that was withdrawn or replaced meanwhile is not written of."""
    report = ExecutionReport.objects.submitted().filter(pk=letter.about["report"]).first()
    if report is None or report.steps.filter(kind__in=CLOSING).exists():
        return None
    return {"report": report, "page": reverse("programs:reading", args=[report.pk])}


def _question(letter: Letter) -> dict[str, Any] | None:
    """A question that waits still for its answer."""
    question = ReportQuestion.objects.filter(pk=letter.about["question"], answers=None).first()
    if question is None:
        return None
    page = reverse("admin:programs_executionreport_answer", args=[question.pk])
    return {"report": question.report, "page": page}


def _answer(letter: Letter) -> dict[str, Any] | None:
    question = ReportQuestion.objects.filter(pk=letter.about["question"]).first()
    if question is None:
        return None
    return {"report": question.report, "page": reverse("programs:answers", args=[question.pk])}


def _password(letter: Letter) -> dict[str, Any]:
    """The link is made as the letter is sent, and stands nowhere else."""
    person = _person(letter)
    key = [urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)]
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    return {"page": reverse("account_password_by_link", args=key), "hours": hours}


def _factor(letter: Letter) -> dict[str, Any]:
    return {"is_own": letter.about["is_own"], "page": START}


def _address(letter: Letter) -> dict[str, Any]:
    return {"page": START}


def _outside(letter: Letter) -> dict[str, Any] | None:
    """What the module says to somebody without an account; whoever is not known any more hears nothing."""
    wording = wordings().get(letter.about["letter"])
    return wording.words(letter.about["of"]) if wording else None


WORDS: dict[str, Callable[[Letter], dict[str, Any] | None]] = {
    Kind.DIGEST: _digest,
    Kind.URGENT: _urgent,
    Kind.READY: _ready,
    Kind.REPORT: _report,
    Kind.QUESTION: _question,
    Kind.ANSWER: _answer,
    Kind.ROLE: _role,
    Kind.WAITS: _waits,
    Kind.PASSWORD: _password,
    Kind.FACTOR: _factor,
    Kind.ADDRESS: _address,
    Kind.OUTSIDE: _outside,
}


def message_of(letter: Letter) -> EmailMessage | None:
    """A letter as it is sent: its template's first line is the subject; none where nothing is left to say."""
    words = WORDS[letter.kind](letter)
    if words is None:
        return None
    site = letter.about.get("site") or settings.PUBLIC_URL
    words |= {
        "link": f"{site}{words['page']}" if site else "",
        "choice": reverse("account_letters") if letter.kind in Letter.OPTIONAL else "",
        "site": site,
    }
    template = letter.about["letter"] if letter.kind == Kind.OUTSIDE else letter.kind
    subject, _newline, text = canonical(render_to_string(f"mail/{template}.txt", words)).strip().partition("\n")
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {
        "Auto-Submitted": "auto-generated",
        # the same when it is sent once more, so that a mailbox may know it again
        "Message-ID": f"<{letter.pk}.{timezone.localtime(letter.asked_at):%Y%m%d%H%M%S%f}@{domain}>",
    }
    to = words.get("to") or letter.about.get("address") or _person(letter).email
    return EmailMessage(textwrap.shorten(subject, SUBJECT, placeholder="…"), _folded(text), None, [to], headers=headers)


def _folded(text: str) -> str:
    """Lines that every mail program shows whole; a link is never broken, and between paragraphs stands one line."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or lines[-1]:
            indent = "  " if line.startswith("– ") else ""
            lines += textwrap.wrap(
                line.strip(), WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
            ) or [""]
    return "\n".join(lines) + "\n"


# The sending ----------------------------------------------------------------------------------------------------------


class LetterFiles(FilesOfLetters):
    """Letters as files, each under its name once all of it is written."""

    def __init__(self, *args: Any, **options: Any) -> None:
        # a letter may hold a link that opens an account: the folder is its owner's alone
        Path(settings.EMAIL_FILE_PATH).mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(*args, **options)

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        # Django's own name may be another letter's of the same second, sent by another process; this one is the
        # letter's, so that what is sent once more takes the place of what was sent
        mark = hashlib.sha256(messages[0].message()["Message-ID"].encode()).hexdigest()[:16]
        new = Path(self.file_path) / f"{timezone.localtime():%Y%m%d-%H%M%S}-{mark}.log"
        whole = next(new.parent.glob(f"*-{mark}.log"), new)
        draft = whole.with_suffix(".partial")
        self._fname = str(draft)
        try:
            sent: int = super().send_messages(messages)
            draft.replace(whole)
        finally:
            draft.unlink(missing_ok=True)
        return sent


class Sending(KindOfWork):
    """A letter on its way."""

    title = gettext_lazy("Letter")
    minutes = 2
    is_quick = resumes = True

    def do(self, work: BackgroundWork) -> str:
        letter = Letter.objects.standing().select_related("person").filter(pk=work.arguments["letter"]).first()
        if letter is not None:
            deliver(letter)
        return ""


def deliver(letter: Letter) -> None:
    """Send a letter. That it is being sent is noted first: whoever finds it so knows that it may have gone."""
    if letter.state == State.AGAIN:
        _end(letter, State.GIVEN_UP, _("Interrupted twice while it was sent: it may have come."))
        return
    letter.state, before = (State.SENDING if letter.state == State.WAITING else State.AGAIN), letter.state
    letter.attempts += 1
    noted = {"state": letter.state, "attempts": letter.attempts}
    if not Letter.objects.filter(pk=letter.pk, state=before).update(**noted):
        return  # another worker has it
    try:
        message = message_of(letter)
        if message is None:
            _end(letter, State.GIVEN_UP, _("Nothing of it was left to say."))
            return
        message.send()
    except OSError as problem:  # also all that smtplib says
        _try_again(letter, _why(problem))
    except (OperationalError, InterfaceError):
        raise  # the letter waits for the database, as if its worker had died
    except ValueError:
        _end(letter, State.GIVEN_UP, _("The e-mail address is none that a letter can be sent to."))
    except Exception:
        _end(letter, State.GIVEN_UP, _("Something went wrong; the server's log says what. Tell the administrator."))
        raise
    else:
        _sent(letter)


@transaction.atomic
def _sent(letter: Letter) -> None:
    """Note that a letter went, with whoever keeps who was told what."""
    about = letter.about
    _end(letter, State.SENT)
    if letter.kind == Kind.OUTSIDE:
        wordings()[about["letter"]].sent(about["of"])


def _end(letter: Letter, state: str, error: str = "") -> None:
    sent_at = timezone.now() if state == State.SENT else None
    about = {"duties": letter.about["duties"]} if "duties" in letter.about else {}
    Letter.objects.filter(pk=letter.pk).update(state=state, error=error, sent_at=sent_at, about=about)


@transaction.atomic
def _try_again(letter: Letter, error: str) -> None:
    if letter.attempts > len(PAUSES):
        _end(letter, State.GIVEN_UP, error)
        return
    Letter.objects.filter(pk=letter.pk).update(state=State.WAITING, error=error)
    let_be_sent(letter, start_after=timezone.now() + PAUSES[letter.attempts - 1])


def _why(problem: OSError) -> str:
    """In a sentence without the server's own words, which may repeat addresses and passwords."""
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return _("The mail server does not accept the portal's user name or password.")
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return _("The mail server does not accept the person's address.")
    if isinstance(problem, smtplib.SMTPResponseException):
        return _("The mail server refused the letter (code %(code)s).") % {"code": problem.smtp_code}
    if settings.EMAIL_BACKEND == LETTER_FILES:
        return _("The letter could not be written into its folder.")
    return _("The mail server does not answer as it should.")


# Once a day -----------------------------------------------------------------------------------------------------------


def _key(duty: Duty) -> str:
    return f"{duty.program.pk}/{duty.key}/{duty.due}"


def letters_of_the_day(*, now: datetime) -> str:
    """Tell each person what is due: all of it with the first round of a week, and between what has become urgent."""
    on = timezone.localdate(now)
    week = "{}-W{:02}".format(*on.isocalendar())
    duties = duties_on(Program.objects.all(), on)
    count = 0
    for person in User.objects.filter(is_active=True).exclude(email=""):
        own = [duty for duty in duties if person.has_perm(duty.permission)]
        urgent = [_key(duty) for duty in own if duty.due and duty.due <= on + TOMORROW]
        if own and write_to(person, Kind.DIGEST, cause=f"digest/{week}", about={"duties": urgent}):
            count += 1
        told = Letter.objects.filter(person=person, kind__in=[Kind.DIGEST, Kind.URGENT])
        known = {
            key
            for about in told.exclude(state=State.GIVEN_UP).values_list("about", flat=True)
            for key in about["duties"]
        }
        new = sorted({*urgent} - known)
        if new and write_to(person, Kind.URGENT, cause=f"urgent/{on}", about={"duties": new}):
            count += 1
    return f"Letters about what is due: {count} asked for"


def letters_left_behind(*, now: datetime) -> str:
    """Let be sent what no work is under way for: its worker died too often, or the portal was restored."""
    works = BackgroundWork.objects.standing().filter(kind=SENDING)
    under_way = {arguments["letter"] for arguments in works.values_list("arguments", flat=True)}
    left = Letter.objects.standing().exclude(pk__in=under_way)
    for letter in left:
        let_be_sent(letter)
    return f"Letters that were left behind: {len(left)} taken up again"


def clear_letters(*, now: datetime) -> str:
    old = Letter.objects.filter(asked_at__lt=now - KEPT_FOR).exclude(pk__in=Letter.objects.standing())
    return f"Lines of letters older than {KEPT_FOR.days} days: {old.delete()[0]} deleted"
