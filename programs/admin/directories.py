"""Directories that the plan points at: executors, funding sources, commissions."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Body, Commission, CommissionMember, Executor, FundingSource, records_of
from ..services import code_notices
from ..staff.base import PortalAdmin, PortalInline
from ..staff.forms import RecordForm


@admin.register(Executor)
class ExecutorAdmin(PortalAdmin):
    """Who is responsible for measures (виконавці)."""

    add_title = _("New executor")
    add_button = _("Add an executor")
    change_title = _("Executor")
    list_lead = _("Units and partners that measures name; a measure can word the name in its own way.")
    empty_text = _("Add the units that your programme names as responsible.")
    list_display = ("name", "measures")
    search_fields = ("folded",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Executor]:
        return super().get_queryset(request).annotate(count=Count("links__measure_row__measure", distinct=True))

    @admin.display(description=_("measures"), ordering="count")
    def measures(self, executor: Executor) -> int:
        return executor.count  # type: ignore[attr-defined]


@admin.register(FundingSource)
class FundingSourceAdmin(PortalAdmin):
    """Where money comes from (джерела фінансування)."""

    add_title = _("New funding source")
    add_button = _("Add a source")
    change_title = _("Funding source")
    list_lead = _("Budgets and other sources that pay for measures.")
    empty_text = _("Add the first source, for example the community budget.")
    list_display = ("name", "level", "code")
    list_filter = ("level",)
    search_fields = ("folded",)
    fields = ("name", "level", "code")


class MemberInline(PortalInline):
    model = CommissionMember
    fields = ("surname", "name", "post", "since", "until", "account")
    add_text = _("Add a member")
    verbose_name_plural = _("composition")


@admin.register(Commission)
class CommissionAdmin(PortalAdmin):
    """Standing commissions that control programmes (постійні комісії)."""

    add_title = _("New commission")
    add_button = _("Add a commission")
    change_title = _("Commission")
    list_lead = _("One record for each commission; the other names that documents use are kept beside.")
    empty_text = _("Add the commission that controls your programme.")
    list_display = ("name", "convocation", "is_active")
    search_fields = ("folded",)
    fields = ("name", "aliases", ("council", "convocation"), "quorum", "shows_names", "is_active")
    inlines = (MemberInline,)


class BodyForm(RecordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "alias_of" in self.fields:
            heads = Body.objects.filter(alias_of=None).exclude(pk=self.instance.pk)
            self.fields["alias_of"].queryset = heads  # type: ignore[attr-defined]  # a choice of records
        if "edrpou" in self.fields and (notices := code_notices(self.instance.edrpou)):
            self.fields["edrpou"].help_text = str(notices[0].sentence)


@admin.register(Body)
class BodyAdmin(PortalAdmin):
    """What records of several applications are of (особи)."""

    form = BodyForm
    add_title = _("New person or group")
    add_button = _("Add a person or group")
    change_title = _("Person or group")
    list_lead = _("Suppliers, outlets and institutions that are the same body find each other by its record here.")
    empty_text = _("A body comes with the first supplier or institution.")
    list_display = ("name", "edrpou", "alias_of", "records")
    search_fields = ("folded",)
    list_select_related = ("alias_of",)
    fields = ("name", "edrpou", "alias_of")

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        found = list(records_of([row.pk for row in rows]))
        for row in rows:
            row.found = [f"{each} ({each._meta.verbose_name})" for each in found if each.body_id == row.pk]

    @admin.display(description=_("records"))
    def records(self, body: Any) -> str:
        return ", ".join(body.found) or "—"
