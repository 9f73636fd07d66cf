"""Contracts and suppliers of the programme with their money at the end of the period."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.reporting import Column, Kind, Level, Row, Table
from programs.statement import Statement

from ..models import Contract, ContractEvent
from ..statement import RegisterLine, register_on, sums_of, supplier_totals


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
        rows = [self.row(line, line.contract.pk in in_force, statement) for line in lines]
        total = sums_of(lines)
        money = {"value": total.value, "committed": total.committed, "accepted": total.accepted, "paid": total.paid}
        rows.append(Row({"contract": _("Grand total"), **money}, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_("Contracts of the programme with their money as of %(date)s, UAH.") % {"date": f"{on:%d.%m.%Y}"},
            columns=[
                Column("contract", _("Contract"), width=2.2, heads=True),
                Column("supplier", _("Supplier"), width=3),
                Column("subject", _("Subject"), width=3.6),
                Column("state", _("State"), width=1.6),
                Column("end", _("Ends on"), Kind.DATE, width=1.6),
                *money_columns(),
            ],
            rows=rows,
            notes=[_("The money is that of the ledger since the signing of each contract.")],
        )

    @staticmethod
    def row(line: RegisterLine, in_force: bool, statement: Statement) -> Row:
        contract, on = line.contract, statement.period.end
        state = Contract.State.IN_FORCE if in_force else Contract.State.SIGNED
        if contract.ended_on and contract.ended_on <= on:
            state = Contract.State(contract.state)
        cells: dict[str, Any] = {
            "contract": _("№ %(number)s of %(date)s")
            % {"number": contract.number, "date": f"{contract.date_signed:%d.%m.%Y}"},
            "supplier": contract.supplier.public_name,
            "subject": contract.subject,
            "state": str(state.label),
            "end": line.last_day,
            "value": line.money.value,
            "committed": line.money.committed,
            "accepted": line.money.accepted,
            "paid": line.money.paid,
        }
        return Row(cells, link=reverse("media_contracts:contract", args=[contract.pk]))


class Suppliers:
    """Who was paid under how many contracts."""

    key = "suppliers"
    title = gettext_lazy("Suppliers")

    def table(self, statement: Statement) -> Table:
        contracts, on = list(contracts_of(statement)), statement.period.end
        if not contracts:
            return Table(self.key, "", [], [])
        totals = supplier_totals(contracts, on)
        rows = [
            Row(
                {
                    "supplier": total.supplier.public_name,
                    "code": total.supplier.public_code or "—",
                    "contracts": total.contracts,
                    "value": total.value,
                    "committed": total.committed,
                    "accepted": total.accepted,
                    "paid": total.paid,
                }
            )
            for total in totals
        ]
        if rows:
            sums: dict[str, Any] = {
                key: sum(getattr(total, key) for total in totals)
                for key in ("contracts", "value", "committed", "accepted", "paid")
            }
            rows.append(Row({"supplier": _("Grand total"), **sums}, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_("Suppliers of the programme as of %(date)s, UAH.") % {"date": f"{on:%d.%m.%Y}"},
            columns=[
                Column("supplier", _("Supplier"), width=4, heads=True),
                Column("code", _("ЄДРПОУ"), width=1.6),
                Column("contracts", _("Contracts"), Kind.NUMBER, width=1.2),
                *money_columns(),
            ],
            rows=rows,
        )
