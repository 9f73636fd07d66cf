"""The other pages of the staff: editions, programmes, acts, the ledger, appropriations, activities, progress."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from programs import services
from programs.models import (
    Activity,
    BudgetAppropriation,
    Edition,
    Executor,
    FundingSource,
    LedgerEntry,
    LegalAct,
    Measure,
    MeasureRow,
    Override,
    PassportTotal,
    Program,
    Progress,
    TaskRow,
)
from programs.staff.lists import ProgramFilter
from programs.statement import statement_on
from tests.programs.execution import program_of
from tests.programs.filling import fields_of, open_form, send, sentences

Person = Callable[[str], User]


@pytest.fixture
def staff(person: Person) -> Callable[[str], Client]:
    def log_in(role: str) -> Client:
        client = Client()
        client.force_login(person(role))
        return client

    return log_in


Staff = Callable[[str], Client]


def page(model: str, name: str, *args: Any) -> str:
    return reverse(f"admin:programs_{model}_{name}", args=args)


def messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# ---- editions --------------------------------------------------------------------------------------------------------


def test_a_coordinator_opens_a_draft_as_a_copy_of_the_edition_in_force(staff: Staff, program: Program) -> None:
    staff("coordinator").post(page("edition", "open", program.slug))

    draft = program.editions.get(status="draft")
    assert (draft.number, draft.measure_rows.count(), draft.passport_rows.count()) == (2, 17, 11)


def test_a_second_draft_is_refused_with_a_sentence(staff: Staff, program: Program) -> None:
    client = staff("coordinator")
    client.post(page("edition", "open", program.slug))

    response = client.post(page("edition", "open", program.slug))

    assert len(response.context["form"].non_field_errors()) == 1
    assert program.editions.filter(status="draft").count() == 1


def test_the_head_adopts_a_draft_by_its_act_from_its_day(staff: Staff, program: Program, person: Person) -> None:
    draft = services.open_draft_edition(program=program, by=person("coordinator"))
    act = LegalAct(program=program, role="amendment", body="Каховська міська рада", number="7", date=date(2021, 9, 1))
    act.title = "Про внесення змін"
    services.save_record(record=act, by=person("coordinator"))

    response = staff("head").post(page("edition", "adopt", draft.pk), {"act": act.pk, "in_force_from": "15.09.2021"})

    draft.refresh_from_db()
    assert (response.status_code, draft.status, draft.act, draft.in_force_from, draft.adopted_by) == (
        302,
        "adopted",
        act,
        date(2021, 9, 15),
        person("head"),
    )


def test_a_draft_that_does_not_add_up_is_not_adopted_and_the_page_says_by_how_much(
    staff: Staff, program: Program, person: Person
) -> None:
    draft = services.open_draft_edition(program=program, by=person("coordinator"))
    row = draft.measure_rows.get(measure__code="online-media")
    services.save_measure(row=row, amounts={(FundingSource.objects.get(), 2022): Decimal(1)}, by=None)
    act = LegalAct(program=program, role="amendment", body="Рада", number="7", date=date(2021, 9, 1), title="Зміни")
    services.save_record(record=act, by=None)

    response = staff("head").post(page("edition", "adopt", draft.pk), {"act": act.pk, "in_force_from": "15.09.2021"})

    draft.refresh_from_db()
    assert draft.is_draft
    assert response.context["differences"][0]["amount"] == "−48\u00a0999,00"
    assert len(response.context["form"].non_field_errors()) == 1


def test_a_draft_is_given_up_with_all_its_rows(staff: Staff, program: Program, person: Person) -> None:
    draft = services.open_draft_edition(program=program, by=person("coordinator"))

    staff("coordinator").post(page("edition", "discard", draft.pk))

    assert [edition.number for edition in program.editions.all()] == [1]


def test_an_adopted_edition_is_not_given_up(staff: Staff, program: Program) -> None:
    edition = program.editions.get()

    staff("coordinator").post(page("edition", "discard", edition.pk))

    assert Edition.objects.filter(pk=edition.pk).exists()


def test_a_total_of_an_adopted_passport_is_corrected_with_a_reason_only(staff: Staff, program: Program) -> None:
    edition, client = program.editions.get(), staff("head")
    address = page("edition", "change", edition.pk)
    form = open_form(client, address)

    refused = send(client, address, form, **{"passport_totals-0-amount": "200 001"})
    send(client, address, form, **{"passport_totals-0-amount": "200 001", "reason_": "описка в паспорті"})

    total = PassportTotal.objects.get(edition=edition, year=2021)
    assert list(refused.context["adminform"].form.errors) == ["reason_"]
    assert (total.amount, total.history.first().history_change_reason) == (Decimal("200001.00"), "описка в паспорті")


def test_a_passport_and_a_task_saved_as_they_stand_are_no_correction(staff: Staff, program: Program) -> None:
    edition, client = program.editions.get(), staff("coordinator")
    task = TaskRow.objects.of(edition).exclude(results="").first()
    assert task is not None and "\n" in task.results and edition.passport_rows.filter(text__contains="\n").exists()
    addresses = [page("edition", "change", edition.pk), page("taskrow", "change", task.pk)]
    rows: list[Any] = [edition, task, *edition.passport_rows.all(), *edition.aspects.all()]
    before = [row.history.count() for row in rows]

    answers = [send(client, address, open_form(client, address)) for address in addresses]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [row.history.count() for row in rows] == before


# ---- programmes, acts, tasks -----------------------------------------------------------------------------------------


def test_a_new_programme_opens_with_its_draft_edition_and_its_act(staff: Staff, program: Program) -> None:
    client = staff("coordinator")
    form = open_form(client, page("program", "add"))
    values = {"title": "Програма «Молодь»", "short_title": "Молодь", "slug": "youth", "council": "Рада"}
    values |= {"start_year": "2024", "end_year": "2026", "responsible_unit": "Відділ", "chief_spending_unit": "Рада"}
    act = {"role": "adoption", "kind": "decision", "body": "Рада", "number": "1", "date": "20.12.2023", "title": "Про"}
    inline = {f"legal_acts-0-{name}": value for name, value in act.items()}

    response = send(client, page("program", "add"), form, **values, **inline, **{"legal_acts-TOTAL_FORMS": "1"})

    added = Program.objects.get(slug="youth")
    assert response.status_code == 302
    assert [(edition.number, edition.status) for edition in added.editions.all()] == [(1, "draft")]
    assert [str(found) for found in added.legal_acts.all()] == ["рішення № 1 від 20.12.2023"]


def test_a_programme_that_ends_before_it_starts_is_refused_beside_what_was_typed(
    staff: Staff, program: Program
) -> None:
    client, address = staff("coordinator"), page("program", "change", program.pk)
    form = open_form(client, address)

    response = send(client, address, form, start_year="2025", title="Інша назва")

    assert "Останній рік не може бути раніше за перший." in " ".join(sentences(response))
    assert fields_of(response)["title"] == ["Інша назва"]


def test_a_new_task_of_a_draft_gets_its_identity(staff: Staff, program: Program, person: Person) -> None:
    draft = services.open_draft_edition(program=program, by=person("coordinator"))
    client = staff("coordinator")
    form = open_form(client, page("taskrow", "add"))

    response = send(client, page("taskrow", "add"), form, title="П’яте завдання", number="5")

    row = TaskRow.objects.get(title="П’яте завдання")
    assert (response.status_code, row.edition, row.order, row.task.program) == (302, draft, 6, program)


def test_a_directory_entry_that_measures_name_is_not_deleted_and_the_page_says_why(
    staff: Staff, program: Program
) -> None:
    executor = Executor.objects.filter(links__isnull=False).first()
    assert executor

    response = staff("coordinator").post(page("executor", "delete", executor.pk), {"post": "yes"})

    assert "Це не можна видалити, поки від цього залежать інші записи:" in response.content.decode()
    assert Executor.objects.filter(pk=executor.pk).exists()


# ---- the ledger ------------------------------------------------------------------------------------------------------


@pytest.fixture
def contract(program: Program, person: Person) -> LedgerEntry:
    return services.post_entry(
        by=person("accountant"),
        stage="committed",
        measure=Measure.objects.get(code="online-media"),
        budget_year=2021,
        source=FundingSource.objects.get(),
        date=date(2021, 2, 1),
        amount=Decimal("36000"),
        document_number="договір № 1",
    )


def entry_form(client: Client, **changes: Any) -> Any:
    form = open_form(client, f"{page('ledgerentry', 'add')}?stage=paid")
    values = {"measure": Measure.objects.get(code="online-media").pk, "budget_year": "2021", "date": "01.03.2021"}
    values |= {"amount": "9 000,00 грн", "document_number": "7", "kekv": "2240", "kpkvk": "0118410"}
    return send(client, page("ledgerentry", "add"), form, **{**values, **changes})


def test_the_accountant_records_a_payment_as_it_stands_on_paper(
    staff: Staff, contract: LedgerEntry, person: Person
) -> None:
    response = entry_form(staff("accountant"))

    entry = LedgerEntry.objects.get(stage="paid")
    assert response.status_code == 302
    assert (entry.amount, entry.kpkvk, entry.recorded_by) == (Decimal("9000.00"), "0118410", person("accountant"))


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("amount", "багато", "Напишіть суму в гривнях, наприклад 36 000,00."),
        ("amount", "0", "Сума запису не може дорівнювати нулю."),
        ("kekv", "22", "КЕКВ має чотири цифри, наприклад 2240."),
        ("kpkvk", "118410", "КПКВК має сім цифр, наприклад 0118410."),
        ("date", "колись", "Введіть коректну дату."),
    ],
)
def test_a_slip_in_an_entry_is_said_in_words_and_nothing_is_recorded(
    staff: Staff, contract: LedgerEntry, field: str, typed: str, sentence: str
) -> None:
    response = entry_form(staff("accountant"), **{field: typed})

    said = [message for messages in response.context["adminform"].form.errors.values() for message in messages]
    assert (said, fields_of(response)[field]) == ([sentence], [typed])
    assert LedgerEntry.objects.filter(stage="paid").count() == 0


def test_money_beyond_what_is_allotted_is_refused_on_the_form(staff: Staff, contract: LedgerEntry) -> None:
    response = entry_form(staff("accountant"), amount="90 000")

    form = response.context["adminform"].form
    assert (response.status_code, list(form.errors)) == (200, ["amount"])
    assert LedgerEntry.objects.filter(stage="paid").count() == 0


def test_a_refused_form_takes_the_cursor_to_what_is_wrong_and_names_the_first_field(
    staff: Staff, contract: LedgerEntry
) -> None:
    text = entry_form(staff("accountant"), amount="багато", date="колись").content.decode()

    summary = re.search(r'<div class="error-summary" id="errors" tabindex="-1" autofocus.*?</div>', text, flags=re.S)
    assert summary
    assert re.findall(r'href="#(\w+)">([^<]+)', summary[0]) == [("id_date", "Дата"), ("id_amount", "Сума, грн")]
    assert "перше – «Дата»" in summary[0]
    assert "data-model-name" not in text  # Django's script would take the cursor to the first field of all


def test_a_form_marks_what_may_stay_empty_and_begins_with_the_reason_of_a_correction(
    staff: Staff, program: Program
) -> None:
    row = program.editions.get().measure_rows.get(number="3.1")
    client = staff("coordinator")

    form = client.get(page("measurerow", "change", row.pk)).content.decode()

    marked = re.findall(r'<label[^>]*for="id_(\w+)"[^>]*>[^<]*</label>\s*<span class="optional">', form)
    assert marked == ["short_name", "label", "results", "source"]
    fields = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', form.split('id="measurerow_form"')[1])
    assert [name for name in fields if name in {"reason_", "title"}] == ["reason_", "title"]


def test_the_page_of_a_record_is_named_by_it_and_draws_its_steps(staff: Staff, program: Program) -> None:
    edition, client = program.editions.get(), staff("coordinator")

    of_edition = client.get(page("edition", "change", edition.pk))
    of_measure = client.get(page("measurerow", "change", edition.measure_rows.get(number="3.1").pk))

    title = "Захід 3.1 Семінари з інформаційної безпеки"
    assert (of_edition.context["title"], of_measure.context["title"]) == ("Редакція 1", title)
    assert of_edition.context["life"] == [("Проєкт", "done"), ("Затверджена", "done"), ("Чинна", "now")]


def test_an_entry_is_reversed_with_its_reason(staff: Staff, contract: LedgerEntry) -> None:
    address = page("ledgerentry", "reverse", contract.pk)

    refused = staff("accountant").post(address, {"date": "05.02.2021", "reason": " "})
    staff("accountant").post(address, {"date": "05.02.2021", "reason": "хибна сума"})

    contract.refresh_from_db()
    assert refused.context["form"].errors == {"reason": ["Укажіть причину."]}
    assert (contract.reversed_by.amount, contract.reversed_by.note) == (Decimal("-36000.00"), "хибна сума")


def test_a_second_reversal_is_refused_with_a_sentence(staff: Staff, contract: LedgerEntry) -> None:
    address, form = page("ledgerentry", "reverse", contract.pk), {"date": "05.02.2021", "reason": "хибна сума"}
    staff("accountant").post(address, form)

    response = staff("accountant").post(address, form)

    assert response.context["form"].non_field_errors() == ["Цей запис уже сторновано."]
    assert LedgerEntry.objects.count() == 2


def test_the_history_of_an_entry_opens_although_nothing_of_it_ever_changes(staff: Staff, contract: LedgerEntry) -> None:
    opened = staff("accountant").get(page("ledgerentry", "history", contract.pk))

    assert (opened.status_code, opened.context["changes"]) == (200, [])


def test_an_entry_has_no_form_that_could_change_or_delete_it(staff: Staff, contract: LedgerEntry) -> None:
    client = staff("accountant")

    changed = client.post(page("ledgerentry", "change", contract.pk), {"amount": "1"})
    deleted = client.post(page("ledgerentry", "delete", contract.pk), {"post": "yes"})

    contract.refresh_from_db()
    assert (changed.status_code, deleted.status_code, contract.amount) == (403, 403, Decimal("36000.00"))


def test_the_list_of_measures_shows_what_the_statement_says(staff: Staff, contract: LedgerEntry) -> None:
    entry_form(staff("accountant"))
    program = contract.measure.program
    line = next(x for x in statement_on(program, date(2026, 1, 1)).measures if x.row.measure == contract.measure)

    rows = staff("coordinator").get(page("measurerow", "changelist")).context["cl"].result_list

    row = next(row for row in rows if row.measure == contract.measure)
    assert row.money == line.total


def test_a_search_by_the_words_of_a_measure_counts_no_entry_twice(
    staff: Staff, contract: LedgerEntry, person: Person
) -> None:
    services.open_draft_edition(program=contract.measure.program, by=person("coordinator"))  # words it a second time

    changes = staff("accountant").get(page("ledgerentry", "changelist"), {"q": "інтернет-виданнях"}).context["cl"]

    assert (changes.result_count, changes.foot[-2:]) == (1, ["зобов’язання", "36\u00a0000,00"])


# ---- appropriations, activities, progress ----------------------------------------------------------------------------


def test_a_recorded_appropriation_is_changed_with_a_reason_only(staff: Staff, program: Program, person: Person) -> None:
    row = BudgetAppropriation(measure=Measure.objects.get(code="online-media"), year=2021, amount=Decimal("36000"))
    row.source, row.effective_from = FundingSource.objects.get(), date(2021, 1, 1)
    services.save_appropriation(row=row, by=person("accountant"))
    client, address = staff("accountant"), page("budgetappropriation", "change", row.pk)
    form = open_form(client, address)

    refused = send(client, address, form, amount="35 000")
    send(client, address, form, amount="35 000", reason_="рішення про бюджет")

    row.refresh_from_db()
    assert refused.context["adminform"].form.errors == {"reason_": ["Укажіть, чому змінюються записані кошти."]}
    assert (row.amount, row.history.first().history_change_reason) == (Decimal("35000.00"), "рішення про бюджет")


def test_an_activity_is_recorded_with_head_counts_and_no_names(staff: Staff, program: Program) -> None:
    client = staff("coordinator")
    form = open_form(client, page("activity", "add"))
    values = {"measure": Measure.objects.get(code="press-events").pk, "kind": "briefing", "date": "01.05.2021"}
    values |= {"title": "Брифінг", "quantity": "1", "headcounts-0-group": "media", "headcounts-0-count": "9"}

    response = send(client, page("activity", "add"), form, **values)

    activity = Activity.objects.get()
    assert response.status_code == 302
    assert (activity.is_public, [str(row) for row in activity.headcounts.all()]) == (False, ["представники медіа: 9"])


@pytest.mark.parametrize("state", ["partly", "not_done", "postponed", "impossible"])
def test_what_was_not_done_in_full_needs_its_reason(staff: Staff, program: Program, state: str) -> None:
    client = staff("coordinator")
    form = open_form(client, page("progress", "add"))
    values = {"measure": Measure.objects.get(code="press-events").pk, "state": state, "work_percent": "40"}

    refused = send(client, page("progress", "add"), form, **values, result="Два брифінги")
    accepted = send(client, page("progress", "add"), form, **values, reason="воєнний стан")

    assert list(refused.context["adminform"].form.errors) == ["reason"]
    assert fields_of(refused)["result"] == ["Два брифінги"]
    assert (accepted.status_code, Progress.objects.get().reason) == (302, "воєнний стан")


def test_every_list_finds_cyrillic_in_any_case(staff: Staff, contract: LedgerEntry, person: Person) -> None:
    activity = Activity(measure=contract.measure, kind="briefing", date=date(2021, 5, 1), title="Перший Брифінг")
    services.save_record(record=activity, by=person("coordinator"))
    client = staff("coordinator")
    sought = {
        "activity": (["брифінг", "БРИФІНГ"], activity),
        "ledgerentry": (["ДОГОВІР"], contract),
        "legalact": (["ПРО"], LegalAct.objects.get()),
        "measurerow": (["МОНІТОРИНГ", "моніторинг", "Моніторингу"], MeasureRow.objects.get(number="3.2")),
    }

    for model, (texts, record) in sought.items():
        found = {
            text: list(client.get(page(model, "changelist"), {"q": text}).context["cl"].result_list) for text in texts
        }
        assert found == {text: [record] for text in texts}


def test_every_list_can_be_narrowed_to_one_of_several_programmes(client: Client, program: Program) -> None:
    client.force_login(User.objects.create_superuser("root"))
    services.grant_override(
        gate="ceiling", program=program, year=2022, amount=Decimal(1), reason="Субвенція", by=User.objects.get()
    )
    program_of(1)
    lists = {
        model: reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model, pages in admin.site._registry.items()
        if any(isinstance(each, type) and issubclass(each, ProgramFilter) for each in pages.list_filter)
    }

    found = {model: client.get(address, {"program": program.slug}) for model, address in lists.items()}

    assert {model: answer.status_code for model, answer in found.items()} == dict.fromkeys(lists, 200)
    rows = [row for kind in (Edition, LegalAct, Override) for row in found[kind].context["cl"].result_list]
    assert {(type(row), row.program) for row in rows} == {(kind, program) for kind in (Edition, LegalAct, Override)}
