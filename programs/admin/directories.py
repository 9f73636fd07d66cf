"""Directories that the plan points at: executors, funding sources, commissions."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Commission, Executor, FundingSource
from ..staff.base import PortalAdmin


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


@admin.register(Commission)
class CommissionAdmin(PortalAdmin):
    """Standing commissions that control programmes (постійні комісії)."""

    add_title = _("New commission")
    add_button = _("Add a commission")
    change_title = _("Commission")
    list_lead = _("One record for each commission; the other names that documents use are kept beside.")
    empty_text = _("Add the commission that controls your programme.")
    list_display = ("name",)
    search_fields = ("folded",)
