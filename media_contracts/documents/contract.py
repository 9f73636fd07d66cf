"""The contract (договір): preamble, the clauses of section VII, requisites, and the specification as its annex."""

import re
from collections.abc import Iterable
from datetime import date as Date
from datetime import datetime
from typing import Any

from django.utils import translation

from programs.models import BudgetKey, BudgetRow
from programs.reporting.papers import Annex, Column, Grid, Part, SignedPaper, amount_and_words, file_name, long_date
from programs.words import official_amount

from ..models import ClauseKind, Contract, ContractKind, MediaOutlet
from ..services import Terms, filled_clauses, parties_of, signing_of, terms_on, vat_words
from .parties import contract_words, goods_table, iso, open_line, open_parties, sides

SUBJECTS: dict[ContractKind, tuple[str, ...]] = {
    ContractKind.COVERAGE_PRINT: (
        "про надання послуг з висвітлення діяльності",
        "у друкованому засобі масової інформації",
    ),
    ContractKind.COVERAGE_ONLINE: ("про надання послуг з висвітлення діяльності", "в інтернет-виданні"),
    ContractKind.PRINTING: ("про надання поліграфічних послуг",),
    ContractKind.SITE_SUPPORT: ("про надання послуг із супроводу вебсайту",),
    ContractKind.TRAINING: ("про надання послуг з організації навчання",),
    ContractKind.OTHER: ("про надання послуг",),
}
_ITEM = re.compile(r"^(\d+\.)(?=\s)")


def contract_paper(contract: Contract) -> SignedPaper:
    """The contract as first signed; its agreements are documents of their own."""
    with translation.override("uk"):
        customer, supplier = parties_of(contract)
        terms = terms_on(contract, Date.min)
        clauses = filled_clauses(contract)
        parts = numbered(
            [(clause.title, text) for clause, text in clauses if clause.clause != ClauseKind.PARTIES],
        )
        both = sides(customer, supplier)
        name = f"Договір {contract_words(contract)}"
        return SignedPaper(
            data_name="contract.json",
            file_stem=file_name("dohovir", contract.number, iso(contract.date_signed) or "proekt"),
            name=name,
            heading=f"ДОГОВІР № {contract.number}",
            subheading=[*SUBJECTS[ContractKind(contract.kind)]],
            place=customer.place,
            day=long_date(contract.date_signed),
            preamble=[text for clause, text in clauses if clause.clause == ClauseKind.PARTIES],
            parts=parts,
            closing=f"{len(parts) + 1}. Реквізити та підписи сторін",
            sides=both,
            annexes=[_specification(contract, terms)],
            council=customer.name,
            program=contract.measure.program.title,
            dated=contract.date_signed or contract.date_from,
            notices=notices(contract, draft=contract.date_signed is None),
            open_data=open_parties(contract, customer, supplier)
            | {
                "lines": [open_line(line) for line in terms.lines.values()],
                "amount": f"{terms.amount}",
                "vat": contract.vat,
            },
        )


def numbered(clauses: Iterable[tuple[str, str]]) -> list[Part]:
    """Clauses as parts of a document: «2. Title» with its items «2.1.», «2.2.»."""
    return [
        Part(
            f"{number}. {title}",
            [_ITEM.sub(rf"{number}.\1", line.strip()) for line in text.splitlines() if line.strip()],
        )
        for number, (title, text) in enumerate(clauses, start=1)
    ]


def notices(contract: Contract, *, draft: bool) -> list[str]:
    """What stands above every page."""
    found = ["ПРОЄКТ"] if draft else []
    if contract.measure.program.is_demonstration:
        found.append("ДЕМОНСТРАЦІЙНІ ДАНІ")
    return found


def outlets_of(document: Any, terms: Terms) -> dict[int, Any]:
    """The outlets of the lines under the names that they had when the document was signed."""
    wanted = {line.line.outlet_id for line in terms.lines.values() if line.line.outlet_id}
    signed = signing_of(document)
    return outlets_at(wanted, signed.at if signed else None)


def outlets_at(wanted: set[int], at: datetime | None) -> dict[int, Any]:
    rows = MediaOutlet.history.as_of(at).filter(id__in=wanted) if at else MediaOutlet.objects.filter(pk__in=wanted)
    return {outlet.pk: outlet for outlet in rows}


def _specification(contract: Contract, terms: Terms) -> Annex:
    table = goods_table(contract.vat, terms.lines.values(), outlets_of(contract, terms))
    return Annex(
        mark=["Додаток 1", f"до договору {contract_words(contract)}"],
        title="Специфікація",
        lead=f"Код ДК 021:2015 {contract.cpv}" + (f" – {contract.cpv_name}" if contract.cpv_name else ""),
        blocks=[
            table,
            f"Ціна договору: {amount_and_words(terms.amount)}, {vat_words(contract.vat, terms.amount)}.",
            "Договір фінансується за рахунок таких коштів:",
            budget_table(contract, terms.commitments),
        ],
    )


def budget_table(contract: Contract, commitments: dict[BudgetKey, Any]) -> Grid:
    """Years and sources of the contract's money, as the treasury registers it."""
    names = source_names(contract)
    return Grid(
        [
            Column("Рік", 10, "center"),
            Column("Джерело фінансування", 40),
            Column("КПКВК", 16, "center"),
            Column("КЕКВ", 16, "center"),
            Column("Сума, грн", 18, "end"),
        ],
        [
            [str(key.year), names[key.source_id], key.kpkvk or "—", key.kekv or "—", official_amount(amount)]
            for key, amount in sorted(commitments.items())
        ],
    )


def source_names(contract: Contract) -> dict[int, str]:
    """The funding sources of a contract and its agreements by their names."""
    rows: list[BudgetRow] = [*contract.commitments.select_related("source")]
    for agreement in contract.agreements.prefetch_related("commitments__source"):
        rows += agreement.commitments.all()
    return {row.source_id: str(row.source) for row in rows}
