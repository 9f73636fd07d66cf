"""Who may do what in the staff's site: every role × every kind of record × every action, as one table."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from programs import services
from programs.models import (
    Activity,
    AgendaItem,
    BudgetAppropriation,
    CalendarDay,
    Commission,
    ConclusionVerb,
    DutyTerm,
    Edition,
    Executor,
    FundingSource,
    ImportBatch,
    Indicator,
    LedgerEntry,
    LegalAct,
    Measure,
    Program,
    Progress,
    RowMatch,
    Sitting,
    TreasuryPayer,
    TreasuryRule,
)
from programs.permissions import ROLES
from tests.conftest import account, shared_by_module
from tests.roles import entered, logged_in, may, misled, read

Person = Callable[[str], User]

RIGHTS = read("""
                     commission  secretary  coordinator  accountant  head  administrator  moderator
measurerow           ....        ....       vacd         v...        vacd  ....           ....
taskrow              ....        ....       vacd         v...        vacd  ....           ....
edition              ....        ....       v.c.         v...        v.c.  ....           ....
program              ....        ....       vac.         v...        v.c.  ....           ....
legalact             ....        ....       vacd         va..        vacd  ....           ....
allocation           ....        ....       v...         v...        v...  ....           ....
ledgerentry          ....        ....       v...         va..        v...  ....           ....
budgetappropriation  ....        ....       v...         vacd        v...  ....           ....
activity             ....        ....       vacd         v...        vacd  ....           ....
progress             ....        ....       vacd         v...        vacd  ....           ....
indicator            ....        ....       vacd         v...        vacd  ....           ....
override             ....        ....       v...         v...        va..  ....           ....
periodclosing        ....        ....       v...         va..        v...  ....           ....
dutyterm             ....        ....       v.c.         v...        v.c.  ....           ....
calendarday          ....        ....       vacd         v...        vacd  ....           ....
dutydone             ....        ....       va.d         v...        va.d  ....           ....
executor             ....        ....       vacd         v...        vacd  ....           ....
fundingsource        ....        ....       vacd         vac.        vacd  ....           ....
commission           ....        v.c.       vacd         v...        vacd  ....           ....
sitting              ....        vacd       v...         v...        v...  ....           ....
recommendation       ....        v.cd       v...         v...        v...  ....           ....
conclusionverb       ....        vacd       ....         ....        ....  ....           ....
importbatch          ....        ....       v...         v...        v...  ....           ....
treasurypayer        ....        ....       v...         vacd        v...  ....           ....
treasuryrule         ....        ....       v...         vacd        v...  ....           ....
rowmatch             ....        ....       v...         v.cd        v...  ....           ....
user                 ....        ....       ....         ....        ....  vac.           ....
group                ....        ....       ....         ....        ....  vac.           ....
accessattempt        ....        ....       ....         ....        ....  v..d           ....
""")

ACTIONS = """
                     commission  secretary  coordinator  accountant  head  administrator  moderator
desk                 no          yes        yes          yes         yes   yes            yes
open draft           no          no         yes          no          no    no             no
adopt                no          no         no           no          yes   no             no
give up draft        no          no         yes          no          no    no             no
reverse              no          no         no           yes         no    no             no
export measures      no          no         yes          yes         yes   no             no
export allocations   no          no         yes          yes         yes   no             no
export ledger        no          no         yes          yes         yes   no             no
import ledger        no          no         no           yes         no    no             no
new plan             no          no         yes          no          no    no             no
new monthly          no          no         no           yes         no    no             no
new treasury         no          no         no           yes         no    no             no
undo plan            no          no         yes          no          no    no             no
undo monthly         no          no         no           yes         no    no             no
"""


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Model]]:
    with shared_by_module(django_db_blocker):
        yield one_of_each_kind(Program.objects.get())


@pytest.fixture
def records(module_data: dict[str, Model], db: None) -> dict[str, Model]:
    return {what: type(record)._default_manager.get(pk=record.pk) for what, record in module_data.items()}


@pytest.fixture
def as_role(person: Person) -> dict[str, Client]:
    return logged_in(person)


def one_of_each_kind(program: Program) -> dict[str, Model]:
    """One record of each kind; the plan's rows stand in a draft, where they can be edited and deleted."""
    draft = services.open_draft_edition(program=program, by=account("coordinator"))
    measure, source = Measure.objects.get(code="online-media"), FundingSource.objects.get()
    by = account("accountant")
    entry = services.post_entry(
        by=by,
        stage="committed",
        measure=measure,
        budget_year=2021,
        source=source,
        date=date(2021, 3, 1),
        amount=Decimal("100.00"),
        document_number="1",
    )
    given = BudgetAppropriation(
        measure=measure, year=2021, source=source, amount=Decimal("36000.00"), effective_from=date(2021, 1, 1)
    )
    activity = Activity(measure=measure, kind="briefing", date=date(2021, 5, 1), title="Брифінг")
    progress = Progress(
        measure=measure, period_start=date(2021, 1, 1), period_end=date(2021, 3, 31), state="done", work_percent=100
    )
    rows = draft.measure_rows
    plan, monthly = (
        ImportBatch.objects.create(kind=kind, program=program, file_name="Файл", sha256="0", imported_by=by)
        for kind in ("plan", "monthly")
    )
    return {
        "plan import": plan,
        "monthly import": monthly,
        "importbatch": monthly,
        "treasurypayer": TreasuryPayer.objects.create(edrpou="04051327", name="Рада"),
        "treasuryrule": TreasuryRule.objects.create(kekv="2240"),
        "rowmatch": RowMatch.objects.create(program=program, key="рядок"),
        "measurerow": rows.get(measure=measure),
        "taskrow": draft.task_rows.first(),
        "edition": draft,
        "program": program,
        "legalact": services.save_record(
            record=LegalAct(role="other", body="Рада", number="9", date=date(2021, 1, 9), title="Про інше"), by=by
        ),
        "allocation": rows.get(measure=measure).allocations.first(),
        "ledgerentry": entry,
        "budgetappropriation": services.save_appropriation(row=given, by=by),
        "activity": services.save_record(record=activity, by=by),
        "progress": services.save_record(record=progress, by=by),
        "indicator": services.save_record(
            record=Indicator(program=program, measure=measure, group="output", name="Публікації", unit="штук"), by=by
        ),
        "override": services.grant_override(
            gate="ceiling", program=program, year=2021, amount=Decimal("1.00"), reason="Субвенція", by=account("head")
        ),
        "periodclosing": services.close_period(program=program, through=date(2021, 3, 31), by=by),
        "dutyterm": DutyTerm.objects.get(key="quarter"),
        "calendarday": CalendarDay.objects.earliest("date"),
        "dutydone": services.mark_done(
            program=program, key="report", title="Звіт", done_on=date(2021, 4, 9), by=by, today=date(2021, 4, 9)
        ),
        "executor": services.save_record(record=Executor(name="Новий виконавець"), by=by),
        "fundingsource": services.save_record(
            record=FundingSource(code="oblast", name="Обласний", level="oblast"), by=by
        ),
        "commission": services.save_record(record=Commission(name="Інша комісія"), by=by),
        "conclusionverb": ConclusionVerb.objects.first(),
        **sitting_with_a_recommendation(by),
        "user": account("commission"),
        "group": Group.objects.get(name="coordinator"),
    }


