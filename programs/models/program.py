"""The programme itself, the acts behind it and the commission that controls it."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .files import check_file
from .text import UKRAINIAN, CharField, FoldedField, TextField


def lines(text: str) -> list[str]:
    """A field of one entry per line as a list."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class CommissionManager(models.Manager["Commission"]):
    def get_by_natural_key(self, name: str) -> "Commission":
        return self.get(name=name)


class Commission(models.Model):
    """A standing commission of the council (постійна комісія) that controls programmes.

    The founding document names its commission in two ways (passport row 11 and section IX): one record, with aliases.
    """

    class Quorum(models.TextChoices):
        HALF = "half", _("half of the members or more")
        MORE = "more", _("more than half of the members")

        def needed(self, full: int) -> int:
            """How many of a full composition a sitting takes."""
            return full // 2 + 1 if self == self.MORE else (full + 1) // 2

    name = CharField(_("official name"), max_length=300, unique=True, db_collation=UKRAINIAN)
    aliases = TextField(
        _("other names"), blank=True, help_text=_("One per line, as other documents or sections call it.")
    )
    council = CharField(_("council"), max_length=200, blank=True)
    convocation = CharField(_("convocation"), max_length=100, blank=True, help_text=_("For example: VIII convocation."))
    quorum = CharField(
        _("quorum"),
        max_length=20,
        choices=Quorum,
        default=Quorum.HALF,
        help_text=_("Of the full composition: the members on the day of the sitting."),
    )
    shows_names = models.BooleanField(
        _("publish the names of its members"),
        default=True,
        help_text=_("Without the tick the public sees totals alone, and files with names are withheld."),
    )
    is_active = models.BooleanField(_("works now"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name", "aliases")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = CommissionManager()

    class Meta:
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")
        ordering = ["name"]
        permissions = [("follow_programs", _("Can read the commission's page"))]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)


class ProgramQuerySet(models.QuerySet["Program"]):
    def get_by_natural_key(self, slug: str) -> "Program":
        return self.get(slug=slug)

    def published(self) -> Self:
        """Programmes that the public sees: a draft is nobody's promise yet."""
        return self.exclude(status=Program.Status.DRAFT)


class Program(models.Model):
    """A target programme of the council (цільова програма).

    Typed fields carry what the portal computes with and prints in headings; the passport as the document words it
    stands in the passport rows of each edition, so that the form of any council fits.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_FORCE = "in_force", _("in force")
        SUSPENDED = "suspended", _("suspended")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    slug = models.SlugField(
        _("address"), max_length=100, unique=True, help_text=_("Part of the permanent address of the programme's page.")
    )
    title = CharField(_("official name"), max_length=500, db_collation=UKRAINIAN)
    short_title = CharField(
        _("short name"), max_length=120, help_text=_("For narrow places: page headings, the foot of a report.")
    )
    aliases = TextField(
        _("other names"), blank=True, help_text=_("One per line, as other documents or annexes call it.")
    )
    council = CharField(_("council"), max_length=200, help_text=_("The council that adopted the programme."))
    responsible_unit = CharField(_("responsible executor"), max_length=300)
    chief_spending_unit = CharField(_("chief spending unit"), max_length=300)
    commission = models.ForeignKey(
        Commission, models.PROTECT, null=True, blank=True, verbose_name=_("controlling commission")
    )
    start_year = models.PositiveSmallIntegerField(
        _("first year"), validators=[MinValueValidator(1991), MaxValueValidator(2100)]
    )
    end_year = models.PositiveSmallIntegerField(
        _("last year"), validators=[MinValueValidator(1991), MaxValueValidator(2100)]
    )
    status = CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    currency = CharField(_("currency"), max_length=3, default="UAH", choices=[("UAH", _("hryvnia"))])
    drift_threshold = models.PositiveSmallIntegerField(
        _("drift that needs a reason, percentage points"),
        default=25,
        validators=[MaxValueValidator(100)],
        help_text=_("When money, work and time of a measure lie further apart than this, its progress needs a reason."),
    )
    is_demonstration = models.BooleanField(
        _("carries demonstration data"),
        default=False,
        editable=False,
        help_text=_("Set by load_demo alone; puts a banner on every page."),
    )
    demonstration_day = models.DateField(
        _("day of the demonstration"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Set by load_demo alone: the day that its pages open with instead of today."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("title", "short_title", "aliases")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-start_year", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_year__gte=models.F("start_year")),
                name="program_ends_after_it_starts",
                violation_error_message=_("The last year cannot be before the first year."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def years(self) -> range:
        """The budget years of the term."""
        return range(self.start_year, self.end_year + 1)

    @property
    def term(self) -> str:
        """«2021–2023», or one year where the programme has one."""
        return str(self.start_year) if self.start_year == self.end_year else f"{self.start_year}–{self.end_year}"

    def term_passed(self, on: date) -> bool:
        return on.year > self.end_year

    def year_nearest(self, on: date) -> int:
        """The budget year of a day, or the year of the term that lies nearest to it."""
        return min(max(on.year, self.start_year), self.end_year)

    @property
    def year_refusal(self) -> str:
        """What is said to whoever chose a year outside the term."""
        return _("The programme runs %(term)s: choose a year of its term.") % {"term": self.term}

    def check_year(self, year: int, *, field: str = "year") -> None:
        """Refuse a year outside the term beside its field."""
        if year not in self.years:
            raise ValidationError({field: self.year_refusal})


class LegalActQuerySet(models.QuerySet["LegalAct"]):
    def get_by_natural_key(self, body: str, number: str, date: str) -> "LegalAct":
        return self.get(body=body, number=number, date=date)

    def published(self) -> Self:
        """Acts are public by law, but the acts of a draft programme would give the draft away."""
        return self.exclude(program__status=Program.Status.DRAFT)


class LegalAct(models.Model):
    """A legal act (розпорядчий документ): who decided what about the programme, and when."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("decision")
        ORDER = "order", _("order")
        RESOLUTION = "resolution", _("resolution")
        LAW = "law", _("law")

    class Role(models.TextChoices):
        DRAFT_APPROVAL = "draft_approval", _("approval of the draft")
        ADOPTION = "adoption", _("adoption of the programme")
        AMENDMENT = "amendment", _("amendment")
        REPORT = "report", _("consideration of a report")
        BUDGET = "budget", _("budget")
        OTHER = "other", _("other")

    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="legal_acts", verbose_name=_("programme")
    )
    role = CharField(_("role"), max_length=20, choices=Role)
    body = CharField(_("body"), max_length=200, help_text=_("Who adopted the act."))
    kind = CharField(_("kind"), max_length=20, choices=Kind, default=Kind.DECISION)
    number = CharField(_("number"), max_length=50)
    date = models.DateField(_("date"))
    title = CharField(_("title"), max_length=500)
    link = models.URLField(_("link"), blank=True, max_length=500, help_text=_("Where the text is published."))
    file = models.FileField(_("file"), blank=True, upload_to="acts/", validators=[check_file])
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("number", "title", "body")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = LegalActQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal act")
        verbose_name_plural = _("legal acts")
        ordering = ["date", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number", "date"],
                name="legal_act_is_recorded_once",
                violation_error_message=_("An act of this body with this number and date is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(kind)s № %(number)s of %(date)s") % {
            "kind": self.get_kind_display(),
            "number": self.number,
            "date": f"{self.date:%d.%m.%Y}",
        }

    def natural_key(self) -> tuple[str, str, str]:
        return (self.body, self.number, self.date.isoformat())

    @property
    def file_stem(self) -> str:
        """What its file is called, whatever name it was uploaded with: «act-46-2021-02-16»."""
        number = "".join(sign if sign.isalnum() else "-" for sign in self.number)
        return f"act-{number}-{self.date.isoformat()}"
