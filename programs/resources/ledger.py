"""The ledger as a table. An import only adds: what stands already is recognised and skipped, never doubled."""

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..models import Fund, FundingSource, LedgerEntry, Measure, Stage
from ..staff.columns import Amount, Choice, Code, Column, Day, Known, PortalResource, Whole

CONTENT = (
    "stage",
    "measure",
    "budget_year",
    "source",
    "fund",
    "date",
    "amount",
    "document_number",
    "kekv",
    "kpkvk",
    "counterparty",
)
Content = tuple[Any, ...]


class LedgerResource(PortalResource):
    """Entries with the number that the journal gave them; a new entry has none."""

    title = gettext_lazy("Ledger")
    named_by = ("stage", "date", "document_number", "amount")

    entry = Column(gettext_lazy("Entry №"), "pk", Whole(), info=True)
    stage = Column(gettext_lazy("Stage"), "stage", Choice(Stage), needed=True)
    date = Column(gettext_lazy("Date"), "date", Day(), needed=True)
    program = Column(gettext_lazy("Programme (address)"), "measure__program__slug", needed=True, info=True)
    code = Column(gettext_lazy("Measure code"), "measure__code", needed=True, info=True)
    budget_year = Column(gettext_lazy("Budget year"), "budget_year", Whole(), needed=True)
    source = Column(
        gettext_lazy("Funding source"), "source", Known(FundingSource.objects.all, "name", "code"), needed=True
    )
    fund = Column(gettext_lazy("Fund"), "fund", Choice(Fund))
    amount = Column(gettext_lazy("Amount, UAH"), "amount", Amount(), needed=True)
    document_number = Column(gettext_lazy("Document №"), "document_number", needed=True)
    kekv = Column(gettext_lazy("КЕКВ"), "kekv", Code())
    kpkvk = Column(gettext_lazy("КПКВК"), "kpkvk", Code())
    counterparty = Column(gettext_lazy("Counterparty"), "counterparty")
    note = Column(gettext_lazy("Note"), "note")
    reverses = Column(gettext_lazy("Reverses entry №"), "reverses_id", Whole(), info=True)

    class Meta:
        model = LedgerEntry

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.measures: dict[tuple[str, str], Measure] = {}
        self.stood: dict[Content, int] = {}  # how many such entries the journal had before this file
        self.counted: dict[Content, int] = defaultdict(int)  # how many such rows the file had so far

    def instance_for(self, row: Any) -> tuple[LedgerEntry, bool]:
        key = (self.value(row, "program"), self.value(row, "code"))
        if key not in self.measures:
            measures = Measure.objects.select_related("program")
            try:
                self.measures[key] = measures.get(program__slug=key[0], code=key[1])
            except Measure.DoesNotExist as error:
                sentence = _("The programme “%(program)s” has no measure with the code “%(code)s”.")
                raise ValidationError({"code": sentence % {"program": key[0], "code": key[1]}}) from error
        for name in ("budget_year", "source", "date", "amount", "document_number"):
            self.value(row, name)
        return LedgerEntry(measure=self.measures[key], recorded_by=self.by), True

    def import_instance(self, instance: LedgerEntry, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        instance.fund = instance.fund or Fund.GENERAL

    def skip_row(self, instance: LedgerEntry, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """An entry that stands already, told by its number or, without one, by its whole content."""
        if import_validation_errors:
            return False
        content = tuple(getattr(instance, name) for name in CONTENT)
        if content not in self.stood:
            self.stood[content] = LedgerEntry.objects.filter(**dict(zip(CONTENT, content, strict=True))).count()
        self.counted[content] += 1
        number = self.value(row, "entry")
        if number is not None:
            self._same_entry(number, content)
            instance.pk = number
            return True
        if self.counted[content] <= self.stood[content]:
            return True
        if self.value(row, "reverses") is not None:
            sentence = _("A reversal is not imported: open the entry and choose “Reverse”.")
            raise ValidationError({"reverses": sentence})
        return False

    def _same_entry(self, number: int, content: Content) -> None:
        found = LedgerEntry.objects.filter(pk=number).first()
        if found is None:
            sentence = _("The ledger has no entry № %(number)s: clear this cell to record a new entry.")
            raise ValidationError({"entry": sentence % {"number": number}})
        different = [
            self.column_of(name) for name, value in zip(CONTENT, content, strict=True) if getattr(found, name) != value
        ]
        if different:
            sentence = _(
                "Entry № %(number)s stands in the ledger with another content (%(fields)s). An entry is never changed: "
                "reverse it, or clear this cell to record a new one."
            )
            raise ValidationError({"entry": sentence % {"number": number, "fields": ", ".join(different)}})

    def save_instance(self, instance: LedgerEntry, is_create: bool, row: Any, **kwargs: Any) -> None:
        content = {name: getattr(instance, name) for name in CONTENT}
        services.post_entry(by=self.by, note=instance.note, **content)
