"""Legal acts: who decided what about a programme, and when."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from ..models import LegalAct
from ..rest.collection import Collection
from ..rest.fields import ModelRecordSerializer, ProgramSlug, Reason
from ..rest.filters import by_choice, by_date, by_number, by_program, by_text
from ..rest.rights import visible_acts
from ..services import save_legal_act


class LegalActSerializer(ModelRecordSerializer):
    program = ProgramSlug(allow_null=True, required=False)
    reason = Reason()

    class Meta:
        model = LegalAct
        fields = ["id", "program", "role", "body", "kind", "number", "date", "title", "link", "reason"]


class LegalActFilters(django_filters.FilterSet):
    program = by_program("program")
    role = by_choice("role", LegalAct.Role, gettext_lazy("role"))
    kind = by_choice("kind", LegalAct.Kind, gettext_lazy("kind"))
    body = by_text("body", gettext_lazy("body"))
    number = by_text("number", gettext_lazy("number"))
    date = by_date("date", gettext_lazy("date"))
    year = by_number("date__year", gettext_lazy("year of the act"))


class LegalActs(Collection):
    title = gettext_lazy("Legal acts")
    about = gettext_lazy("Acts behind the programmes: approval of the draft, adoption, amendments, budgets, reports.")
    writes = LegalAct
    serializer_class = LegalActSerializer
    filterset_class = LegalActFilters
    search_fields = ["folded"]
    orderings = {"id": "pk", "date": "date", "number": "number", "program": "program__slug"}
    default_ordering = ("date", "number", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        return visible_acts(self.request.user).select_related("program")

    def save(self, record: LegalAct, *, reason: str) -> LegalAct:
        return save_legal_act(act=record, by=self.person, reason=reason)