def sitting_with_a_recommendation(by: User) -> dict[str, Model]:
    """A planned sitting with one question."""
    sitting = services.save_sitting(sitting=Sitting(number="1", date=date(2021, 4, 20)), by=by)
    item = AgendaItem.objects.create(sitting=sitting, number=1, question="Різне")
    return {"sitting": sitting, "recommendation": services.recommend(item=item, text="Так", addressee="Відділ", by=by)}


WITHOUT_RECORD = {"accessattempt": AccessAttempt}


def test_the_permissions_of_every_page_are_those_of_the_table(person: Person, records: dict[str, Model]) -> None:
    kept = {what: (type(record), record) for what, record in records.items() if not what.endswith(" import")}
    asked = kept | {what: (model, None) for what, model in WITHOUT_RECORD.items()}

    assert {what: {role: may(person(role), *asked[what]) for role in ROLES} for what in RIGHTS} == RIGHTS


def test_every_page_opens_for_who_may_and_stays_shut_for_who_may_not(
    as_role: dict[str, Client], records: dict[str, Model]
) -> None:
    kept = {what: record for what, record in records.items() if what in RIGHTS}
    lists = {
        what: reverse(f"admin:{model._meta.app_label}_{what}_changelist") for what, model in WITHOUT_RECORD.items()
    }

    assert misled(kept, RIGHTS, as_role) == []
    assert {what: [role for role in ROLES if entered(as_role[role], lists[what])] for what in lists} == {
        what: ["administrator"] for what in lists
    }


def addresses(records: dict[str, Model]) -> dict[str, str]:
    draft, entry, program = records["edition"], records["ledgerentry"], records["program"]
    assert isinstance(draft, Edition) and isinstance(entry, LedgerEntry) and isinstance(program, Program)
    tables = {"measures": "measurerow", "allocations": "allocation", "ledger": "ledgerentry"}
    found = {
        "desk": reverse("admin:index"),
        "open draft": reverse("admin:programs_edition_open", args=[program.slug]),
        "adopt": reverse("admin:programs_edition_adopt", args=[draft.pk]),
        "give up draft": reverse("admin:programs_edition_discard", args=[draft.pk]),
        "reverse": reverse("admin:programs_ledgerentry_reverse", args=[entry.pk]),
    }
    for kind in ("plan", "monthly", "treasury"):
        found[f"new {kind}"] = reverse("admin:programs_importbatch_new", args=[kind])
    for kind in ("plan", "monthly"):
        batch = records[f"{kind} import"]
        assert isinstance(batch, ImportBatch)
        found[f"undo {kind}"] = reverse("admin:programs_importbatch_undo", args=[batch.pk])
    for words, model in tables.items():
        found[f"export {words}"] = reverse(f"admin:programs_{model}_export", args=["csv"])
    found["import ledger"] = reverse("admin:programs_ledgerentry_import")
    return found


def test_every_action_is_open_to_whom_the_table_says(as_role: dict[str, Client], records: dict[str, Model]) -> None:
    pages = addresses(records)

    assert {
        what: {role: "yes" if entered(as_role[role], pages[what]) else "no" for role in ROLES} for what in pages
    } == read(ACTIONS)


@pytest.mark.parametrize("role", ["commission", "coordinator", "accountant", "administrator"])
def test_nobody_but_the_head_adopts_even_by_a_forged_form(
    client: Client, person: Person, records: dict[str, Model], role: str
) -> None:
    client.force_login(person(role))
    draft, act = records["edition"], records["legalact"]
    assert isinstance(draft, Edition) and isinstance(act, LegalAct)

    address = reverse("admin:programs_edition_adopt", args=[draft.pk])
    response = client.post(address, {"act": act.pk, "in_force_from": "01.01.2022"})

    draft.refresh_from_db()
    assert (response.status_code, draft.status) in {(403, "draft"), (302, "draft")}
