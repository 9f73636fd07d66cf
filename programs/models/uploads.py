"""Files that wait to be imported: from the upload over the preview to the writing."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .imports import ImportBatch
from .program import Program
from .text import CharField


class ImportUploadQuerySet(models.QuerySet["ImportUpload"]):
    def waiting(self) -> Self:
        """Files that were neither written nor given up yet."""
        return self.filter(finished_at=None)


class ImportUpload(models.Model):
    """A file that somebody brought for an import: what was answered about it and what is being done with it.

    The file itself stands outside of the database, under ``key`` in ``settings.IMPORT_ROOT``, where no address leads:
    a treasury file names persons and accounts. It is deleted when the import is written or given up, and after a week
    in any case; this record follows it a week later.
    """

    class Work(models.TextChoices):
        FETCH = "fetch", _("fetching from Є-data")
        READ = "read", _("reading the file")
        WRITE = "write", _("writing the import")
        UNDO = "undo", _("undoing the import")

    kind = CharField(_("kind"), max_length=10, choices=ImportBatch.Kind)
    program = models.ForeignKey(
        Program, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    new_program = models.JSONField(_("new programme"), default=dict, blank=True)
    file_name = CharField(_("file"), max_length=255)
    sha256 = CharField(_("SHA-256 of the file"), max_length=64)
    size = models.PositiveBigIntegerField(_("size, bytes"))
    key = CharField(max_length=32, unique=True, editable=False)
    asked = models.JSONField(_("what is fetched from Є-data"), default=dict, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    reading = models.JSONField(_("what was read"), null=True, blank=True)
    work = CharField(_("work under way"), max_length=10, choices=Work, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("work asked for by"),
    )
    refusal = models.JSONField(_("why it was not written"), default=list, blank=True)
    batch = models.ForeignKey(
        ImportBatch, models.SET_NULL, null=True, blank=True, related_name="uploads", verbose_name=_("import")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("brought by")
    )
    uploaded_at = models.DateTimeField(_("brought at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ImportUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("file to import")
        verbose_name_plural = _("files to import")
        ordering = ["-uploaded_at", "-pk"]
        permissions = [
            ("import_plan", _("Can import a plan into a draft edition")),
            ("import_money", _("Can import money into the ledger")),
        ]

    def __str__(self) -> str:
        return self.file_name
