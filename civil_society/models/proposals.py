"""Proposals to a consultation, what was answered, and – in a table of its own – who made them."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import Edition, Measure, Task, unless_restricted
from programs.models.files import unnamed
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField, TextField

from .consultations import Consultation
from .institutions import Institution

LONGEST = 20_000  # signs of one text: some ten pages


def attachment_place(proposal: "Proposal", file_name: str) -> str:
    return unnamed("private/proposals", file_name)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def published(self) -> Self:
        """What everybody may read: an official looked at it, and its consultation is public; in the restricted mode
        none.
        """
        shown = self.filter(state=Proposal.State.PUBLISHED, consultation__in=Consultation.objects.published())
        return unless_restricted(shown)

    def counted(self) -> Self:
        """What figures speak of: everything that was registered, but for what was refused."""
        return self.filter(number__isnull=False).exclude(state=Proposal.State.REJECTED)

    def waiting(self) -> Self:
        """What an official has to look at before the public sees it."""
        return self.filter(state=Proposal.State.RECEIVED)

    def held(self) -> Self:
        """What looks as if no person had sent it."""
        return self.filter(state=Proposal.State.HELD)

    def to_answer(self) -> Self:
        """Published ones that nobody was told an answer to."""
        return self.filter(state=Proposal.State.PUBLISHED, answer=None)


class Proposal(models.Model):
    """A proposal to a consultation (пропозиція): what somebody wants changed, and what became of it.

    Who made it stands in ``ProposalAuthor``, so that neither history nor search nor file can tell. It is public when an
    official has published it; a text with personal data in it is shown as ``shown_text`` says.
    """

    PRIVATE = ("attachment", "mark", "suspicion")

    class Channel(models.TextChoices):
        FORM = "form", _("form on the site")
        EMAIL = "email", pgettext_lazy("channel", "e-mail")
        POST = "post", _("letter by post")
        ORAL = "oral", _("spoken")
        TELEPHONE = "telephone", pgettext_lazy("channel", "telephone")
        EVENT = "event", _("at the event")
        PLATFORM = "platform", _("another platform")

    class Author(models.TextChoices):
        PERSON = "person", _("a person")
        INSTITUTION = "institution", _("an organisation")
        COLLECTIVE = "collective", _("several people")
        BODY = "body", _("a public body")

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("proposal", "waits to be published")
        HELD = "held", pgettext_lazy("proposal", "held for a check")
        PUBLISHED = "published", pgettext_lazy("proposal", "published")
        REJECTED = "rejected", pgettext_lazy("proposal", "not published")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="proposals", verbose_name=_("consultation")
    )
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    channel = CharField(_("came by"), max_length=10, choices=Channel, default=Channel.FORM)
    received_on = models.DateField(pgettext_lazy("proposal", "received on"), default=timezone.localdate)
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    is_late = models.BooleanField(_("late"), default=False, help_text=_("It came after collecting had ended."))
    foreign_number = CharField(
        _("number on the other platform"), max_length=60, blank=True, validators=[no_personal_number]
    )
    author_kind = CharField(_("whose it is"), max_length=12, choices=Author, default=Author.PERSON)
    signatories = models.PositiveIntegerField(
        _("number of signatories"), null=True, blank=True, validators=[MinValueValidator(2)]
    )
    institution = models.ForeignKey(
        Institution,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("institution of the register"),
        help_text=_("Named to the public if the author agreed."),
    )
    clause = CharField(
        _("to which clause"),
        max_length=200,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Section, clause or line of the document, if it is about one."),
    )
    text = TextField(_("proposal"), validators=[MaxLengthValidator(LONGEST), no_personal_number])
    wording = TextField(_("wanted wording"), blank=True, validators=[MaxLengthValidator(LONGEST), no_personal_number])
    shown_text = TextField(
        _("text for the public"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST), no_personal_number],
        help_text=_("Only if the text holds somebody’s data: the same words with […] in their place."),
    )
    attachment = models.FileField(_("attachment"), upload_to=attachment_place, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("attachment opened by"),
    )
    opened_at = models.DateTimeField(_("attachment opened at"), null=True, blank=True, editable=False)
    shows_attachment = models.BooleanField(
        _("show the attachment to the public"),
        default=False,
        help_text=_("Only after you have opened it and found nobody’s data in it."),
    )
    state = CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED, editable=False)
    reason = CharField(
        _("why it is not published"), max_length=500, blank=True, editable=False, validators=[no_personal_number]
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)
    answer = models.OneToOneField(
        "Answer", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("published answer")
    )
    measure = models.ForeignKey(
        Measure, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("measure that it changed")
    )
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("task that it changed")
    )
    edition = models.ForeignKey(
        Edition, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("edition that took it in")
    )
    # what is held: why, what its words come to, and the first one that is like it
    suspicion = CharField(max_length=100, blank=True, editable=False)
    mark = CharField(max_length=200, blank=True, editable=False)
    alike = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="pile")
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("clause", "public_text", "wording")

    history = HistoricalRecords(excluded_fields=["folded", "mark", "alike"])
    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["consultation", "number", "pk"]
        permissions = [
            ("moderate_proposal", _("Can publish and refuse proposals")),
            ("answer_proposal", _("Can answer proposals and tell their authors")),
        ]
        indexes = [models.Index(fields=["consultation", "state"], name="proposal_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"],
                name="proposal_number_once",
                violation_error_message=_("This number stands already."),
            ),
            models.CheckConstraint(
                condition=Q(author_kind="collective", signatories__isnull=False, signatories__gte=2)
                | (~Q(author_kind="collective") & Q(signatories__isnull=True)),
                name="collective_has_signatories",
                violation_error_message=_("Say how many people signed; one alone is a person."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "rejected"]) | Q(number__isnull=False),
                name="proposal_is_numbered",
                violation_error_message=_("Only what is held or refused has no number."),
            ),
            models.CheckConstraint(
                condition=(Q(state="rejected") & ~Q(reason="")) | (~Q(state="rejected") & Q(reason="")),
                name="refused_proposal_says_why",
                violation_error_message=_("Say why it is not published."),
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="published_proposal_has_its_moment",
                violation_error_message=_("A published proposal has the moment of its publication."),
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_on__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_on__isnull=True)),
                name="withdrawn_proposal_has_its_day",
                violation_error_message=_("A withdrawn proposal has its day."),
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="attachment_opened_by_and_at",
                violation_error_message=_("Who opened the attachment and when belong together."),
            ),
            models.CheckConstraint(
                condition=Q(shows_attachment=False) | Q(opened_at__isnull=False),
                name="attachment_is_opened_first",
                violation_error_message=_("Open the attachment first: nobody has looked at it yet."),
            ),
            models.CheckConstraint(
                condition=Q(channel="platform") | Q(foreign_number=""),
                name="foreign_number_of_a_platform",
                violation_error_message=_("Only a proposal from another platform has its number."),
            ),
        ]

    def __str__(self) -> str:
        if self.number is None:
            return gettext("Proposal %(code)s, not numbered") % {"code": self.code}
        return gettext("Proposal № %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("civil_society:proposal", args=[self.consultation.address, self.number])

    def clean(self) -> None:
        if self.received_on and self.received_on > timezone.localdate():
            raise ValidationError({"received_on": gettext("This day has not come yet.")})
        if self.institution_id and self.author_kind != self.Author.INSTITUTION:
            raise ValidationError({"institution": gettext("Only a proposal of an organisation is of the register.")})

    @property
    def code(self) -> str:
        """What confirms that it was stored, also before it has a number."""
        return f"{self.pk:06d}" if self.pk else "–"

    @property
    def public_text(self) -> str:
        """The text as the public reads it; nothing before it is published."""
        return (self.shown_text or self.text) if self.state == self.State.PUBLISHED else ""

    @property
    def outcome(self) -> str:
        """What came of it, as far as it was told: an outcome of an answer, or that it was withdrawn."""
        if self.state == self.State.WITHDRAWN:
            return Answer.WITHDRAWN
        return self.answer.outcome if self.answer else ""

    @property
    def outcome_words(self) -> str:
        return str(Answer.WORDS.get(self.outcome, ""))

    @property
    def public_author(self) -> str:
        """Whose it is: the name of who agreed to be named, else the kind alone."""
        author = getattr(self, "author", None)
        if author is not None and author.agreed_on and author.name:
            return str(author.name)
        words = str(self.get_author_kind_display())
        return f"{words} ({self.signatories})" if self.signatories else words


class ProposalAuthor(models.Model):
    """Who made a proposal and how to answer (автор пропозиції): erased on its day, kept in no history.

    The private link is kept as its digest alone. Who agreed to be named stays named when the rest is erased.
    """

    PRIVATE = ("name", "email", "phone", "address", "signers", "link_hash", "form_hash", "sent_hash")

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="author")
    name = CharField(
        pgettext_lazy("person", "name"),
        max_length=200,
        blank=True,
        help_text=_("Given name and SURNAME, or the organisation."),
    )
    email = models.EmailField(_("e-mail"), blank=True, max_length=200)
    phone = CharField(_("telephone"), max_length=60, blank=True)
    address = CharField(_("postal address"), max_length=300, blank=True)
    signers = TextField(_("who signed"), blank=True, validators=[MaxLengthValidator(LONGEST)])
    agreed_on = models.DateField(
        pgettext_lazy("proposal", "agreed to be named on"),
        null=True,
        blank=True,
        help_text=_("Empty: the public is not told the name."),
    )
    erase_on = models.DateField(_("contacts are erased on"))
    erased_at = models.DateTimeField(_("erased at"), null=True, editable=False)
    link_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001  (unique)
    form_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001  (unique)
    sent_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("author of a proposal")
        verbose_name_plural = _("authors of proposals")
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(email="", phone="", address="", signers="", link_hash__isnull=True, form_hash__isnull=True),
                name="erased_author_has_no_contacts",
                violation_error_message=_("These contacts were erased on their day."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True) | ~Q(name=""),
                name="who_agreed_has_a_name",
                violation_error_message=_("Write the name that the author agreed to show."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("author of %(proposal)s") % {"proposal": self.proposal}

    def clean(self) -> None:
        if self.agreed_on and self.agreed_on > timezone.localdate():
            raise ValidationError({"agreed_on": gettext("This day has not come yet.")})
        if self.agreed_on:
            no_personal_number(self.name)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def drafts(self) -> Self:
        return self.filter(published_at=None)

    def told_of(self) -> Self:
        """Published answers whose authors were told."""
        return self.filter(told_on__isnull=False)

    def untold(self) -> Self:
        """Published answers of which the author has still to be told by hand."""
        return self.filter(published_at__isnull=False, told_on=None).exclude(told_by__in=["email", ""])


class Answer(models.Model):
    """An answer to a proposal (відповідь): a draft until all of a consultation's are published together; a later one
    is a new version of it.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("taken into account")
        PARTLY = "partly", _("taken into account in part")
        REJECTED = "rejected", _("not taken into account")
        FORWARDED = "forwarded", _("forwarded to whom it concerns")
        ALREADY = "already", _("stands in the draft already")

    WITHDRAWN = "withdrawn"
    WORDS: dict[str, Any] = {**dict(Outcome.choices), WITHDRAWN: pgettext_lazy("proposal", "withdrawn")}

    class ToldBy(models.TextChoices):
        EMAIL = "email", _("by e-mail")
        POST = "post", _("by post")
        TELEPHONE = "telephone", _("by telephone")
        SPOKEN = "spoken", _("in person")
        LINK = "link", _("on the page of the private link")
        SITE = "site", _("on the site alone: no contact was left")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="answers", verbose_name=_("proposal"))
    outcome = CharField(_("outcome"), max_length=10, choices=Outcome)
    ground = TextField(
        pgettext_lazy("proposal", "ground"),
        validators=[MaxLengthValidator(LONGEST), no_personal_number],
        help_text=_("Why so; the public reads it."),
    )
    forwarded_to = CharField(_("forwarded to"), max_length=300, blank=True, validators=[no_personal_number])
    forwarded_until = models.DateField(_("answers until"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("answered by")
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    told_by = CharField(_("author told"), max_length=10, choices=ToldBy, blank=True, editable=False)
    told_on = models.DateField(_("author told on"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a proposal")
        verbose_name_plural = _("answers to proposals")
        ordering = ["proposal", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(published_at__isnull=True),
                name="one_draft_of_an_answer",
                violation_error_message=_("Somebody is answering this proposal already: open it anew."),
            ),
            models.CheckConstraint(
                condition=(Q(outcome="forwarded") & ~Q(forwarded_to="") & Q(forwarded_until__isnull=False))
                | (~Q(outcome="forwarded") & Q(forwarded_to="") & Q(forwarded_until__isnull=True)),
                name="forwarded_names_addressee_and_term",
                violation_error_message=_("Say to whom it is forwarded and until when they answer, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True) | Q(published_at__isnull=False),
                name="author_is_told_what_is_published",
                violation_error_message=_("The author is told an answer that is published."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_outcome_display())
