"""What a reader should know of the contracts: thresholds near and passed, money and time that run out, leave taken."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.reporting import Column, Row, Table
from programs.statement import Statement
from programs.words import money_text

from ..models import Contract, ContractEvent, WarningOverride
from ..statement import code_years, standing_on
from .contracts import contracts_of


class ContractWarnings:
    """Warnings that stand at the end of the period and those that were passed in it, each with its reason."""

    key = "contract-warnings"
    title = gettext_lazy("Contracts: thresholds and warnings")

    def table(self, statement: Statement) -> Table:
        contracts = list(contracts_of(statement))
        rows: list[Row] = []
        if contracts:
            rows = [
                *self.thresholds(statement, contracts),
                *self.running_out(statement, contracts),
                *self.passed(statement),
            ]
        return Table(
            key=self.key,
            caption=_(
                "Purchases without the electronic system against the threshold, contracts that run out, and "
                "warnings passed with a reason."
            ),
            columns=[
                Column("about", _("About"), width=2.4, heads=True),
                Column("warning", _("Warning"), width=5),
                Column("reason", _("Reason why it was passed"), width=4),
            ],
            rows=rows,
        )

    @staticmethod
    def thresholds(statement: Statement, contracts: list[Contract]) -> list[Row]:
        """Subjects of direct purchases near or over the threshold, of customers that the programme's contracts name."""
        subjects = {(contract.customer_id, contract.cpv) for contract in contracts}
        found = []
        for row in code_years(statement.period.end):
            known = any(customer == row.customer_id and code.startswith(row.code) for customer, code in subjects)
            if not known or row.limit is None or row.year not in statement.since_new_year.budget_years:
                continue
            if not (row.is_near or row.is_over):
                continue
            words = _("reached") if row.is_over else _("near")
            values = {
                "year": row.year,
                "amount": money_text(row.amount),
                "limit": money_text(row.limit.amount),
                "words": words,
            }
            sentence = _("%(year)s: direct purchases of %(amount)s against the threshold of %(limit)s – %(words)s.")
            found.append(
                Row(
                    {
                        "about": _("ДК 021:2015 %(code)s") % {"code": row.code},
                        "warning": sentence % values,
                        "reason": "",
                    }
                )
            )
        return found

    @staticmethod
    def running_out(statement: Statement, contracts: list[Contract]) -> list[Row]:
        on = statement.period.end
        open_then = [row for row in contracts if row.ended_on is None or row.ended_on > on]
        return [
            _row(standing.contract, notice.sentence, "")
            for standing in standing_on(open_then, on)
            for notice in standing.notices
        ]

    @staticmethod
    def passed(statement: Statement) -> list[Row]:
        """Leave that a person took, dated by the step that it was taken for, which was recorded right after it.

        Of a purchase corrected after signing no step follows: its leave counts from the day on which it was taken.
        """
        steps = ContractEvent.objects.filter(
            contract=OuterRef("contract"), action=OuterRef("action"), at__gte=OuterRef("at")
        )
        overrides = (
            WarningOverride.objects.filter(contract__measure__program=statement.program)
            .select_related("contract")
            .order_by("pk")
        )
        dated = overrides.annotate(step=Coalesce(Subquery(steps.order_by("pk").values("date")[:1]), TruncDate("at")))
        standing = dated.exclude(contract__ended_on__lt=statement.period.start)
        return [_row(row.contract, row.sentence, row.reason) for row in standing.filter(step__lte=statement.period.end)]


def _row(contract: Contract, warning: str, reason: str) -> Row:
    about = _("№ %(number)s of %(date)s") % {"number": contract.number, "date": f"{contract.date_signed:%d.%m.%Y}"}
    cells: dict[str, Any] = {"about": about, "warning": warning, "reason": reason}
    return Row(cells, link=reverse("media_contracts:contract", args=[contract.pk]))
