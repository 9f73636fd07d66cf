"""Projects of the community development budget in the API."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from programs.rest.fields import Money, OfMeasure, Reason, Visible
from programs.rest.filters import OfMeasureFilters, by_choice, by_number
from programs.rest.rights import Person

from ..models import BudgetProject, Institution
from ..services import delete_project, save_project
from .press import Kept


def visible_institutions(user: Person) -> QuerySet[Institution]:
    """The institutions that the person may know of."""
    may_see = user.is_authenticated and user.has_perm("civil_society.view_institution")
    return Institution.objects.all() if may_see else Institution.objects.published()


class BudgetProjectSerializer(OfMeasure):
    """A project of the community development budget; its sum is no money of the programme."""

    institution = Visible(visible_institutions, required=False, allow_null=True, label=gettext_lazy("institution"))
    amount = Money(required=False, allow_null=True, min_value=0)
    reason = Reason()

    class Meta:
        model = BudgetProject
        fields = [
            "id", "program", "measure", "measure_code", "year", "title", "institution", "amount", "state", "date",
            "result", "link", "is_public", "reason",
        ]  # fmt: skip

    def to_representation(self, instance: BudgetProject) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not self.context["request"].user.has_perm("civil_society.view_budgetproject"):
            shown["institution"] = instance.told_institution and instance.told_institution.pk
        return shown


class BudgetProjectFilters(OfMeasureFilters):
    year = by_number("year", gettext_lazy("year"))
    state = by_choice("state", BudgetProject.State, gettext_lazy("state"))


class BudgetProjects(Kept):
    title = gettext_lazy("Projects of the community development budget")
    about = gettext_lazy("Year, sum of that budget, state and result; no money of the programme.")
    writes = BudgetProject
    serializer_class = BudgetProjectSerializer
    filterset_class = BudgetProjectFilters
    orderings = {"id": "pk", "year": "year"}
    default_ordering = ("-year", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("institution")

    def save(self, record: BudgetProject, *, reason: str) -> Any:
        return save_project(project=record, by=self.person, reason=reason)

    def remove(self, item: Any, *, reason: str) -> None:
        delete_project(project=item, by=self.person, reason=reason)
