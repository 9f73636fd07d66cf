"""Every record that the staff's site lets people change: the second of two writers meets both versions.

The kinds of records come from the site itself, so that a new one without the check fails here.
"""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import F, Model
from django.test import Client, RequestFactory
from django.urls import reverse

from civil_society.models import (
    AdvisoryBody,
    BodyDecision,
    BodySitting,
    BudgetProject,
    Consultation,
    ConsultationDocument,
    ConsultationEvent,
    ConsultationPlan,
    Course,
    Institution,
    MonitoringNote,
    PlanItem,
    PressEvent,
    PrintedMaterial,
    Proposal,
    Regime,
    SitePublication,
    SupportRequest,
    Term,
)
from media_contracts.models import (
    Act,
    ClauseTemplate,
    Contract,
    Customer,
    MediaOutlet,
    Publication,
    PurchaseThreshold,
    SupplementaryAgreement,
    Supplier,
)
from programs.models import (
    Activity,
    Body,
    BudgetAppropriation,
    CalendarDay,
    Commission,
    ConclusionVerb,
    DutyTerm,
    Edition,
    ExecutionReport,
    Executor,
    FundingSource,
    Indicator,
    LegalAct,
    MeasureRow,
    Portal,
    Program,
    Progress,
    PublicationTerm,
    Recommendation,
    RowMatch,
    Sitting,
    TaskRow,
    TreasuryPayer,
    TreasuryRule,
    WayStage,
)
from tests.kinds_of_records import one_of_each_kind
from tests.programs.filling import fields_of, open_form, send

# What a person types into a record of each kind.
TYPED: dict[type[Model], dict[str, str]] = {
    Act: {"number": "Моє"},
    ClauseTemplate: {"title": "Моє"},
    Contract: {"subject": "Моє"},
    Customer: {"name": "Моє"},
    MediaOutlet: {"name": "Моє"},
    Publication: {"headline": "Моє"},
    PurchaseThreshold: {"ground": "Моє"},
    Supplier: {"name": "Моє"},
    SupplementaryAgreement: {"number": "Моє"},
    Activity: {"title": "Моє"},
    Body: {"name": "Моє"},
    BudgetAppropriation: {"amount": "7,77", "reason_": "описка"},
    CalendarDay: {"name": "Моє"},
    Commission: {"name": "Моє"},
    Consultation: {"subject": "Моє", "reason_": "описка"},
    ConsultationDocument: {"title": "Моє"},
    ConsultationEvent: {"title": "Моє"},
    ConsultationPlan: {"note": "Моє"},
    PlanItem: {"subject": "Моє"},
    Proposal: {"clause": "Моє"},
    Regime: {"name": "Моє"},
    Term: {"source": "Моє"},
    ConclusionVerb: {"title": "Моє"},
    DutyTerm: {"day": "7"},
    Edition: {"note": "Моє", "reason_": "описка"},
    ExecutionReport: {"narrative": "Моє"},
    Executor: {"name": "Моє"},
    FundingSource: {"name": "Моє"},
    Group: {"name": "moie"},
    Indicator: {"name": "Моє"},
    Institution: {"field": "Моє"},
    LegalAct: {"title": "Моє", "reason_": "описка"},
    MeasureRow: {"title": "Моє", "reason_": "описка"},
    Portal: {"council": "Моє"},
    Program: {"short_title": "Моє"},
    PublicationTerm: {"ground": "Моє"},
    AdvisoryBody: {"name": "Моє"},
    BodyDecision: {"unit": "Моє"},
    BodySitting: {"number": "Моє"},
    SupportRequest: {"asked": "Моє"},
    Course: {"title": "Моє"},
    MonitoringNote: {"heading": "Моє"},
    PressEvent: {"heading": "Моє"},
    PrintedMaterial: {"title": "Моє"},
    BudgetProject: {"title": "Моє"},
    Progress: {"result": "Моє"},
    SitePublication: {"heading": "Моє"},
    Recommendation: {"text": "Моє"},
    RowMatch: {"measure": ""},
    Sitting: {"number": "Моє"},
    TaskRow: {"title": "Моє", "reason_": "описка"},
    TreasuryPayer: {"name": "Моє"},
    TreasuryRule: {"contract_number": "Моє"},
    User: {"last_name": "Моє"},
    WayStage: {"name": "Моє"},
}


@pytest.fixture
def superuser(program: Program) -> User:
    return User.objects.create_superuser("root")


@pytest.fixture
def records(program: Program) -> None:
    """A record of the kinds that the founding programme has none of."""
    one_of_each_kind()


def changeable(user: User) -> set[type[Model]]:
    request = RequestFactory().get("/")
    request.user = user
    return {model for model, pages in admin.site._registry.items() if pages.has_change_permission(request)}


def test_the_second_writer_of_any_record_sees_both_versions(superuser: User, records: None) -> None:
    kinds = changeable(superuser)
    assert kinds == set(TYPED)
    client = Client()
    client.force_login(superuser)

    lost = []
    for kind in kinds:
        record: Any = kind._base_manager.order_by("pk").first()
        address = reverse(f"admin:{kind._meta.app_label}_{kind._meta.model_name}_change", args=[record.pk])
        form = open_form(client, address)
        somebody_else_saves(record)
        answer = send(client, address, form, **TYPED[kind])
        said = answer.content.decode() if answer.status_code == 200 else ""
        if (
            'class="conflict"' not in said
            or not keeps(answer, TYPED[kind])
            or stored(record) & set(TYPED[kind].values())
        ):
            lost.append(kind.__name__)
    assert lost == []


def keeps(page: Any, values: dict[str, str]) -> bool:
    """Whether the form of the page still says what was typed into it."""
    form = fields_of(page)
    return all(form.get(name, [""]) == [value] for name, value in values.items())


def somebody_else_saves(record: Any) -> None:
    rows = type(record)._base_manager.filter(pk=record.pk)
    if hasattr(record, "version"):
        rows.update(version=F("version") + 1)
    else:
        rows.update(**{"last_name" if isinstance(record, User) else "name": "Чуже"})


def stored(record: Any) -> set[str]:
    return {str(value) for value in type(record)._base_manager.filter(pk=record.pk).values_list().get()}
