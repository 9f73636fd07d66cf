"""Money that comes in files, as the accountant brings it: the table of the ledger, the treasury's own file and the
finance department's monthly sheet. What a door refuses is a ``ValidationError`` here.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from programs.imports.monthly.apply import apply_monthly, propose_monthly
from programs.imports.reading.document import Document
from programs.imports.treasury.apply import apply_treasury
from programs.imports.treasury.proposal import TreasuryProposal, settle
from programs.imports.treasury.reader import read_treasury
from programs.imports.treasury.rules import answer_key
from programs.models import ImportBatch, Measure
from tests.programs.office_files import xlsx
from tests.programs.treasury_files import as_json, transaction

LEDGER = "admin:programs_ledgerentry_"
Choices = list[tuple[str, str]]


def bring_table(client: Client, row: Mapping[str, Any], measure: Measure, said: Callable[[str, Choices], str]) -> bool:
    """A row of the ledger's table, each question about it answered; tells whether the row was new."""
    values = {"program": measure.program.slug, "code": measure.code, "source": "community-budget", **row}
    text = ";".join(values) + "\n" + ";".join(str(value) for value in values.values())
    file = SimpleUploadedFile("table.csv", text.encode())
    preview = client.post(reverse(f"{LEDGER}import"), {"file": file}).context["preview"]
    if not preview.changing:
        return False
    answers = {each["key"]: said(each["key"], each["choices"]) for each in preview.questions}
    done = client.post(reverse(f"{LEDGER}import_confirm"), answers)
    if done.status_code != 302:
        raise ValidationError("Таблицю не записано")
    return True


def bring_treasury(
    by: User, payment: Mapping[str, Any], measure: Measure, said: Callable[[str, Choices], str]
) -> ImportBatch | None:
    """A payment or a return in the treasury's file, under a number that no other door knows; a contract that waits is
    taken as it is proposed.
    """
    rows = [transaction(1 + ImportBatch.objects.count(), **payment)]
    answers: dict[str, str] = {}

    def proposed() -> TreasuryProposal:
        return settle(read_treasury(file=as_json(rows)), answers)

    for group in proposed().groups.values():
        contract = f"contract:{group.suggested_contract}" if group.suggested_contract else str(measure.pk)
        answers[answer_key(group.pattern, "measure")] = contract
    for kind, asked in (("double", proposed().doubles), ("return", proposed().returns)):
        answers |= {f"{kind}:{each.transaction.id}": said(kind, each.choices) for each in asked if each.choices}
    balances = [("part", ""), ("apart", "")]
    answers |= {f"balance:{each.entry.pk}": said("balance", balances) for each in proposed().balances}
    proposal = proposed()
    if proposal.waiting or proposal.beyond:
        raise ValidationError(proposal.beyond or ["Чекає відповіді"])
    return apply_treasury(file=as_json(rows), file_name="t.json", by=by, proposal=proposal)


def bring_sheet(by: User, measure: Measure, *, through: date, paid: Decimal | str) -> ImportBatch | None:
    """The finance department's sheet, which says only how much was paid; if it counts less, balances are lowered."""
    row = measure.rows.latest("pk")
    heading = ["№", "Найменування заходу", "План на рік", "Касові видатки за вказаний період"]
    document = Document(xlsx([heading, [row.number, row.title, "105600", str(paid)]], above=["грн"]))
    sheet: dict[str, Any] = {"document": document, "program": measure.program}
    sheet["file_name"] = f"Довідка по {through:%d.%m.%Y}.xlsx"
    answers: dict[str, str] = {}
    for question in propose_monthly(answers=answers, **sheet).open_questions:
        answers[question.key] = question.choices[-1].value
    return apply_monthly(answers=answers, by=by, **sheet)
