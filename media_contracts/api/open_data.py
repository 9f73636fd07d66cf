"""The data set «Перелік укладених договорів» of resolution № 835: Contracts and AdditionalDocuments, a table per file.

The first row has the machine names of the official structure; the words and the identifiers are Ukrainian, as there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from programs.costly import room
from programs.default_day import default_day
from programs.reporting import Column, Kind, Row, Table, as_csv, as_xlsx
from programs.reporting.addresses import absolute
from programs.reporting.files import attachment
from programs.rest.public import public

from ..models import Act, Contract
from ..services import Terms, terms_of
from ..statement import act_money
from .parties import acceptance_of, changes_of, parties_at_signing

STATUSES = {
    Contract.State.SIGNED: "Чинний",
    Contract.State.IN_FORCE: "Чинний",
    Contract.State.COMPLETED: "Виконаний",
    Contract.State.TERMINATED: "Розірваний",
    Contract.State.CANCELLED: "Скасований",
}
DEPERSONALISED = "знеособлено"
CONTRACTS = (
    "id",
    "number",
    "dateSigned",
    "supplierName",
    "supplierID",
    "disposerName",
    "disposerID",
    "description",
    "periodStartDate",
    "periodEndDate",
    "valueAmount",
    "valueCurrency",
    "status",
    "url",
)
DOCUMENTS = ("id", "contractID", "number", "dateSigned", "type", "title", "description", "url")
Rows = list[tuple[Any, ...]]


class DataSet:
    """All public contracts with their terms, read once for either table."""

    def __init__(self, site: str) -> None:
        found = Contract.objects.published().select_related("customer", "supplier").order_by("date_signed", "pk")
        self.contracts = list(found)
        self.terms: dict[int, Terms] = terms_of(self.contracts, default_day())
        self.parties = parties_at_signing(self.contracts)
        self.site = site
        self.keys = _keys(self.contracts)

    def page(self, contract: Contract) -> str:
        return self.site + reverse("media_contracts:contract", args=[contract.pk])

    def rows_of_contracts(self) -> Rows:
        return [self._contract(contract, self.terms[contract.pk]) for contract in self.contracts]

    def _contract(self, contract: Contract, terms: Terms) -> tuple[Any, ...]:
        supplier, parties = contract.supplier, self.parties[contract.pk]
        return (
            self.keys[contract.pk],
            contract.number,
            f"{contract.date_signed:%Y-%m-%d}",
            parties.supplier,
            supplier.public_code if supplier.kind == supplier.Kind.LEGAL_ENTITY else DEPERSONALISED,
            parties.customer,
            contract.customer.edrpou,
            terms.subject,
            f"{contract.date_from:%Y-%m-%d}",
            f"{terms.date_to:%Y-%m-%d}",
            terms.amount,
            "UAH",
            STATUSES[Contract.State(contract.state)],
            self.page(contract),
        )

    def rows_of_documents(self) -> Rows:
        """The agreements and acts of each contract, in their order of signing."""
        acts = list(Act.objects.published().order_by("accepted_on", "pk"))
        money, accepted = act_money(acts), defaultdict[int, list[Act]](list)
        for act in acts:
            accepted[act.contract_id].append(act)
        found: Rows = []
        for contract in self.contracts:
            page, rows = self.page(contract), []
            for each in self.terms[contract.pk].agreements:
                words, where = "; ".join([each.reason, *changes_of(each, "сума")]), f"{page}#agreement-{each.pk}"
                document = self._document(contract, each.number, each.date_signed, "Додаткова угода", words, where)
                rows.append(document)
            for act in accepted[contract.pk]:
                words, where = acceptance_of(act, money[act.pk].amount), f"{page}#act-{act.pk}"
                rows.append(self._document(contract, act.number, act.accepted_on, "Акт", words, where))
            found += sorted(rows, key=lambda row: row[3])
        return found

    def _document(
        self, contract: Contract, number: str, signed: Any, kind: str, description: str, where: str
    ) -> tuple[Any, ...]:
        key = self.keys[contract.pk]
        title = f"{kind} № {number} до Договору № {contract.number}"
        # an agreement and an act may bear the same number: the kind keeps their identifiers apart
        name = f"{key}-{'ДУ' if kind != 'Акт' else kind}-{number}"
        return (name, key, number, f"{signed:%Y-%m-%d}", kind, title, description, where)


def _keys(contracts: Iterable[Contract]) -> dict[int, str]:
    """Year and number, as the structure wants it; of two alike the later one adds its own key, for good."""
    found: dict[int, str] = {}
    for contract in sorted(contracts, key=lambda each: each.pk):
        key = contract.identifier
        found[contract.pk] = f"{key}-{contract.pk}" if key in found.values() else key
    return found


# The files -----------------------------------------------------------------------------------------------------------

TABLES: dict[str, tuple[tuple[str, ...], Callable[[DataSet], Rows]]] = {
    "contracts": (CONTRACTS, DataSet.rows_of_contracts),
    "additional-documents": (DOCUMENTS, DataSet.rows_of_documents),
}


FORMATS: dict[str, Callable[[str, Table], bytes]] = {
    "csv": lambda name, table: as_csv.render(table, for_programs=True),
    "xlsx": as_xlsx.render_list,
}
# The columns that are not plain text; dates are texts of the form that the structure prescribes.
KINDS = {"valueAmount": Kind.MONEY, "supplierID": Kind.CODE, "disposerID": Kind.CODE, "url": Kind.ADDRESS}


@public
def table(request: HttpRequest, name: str, extension: str) -> HttpResponseBase:
    """One table of the data set in one format."""
    if name not in TABLES or extension not in FORMATS:
        raise Http404
    heading, rows = TABLES[name]
    columns = [Column(key, key, KINDS.get(key, Kind.TEXT)) for key in heading]
    with room():
        found = [Row(dict(zip(heading, row, strict=True))) for row in rows(DataSet(absolute("", request)))]
        content = FORMATS[extension](name, Table(name, "", columns, found))
    return attachment(content, f"{name}.{extension}")
