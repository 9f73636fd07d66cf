"""The form of a measure in an edition: wording, money and the yearly amounts of every source as one small table."""

import json
from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..finance import ZERO, kopiiky
from ..models import Allocation, Edition, Funding, FundingSource, Measure, MeasureRow, MoneySum, TaskRow
from ..staff.forms import MoneyField, NamedRowForm, measure_name, named
from ..texts import number_in
from ..words import amount_text


class MeasureRowForm(NamedRowForm):
    """A measure with its amounts; an empty cell is «not foreseen», 0 is a planned zero."""

    edition: Edition
    identity = "measure"

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
            task.queryset = TaskRow.objects.of(self.edition).select_related("task")
            named_shortly: Any = task
            named_shortly.label_from_instance = lambda row: f"{row.number} {row.name}"
            task.empty_label = _("Choose a task")
        if "predecessors" in self.fields:
            self._offer_predecessors()
        self.sources = list(FundingSource.objects.all())
        self.amount_fields: dict[str, tuple[FundingSource, int]] = {}
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

    @cached_property
    def amount_rows(self) -> dict[str, list[tuple[FundingSource, list[Any]]]]:
        """The inputs of each source year by year: those with money here, and the others, which wait folded."""
        used = {self.instance.source_id} | self.stored_sources
        if self.is_bound:
            used.add(number_in(self.data.get("source", "")))
        used |= {source.pk for name, (source, _year) in self.amount_fields.items() if self.data.get(name)}
        rows: dict[str, list[tuple[FundingSource, list[Any]]]] = {"open": [], "folded": []}
        for source in self.sources:
            cells = [self[name] for name, (of, _year) in self.amount_fields.items() if of == source]
            rows["open" if source.pk in used else "folded"].append((source, cells))
        return rows if rows["open"] else {"open": rows["folded"], "folded": []}

    @property
    def amount_errors(self) -> list[tuple[str, list[str]]]:
        return [
            (str(self[name].label), [str(error) for error in self[name].errors])
            for name in self.amount_fields
            if self[name].errors
        ]

    def own_amounts(self) -> dict[int, Decimal]:
        """This measure's yearly sums as the form stands, typed or stored."""
        sums: dict[int, Decimal] = defaultdict(Decimal)
        values = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else self.initial
        for name, (_source, year) in self.amount_fields.items():
            sums[year] += values.get(name) or ZERO
        return sums

    @property
    def totals(self) -> dict[str, Any]:
        """The sums beside the form: what the plan holds with this measure as it stands, beside the passport."""
        others = _rest_of_the_plan(self.edition, without=self.instance if self.instance.pk else None)
        stored = dict(self.edition.passport_totals.values_list("year", "amount"))
        own, passport = self.own_amounts(), {year: stored.get(year, ZERO) for year in self.years}
        task = self["task_row"].value() if "task_row" in self.fields else self.instance.task_row_id
        in_task = others.get(number_in(str(task or "")) or 0, {})
        plan = {year: sum((years.get(year, ZERO) for years in others.values()), own[year]) for year in self.years}
        difference = {year: plan[year] - passport[year] for year in self.years}
        unread = {year for name, (_source, year) in self.amount_fields.items() if self.is_bound and name in self.errors}
        lines = [
            ("measure", _("This measure"), {year: own[year] for year in self.years}),
            ("task", _("Its task"), {year: in_task.get(year, ZERO) + own[year] for year in self.years}),
            ("plan", _("The whole programme"), plan),
            ("passport", _("The passport"), passport),
            ("difference", _("Difference (measures − passport)"), difference),
        ]
        # with a place for its years, for the script that fills them in while one types
        warning = _(
            "Above the passport: %(years)s. Such an edition is adopted only with a changed passport or with the head’s "
            "recorded override."
        )
        over = [
            _("%(year)s – %(amount)s UAH") % {"year": year, "amount": amount_text(amount)}
            for year, amount in difference.items()
            if amount > 0
        ]
        return {
            "lines": [
                (key, label, self._line(years, set() if key == "passport" else unread)) for key, label, years in lines
            ],
            "for_script": _kopiikas(others, passport),
            "balanced": not unread and not any(difference.values()),
            "warning": warning,
            "over": warning % {"years": "; ".join(over)} if over else "",
        }

    @staticmethod
    def _line(years: dict[int, Decimal], unread: set[int]) -> list[tuple[str, Decimal | None]]:
        """The cells of a line under the year or «total»; None where an amount that belongs there cannot be read."""
        cells = [(str(year), None if year in unread else kopiiky(amount)) for year, amount in years.items()]
        return [*cells, ("total", None if unread else kopiiky(sum(years.values(), ZERO)))]

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

    def changed_amounts(self) -> dict[tuple[FundingSource, int], Decimal | None]:
        """The amounts that differ from what stands, with None for one that was emptied."""
        return {of: self.cleaned_data[name] for name, of in self.amount_fields.items() if name in self.changed_data}


def _rest_of_the_plan(edition: Edition, without: MeasureRow | None) -> dict[int, dict[int, Decimal]]:
    """What the plan holds without the measure that is being edited, by task and year."""
    rows = Allocation.objects.of(edition).exclude(measure_row=without.pk if without else None).order_by()
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for task, year, amount in rows.values_list("measure_row__task_row", "year").annotate(MoneySum("amount")):
        found[task][year] = amount
    return found


def _kopiikas(others: dict[int, dict[int, Decimal]], passport: dict[int, Decimal]) -> str:
    """The same figures for the script that follows the typing."""
    whole = {task: {year: int(amount * 100) for year, amount in years.items()} for task, years in others.items()}
    return json.dumps({"others": whole, "passport": {year: int(amount * 100) for year, amount in passport.items()}})
