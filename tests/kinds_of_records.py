"""A record of every kind that the staff's site knows, for tests that walk through all of its forms and pages."""

from datetime import date

from django.contrib.auth.models import User

from civil_society.models import (
    BudgetProject,
    Course,
    CourseProduct,
    CourseSession,
    Institution,
    MonitoringNote,
    PressEvent,
    PrintedMaterial,
    SitePublication,
)
from civil_society.services import save_course, save_institution, save_session
from media_contracts import services as contracts
from media_contracts.models import SupplementaryAgreement
from programs.models import (
    Activity,
    AgendaItem,
    BudgetAppropriation,
    Commission,
    CommissionMember,
    ExecutionReport,
    FundingSource,
    Indicator,
    Invited,
    Measure,
    Progress,
    Recommendation,
    RowMatch,
    Sitting,
    TreasuryPayer,
    TreasuryRule,
    WayStage,
)
from programs.services import save_record, save_with_activity
from tests.civil_society import consulting
from tests.civil_society.proposing import proposed
from tests.civil_society.sitting import one_of_each_kind as sitting_of_a_body
from tests.conftest import account
from tests.media_contracts import contracting

DAY = date(2021, 4, 6)


def one_of_each_kind() -> User:
    """What the founding programme has none of; a draft and a signed contract, a draft act and a signed one, paid."""
    by = account("head")
    measure, source = Measure.objects.get(code="print-media"), FundingSource.objects.get()
    program = measure.program
    Activity.objects.create(measure=measure, kind="briefing", date=DAY, title="Брифінг")
    BudgetAppropriation.objects.create(measure=measure, year=2021, source=source, amount=1, effective_from=DAY)
    Indicator.objects.create(program=program, group="output", name="Публікації", unit="шт.")
    RowMatch.objects.create(program=program, measure=measure, key="рядок")
    TreasuryPayer.objects.create(edrpou="26510514", name="Каховська міська рада")
    TreasuryRule.objects.create(measure=measure, source=source, kekv="2240")
    Progress.objects.create(
        measure=measure, period_start=DAY, period_end=DAY, state="done", work_percent=50, reason="Є"
    )
    quarter = {"kind": "quarter", "period_start": date(2021, 1, 1), "period_end": date(2021, 3, 31)}
    ExecutionReport.objects.create(program=program, number=1, proposal="Узяти звіт до відома", **quarter)
    WayStage.objects.create(program=program, kind="council", name="Каховська міська рада")
    sitting = Sitting.objects.create(number="1", date=DAY)
    commission = Commission.objects.get()
    sitting.bodies.set([commission])
    CommissionMember.objects.create(commission=commission, name="Ірина", surname="Дубова", post="secretary")
    Invited.objects.create(sitting=sitting, name="Ольга ВЕРБА", position="начальник відділу")
    item = AgendaItem.objects.create(sitting=sitting, number=1, question="Про різне")
    Recommendation.objects.create(item=item, number=1, text="Подати графік", addressee="Відділ")
    contracting.draft(contracting.newspaper(by), by)
    site = contracting.site(by)
    signed = contracting.in_force(site, by, number="13")
    contracting.publish(site, DAY, by)
    contracting.drafted_act(signed, DAY, DAY, by, number="1")
    longer = SupplementaryAgreement(contract=signed, number="1", reason="Потреба", new_date_to=date(2022, 1, 31))
    contracts.save_document(document=longer, by=by)
    save_institution(institution=Institution(type="association", name="ГО «Вигадана дія»"), by=by)
    consulting.one_of_each_kind(by)
    heard = PressEvent(measure=measure, kind="press_release", date=DAY, heading="Реліз", text="Рада звітує.")
    on_the_site = SitePublication(measure=measure, date=DAY, heading="Сесія", link="https://rada.example/1")
    noted = MonitoringNote(measure=measure, sample="Канали", channel="Канал", date=DAY, heading="Звіт", topic="звіт")
    printed = PrintedMaterial(measure=measure, kind="booklet", title="Буклет", date=DAY, run=100)
    project = BudgetProject(measure=measure, year=2021, title="Проєкт", date=DAY)
    for record in (heard, on_the_site, noted, printed, project):
        save_with_activity(record=record, by=by)
    course = Course(measure=measure, kind="training", title="Тренінг", season="2021", purpose="друк", erase_on=DAY)
    save_course(course=course, by=by)
    save_session(session=CourseSession(course=course, date=DAY, topic="Тексти"), by=by)
    save_record(record=CourseProduct(course=course, title="Стаття", agreed_on=DAY), by=by)
    proposed(by)
    sitting_of_a_body(by)
    FundingSource.objects.create(code="oblast-budget", name="Обласний бюджет", level="oblast")
    return by
