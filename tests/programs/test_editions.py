"""Editions: the plan is free while it is a draft, frozen by its act, corrected only with a reason."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from programs.corrections import contradictions, imbalances
from programs.models import (
    Allocation,
    Edition,
    FundingSource,
    LegalAct,
    Measure,
    MeasureRow,
    PassportTotal,
    Program,
    Task,
    TaskRow,
)
from programs.services import (
    Conflict,
    adopt_edition,
    as_seen,
    by_field,
    create_program,
    delete_edition,
    delete_plan_row,
    delete_record,
    error_lines,
    new_identity,
    open_draft_edition,
    plan_differences,
    post_entry,
    rename,
    save_measure,
    save_plan_row,
    save_record,
)
from programs.statement import statement_on

PLAN_FIELDS = ("number", "label", "order", "title", "results", "funding", "source_id", "measure_id")


@pytest.fixture
def coordinator(person: Any) -> User:
    return person("coordinator")


@pytest.fixture
def head(person: Any) -> User:
    return person("head")


@pytest.fixture
def amendment(program: Program) -> LegalAct:
    return LegalAct.objects.create(
        program=program,
        role="amendment",
        body="Каховська міська рада",
        number="210",
        date=date(2022, 5, 12),
        title="Про зміни",
    )


@pytest.mark.both_databases("constraints")
def test_a_draft_begins_as_a_copy_of_the_edition_in_force(program: Program, coordinator: User) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    first = program.editions.get(number=1)
    copied = [[getattr(row, f) for f in PLAN_FIELDS] for row in MeasureRow.objects.of(draft)]
    assert copied == [[getattr(row, f) for f in PLAN_FIELDS] for row in MeasureRow.objects.of(first)]
    for edition in (first, draft):
        money = Allocation.objects.of(edition).values_list("measure_row__measure__code", "year", "amount")
        assert len(money) == 27
    assert [row.aspects.count() for row in TaskRow.objects.of(draft)] == [1, 1, 3, 1, 2]
    assert [str(link) for row in MeasureRow.objects.of(draft) for link in row.executor_links.all()] == [
        str(link) for row in MeasureRow.objects.of(first) for link in row.executor_links.all()
    ]
    assert (draft.is_draft, draft.number) == (True, 2)


def test_a_plan_of_one_row_is_copied_like_a_longer_one(program: Program, coordinator: User) -> None:
    PassportTotal.objects.exclude(year=2022).delete()
    draft = open_draft_edition(program=program, by=coordinator)
    assert [total.year for total in draft.passport_totals.all()] == [2022]


@pytest.mark.both_databases("constraints")
def test_a_program_has_one_draft_at_a_time(program: Program, coordinator: User) -> None:
    open_draft_edition(program=program, by=coordinator)
    with pytest.raises(ValidationError):
        open_draft_edition(program=program, by=coordinator)
    assert program.editions.count() == 2


def test_a_program_whose_draft_was_given_up_begins_with_its_first_edition_again(
    empty_portal: None, coordinator: User
) -> None:
    program = Program.objects.create(
        slug="empty", title="Порожня", short_title="Порожня", council="Рада", responsible_unit="Відділ",
        chief_spending_unit="Рада", start_year=2026, end_year=2027,
    )  # fmt: skip
    assert open_draft_edition(program=program, by=coordinator).number == 1


@pytest.mark.both_databases("constraints")
def test_everybody_sees_the_edition_in_force_until_the_draft_is_adopted(
    program: Program, coordinator: User, head: User, amendment: LegalAct
) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    source = FundingSource.objects.get()
    print_media, school = (draft.measure_rows.get(measure__code=c) for c in ("print-media", "young-journalist-school"))
    save_measure(row=print_media, amounts={(source, 2022): Decimal("168000.00")}, by=coordinator)
    save_measure(row=school, amounts={(source, 2022): Decimal("40000.00")}, by=coordinator)
    before = statement_on(program, date(2022, 12, 31))

    adopt_edition(edition=draft, act=amendment, in_force_from=date(2022, 6, 1), by=head)

    after = statement_on(program, date(2022, 12, 31))
    on_the_eve = statement_on(program, date(2022, 5, 31))
    found = [
        (s.measures[0].years[2022].approved, s.measures[0].years[2022].amended) for s in (before, on_the_eve, after)
    ]
    first = Decimal("188000.00")
    assert found == [(first, first), (first, first), (first, Decimal("168000.00"))]
    assert after.balanced
    assert (after.total.approved, after.total.amended) == (Decimal("1000000.00"), Decimal("1000000.00"))


def test_an_edition_begins_within_the_term_and_not_before_the_one_in_force(
    program: Program, coordinator: User, head: User, amendment: LegalAct
) -> None:
    """Adopting cannot be taken back, and an edition before the first would pass for what was approved."""
    draft = open_draft_edition(program=program, by=coordinator)
    for day, words in ((date(2020, 1, 1), "діє з 16.02.2021"), (date(2202, 6, 1), "діє 2021–2023")):
        with pytest.raises(ValidationError, match=words):
            adopt_edition(edition=draft, act=amendment, in_force_from=day, by=head)
    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.parametrize(
    ("day", "is_law"),
    [
        (date(2021, 2, 15), False),
        (date(2021, 2, 16), True),  # the day on which the first edition took effect
        (date(2023, 12, 31), True),
        (date(2024, 1, 1), False),
    ],
)
def test_the_next_edition_begins_with_the_last_ones_first_day_and_by_the_end_of_the_term(
    program: Program, coordinator: User, head: User, amendment: LegalAct, day: date, is_law: bool
) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    if is_law:
        found = adopt_edition(edition=draft, act=amendment, in_force_from=day, by=head, reason="так у рішенні")
        assert found.in_force_from == day
        return
    with pytest.raises(ValidationError) as refusal:
        adopt_edition(edition=draft, act=amendment, in_force_from=day, by=head, reason="так у рішенні")
    assert list(refusal.value.message_dict) == ["in_force_from"]


@pytest.mark.parametrize(
    ("day", "reason", "kept"),
    [
        (date(2022, 5, 11), "", None),
        (date(2022, 5, 11), "  ", None),
        (date(2022, 5, 11), "рішення діє з початку кварталу", "рішення діє з початку кварталу"),
        (date(2022, 5, 12), "", ""),
        (date(2022, 5, 12), "зайве пояснення", ""),
        (date(2022, 5, 13), "зайве пояснення", ""),
        (None, "", ""),
    ],
)
def test_an_edition_is_in_force_from_the_day_of_its_act_unless_a_reason_says_why_earlier(
    program: Program,
    coordinator: User,
    head: User,
    amendment: LegalAct,
    client: Client,
    day: date | None,
    reason: str,
    kept: str | None,
) -> None:
    assert amendment.date == date(2022, 5, 12)
    draft = open_draft_edition(program=program, by=coordinator)
    if kept is None:
        with pytest.raises(ValidationError) as refusal:
            adopt_edition(edition=draft, act=amendment, in_force_from=day, by=head, reason=reason)
        assert refusal.value.message_dict == {
            "reason": ["Рішення – від 12.05.2022: укажіть, чому редакція чинна раніше за нього."]
        }
        return
    found = adopt_edition(edition=draft, act=amendment, in_force_from=day, by=head, reason=reason)
    assert (found.in_force_from, found.earlier_reason) == (day or date(2022, 5, 12), kept)
    page = client.get(reverse("programs:editions", args=[program.slug])).content.decode()
    assert ("Чинна раніше за рішення" in page) == bool(kept)
    assert kept in page


def _adopted_with(client: Client, draft: Edition, **given: str) -> Any:
    return client.post(reverse("admin:programs_edition_adopt", args=[draft.pk]), given)


def test_the_act_is_recorded_on_the_page_of_the_adoption_and_its_day_counts(
    program: Program, coordinator: User, head: User, client: Client
) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    client.force_login(head)
    act = {
        "kind": "decision",
        "number": "51",
        "body": "Каховська міська рада",
        "title": "Про зміни",
        "role": "amendment",
    }

    nothing = _adopted_with(client, draft)
    half = _adopted_with(client, draft, **act)
    odd = _adopted_with(client, draft, **act, date="31.11.2022")
    assert [sorted(page.context["form"].errors) for page in (nothing, half, odd)] == [["act"], ["date"], ["date"]]
    assert half.context["form"]["title"].value() == "Про зміни"
    draft.refresh_from_db()
    assert (draft.is_draft, LegalAct.objects.filter(number="51").exists()) == (True, False)

    early = _adopted_with(client, draft, **act, date="20.06.2022", in_force_from="01.06.2022")
    assert (sorted(early.context["form"].errors), LegalAct.objects.filter(number="51").exists()) == (["reason"], False)

    _adopted_with(client, draft, **act, date="20.06.2022")
    draft.refresh_from_db()
    assert (draft.act, draft.in_force_from) == (LegalAct.objects.get(number="51", program=program), date(2022, 6, 20))


def test_a_recorded_act_and_a_new_one_are_not_taken_together(
    program: Program, coordinator: User, head: User, amendment: LegalAct, client: Client
) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    client.force_login(head)
    both = _adopted_with(client, draft, act=str(amendment.pk), number="51", date="20.06.2022")
    assert both.context["form"].errors == {"act": ["Виберіть внесене рішення або внесіть нове, а не обидва."]}
    _adopted_with(client, draft, act=str(amendment.pk), body="Каховська міська рада", kind="decision")
    draft.refresh_from_db()
    assert (draft.act, draft.in_force_from) == (amendment, amendment.date)


@pytest.mark.parametrize(
    ("day", "is_law"), [(date(2019, 12, 31), False), (date(2020, 1, 1), True), (date(2020, 12, 24), True)]
)
def test_a_programme_is_adopted_from_the_year_before_its_first_on(
    program: Program, head: User, amendment: LegalAct, day: date, is_law: bool
) -> None:
    """A council adopts a programme in December for the years that follow; adopting brings it into force."""
    first = program.editions.get()
    Edition.objects.update(status=Edition.Status.DRAFT, act=None, in_force_from=None, adopted_at=None)
    Program.objects.update(status=Program.Status.DRAFT)
    if is_law:
        adopt_edition(edition=first, act=amendment, in_force_from=day, by=head, reason="так у рішенні")
    else:
        with pytest.raises(ValidationError, match="поза"):
            adopt_edition(edition=first, act=amendment, in_force_from=day, by=head, reason="так у рішенні")
    program.refresh_from_db()
    assert program.status == (Program.Status.IN_FORCE if is_law else Program.Status.DRAFT)


@pytest.mark.parametrize("status", [Program.Status.COMPLETED, Program.Status.CANCELLED])
def test_the_plan_of_a_programme_that_is_over_is_not_amended(
    program: Program, coordinator: User, head: User, amendment: LegalAct, status: Program.Status
) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    Program.objects.update(status=status)
    with pytest.raises(ValidationError, match="більше не змінюють"):
        adopt_edition(edition=draft, act=amendment, in_force_from=date(2022, 6, 1), by=head)
    delete_edition(edition=draft, by=coordinator)
    with pytest.raises(ValidationError, match="більше не змінюють"):
        open_draft_edition(program=program, by=coordinator)


def test_an_edition_that_does_not_add_up_cannot_be_adopted(
    program: Program, coordinator: User, head: User, amendment: LegalAct
) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    row = draft.measure_rows.get(measure__code="print-media")
    save_measure(row=row, amounts={(FundingSource.objects.get(), 2022): Decimal("188000.01")}, by=coordinator)
    with pytest.raises(ValidationError) as refusal:
        adopt_edition(edition=draft, act=amendment, in_force_from=date(2022, 6, 1), by=head)
    assert refusal.value.messages == [
        "Суми заходів не збігаються з паспортом (заходи мінус паспорт): 2022: +0,01\xa0грн"
    ]
    draft.refresh_from_db()
    assert draft.is_draft


def test_an_adopted_edition_is_corrected_only_with_a_reason_and_shows_it(program: Program, coordinator: User) -> None:
    row = MeasureRow.objects.get(number="3.1")
    row.title = "Проведення семінарів із інформаційної безпеки"
    with pytest.raises(ValidationError) as refusal:
        save_plan_row(row=row, by=coordinator)
    assert refusal.value.code == "reason_required"
    save_plan_row(row=row, by=coordinator, reason="описка в Додатку 1")
    change = row.history.first()
    assert (change.history_user, change.history_change_reason, change.title) == (
        coordinator,
        "описка в Додатку 1",
        row.title,
    )
    assert change.prev_record.title == "Проведення семінарів з інформаційної безпеки"


@pytest.mark.both_databases("constraints")
def test_of_two_editors_the_second_gets_a_conflict(program: Program, coordinator: User) -> None:
    first, second = (MeasureRow.objects.get(number="3.1") for _ in range(2))
    first.title = "Перший"
    save_plan_row(row=first, by=coordinator, reason="описка")
    second.title = "Другий"
    with pytest.raises(Conflict) as conflict:
        save_plan_row(row=second, by=coordinator, reason="описка")
    assert conflict.value.current.title == "Перший"  # type: ignore[attr-defined]
    assert MeasureRow.objects.get(number="3.1").title == "Перший"


def test_a_document_is_taken_as_it_stands_at_the_version_that_the_person_saw(program: Program) -> None:
    rows, row = MeasureRow.objects.all(), MeasureRow.objects.get(number="3.1")
    found = [as_seen(rows, MeasureRow(pk=row.pk), version).version for version in (None, 7)]
    assert found == [row.version, 7]
    with pytest.raises(ValidationError, match="видалили"):
        as_seen(rows.none(), row, None)


def test_a_refusal_is_said_line_by_line_with_its_fields() -> None:
    whole = ValidationError({"amount": ["Замало.", "Забагато."], "__all__": "Не зведено.", "reason": "Чому?"})
    plain, reason = ValidationError(["Одне.", "Друге."]), ValidationError("Чому?", code="reason_required")
    assert error_lines(whole) == ["amount: Замало.", "amount: Забагато.", "Не зведено.", "Чому?"]
    assert error_lines(plain) == ["Одне.", "Друге."]
    assert [by_field(error) for error in (plain, reason)] == [{"": ["Одне.", "Друге."]}, {"reason": ["Чому?"]}]


def test_no_money_can_be_planned_for_a_measure_that_needs_none(program: Program, coordinator: User) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    source = FundingSource.objects.get()
    for code in ("site-publication", "community-development-budget"):
        row = draft.measure_rows.get(measure__code=code)
        with pytest.raises(ValidationError):
            save_measure(row=row, amounts={(source, 2022): Decimal("1.00")}, by=coordinator)
    funded = draft.measure_rows.get(measure__code="print-media")
    funded.funding, funded.source = "not_required", None
    with pytest.raises(ValidationError):
        save_plan_row(row=funded, by=coordinator)


def test_a_row_of_the_plan_keeps_to_its_edition_and_its_programme(program: Program, coordinator: User) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    other = Program.objects.create(
        slug="other", title="Інша", short_title="Інша", council="Рада", responsible_unit="Відділ",
        chief_spending_unit="Рада", start_year=2026, end_year=2027,
    )  # fmt: skip
    row, task = (rows.all()[0] for rows in (draft.measure_rows, draft.task_rows))
    elsewhere = program.editions.get(number=1).task_rows.all()[0]
    refused: list[str] = []
    for wrong, changes in (
        (row, {"task_row": elsewhere}),
        (row, {"measure": Measure.objects.create(program=other, code="measure-1")}),
        (task, {"task": Task.objects.create(program=other, code="task-1")}),
        (task, {"parent": elsewhere}),
    ):
        found = type(wrong).objects.get(pk=wrong.pk)
        for name, value in changes.items():
            setattr(found, name, value)
        with pytest.raises(ValidationError) as refusal:
            save_plan_row(row=found, by=coordinator)
        refused += refusal.value.message_dict
    assert refused == ["task_row", "task_row", "task", "parent"]


def test_an_amount_that_stays_leaves_no_trace(program: Program, coordinator: User, head: User) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    row, source = draft.measure_rows.get(measure__code="print-media"), FundingSource.objects.get()
    amounts = {(source, year): amount for year, amount in row.allocations.values_list("year", "amount")}
    changes = Allocation.history.count()
    save_measure(row=row, amounts=amounts, by=coordinator)
    assert Allocation.history.count() == changes
    save_measure(row=row, amounts={**amounts, (source, 2022): Decimal("1.00")}, by=coordinator)
    assert Allocation.history.count() == changes + 1
    adopted = program.editions.get(number=1).measure_rows.get(measure__code="print-media")
    lower = {(source, 2022): Decimal("1.00")}
    save_measure(row=adopted, amounts=lower, by=head, reason="описка в Додатку 1")
    assert Allocation.history.first().history_change_reason == "описка в Додатку 1"


def test_one_amount_of_an_adopted_plan_stays_within_the_passport(
    program: Program, coordinator: User, head: User
) -> None:
    amount = Allocation.objects.get(measure_row__measure__code="print-media", year=2022)
    amount.amount += Decimal("0.01")
    with pytest.raises(ValidationError, match="перевищили б паспорт"):
        save_plan_row(row=amount, by=coordinator, reason="описка в Додатку 1")
    lower = Allocation.objects.get(pk=amount.pk)
    lower.amount -= Decimal("0.01")
    with pytest.raises(ValidationError, match="нехай це виправлення внесе керівник") as refusal:
        save_plan_row(row=lower, by=coordinator, reason="описка в Додатку 1")
    assert [error.code for error in refusal.value.error_list] == ["out_of_balance"]
    assert save_plan_row(row=lower, by=head, reason="описка в Додатку 1").pk


def test_a_correction_within_the_balance_is_the_coordinators(program: Program, coordinator: User, head: User) -> None:
    """What moves in one step, and what brings an unbalanced plan nearer to its passport, needs no head."""
    edition, source = program.editions.get(), FundingSource.objects.get()
    row = edition.measure_rows.get(measure__code="print-media")
    other = edition.measure_rows.get(measure__code="online-media")
    save_measure(row=row, amounts={(source, 2022): Decimal("187000.00")}, by=head, reason="описка")
    save_measure(row=other, amounts={(source, 2022): Decimal("49500.00")}, by=coordinator, reason="описка")
    with pytest.raises(ValidationError, match="не сходитиметься"):
        save_measure(row=other, amounts={(source, 2022): Decimal("49400.00")}, by=coordinator, reason="описка")
    other.refresh_from_db()
    save_measure(row=other, amounts={(source, 2022): Decimal("50000.00")}, by=coordinator, reason="описка")
    assert plan_differences(edition) == []


def test_a_plan_out_of_its_balance_says_which_corrections_made_it_so(
    program: Program, head: User, client: Client
) -> None:
    edition, source = program.editions.get(), FundingSource.objects.get()
    rows = {code: edition.measure_rows.get(measure__code=code) for code in ("print-media", "online-media")}
    steps = [
        ("print-media", 2021, "105000.00", "зайва сотня"),
        ("online-media", 2022, "48000.00", "не в тому рядку"),
        ("print-media", 2021, "105600.00", "повернуто"),
        ("print-media", 2022, "187999.99", "копійка"),
    ]
    for code, year, amount, reason in steps:
        save_measure(row=rows[code], amounts={(source, year): Decimal(amount)}, by=head, reason=reason)
    total = PassportTotal.objects.get(edition=edition, year=2023)
    total.amount += 5
    save_plan_row(row=total, by=head, reason="паспорт")

    found = imbalances(edition, plan_differences(edition))
    assert [(row.year, str(row.amount), [each.reason for each in made_by]) for row, made_by in found] == [
        (2022, "-1000.01", ["копійка", "не в тому рядку"]),
        (2023, "-5.00", ["паспорт"]),
    ]
    public = client.get(reverse("programs:program", args=[program.slug])).content.decode()
    client.force_login(head)
    desk = client.get(reverse("admin:index")).content.decode()
    page = client.get(reverse("admin:programs_edition_change", args=[edition.pk])).content.decode()
    check = desk.partition('id="check-heading"')[2].partition("</section>")[0]  # elsewhere it tells all changes
    for text in (public, check, page):
        assert "не в тому рядку" in text
        assert "зайва сотня" not in text


def test_taking_an_amount_away_is_not_planning_zero(program: Program, coordinator: User) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    row = draft.measure_rows.get(measure__code="security-seminars")
    source = FundingSource.objects.get()
    save_measure(row=row, amounts={(source, 2021): None}, by=coordinator)
    save_measure(row=row, amounts={(source, 2022): Decimal("0.00")}, by=coordinator)
    amounts = dict(row.allocations.values_list("year", "amount"))
    assert amounts == {2022: Decimal("0.00"), 2023: Decimal("10000.00")}


@pytest.mark.both_databases("constraints")
def test_executors_are_set_in_order_and_an_unchanged_list_leaves_no_trace(program: Program, coordinator: User) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    row = draft.measure_rows.get(measure__code="mini-grant-contests")
    now = list(row.executor_links.all())
    changes = row.executor_links.model.history.count()
    save_measure(row=row, executors=now, by=coordinator)
    assert row.executor_links.model.history.count() == changes
    now[2].order, now[0].order = 1, 2
    save_measure(row=row, executors=[now[2], now[0]], by=coordinator)
    assert [str(link) for link in row.executor_links.all()] == ["ЗМІ (за згодою)", now[0].name]


def test_a_measure_that_an_amendment_drops_keeps_its_money_in_the_sums(
    program: Program, coordinator: User, person: Any, head: User, amendment: LegalAct
) -> None:
    measure = Measure.objects.get(code="print-media")
    source = FundingSource.objects.get()
    post_entry(
        by=person("accountant"),
        stage="paid",
        measure=measure,
        budget_year=2022,
        source=source,
        date=date(2022, 2, 10),
        amount=Decimal("15666.67"),
        document_number="пд № 11",
    )
    draft = open_draft_edition(program=program, by=coordinator)
    dropped = draft.measure_rows.get(measure=measure)
    for year, amount in dropped.allocations.values_list("year", "amount"):
        total = PassportTotal.objects.get(edition=draft, year=year)
        total.amount -= amount
        save_plan_row(row=total, by=coordinator)
    delete_plan_row(row=dropped, by=coordinator)
    adopt_edition(edition=draft, act=amendment, in_force_from=date(2022, 6, 1), by=head)

    statement = statement_on(program, date(2022, 12, 31))

    outside = statement.tasks[-1]
    assert outside.row is None
    assert [
        (line.row.number, line.in_plan, str(line.years[2022].amended), line.years[2022].paid)
        for line in outside.measures
    ] == [("1.1.1", False, "not_foreseen", Decimal("15666.67"))]
    assert statement.total.paid == Decimal("15666.67")
    assert statement.total.approved == Decimal("1000000.00")
    assert [(line.row.number, year, beyond) for line, year, beyond in statement.overpaid] == [
        ("1.1.1", 2022, Decimal("15666.67"))
    ]


def test_a_new_program_starts_with_an_empty_draft_that_nobody_else_sees(db: None, coordinator: User) -> None:
    program = create_program(
        program=Program(
            slug="street-lighting-2026",
            title="Програма освітлення вулиць на 2026 рік",
            short_title="Освітлення вулиць",
            council="Каховська міська рада",
            responsible_unit="Відділ житлово-комунального господарства",
            chief_spending_unit="Каховська міська рада",
            start_year=2026,
            end_year=2026,
        ),
        by=coordinator,
    )
    assert [(e.number, e.is_draft) for e in program.editions.all()] == [(1, True)]
    assert not Program.objects.published().filter(pk=program.pk).exists()
    assert not Edition.objects.published().filter(program=program).exists()
    assert program.term == "2026"


@pytest.mark.parametrize(
    ("wording", "name", "address"),
    [
        ("Друк матеріалів (банери, буклети тощо)", "Друк матеріалів", "druk-materialiv"),
        ("Школа журналіста: заняття, поїздки", "Школа журналіста", "shkola-zhurnalista"),
        ("Згуртування їдалень сім’ї", "Згуртування їдалень сім’ї", "zghurtuvannia-yidalen-simi"),
        (
            "Зміцнення інформаційної безпеки, впровадження європейських стандартів у громаді",
            "Зміцнення інформаційної безпеки",
            "zmitsnennia-informatsiinoi-bezpeky",
        ),
        (
            "Забезпечення технічного супроводу для функціонування та постійного оновлення сайту",
            "Забезпечення технічного супроводу для функціонування",
            "zabezpechennia-tekhnichnoho-suprovodu-dlia",
        ),
        ("日本", "日本", "measure"),
    ],
)
def test_a_new_measure_is_named_by_its_wording_and_its_address_by_the_name(
    program: Program, coordinator: User, wording: str, name: str, address: str
) -> None:
    made, other = (new_identity(kind=Measure, program=program, wording=wording, by=coordinator) for _ in range(2))

    assert [(each.short_name, each.code) for each in (made, other)] == [(name, address), (name, f"{address}-2")]


def test_a_short_name_is_the_portals_own(program: Program, coordinator: User) -> None:
    """It is changed with its history and without a reason, in a plan that an act has set; the address stays."""
    measure = Measure.objects.get(code="print-media")
    rename(named=measure, short_name="Друковані ЗМІ", by=coordinator)
    rename(named=measure, short_name="", by=coordinator)

    assert (measure.code, measure.short_name) == (
        "print-media",
        "Всебічно висвітлювати діяльність Каховської міської ради",
    )
    assert [(each.short_name, each.history_user) for each in measure.history.all()[:2]] == [
        ("Всебічно висвітлювати діяльність Каховської міської ради", coordinator),
        ("Друковані ЗМІ", coordinator),
    ]


def test_adoption_is_refused_without_measures(db: None, coordinator: User, head: User, amendment: LegalAct) -> None:
    program = Program.objects.create(
        slug="empty", title="Порожня", short_title="Порожня", council="Рада", responsible_unit="Відділ",
        chief_spending_unit="Рада", start_year=2026, end_year=2027,
    )  # fmt: skip
    edition = save_record(record=Edition(program=program, number=1), by=coordinator)
    with pytest.raises(ValidationError):
        adopt_edition(edition=edition, act=amendment, in_force_from=date(2026, 1, 1), by=head)


@pytest.mark.both_databases("constraints")
def test_a_draft_can_be_dropped_whole_and_a_task_in_use_cannot(program: Program, coordinator: User) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    with pytest.raises(ValidationError, match="заходи"):
        delete_plan_row(row=draft.task_rows.get(number="3"), by=coordinator)
    delete_record(record=draft, by=coordinator, reason="починаємо знову")
    assert Edition.history.first().history_change_reason == "починаємо знову"
    assert [edition.number for edition in program.editions.all()] == [1]
    assert MeasureRow.objects.count() == 17


@pytest.mark.parametrize(
    ("text", "unit", "found"),
    [
        ("2021 — 200 000 грн.\n2022 – 400 000 грн.", "uah", {2021: "200000", 2022: "400000"}),
        ("2021 рік - 200,0\n2022 р. – 400,5", "thousand_uah", {2021: "200000.0", 2022: "400500.0"}),
        ("на 2021-2023 роки", "uah", {}),
        ("разом 1 000 000 грн.", "uah", {}),
        ("2021 – за рішенням про бюджет", "uah", {}),
        (f"2021 – {'9' * 40} грн.", "thousand_uah", {}),
    ],
)
def test_the_yearly_totals_are_read_from_the_words_of_the_passport(
    program: Program, text: str, unit: str, found: dict[int, str]
) -> None:
    row = program.editions.get().passport_rows.get(number=9)
    row.text, row.edition.unit = text, unit
    assert row.printed_totals == {year: Decimal(amount) for year, amount in found.items()}
    row.label = "Термін реалізації"
    assert row.printed_totals == {}


def test_a_passport_that_says_two_totals_is_told_on_every_self_check(
    program: Program, head: User, client: Client
) -> None:
    edition = program.editions.get()
    assert contradictions(edition) == []
    row = edition.passport_rows.get(number=9)
    row.text = row.text.replace("2022 – 400 000", "2022 – 410 000")
    save_plan_row(row=row, by=head, reason="описка")
    assert [(each.number, year, str(said), str(total)) for each, year, said, total in contradictions(edition)] == [
        (9, 2022, "410000.00", "400000.00")
    ]
    pages = [client.get(reverse(f"programs:{name}", args=[program.slug])) for name in ("program", "passport")]
    client.force_login(head)
    pages += [
        client.get(reverse("admin:index")),
        client.get(reverse("admin:programs_edition_change", args=[edition.pk])),
    ]
    assert ["Паспорт називає дві різні суми" in page.content.decode() for page in pages] == [True] * 4
