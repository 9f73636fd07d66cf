"""Pages, a reminder, a section of the report and an endpoint of grants."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers

from programs.background import Kind
from programs.duties import Day, Duty, Page
from programs.models import BackgroundWork, FundingSource
from programs.models.budget import BudgetKey
from programs.reporting import Column, Row, Table
from programs.rest.collection import ReadCollection
from programs.staff.steps import StepView
from programs.statement import Statement

from .models import Grant, sign_grant


def grant(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(str(get_object_or_404(Grant.objects.exclude(signed_on=None), pk=pk)))


app_name, urlpatterns = "grants", [path("grants/<int:pk>/", grant, name="grant")]


class Sign(StepView):
    """Sign a grant of this and the next year."""

    model, slug, permission = Grant, "sign", "grants.change_grant"
    title, done, back = "Підписати грант", "Грант підписано", "/admin/"

    def perform(self, given: dict[str, Any]) -> None:
        source, year = FundingSource.objects.get(), given["date"].year
        parts = {BudgetKey(each, source.pk, "general", "2610", ""): Decimal(100) for each in (year, year + 1)}
        sign_grant(grant=self.record, parts=parts, date=given["date"], by=self.user)


class Letter(Kind):
    title = "Лист про грант"

    def do(self, work: BackgroundWork) -> str:
        return Grant.objects.get(pk=work.arguments["grant"]).get_absolute_url()


def grants_to_sign(day: Day) -> Iterator[Duty]:
    for each in Grant.objects.filter(signed_on=None):
        page, program = Page("grants_staff:sign", [each.pk]), day.programs[0]
        yield Duty(f"grant/{each.pk}", str(each), program, "грант", page, "Підписати", "grants.change_grant")


class Section:
    key, title = "grants", "Гранти"

    def table(self, statement: Statement) -> Table:
        rows = [Row({"project": each.project}) for each in Grant.objects.exclude(signed_on=None)]
        return Table(key=self.key, caption="Гранти", columns=[Column("project", "Проєкт", heads=True)], rows=rows)


class GrantSerializer(serializers.ModelSerializer):
    class Meta:
        model = Grant
        fields = ["id", "project", "signed_on"]


class Grants(ReadCollection):
    title, about, writes = "Grants", "Signed grants.", Grant
    queryset = Grant.objects.exclude(signed_on=None)
    serializer_class = GrantSerializer
