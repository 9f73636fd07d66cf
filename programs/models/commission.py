"""Who sits: the members of a commission, each for the time of a mandate."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .personal import no_personal_number
from .program import Commission
from .text import UKRAINIAN, CharField, FoldedField


class Post(models.TextChoices):
    """What a member is in the commission (посада в комісії)."""

    HEAD = "head", _("head of the commission")
    DEPUTY = "deputy", _("deputy head")
    SECRETARY = "secretary", _("secretary")
    MEMBER = "member", _("member")


IN_ORDER = models.Case(
    *(models.When(post=post, then=place) for place, post in enumerate(Post.values)), output_field=models.IntegerField()
)


class CommissionMemberQuerySet(models.QuerySet["CommissionMember"]):
    def on(self, day: date) -> Self:
        """The composition of a day: head, deputy, secretary, then the members by the alphabet."""
        sat = self.filter(models.Q(since=None) | models.Q(since__lte=day))
        return sat.filter(models.Q(until=None) | models.Q(until__gte=day)).in_order()

    def in_order(self) -> Self:
        return self.order_by("commission__name", "commission", IN_ORDER, "surname", "name", "pk")


class CommissionMember(models.Model):
    """An elected official in a commission (член комісії) from a day to a day; the full composition is those of a day.

    A name is what documents print: «Ім’я ПРІЗВИЩЕ» is made of its two parts. An account is needed by those alone who
    read and ask in the portal.
    """

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="members", verbose_name=_("commission"))
    name = CharField(_("first name"), max_length=100, db_collation=UKRAINIAN, validators=[no_personal_number])
    surname = CharField(_("surname"), max_length=100, db_collation=UKRAINIAN, validators=[no_personal_number])
    post = CharField(_("post in the commission"), max_length=20, choices=Post, default=Post.MEMBER)
    since = models.DateField(_("member since"), null=True, blank=True)
    until = models.DateField(_("member until"), null=True, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("account"),
        help_text=_("With which this member reads reports and asks; leave it empty where there is none."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name", "surname")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = CommissionMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a commission")
        verbose_name_plural = _("members of commissions")
        ordering = ["surname", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(since=None) | models.Q(until__gte=models.F("since")),
                name="member_leaves_after_coming",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.printed_name

    @property
    def printed_name(self) -> str:
        """«Іван ПРІЗВИЩЕ», as official papers print a name."""
        return f"{self.name} {self.surname.upper()}"
