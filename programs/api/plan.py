"""What the collections of the plan share: the edition that is meant, and identities that outlive every edition."""

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError

from ..models import Edition, Measure, MeasureRow, Task, TaskRow
from ..rest.collection import Collection
from ..rest.rights import visible_editions
from ..services import delete_plan_row, edition_of, new_identity, rename, save_plan_row
from ..texts import number_in


class PlanCollection(Collection):
    """Rows of the plan: of the edition in force today, on a date (``?on=``), or of a named edition (``?edition=``)."""

    list_parameters: tuple[str, ...] = ("on", "edition")
    detail_parameters: tuple[str, ...] = ("on", "edition")
    write_parameters: tuple[str, ...] = ("edition",)

    @cached_property
    def edition(self) -> Edition | None:
        """The edition that the request names; one that the person may not know of does not exist."""
        asked = self.request.query_params.get("edition", "")
        if not asked:
            return None
        if "on" in self.request.query_params:
            raise ValidationError({"edition": [_("Name either an edition or a date, not both.")]})
        known = visible_editions(self.request.user).select_related("program")
        key = number_in(asked)
        found = known.filter(pk=key).first() if key else None
        if found is None:
            text = _("There is no such edition, or it is not public.")
            raise ValidationError({"edition": [text]}) if self.action == "list" else NotFound(text)
        return found

    def check_moment(self) -> date:
        return super().check_moment() if self.edition is None else self.on

    @cached_property
    def adopted(self) -> list[Edition]:
        """The adopted editions that the person may know of, as they took effect one after another."""
        known = visible_editions(self.request.user).filter(status=Edition.Status.ADOPTED)
        return list(known.order_by("in_force_from", "number"))

    def of_the_day(self, on: date) -> list[Edition]:
        """The edition of each programme that is the law on a date."""
        return list({e.program_id: e for e in self.adopted if e.in_force_from and e.in_force_from <= on}.values())

    @property
    def editions(self) -> list[Edition]:
        return [self.edition] if self.edition else self.of_the_day(self.on)

    def look_at(self, edition: Edition) -> None:
        """Show the record in the edition that was just written, whatever the address said."""
        self.__dict__["edition"] = edition

    def address(self, item: Any) -> str:
        return f"{super().address(item)}?edition={self.edition.pk}" if self.edition else super().address(item)

    def locked_item(self) -> Any:
        """The edition before its row: every writer of a plan takes the locks in this order."""
        list(Edition.objects.select_for_update().filter(pk=edition_of(self.get_item()).pk))
        return super().locked_item()

    def save_row(self, row: Any, values: dict[str, Any], reason: str) -> Any:
        for name, value in values.items():
            setattr(row, name, value)
        return save_plan_row(row=row, by=self.person, reason=reason)

    def remove(self, item: Any, *, reason: str) -> None:
        delete_plan_row(row=item, by=self.person, reason=reason)

    def identity(self, kind: type[Task] | type[Measure], edition: Edition, wording: str, said: dict[str, str]) -> Any:
        """The task or measure under its permanent code; one of an earlier edition comes back under its address."""
        code, name = said.get("code", ""), said.get("short_name", "")
        found = kind.objects.filter(program=edition.program, code=code).first() if code else None
        if found is None:
            return new_identity(
                kind=kind, program=edition.program, wording=wording, short_name=name, code=code, by=self.person
            )
        if name:
            rename(named=found, short_name=name, by=self.person)
        return found

    def rename(self, named: Task | Measure, said: dict[str, str]) -> None:
        """The short name is the portal's own: no correction of what an act set, and no reason is asked for."""
        if "short_name" in said:
            rename(named=named, short_name=said["short_name"], by=self.person)

    @staticmethod
    def next_place(rows: type[TaskRow] | type[MeasureRow], edition: Edition) -> int:
        last: int | None = rows.objects.filter(edition=edition).aggregate(last=Max("order"))["last"]
        return (last or 0) + 1

    @staticmethod
    def task_row(edition: Edition, task: int, *, name: str) -> TaskRow:
        found = TaskRow.objects.filter(edition=edition, task=task).first()
        if found is None:
            raise ValidationError({name: [_("The edition has no task with this id.")]})
        return found
