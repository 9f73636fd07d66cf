"""What the serializers of the API are made of: exact money, strict objects, references to what the person may see."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..finance import Absence, Figures
from ..models.program import lines
from ..texts import LARGEST
from ..words import LONGEST_NAME
from .rights import Person, visible_measures, visible_programs


class Money(serializers.DecimalField):
    """Hryvnias as a string with two decimals; null where the plan says why there is no amount."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, **options)

    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) if isinstance(value, Decimal) else None


class Strict(serializers.Serializer):
    """An object that takes its own writable fields and nothing else: what is sent is never silently dropped."""

    longest_list = 100

    @classmethod
    def many_init(cls, *args: Any, **options: Any) -> Any:
        return super().many_init(*args, **{"max_length": cls.longest_list, **options})

    def to_internal_value(self, data: Any) -> Any:
        errors: dict[str, Any] = {}
        values: Any = {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(data, Mapping) or not isinstance(error.detail, dict):
                raise
            errors.update(error.detail)
        errors.update({name: [text] for name in data if (text := self._refusal(str(name)))})
        if self.parent is not None:
            self._complete(data, values, errors)
        if errors:
            raise serializers.ValidationError(errors)
        return values

    def _complete(self, data: Mapping[str, Any], values: Any, errors: dict[str, Any]) -> None:
        """An item of a list is whole even where the record around it is only changed in part."""
        for name, field in self.fields.items():
            if field.read_only or name in data:
                continue
            if field.required:
                errors[name] = [field.error_messages["required"]]
            elif field.default is not serializers.empty:
                values[name] = field.default

    def _refusal(self, name: str) -> str:
        field = self.fields.get(name)
        if field is None:
            return _("Unknown field.")
        return _("This field cannot be set here: leave it out.") if field.read_only else ""


class RecordSerializer(Strict):
    """A record of a collection; ``only_on_create`` names what is set once and then stays."""

    only_on_create: tuple[str, ...] = ()

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if self.instance is not None or self.partial:
            for name in self.only_on_create:
                fields[name].read_only, fields[name].required = True, False
        return fields


class ModelRecordSerializer(RecordSerializer, serializers.ModelSerializer):
    """The same over the fields of a model; the rules between fields are the services' to check."""

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping

    def get_unique_together_validators(self) -> list[Any]:
        return []

    def get_unique_together_constraints(self, model: Any) -> Iterator[Any]:
        return iter(())


class ShortName(serializers.CharField):
    """The portal's own name of a task or measure, made of the wording where none is given."""

    def __init__(self, **options: Any) -> None:
        label = gettext_lazy("short name")
        super().__init__(required=False, allow_blank=True, max_length=LONGEST_NAME, label=label, **options)


class Reason(serializers.CharField):
    """Why a record is changed: kept in its history, demanded for a plan that an act has set."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("Why. Demanded where an adopted edition is corrected."))
        super().__init__(
            write_only=True, required=False, allow_blank=True, max_length=1000, label=gettext_lazy("reason"), **options
        )


class Answer(serializers.ListField):
    """Entries of the ledger that a person was asked about before money is recorded twice."""

    def __init__(self, **words: Any) -> None:
        child = serializers.IntegerField(min_value=1, max_value=LARGEST)
        super().__init__(child=child, required=False, write_only=True, max_length=100, **words)


APART = {
    "label": gettext_lazy("entries that are other money"),
    "help_text": gettext_lazy(
        "Ids of entries that stand in the ledger and are other money, although they look the same."
    ),
}
PART_OF = {
    "label": gettext_lazy("balances that counted it"),
    "help_text": gettext_lazy(
        "Ids of the balances of monthly sheets that counted this payment: it is taken out of them."
    ),
}
INSTEAD_OF = {
    "label": gettext_lazy("entries whose place it takes"),
    "help_text": gettext_lazy("Ids of entries without a contract that are this payment: it takes their place."),
}


class Lines(serializers.ListField):
    """A text of one entry per line as a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.CharField(max_length=2000), required=False, **options)

    def to_representation(self, value: Any) -> list[str]:
        return lines(value)

    def to_internal_value(self, data: Any) -> Any:
        return "\n".join(super().to_internal_value(data))


def _of_user(serializer: serializers.Field) -> Person:
    return serializer.context["request"].user


