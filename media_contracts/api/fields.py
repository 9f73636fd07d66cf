"""What the serializers of contracts share: quantities, prices, rows of the budget, the day and ground of a step."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from programs.models import BudgetKey, Fund, FundingSource
from programs.rest.fields import (
    APART,
    INSTEAD_OF,
    Answer,
    ByCode,
    MeasureCode,
    Money,
    ProgramOf,
    RecordSerializer,
    Strict,
    Visible,
)
from programs.rest.fields import Reason as CoreReason

from .notices import Warned
from .rights import visible_contracts


class Reason(CoreReason):
    """Why a record is changed: kept in its history."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("Why; kept in the history."))
        super().__init__(**options)


class Quantity(serializers.DecimalField):
    """How much of a unit: up to three decimals."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", Decimal("0.001"))
        super().__init__(max_digits=12, decimal_places=3, **options)


class Price(serializers.DecimalField):
    """The price of a unit, in hryvnias: up to four decimals."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", Decimal("0.0001"))
        super().__init__(max_digits=14, decimal_places=4, label=gettext_lazy("unit price, UAH"), **options)


class OfContract(Warned):
    """A record under a contract: beside its id the answer has what people know the contract by."""

    program = ProgramOf(source="contract.measure.program.slug")
    measure_code = MeasureCode(source="contract.measure.code")
    contract = Visible(visible_contracts, label=gettext_lazy("id of the contract"))
    contract_number = serializers.CharField(
        source="contract.number", read_only=True, label=gettext_lazy("number of the contract")
    )
    supplier_name = serializers.CharField(
        source="contract.supplier.public_name", read_only=True, label=gettext_lazy("name of the supplier")
    )


class BudgetSerializer(Strict):
    """An amount at its place in the budget; the shape of its codes is the model's to check."""

    year = serializers.IntegerField(min_value=1991, max_value=2100, label=gettext_lazy("budget year"))
    source: Any = ByCode(queryset=FundingSource.objects.all(), label=gettext_lazy("funding source"))
    fund = serializers.ChoiceField(Fund.choices, required=False, default=Fund.GENERAL, label=gettext_lazy("fund"))
    kekv = serializers.CharField(max_length=4, required=False, allow_blank=True, default="", label=gettext_lazy("КЕКВ"))
    kpkvk = serializers.CharField(
        max_length=7, required=False, allow_blank=True, default="", label=gettext_lazy("КПКВК")
    )
    amount = Money(label=gettext_lazy("amount, UAH"))

    @staticmethod
    def as_text(item: dict[str, Any]) -> str:
        return " ".join(filter(None, (f"{item['year']}", item["source"], item["kekv"], item["amount"])))


def budget_key(item: dict[str, Any]) -> BudgetKey:
    """The place in the budget that an item of a list names."""
    return BudgetKey(item["year"], item["source"].pk, item["fund"], item["kekv"], item["kpkvk"])


def parts_of(items: list[dict[str, Any]] | None) -> dict[BudgetKey, Decimal] | None:
    """Amounts by place in the budget, each place once; None where the services are to find the places themselves."""
    if items is None:
        return None
    found = {budget_key(item): item["amount"] for item in items}
    if len(found) != len(items):
        raise serializers.ValidationError({"parts": [_("Two amounts stand at the same place of the budget.")]})
    return found


class DaySerializer(RecordSerializer):
    """The day from which a step counts."""

    date = serializers.DateField(label=gettext_lazy("date"))


def answers_of(values: dict[str, Any]) -> dict[str, list[int]]:
    """What a body answers about entries that may be the same money; taken out of its values."""
    return {name: values.pop(name) for name in ("instead_of", "apart", "part_of") if name in values}


class StepSerializer(DaySerializer):
    """The day from which a step counts, and its ground."""

    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=500,
        label=gettext_lazy("reason"),
        help_text=gettext_lazy("Demanded where something is undone, ended, or a warning passed."),
    )


class SigningSerializer(StepSerializer):
    """The day of signing, its ground, and answers about entries that may be the same money."""

    instead_of = Answer(**INSTEAD_OF)
    apart = Answer(**APART)
