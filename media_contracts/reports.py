"""The contracts' sections of an execution report: contracts, publications by outlet, suppliers, warnings."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.finance import ZERO
from programs.models import LedgerEntry, Program, Stage
from programs.period import Period
from programs.registers import bridge, paid_without_contract
from programs.reporting import Column, Kind, Level, Row, Table
from programs.statement import Statement
from programs.words import date_text, money_text

from .models import Contract, ContractEvent, Publication, WarningOverride
from .statement import ContractMoney, code_years, outlet_shares, register_on, standing_on, supplier_totals


def contracts_of(statement: Statement) -> Any:
    """The contracts that the period touched: signed by its end, and not ended before it began."""
    signed = Contract.objects.of_program(statement.program).filter(date_signed__lte=statement.period.end)
    contracts = signed.exclude(ended_on__lt=statement.period.start)
    return contracts.select_related("supplier", "customer", "measure__program").order_by("date_signed", "pk")


def money_columns() -> list[Column]:
    return [
        Column("value", _("Amount with agreements"), Kind.MONEY, width=1.8),
        Column("committed", _("Commitments"), Kind.MONEY, width=1.8),
        Column("accepted", _("Accepted by acts"), Kind.MONEY, width=1.8),
        Column("paid", _("Paid"), Kind.MONEY, width=1.8),
    ]


def paid_beside(statement: Statement, total: ContractMoney, *, heads: str) -> list[Row]:
    """From what was paid under the contracts of a section to all that the programme paid since it began."""
    program = statement.program
    paid = LedgerEntry.objects.filter(measure__program=program, stage=Stage.PAID).up_to(statement.period.end)
    words = {
        "others": _("Other contracts, which ended before the period"),
        "together": _("Paid in all since the programme began"),
    }
    across = bridge(paid, total.paid, link=paid_without_contract(program=program.slug))
    return across.rows(heads=heads, amount="paid", words=words)


def accepted_beside(program: Program, period: Period, here: Decimal, *, amount: str) -> list[Row]:
    """From what acts accepted of the outlets to all that was accepted in a period."""
    entries = LedgerEntry.objects.filter(measure__program=program, stage=Stage.ACCEPTED)
    words = {"others": _("Acts that concern no outlet"), "together": _("Accepted in all")}
    across = bridge(entries.between(period.start, period.end), here)
    return across.rows(heads="outlet", amount=amount, words=words)


class Contracts:
    """Part 5 of the usual form: contracts with their stages of money as of the last day of the period."""

    key = "contracts"
    title = gettext_lazy("Contracts")

    def table(self, statement: Statement) -> Table:
        on = statement.period.end
        lines = register_on(contracts_of(statement), on)
        if not lines:
            return Table(self.key, "", [], [])
        brought = ContractEvent.objects.filter(action=ContractEvent.Action.BRING_INTO_FORCE, date__lte=on)
        in_force = set(
            brought.filter(contract__in=[line.contract.pk for line in lines]).values_list("contract", flat=True)
        )
        rows = []
        for line in lines:
            contract = line.contract
            state = Contract.State.IN_FORCE if contract.pk in in_force else Contract.State.SIGNED
            if contract.ended_on and contract.ended_on <= on:
                state = Contract.State(contract.state)
            cells: dict[str, Any] = {
                "contract": contract.name,
                "supplier": contract.supplier.name_on_paper,
                "subject": contract.subject,
                "state": str(state.label),
                "end": line.last_day,
                **line.money.cells,
            }
            rows.append(Row(cells, link=reverse("media_contracts:contract", args=[contract.pk])))
        total = ContractMoney.together(line.money for line in lines)
        rows.append(Row({"contract": _("Grand total"), **total.cells}, Level.TOTAL))
        rows += paid_beside(statement, total, heads="contract")
        return Table(
            key=self.key,
            caption=_("Contracts of the programme with their money as of %(date)s, UAH.") % {"date": date_text(on)},
            columns=[
                Column("contract", _("Contract"), width=2.4, heads=True),
                Column("supplier", _("Supplier"), width=3),
                Column("subject", _("Subject"), width=5),
                Column("state", _("State"), width=1.6),
                Column("end", _("Ends on"), Kind.DATE, width=1.6),
                *money_columns(),
            ],
            rows=rows,
            notes=[_("The money is that of the ledger since the signing of each contract.")],
        )


class Suppliers:
    """Who was paid under how many contracts."""

    key = "suppliers"
    title = gettext_lazy("Suppliers")
    on_paper = False

    def table(self, statement: Statement) -> Table:
        contracts, on = list(contracts_of(statement)), statement.period.end
        if not contracts:
            return Table(self.key, "", [], [])
        totals = supplier_totals(contracts, on)
        rows = []
        for supplier, money in totals.items():
            cells: dict[str, Any] = {"supplier": supplier.name_on_paper, "code": supplier.public_code or "—"}
            rows.append(Row({**cells, "contracts": len(money), **ContractMoney.together(money).cells}))
        everything = ContractMoney.together(row for money in totals.values() for row in money)
        total: dict[str, Any] = {"supplier": _("Grand total"), "contracts": len(contracts)}
        rows.append(Row({**total, **everything.cells}, Level.TOTAL))
        rows += paid_beside(statement, everything, heads="supplier")
        return Table(
            key=self.key,
            caption=_("Suppliers of the programme as of %(date)s, UAH.") % {"date": date_text(on)},
            columns=[
                Column("supplier", _("Supplier"), width=4, heads=True),
                Column("code", _("ЄДРПОУ"), width=1.6),
                Column("contracts", _("Contracts"), Kind.NUMBER, width=1.2),
                *money_columns(),
            ],
            rows=rows,
        )


class PublicationsByOutlet:
    """Pieces by outlet and topic, and the money that acts of the period accepted."""

    key = "publications"
    title = gettext_lazy("Publications by outlet")
    on_paper = False

    def table(self, statement: Statement) -> Table:
        program, period = statement.program, statement.period
        shares = outlet_shares(program, period)
        pieces = Publication.objects.of_program(program).filter(date__range=(period.start, period.end)).order_by()
        grouped = pieces.values_list("outlet", "kind").annotate(Count("pk"))
        counts = Counter({(outlet, kind): count for outlet, kind, count in grouped})
        topics = list(Publication.Kind)
        rows = []
        for share in shares:
            cells: dict[str, Any] = {
                "outlet": share.outlet.name,
                **{topic.value: counts[share.outlet.pk, topic.value] for topic in topics},
                "publications": share.publications,
                "accepted": share.amount,
            }
            rows.append(Row(cells, link=reverse("media_contracts:outlet", args=[share.outlet.slug])))
        if rows:
            of_topic = {topic.value: sum(counts[share.outlet.pk, topic.value] for share in shares) for topic in topics}
            accepted = sum((share.amount for share in shares), ZERO)
            total: dict[str, Any] = {
                "outlet": _("Grand total"),
                **of_topic,
                "publications": sum(share.publications for share in shares),
                "accepted": accepted,
            }
            rows.append(Row(total, Level.TOTAL))
            rows += accepted_beside(program, period, accepted, amount="accepted")
        return Table(
            key=self.key,
            caption=_("Publications of the outlets by topic, %(dates)s; money in UAH.") % {"dates": period.dates},
            columns=[
                Column("outlet", _("Media outlet"), width=3.4, heads=True),
                *(
                    Column(topic.value, capfirst(str(topic.label)), Kind.NUMBER, _("Topics"), width=1.6)
                    for topic in topics
                ),
                Column("publications", _("Publications"), Kind.NUMBER, width=1.5),
                Column("accepted", _("Accepted by acts of the period"), Kind.MONEY, width=2),
            ],
            rows=rows,
        )


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
            values = {
                "year": row.year,
                "amount": money_text(row.amount),
                "limit": money_text(row.limit.amount),
                "words": _("reached") if row.is_over else _("near"),
            }
            sentence = _("%(year)s: direct purchases of %(amount)s against the threshold of %(limit)s – %(words)s.")
            about = _("ДК 021:2015 %(code)s") % {"code": row.code}
            found.append(Row({"about": about, "warning": sentence % values, "reason": ""}))
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
        """Overrides that a person recorded, each dated by the step that it was for, which was recorded right after it.

        Of a purchase corrected after signing no step follows: its override counts from the day on which it was made.
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
    cells: dict[str, Any] = {"about": contract.name, "warning": warning, "reason": reason}
    return Row(cells, link=reverse("media_contracts:contract", args=[contract.pk]))
