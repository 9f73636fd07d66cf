"""The act (акт наданих послуг): what was accepted for a period, with the list of publications as its annex."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation

from programs.finance import ZERO
from programs.reporting.papers import (
    Annex,
    Column,
    Grid,
    Part,
    SignedPaper,
    amount_and_words,
    file_name,
    long_date,
    quoted,
)
from programs.words import date_text, quantity_text

from ..models import Act, ActLine, ActPublication, Publication
from ..services import parties_of, signed_by, signing_of, terms_on, vat_words
from .contract import notices, outlets_at
from .parties import contract_words, goods_table, introduction, iso, open_line, open_parties, signed_sides


def act_paper(act: Act) -> SignedPaper:
    """An act with its annex; once signed it is printed with the parties and headlines of that moment."""
    with translation.override("uk"):
        contract = act.contract
        customer, supplier = parties_of(act)
        lines = list(act.lines.select_related("line").order_by("line__order", "line__pk"))
        pieces = _publications(act)
        words = contract_words(contract)
        signed = signed_by(act, customer, supplier)
        days = [long_date(day) for day in (act.customer_signed_on, act.supplier_signed_on)]
        total = sum((line.amount for line in lines), ZERO)
        return SignedPaper(
            data_name="act.json",
            file_stem=file_name("akt", act.number, "dohovir", contract.number, iso(act.date) or ""),
            name=f"Акт № {act.number} від {date_text(act.date)} до договору {words}",
            heading=f"АКТ № {act.number}",
            subheading=["наданих послуг", f"до договору {words}"],
            place=customer.place,
            day=long_date(act.date),
            preamble=[
                f"{introduction(customer, supplier, signed)} склали цей акт про те, що за договором {words} "
                f"{quoted(terms_on(contract, act.period_end).subject)} Виконавець надав, а Замовник прийняв послуги за "
                f"період з {date_text(act.period_start)} по {date_text(act.period_end)}:"
            ],
            parts=[Part(blocks=_body(act, lines, total, annexed=bool(pieces)))],
            closing="Реквізити та підписи сторін",
            sides=signed_sides(customer, supplier, signed, days),
            annexes=[_annex(act, lines, pieces)] if pieces else [],
            council=customer.name,
            program=contract.measure.program.title,
            dated=act.date,
            notices=_notices(act),
            open_data=open_parties(contract, customer, supplier) | _open_data(act, lines, pieces, total),
        )


def _notices(act: Act) -> list[str]:
    """A draft is marked, and so is an act that stands no more: nobody may pay by it."""
    found = notices(act.contract, draft=act.is_open)
    if act.state == Act.State.CORRECTED:
        later = Act.objects.filter(corrects=act).first()
        found.insert(0, f"ЗАМІНЕНО АКТОМ № {later.number}" if later else "ЗАМІНЕНО")
    if act.state == Act.State.ANNULLED:
        found.insert(0, "АНУЛЬОВАНО")
    return found


def _body(act: Act, lines: Sequence[ActLine], total: Decimal, *, annexed: bool) -> list[str | Grid]:
    vat = act.contract.vat
    outlets = outlets_at({line.line.outlet_id for line in lines if line.line.outlet_id}, _signed_at(act))
    found: list[str | Grid] = [
        goods_table(vat, lines, outlets),
        f"Загальна вартість наданих послуг: {amount_and_words(total)}, {vat_words(vat, total)}.",
        "Послуги надано в повному обсязі, у строк і належної якості. Сторони претензій одна до одної не мають.",
    ]
    if act.corrects:
        found.append(
            f"Цей акт складено на заміну акта № {act.corrects.number} від {date_text(act.corrects.date)}, який з дня "
            "підписання цього акта втрачає чинність."
        )
    if annexed:
        found.append("Додаток: перелік публікацій, який є невід’ємною частиною цього акта.")
    found.append("Акт складено у двох примірниках, що мають однакову юридичну силу, по одному для кожної зі Сторін.")
    return found


def _signed_at(act: Act) -> Any:
    signed = signing_of(act)
    return signed.at if signed else None


def _publications(act: Act) -> dict[int, list[Any]]:
    """The publications behind each line, as they were when the act was signed."""
    listings = ActPublication.objects.filter(act_line__act=act).values_list("act_line", "publication")
    at, wanted = _signed_at(act), {publication for _line, publication in listings}
    rows = Publication.history.as_of(at).filter(id__in=wanted) if at else Publication.objects.filter(pk__in=wanted)
    found: dict[int, list[Any]] = {}
    by_pk = {row.pk: row for row in rows}
    for line, publication in listings:
        found.setdefault(line, []).append(by_pk[publication])
    return {line: sorted(pieces, key=lambda piece: (piece.date, piece.pk)) for line, pieces in found.items()}


def _annex(act: Act, lines: Sequence[ActLine], pieces: dict[int, list[Any]]) -> Annex:
    outlets = outlets_at({piece.outlet_id for row in pieces.values() for piece in row}, _signed_at(act))
    blocks: list[str | Grid] = []
    for line in lines:
        if not (row := pieces.get(line.pk)):
            continue
        if len(pieces) > 1:
            blocks.append(f"{line.line.description}:")
        blocks.append(_list(line, row, outlets))
    return Annex(
        mark=["Додаток", f"до акта від {date_text(act.date)} № {act.number}"],
        title="Перелік публікацій",
        lead=f"за період з {date_text(act.period_start)} по {date_text(act.period_end)}",
        blocks=blocks,
    )


def _list(line: ActLine, pieces: Sequence[Any], outlets: dict[int, Any]) -> Grid:
    unit = str(line.line.get_unit_display())
    return Grid(
        [
            Column("№", 5, "center"),
            Column("Дата", 12, "center"),
            Column("Видання", 18),
            Column("Випуск, сторінка або посилання", 18),
            Column("Заголовок", 21),
            Column("Вид", 15),
            Column(f"Розмір, {unit}", 11, "end"),
        ],
        [
            [
                str(place),
                date_text(piece.date),
                outlets[piece.outlet_id].name,
                _where(piece),
                piece.headline,
                str(Publication.Kind(piece.kind).label),
                quantity_text(piece.quantity),
            ]
            for place, piece in enumerate(pieces, start=1)
        ],
        [
            (
                f"Разом публікацій: {len(pieces)}; обсяг, {unit}",
                quantity_text(sum((p.quantity for p in pieces), Decimal(0))),
            )
        ],
    )


def _where(piece: Any) -> str:
    """Issue and page of a printed piece, the link of an online one."""
    printed = [f"№ {piece.issue}" if piece.issue else "", f"с. {piece.page}" if piece.page else ""]
    return "; ".join(part for part in (", ".join(filter(None, printed)), piece.link) if part) or "—"


def _open_data(act: Act, lines: Sequence[ActLine], pieces: dict[int, list[Any]], total: Decimal) -> dict[str, Any]:
    return {
        "act": {
            "number": act.number,
            "date": iso(act.date),
            "period_start": iso(act.period_start),
            "period_end": iso(act.period_end),
            "amount": f"{total}",
            "vat": act.contract.vat,
        },
        "lines": [
            open_line(line)
            | {
                "publications": [
                    {"date": iso(piece.date), "headline": piece.headline, "quantity": f"{piece.quantity}"}
                    for piece in pieces.get(line.pk, [])
                ]
            }
            for line in lines
        ],
    }
