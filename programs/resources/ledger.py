"""The ledger as a table. An import only adds: what stands already is recognised and skipped, never doubled."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult

from .. import modules
from ..models import Fund, FundingSource, LedgerEntry, Measure, Stage
from ..services.ledger import opposite_of, post_in_turn, refusals_in_turn
from ..services.likeness import Recorded, alike_to, counted_in, described, facts, same_number
from ..staff.columns import Amount, BroughtRow, Choice, Code, Column, Day, Known, PortalResource, Text, Whole
from ..texts import canonical, number_in

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
CONTENT_FIELDS: list[Any] = [LedgerEntry._meta.get_field(name) for name in CONTENT]
Content = tuple[Any, ...]


class LedgerResource(PortalResource):
    """Entries with the number that the journal gave them; a new entry has none."""

    title = gettext_lazy("Ledger")
    named_by = ("stage", "date", "document_number", "amount")

    entry = Column(gettext_lazy("Entry №"), "pk", Whole(), info=True)
    stage = Column(gettext_lazy("Stage"), "stage", Choice(Stage), needed=True, earlier="Стадія")
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
        self.asked: set[str] = set()  # the programmes whose measures are read
        self.stood: dict[Content, int] = {}  # how many such entries the journal had before this file
        self.counted: dict[Content, int] = defaultdict(int)  # how many such rows the file had so far
        self.numbered: dict[int, LedgerEntry] = {}
        self.rows: dict[int, int] = {}  # the row of the file that each entry comes from

    def look_up(self, rows: Sequence[BroughtRow]) -> None:
        """The measures, the entries that the rows name by number, and those that have their document numbers."""
        programs = {canonical(text) for text in self.texts(rows, "program")} - self.asked
        self.asked |= programs
        for measure in Measure.objects.filter(program__slug__in=programs).select_related("program"):
            self.measures[measure.program.slug, measure.code] = measure
        numbers = {number_in(text, 999_999_999) for text in self.texts(rows, "entry")} - {None}
        if numbers:
            self.numbered |= LedgerEntry.objects.in_bulk(numbers)
        documents = {canonical(text) for text in self.texts(rows, "document_number")}
        self.stood |= _standing_contents(documents)

    def texts(self, rows: Sequence[BroughtRow], name: str) -> set[str]:
        """What a column of the rows says, as texts."""
        return {Text().clean(row.get(self.fields[name].column_name)) for row in rows}

    def instance_for(self, row: Any) -> tuple[LedgerEntry, bool]:
        key = (self.value(row, "program"), self.value(row, "code"))
        measure = self.measures.get((canonical(key[0]), canonical(key[1])))
        if measure is None:
            sentence = _("The programme “%(program)s” has no measure with the code “%(code)s”.")
            raise ValidationError({"code": sentence % {"program": key[0], "code": key[1]}})
        for name in ("budget_year", "source", "date", "amount", "document_number"):
            self.value(row, name)
        return LedgerEntry(measure=measure, recorded_by=self.by), True

    def import_instance(self, instance: LedgerEntry, row: Any, **kwargs: Any) -> None:
        self.rows[id(instance)] = self.row_number
        super().import_instance(instance, row, **kwargs)
        instance.fund = instance.fund or Fund.GENERAL

    def skip_row(self, instance: LedgerEntry, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """An entry that stands already, told by its number or, without one, by its whole content."""
        if import_validation_errors:
            return False
        content = _content(instance)
        self.counted[content] += 1
        number = self.value(row, "entry")
        if number is not None:
            self._same_entry(number, content)
            instance.pk = number
            return True
        if self.counted[content] <= self.stood.get(content, 0):
            return True
        if self.value(row, "reverses") is not None:
            sentence = _("A reversal is not imported: open the entry and choose “Reverse”.")
            raise ValidationError({"reverses": sentence})
        return False

    def _same_entry(self, number: int, content: Content) -> None:
        found = self.numbered.get(number)
        if found is None:
            sentence = _("The ledger has no entry № %(number)s: clear this cell to record a new entry.")
            raise ValidationError({"entry": sentence % {"number": number}})
        pairs = zip(CONTENT, content, _content(found), strict=True)
        different = [self.column_of(name) for name, value, stands in pairs if value != stands]
        if different:
            sentence = _(
                "Entry № %(number)s stands in the ledger with another content (%(fields)s). An entry is never changed: "
                "reverse it, or clear this cell to record a new one."
            )
            raise ValidationError({"entry": sentence % {"number": number, "fields": ", ".join(different)}})

    def refusals(self, records: Sequence[LedgerEntry]) -> list[tuple[LedgerEntry, ValidationError]]:
        """Of the rows that are written: what may be money of the ledger is none of them before somebody says so."""
        doubtful = [(kind, entry) for kind, entry, _stand in self.doubts(records)]
        left_out = {id(entry) for kind, entry in doubtful if kind != "balance" and self.said(kind, entry) != "other"}
        written = [entry for entry in records if id(entry) not in left_out]
        counted = [entry for entry in written if self.said("balance", entry) != "other"]
        taken = [each for _entry, parts in counted_in(counted) for each in parts]
        opposites = [opposite_of(balance, date=balance.date, by=self.by, note="") for balance, _part in taken]
        for opposite, (_balance, part) in zip(opposites, taken, strict=True):
            opposite.amount = -part
        return refusals_in_turn(written, freed=opposites)

    def said(self, kind: str, entry: LedgerEntry) -> str:
        """What a person answered about a row."""
        return self.answers.get(f"{kind}_{self.rows[id(entry)]}", "")

    def is_the_same(self, entry: LedgerEntry) -> bool:
        """Whether a person said of a row that its money stands already, so that it is not written."""
        return "same" in {self.said(kind, entry) for kind in ("alike", "repeated", "payable")}

    def doubts(
        self, new: Sequence[LedgerEntry], *, among_rows: bool = True
    ) -> Iterator[tuple[str, LedgerEntry, list[Any]]]:
        """Rows that may be money of the ledger, of a row before them, or of a contract that waits for its payment, or
        that a sheet counted, with what stands or waits.
        """
        for number, documents in modules.payable_instead(new).items():
            yield "payable", new[number], documents
        yield from (("alike", entry, stand) for entry, stand in alike_to(new))
        earlier = Recorded()
        for entry in new if among_rows else ():
            [fact] = facts([entry])
            if before := earlier.alike(fact):
                yield "repeated", entry, [each for other in before for each in other.entries]
            earlier.add(fact)
        beside = [entry for entry in new if self.is_the_same(entry) or self.said("balance", entry) == "other"]
        for entry, parts in counted_in(new, beside=beside):
            yield "balance", entry, [balance for balance, _part in parts]

    def questions(self, results: Sequence[RowResult]) -> list[dict[str, Any]]:
        """Of each row that may be paid under a contract, may be money of the ledger or of a row before it, or that a
        monthly sheet counted.
        """
        same = [("same", _("the same: do not record it")), ("other", _("another: record it too"))]
        part = [("part", _("part of it: lower the balance")), ("other", _("not in it: record it beside"))]
        under = [
            ("same", _("the same: it is recorded at the contract, not here")),
            ("other", _("another: it is paid without a contract")),
        ]
        found = []
        for kind, entry, stand in self.doubts([result.instance for result in self.to_write(results)]):
            words = _("Such money stands in the ledger already: %(entries)s. Say whether it is the same or another.")
            if kind == "payable":
                words = _("A contract waits for such a payment: %(entries)s. Say whether it is the same or another.")
            elif kind == "balance":
                words = _("A monthly sheet counted money of this measure through a later day: %(entries)s.")
            elif kind == "repeated":
                words = _("The file says the same in row %(row)s: %%(entries)s. Say whether it is the same or another.")
                words %= {"row": ", ".join(str(self.rows[id(each)]) for each in stand)}
            choices = {"payable": under, "balance": part}.get(kind, same)
            found.append(_question(kind, self.rows[id(entry)], entry, stand, words, choices))
        return sorted(found, key=lambda each: each["row"])

    def write(self, results: Sequence[RowResult]) -> bool:
        """Write the rows that are no money of the ledger already, by the answers."""
        new = [result.instance for result in self.to_write(results)]
        entries = [entry for entry in new if not self.is_the_same(entry)]
        counted = [entry for entry in entries if self.said("balance", entry) == "part"]
        documents = {result.instance.document_number for result in results}

        def of_the_ledger() -> list[tuple[str, list[Any]]]:
            """What each row was asked about that is no row of the file itself, which nobody else changes."""
            doubts = self.doubts(new, among_rows=False)
            return [
                (kind, [each.key if kind == "payable" else each.pk for each in stand]) for kind, _row, stand in doubts
            ]

        before = of_the_ledger()
        balances = {pk for kind, about in before if kind == "balance" for pk in about}

        def moved() -> bool:
            """Whether the journal got, or has lost, an entry that the file speaks of or that it was asked about."""
            if _standing_contents(documents) != self.stood:
                return True
            return of_the_ledger() != before

        return post_in_turn(entries, moved=moved, counted=counted, balances=balances)


def _question(
    kind: str, row: int, new: LedgerEntry, stand: Sequence[Any], words: str, choices: list[tuple[str, str]]
) -> dict[str, Any]:
    waits = kind == "payable"
    page = "admin:programs_ledgerentry_change"
    entries = [] if waits else [each.pk for each in stand if each.pk]
    pages = [(_("entry № %s") % pk, reverse(page, args=[pk])) for pk in entries]
    pages += [(_("Pay: %s") % each.title, each.page) for each in stand if waits]
    return {
        "key": f"{kind}_{row}",
        "row": row,
        "new": described(new),
        "words": words % {"entries": "; ".join((modules.described if waits else described)(each) for each in stand)},
        "stands": pages,
        "choices": choices,
        # the day and the document too: most likely it is the same, and a file may have hundreds of such rows
        "suggested": "same" if kind == "alike" and any(_same_document(new, each) for each in stand) else "",
        "about": [each.key if waits else each.pk for each in stand],
    }


def _same_document(one: LedgerEntry, other: LedgerEntry) -> bool:
    return one.date == other.date and same_number(one, other)


def _content(entry: LedgerEntry) -> Content:
    """What tells an entry from others, in the form that the database keeps."""
    return tuple(field.to_python(getattr(entry, field.attname)) for field in CONTENT_FIELDS)


def _standing_contents(documents: Collection[str]) -> dict[Content, int]:
    """How often each content stands among the entries that have these document numbers."""
    return Counter(map(_content, LedgerEntry.objects.filter(document_number__in=documents).order_by()))
