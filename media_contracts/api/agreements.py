"""Lines of a contract, and the supplementary agreements that change them."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from programs.rest.fields import APART, INSTEAD_OF, Answer, Money, RecordSerializer, Strict, Visible

from ..models import (
    AgreementCommitment,
    Contract,
    ContractLine,
    LineChange,
    SupplementaryAgreement,
    Unit,
)
from ..services import save_document, save_row, sign_agreement
from .fields import BudgetSerializer, Price, Quantity, answers_of
from .rights import visible_lines, visible_outlets


class LineSerializer(Strict):
    """What a contract buys, as its agreements left it."""

    id = serializers.IntegerField(source="line.pk", read_only=True)
    description = serializers.CharField(source="line.description", max_length=300, label=gettext_lazy("what is bought"))
    outlet = Visible(
        visible_outlets,
        source="line.outlet",
        allow_null=True,
        required=False,
        label=gettext_lazy("id of the media outlet"),
        help_text=gettext_lazy("Empty: every outlet of the supplier."),
    )
    unit = serializers.ChoiceField(Unit.choices, source="line.unit", label=gettext_lazy("unit"))
    quantity = Quantity(label=gettext_lazy("quantity"))
    unit_price = Price()
    amount = Money(read_only=True, label=gettext_lazy("amount, UAH"))

    as_text = "{description}: {quantity} × {unit_price} = {amount}".format_map


class ChangeSerializer(Strict):
    """What an agreement makes of a line that the contract has; no quantity gives up what is left of it."""

    line = Visible(visible_lines, label=gettext_lazy("id of the line of the contract"))
    quantity = Quantity(min_value=Decimal(0), label=gettext_lazy("new quantity"))
    unit_price = Price()

    as_text = "{line}: {quantity} × {unit_price}".format_map


class AgreementSerializer(Strict):
    """A signed supplementary agreement: what it changed, and why."""

    id = serializers.IntegerField(read_only=True)
    number = serializers.CharField(read_only=True, label=gettext_lazy("number"))
    date_signed = serializers.DateField(read_only=True, label=gettext_lazy("date of signing"))
    reason = serializers.CharField(read_only=True, label=gettext_lazy("reason"))
    new_subject = serializers.CharField(read_only=True, label=gettext_lazy("new subject"))
    new_date_to = serializers.DateField(read_only=True, allow_null=True, label=gettext_lazy("new end of the term"))
    changes = ChangeSerializer(
        many=True, source="line_changes", read_only=True, label=gettext_lazy("lines as they are from then on")
    )
    budget = BudgetSerializer(
        many=True, source="commitments", read_only=True, label=gettext_lazy("by how much amounts change")
    )

    as_text = "№ {number}, {date_signed}: {reason}".format_map


class AgreementDraftSerializer(RecordSerializer):
    """An agreement to be signed; what is left out stays as it was."""

    number = serializers.CharField(max_length=50, label=gettext_lazy("number"))
    date = serializers.DateField(label=gettext_lazy("date of signing"))
    reason = serializers.CharField(max_length=500, label=gettext_lazy("reason"))
    new_subject = serializers.CharField(
        max_length=1000, required=False, allow_blank=True, label=gettext_lazy("new subject")
    )
    new_date_to = serializers.DateField(required=False, allow_null=True, label=gettext_lazy("new end of the term"))
    changes = ChangeSerializer(many=True, required=False, label=gettext_lazy("lines as they are from then on"))
    lines = LineSerializer(many=True, required=False, label=gettext_lazy("new lines"))
    budget = BudgetSerializer(many=True, required=False, label=gettext_lazy("by how much amounts change"))
    instead_of = Answer(**INSTEAD_OF)
    apart = Answer(**APART)
    override_reason = serializers.CharField(
        max_length=500,
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("why a warning is passed"),
    )


@transaction.atomic
def record_agreement(contract: Contract, values: dict[str, Any], by: User) -> SupplementaryAgreement:
    """Draft the agreement with its rows and sign it, all or nothing."""
    changes, lines, budget = (values.pop(name, []) for name in ("changes", "lines", "budget"))
    date, override, answers = values.pop("date"), values.pop("override_reason", ""), answers_of(values)
    agreement = save_document(document=SupplementaryAgreement(contract=contract, **values), by=by)
    for item in changes:
        save_row(row=LineChange(agreement=agreement, **item), by=by)
    for order, item in enumerate(lines, start=contract.lines.count() + 1):
        save_row(row=line_of(contract, item, order=order, agreement=agreement), by=by)
    for item in budget:
        save_row(row=AgreementCommitment(agreement=agreement, **item), by=by)
    return sign_agreement(agreement=agreement, date=date, by=by, reason=override, answers=answers)


def line_of(contract: Contract, item: dict[str, Any], **rest: Any) -> ContractLine:
    """A line of a contract from its item in a body."""
    return ContractLine(
        contract=contract, quantity=item["quantity"], unit_price=item["unit_price"], **item["line"], **rest
    )
