"""Printed materials: banners, billboards, city-lights, booklets, flyers (measure 1.1.4)."""

from pathlib import PurePath
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import Activity, LedgerEntry, Measure, OfActivity, Program, is_restricted, unless_restricted
from programs.models.files import check_file, unnamed
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField

from .institutions import check_come

PICTURES = ("jpg", "jpeg", "png", "webp")


def picture_name(instance: Any, file_name: str) -> str:
    """A name of the portal's own: what a person called the file may hold somebody's name."""
    return unnamed("printed", file_name)


class PrintedMaterialQuerySet(models.QuerySet["PrintedMaterial"]):
    def published(self) -> Self:
        """What was made to be read; in the restricted mode nothing that is dated ahead."""
        shown = self.filter(is_public=True).exclude(measure__program__status=Program.Status.DRAFT)
        return unless_restricted(shown, but=Q(date__lte=timezone.localdate()))


class PrintedMaterial(OfActivity):
    """A printed material (друкований матеріал): what was printed, how many, where it hangs or was handed out.

    Its contract is what posted the entry of the ledger that it was ordered or paid by.
    """

    PRIVATE = ("picture",)  # where it is kept; a page of its own gives it to everybody

    class Kind(models.TextChoices):
        BANNER = "banner", pgettext_lazy("printed", "banner")
        BILLBOARD = "billboard", pgettext_lazy("printed", "billboard")
        CITY_LIGHT = "city_light", pgettext_lazy("printed", "city-light")
        POSTER = "poster", pgettext_lazy("printed", "poster")
        BOOKLET = "booklet", pgettext_lazy("printed", "booklet")
        FLYER = "flyer", pgettext_lazy("printed", "flyer")
        OTHER = "other", pgettext_lazy("printed", "other")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    kind = CharField(_("kind"), max_length=12, choices=Kind)
    title = CharField(_("title"), max_length=300, validators=[no_personal_number])
    date = models.DateField(
        pgettext_lazy("printed", "printed or put up on"), db_index=True, help_text=_("The day from which it counts.")
    )
    until = models.DateField(_("hangs until"), null=True, blank=True, help_text=_("Of banners and boards."))
    run = models.PositiveIntegerField(_("run, copies"), validators=[MinValueValidator(1)])
    format = CharField(
        pgettext_lazy("printed", "format"),
        max_length=60,
        blank=True,
        validators=[no_personal_number],
        help_text=_("For example: 3 × 6 m, A5, 16 pages."),
    )
    place = CharField(
        pgettext_lazy("printed", "where it hangs or was handed out"),
        max_length=300,
        blank=True,
        validators=[no_personal_number],
    )
    picture = models.FileField(
        _("picture"),
        max_length=200,
        blank=True,
        upload_to=picture_name,
        validators=[check_file],
        help_text=_("JPG, PNG or WEBP; place and camera are taken out of it. No faces of children."),
    )
    entry = models.ForeignKey(
        LedgerEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contract"),
        help_text=_("The entry of the ledger by which it was ordered or paid: its contract is told beside it."),
    )
    link = models.URLField(_("link"), blank=True, max_length=500)
    is_public = models.BooleanField(
        _("show to the public"), default=True, help_text=_("Check the text for personal data first.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("title", "place", "format")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = PrintedMaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("printed material")
        verbose_name_plural = _("printed materials")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(run__gte=1),
                name="printed_material_has_its_run",
                violation_error_message=_("At least one copy was printed."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("date")),
                name="printed_material_hangs_after_it_was_put_up",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.title}"

    def clean(self) -> None:
        check_come(self, "date")
        wrong: dict[str, Any] = {}
        if self.picture and PurePath(self.picture.name or "").suffix.lower().lstrip(".") not in PICTURES:
            wrong["picture"] = gettext("This is no picture: choose JPG, PNG or WEBP.")
        if self.entry and self.measure_id and self.entry.measure_id != self.measure_id:
            wrong["entry"] = gettext("This entry is of another measure.")
        if wrong:
            raise ValidationError(wrong)

    def get_absolute_url(self) -> str:
        return reverse("civil_society:printed", args=[self.pk])

    @property
    def told_place(self) -> str:
        """The place as everybody may know it: in the restricted mode no place is named."""
        return "" if is_restricted() else self.place

    def activity_values(self) -> dict[str, Any]:
        return {
            "measure": self.measure,
            "kind": Activity.Kind.PRINTED_MATERIAL,
            "date": self.date,
            "title": self.title,
            "quantity": self.run,
            "link": self.link,
            "is_public": self.is_public,
        }
