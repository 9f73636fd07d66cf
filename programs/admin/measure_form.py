"""The form of a measure in an edition: wording, money and the yearly amounts of every source as one small table."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..finance import ZERO
from ..models import Edition, Funding, FundingSource, Measure, TaskRow
from ..staff.forms import MoneyField, PlanRowForm, measure_name, named
from ..staff.lists import key_in
from ..words import amount_text
from .plan_totals import Line, PlanTotals

Cell = tuple[FundingSource, int]


@dataclass(frozen=True)
class AmountRow:
    """One source's line of the table: its inputs year by year."""

    source: FundingSource
    cells: list[Any]
    in_use: bool


class MeasureRowForm(PlanRowForm):
    """A measure with its amounts; an empty cell is «not foreseen», 0 is a planned zero."""

    edition: Edition

    class Meta:
        widgets = {
            "title": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "results": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "funding": forms.RadioSelect,
            "predecessors": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.edition_id is None:
            self.instance.edition = self.edition
            self.initial.setdefault("order", self.edition.measure_rows.count() + 1)
        task = self.fields.get("task_row")
        if isinstance(task, forms.ModelChoiceField):
            task.queryset = TaskRow.objects.of(self.edition)
            task.empty_label = _("Choose a task")
        if "predecessors" in self.fields:
            self._offer_predecessors()
        self.sources = list(FundingSource.objects.all())
        self.amount_fields: dict[str, Cell] = {}
        self._add_amounts()

    def _offer_predecessors(self) -> None:
        """The programme's other measures by number and title, ticked where this one continues them."""
        field: Any = self.fields["predecessors"]
        others = Measure.objects.filter(program=self.edition.program).exclude(pk=self.instance.measure_id)
        field.queryset = named(others)
        field.label_from_instance = measure_name

    def _add_amounts(self) -> None:
        """One field for each source and year of the programme's term."""
        stored = {}
        if self.instance.pk:
            stored = {(row.source_id, row.year): row.amount for row in self.instance.allocations.all()}
        self.stored_sources = {source for source, _year in stored}
        for source in self.sources:
            for year in self.edition.program.years:
                name = f"amount_{source.pk}_{year}"
                label = _("%(source)s, %(year)s, UAH") % {"source": source, "year": year}
                self.fields[name] = MoneyField(required=False, min_value=ZERO, label=label)
                self.fields[name].year = year  # type: ignore[attr-defined]
                self.fields[name].widget.attrs |= {"data-year": year, "aria-label": label}
                self.initial[name] = stored.get((source.pk, year))
                self.amount_fields[name] = (source, year)

    # What the template shows ---------------------------------------------------------------------

    @property
    def years(self) -> list[int]:
        return list(self.edition.program.years)

    @property
    def amount_rows(self) -> list[AmountRow]:
        """The sources with money here first; the others wait folded."""
        named = {self.instance.source_id} | self.stored_sources
        if self.is_bound:
            named.add(key_in(self.data.get("source", "")))
        typed = {source.pk for name, (source, _year) in self.amount_fields.items() if self.data.get(name)}
        rows = [
            AmountRow(
                source,
                [self[name] for name, (of, _year) in self.amount_fields.items() if of == source],
                source.pk in named | typed or len(self.sources) == 1,
            )
            for source in self.sources
        ]
        if not any(row.in_use for row in rows):
            rows = [AmountRow(row.source, row.cells, True) for row in rows]
        return sorted(rows, key=lambda row: not row.in_use)

    @property
    def folded_rows(self) -> list[AmountRow]:
        return [row for row in self.amount_rows if not row.in_use]

    @property
    def open_rows(self) -> list[AmountRow]:
        return [row for row in self.amount_rows if row.in_use]

    @property
    def amount_errors(self) -> list[tuple[str, list[str]]]:
        return [
            (str(self[name].label), [str(error) for error in self[name].errors])
            for name in self.amount_fields
            if self[name].errors
        ]

    def plan_totals(self) -> PlanTotals:
        return PlanTotals.of(self.edition, without=self.instance if self.instance.pk else None)

    def own_amounts(self) -> dict[int, Decimal]:
        """This measure's yearly sums as the form stands, typed or stored."""
        sums: dict[int, Decimal] = defaultdict(Decimal)
        for name, (_source, year) in self.amount_fields.items():
            value = (
                self.cleaned_data.get(name) if self.is_bound and hasattr(self, "cleaned_data") else self.initial[name]
            )
            sums[year] += value or ZERO
        return sums

    @property
    def totals(self) -> "PanelOfTotals":
        task = self["task_row"].value() if "task_row" in self.fields else self.instance.task_row_id
        plan = self.plan_totals()
        return PanelOfTotals(self.years, plan.lines(self.own_amounts(), int(task) if task else None), plan.for_script())

    # What is typed -------------------------------------------------------------------------------

    def _get_validation_exclusions(self) -> set[str]:
        """Both were just chosen from lists of ours, and ``clean`` says what does not go together."""
        return super()._get_validation_exclusions() | {"task_row", "source"}  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        funding, source = cleaned.get("funding"), cleaned.get("source")
        typed = [name for name in self.amount_fields if cleaned.get(name) is not None]
        if funding and funding != Funding.FUNDED and typed:
            self.add_error(
                "funding",
                _("The measure has yearly amounts: take them away, or leave it funded."),
            )
        if funding == Funding.NOT_REQUIRED and source:
            self.add_error("source", _("A measure that needs no funding cannot name a funding source."))
        if funding and funding != Funding.NOT_REQUIRED and not source and "source" not in self.errors:
            self.add_error("source", _("Choose the funding source, or say that the measure needs no funding."))
        return cleaned

    def changed_amounts(self) -> dict[Cell, Decimal | None]:
        """The cells that differ from what stands, with None for one that was emptied."""
        return {cell: self.cleaned_data[name] for name, cell in self.amount_fields.items() if name in self.changed_data}


@dataclass(frozen=True)
class PanelOfTotals:
    """The sums beside the form: what the plan holds with this measure as it stands."""

    years: list[int]
    lines: list[Line]
    for_script: str

    @property
    def over(self) -> str:
        """The years in which the plan exceeds the passport, with what that asks for; nothing where it fits."""
        cells = next(line.cells for line in self.lines if line.key == "difference")
        years = [(year, amount) for year, amount in cells if year != "total" and amount > 0]
        if not years:
            return ""
        listed = "; ".join(_("%(year)s – %(amount)s UAH") % {"year": y, "amount": amount_text(a)} for y, a in years)
        return self.over_words % {"years": listed}

    @property
    def over_words(self) -> str:
        """The warning with a place for its years, for the script that fills them in while one types."""
        return _(
            "Above the passport: %(years)s. Such an edition is adopted only with a changed passport or with the head’s "
            "recorded override."
        )

    @property
    def balanced(self) -> bool:
        return not any(amount for line in self.lines if line.key == "difference" for _year, amount in line.cells)