class Id(serializers.IntegerField):
    """A number that a record of either database can have."""

    def __init__(self, **options: Any) -> None:
        if not options.get("read_only"):
            options |= {"min_value": 1, "max_value": 10**18}
        super().__init__(**options)


class Visible(serializers.PrimaryKeyRelatedField):
    """A reference by id to a record that the person may know of; any other id does not exist for them."""

    def __init__(self, visible: Callable[[Person], QuerySet] | None = None, **options: Any) -> None:
        self.visible = visible
        super().__init__(pk_field=Id(), **options)

    def get_queryset(self) -> QuerySet:
        visible: Any = self.visible
        return visible(_of_user(self))

    def use_pk_only_optimization(self) -> bool:
        return True


class ProgramOf(serializers.SlugField):
    """The programme that a record belongs to, by its slug."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, label=gettext_lazy("programme"), **options)


class MeasureCode(serializers.SlugField):
    """The permanent code of the measure that a record belongs to."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, label=gettext_lazy("code of the measure"), **options)


@extend_schema_field(serializers.SlugField())
class ProgramSlug(serializers.SlugRelatedField):
    """A programme by its slug, as its address has it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="slug", label=gettext_lazy("programme"), **options)

    def get_queryset(self) -> QuerySet:
        return visible_programs(_of_user(self))


class OfMeasure(ModelRecordSerializer):
    """A record of a measure: beside its id the answer has the programme and the code by which people know it."""

    program = ProgramOf(source="measure.program.slug")
    measure = Visible(visible_measures, label=gettext_lazy("measure"))
    measure_code = MeasureCode(source="measure.code")


@extend_schema_field(serializers.SlugField())
class ByCode(serializers.SlugRelatedField):
    """A record of a directory by its code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="code", **options)


# Money by year -------------------------------------------------------------------------------------------------------

PLAN_WORDS = {
    "amount": gettext_lazy("amount"),
    "planned_zero": gettext_lazy("planned zero"),
    Absence.NOT_FORESEEN.value: gettext_lazy("not foreseen"),
    Absence.NOT_REQUIRED.value: gettext_lazy("needs no funding"),
    Absence.AMOUNT_NOT_STATED.value: gettext_lazy("amount not stated"),
}


def plan_word(figures: Figures) -> str:
    """Which of the four kinds of «no money» the plan of a year is, or that it is an amount."""
    if isinstance(figures.amended, Absence):
        return figures.amended.value
    return "planned_zero" if figures.planned_zero else "amount"


class ByYear(serializers.ListSerializer):
    """Figures per year as a list; the view may ask for a single year."""

    def to_representation(self, data: Any) -> list[Any]:
        only = self.context.get("year")
        child: Any = self.child
        return [child.to_representation(item) for item in self.items(data) if only in (None, item["year"])]

    def items(self, data: Any) -> list[dict[str, Any]]:
        return [{"year": year, "figures": figures, "plan": plan_word(figures)} for year, figures in data.items()]


class YearSerializer(serializers.Serializer):
    """The money of a year at its stages. The amounts of the plan are null where it carries none; ``plan`` says why."""

    year = serializers.IntegerField(label=gettext_lazy("year"))
    approved = Money(source="figures.approved", allow_null=True, label=gettext_lazy("Approved"))
    amended = Money(source="figures.amended", allow_null=True, label=gettext_lazy("Amended"))
    appropriated = Money(source="figures.appropriated", allow_null=True, label=gettext_lazy("Given by the budget"))
    committed = Money(source="figures.committed", allow_null=True, label=gettext_lazy("Committed"))
    accepted = Money(source="figures.accepted", allow_null=True, label=gettext_lazy("Accepted"))
    paid = Money(source="figures.paid", allow_null=True, label=gettext_lazy("Paid"))
    paid_without_contract = Money(
        source="figures.direct", allow_null=True, label=gettext_lazy("Paid without a contract")
    )
    remainder = Money(source="figures.remainder", allow_null=True, label=gettext_lazy("Not yet paid"))
    available = Money(source="figures.free", allow_null=True, label=gettext_lazy("Free to sign for"))
    plan = serializers.ChoiceField(list(PLAN_WORDS.items()), label=gettext_lazy("plan of the year"))

    class Meta:
        list_serializer_class = ByYear
