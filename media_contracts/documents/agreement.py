"""The supplementary agreement (додаткова угода): why the contract changes, what was and what became."""

from django.utils import translation

from programs.finance import ZERO
from programs.reporting.papers import (
    BLANK,
    Column,
    Grid,
    Part,
    SignedPaper,
    amount_and_words,
    file_name,
    long_date,
    quoted,
)
from programs.words import date_text, official_amount, signed_text

from ..models import SupplementaryAgreement
from ..services import Terms, parties_of, terms_around, vat_words
from .contract import notices, outlets_of, source_names
from .parties import contract_words, figures, introduction, iso, line_name, open_parties, price_title, sides

Blocks = list[str | Grid]


def agreement_paper(agreement: SupplementaryAgreement) -> SignedPaper:
    """What an agreement makes of the contract as it stood before it."""
    with translation.override("uk"):
        contract = agreement.contract
        customer, supplier = parties_of(agreement)
        before, after = terms_around(agreement)
        day = agreement.date_signed
        words = contract_words(contract)
        return SignedPaper(
            data_name="agreement.json",
            file_stem=file_name("dodatkova-uhoda", agreement.number, "dohovir", contract.number, iso(day) or "proekt"),
            name=f"Додаткова угода № {agreement.number} до договору {words}",
            heading=f"ДОДАТКОВА УГОДА № {agreement.number}",
            subheading=[f"до договору {words}", quoted(before.subject)],
            place=customer.place,
            day=long_date(day),
            preamble=[
                f"{introduction(customer, supplier)} уклали цю додаткову угоду до договору {words} (далі – Договір) "
                "про таке:"
            ],
            parts=[Part(blocks=_numbered(_points(agreement, before, after)))],
            closing="Реквізити та підписи сторін",
            sides=sides(customer, supplier),
            annexes=[],
            council=customer.name,
            program=contract.measure.program.title,
            dated=day or contract.date_signed or contract.date_from,
            notices=notices(contract, draft=day is None),
            open_data=open_parties(contract, customer, supplier)
            | {
                "agreement": {"number": agreement.number, "date": iso(day), "reason": agreement.reason},
                "was": {"subject": before.subject, "date_to": iso(before.date_to), "amount": f"{before.amount}"},
                "became": {"subject": after.subject, "date_to": iso(after.date_to), "amount": f"{after.amount}"},
            },
        )


def _numbered(points: list[Blocks]) -> Blocks:
    """Points as «1. …»; a table belongs to the point above it."""
    found: Blocks = []
    for number, (first, *rest) in enumerate(points, start=1):
        found += [f"{number}. {first}", *rest]
    return found


def _points(agreement: SupplementaryAgreement, before: Terms, after: Terms) -> list[Blocks]:
    contract = agreement.contract
    reason = agreement.reason.strip().rstrip(".") or BLANK
    points: list[Blocks] = [[f"Підстава для внесення змін: {reason}."]]
    if after.subject != before.subject:
        points.append(
            [f"Предмет Договору {quoted(before.subject)} викласти в новій редакції: {quoted(after.subject)}."]
        )
    if after.date_to != before.date_to:
        points.append(
            [f"Строк дії Договору до {date_text(before.date_to)} змінити: Договір діє до {date_text(after.date_to)}."]
        )
    if table := _lines(agreement, before, after):
        points.append(["Внести зміни до специфікації (додаток 1 до Договору):", table])
    if after.amount != before.amount:
        points.append(
            [
                f"Ціну Договору {amount_and_words(before.amount)} змінити на {amount_and_words(after.amount)}, "
                f"{vat_words(contract.vat, after.amount)}."
            ]
        )
    if table := _commitments(agreement, before, after):
        points.append(["Обсяг фінансування Договору за роками і джерелами змінити:", table])
    points += [[line.strip()] for line in agreement.text.splitlines() if line.strip()]
    return [
        *points,
        ["Решта умов Договору залишаються незмінними, і Сторони підтверджують за ними свої зобов’язання."],
        [
            "Ця додаткова угода є невід’ємною частиною Договору, набирає чинності з дня її підписання обома Сторонами "
            "і укладена у двох примірниках, що мають однакову юридичну силу, по одному для кожної зі Сторін."
        ],
    ]


def _lines(agreement: SupplementaryAgreement, before: Terms, after: Terms) -> Grid | None:
    """The lines that change, with quantity, price and sum as they were and became."""
    outlets = outlets_of(agreement, after)
    rows: list[list[str]] = []
    for pk, new in after.lines.items():
        old = before.lines.get(pk)
        if old and (old.quantity, old.unit_price) == (new.quantity, new.unit_price):
            continue
        text = f"{line_name(new.line, outlets)}, {new.line.get_unit_display()}"
        was = figures(old) if old else ["—", "—", "—"]
        rows.append([str(len(rows) + 1), text, *was, *figures(new)])
    if not rows:
        return None
    price = price_title(agreement.contract.vat).replace(" за одиницю", "")
    return Grid(
        [
            Column("№", 5, "center"),
            Column("Послуга, одиниця", 23),
            *(
                column
                for group in ("Було", "Стало")
                for column in (
                    Column("Кількість", 12, "end", group),
                    Column(price, 10, "end", group),
                    Column("Сума, грн", 14, "end", group),
                )
            ),
        ],
        rows,
    )


def _commitments(agreement: SupplementaryAgreement, before: Terms, after: Terms) -> Grid | None:
    names = source_names(agreement.contract)
    changed = {key for key in after.commitments if before.commitments.get(key) != after.commitments[key]}
    if not changed:
        return None
    rows = []
    for key in sorted(changed):
        was, became = before.commitments.get(key, ZERO), after.commitments[key]
        codes = ", ".join(filter(None, (key.kpkvk, key.kekv)))
        place = "; ".join(filter(None, (names[key.source_id], codes)))
        amounts = [official_amount(was), signed_text(became - was), official_amount(became)]
        rows.append([str(key.year), place, *amounts])
    columns = [
        Column("Рік", 10, "center"),
        Column("Джерело фінансування; КПКВК, КЕКВ", 42),
        Column("Було, грн", 16, "end"),
        Column("Зміна, грн", 16, "end"),
        Column("Стало, грн", 16, "end"),
    ]
    return Grid(columns, rows)
