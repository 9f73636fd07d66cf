"""What the staff's card of a measure shows of its contracts and publications."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from programs.default_day import default_day
from programs.models import Measure
from programs.staff.pages import address_of
from programs.staff.sheets import Sheet, SheetCell, amount_cell, page_of
from programs.words import date_text, quantity_text

from ..models import Contract, Publication
from ..statement import contract_money

SHOWN = 5


def contracts(measure: Measure, user: Any) -> Sheet:
    """Every contract of the measure with its money and what it asks for next."""
    found = list(Contract.objects.filter(measure=measure).select_related("supplier").order_by("-date_from", "-pk"))
    money = contract_money(found, default_day(measure.program))
    rows = []
    for contract in found:
        sums = money[contract.pk]
        rows.append(
            [
                SheetCell(_("№ %s") % contract.number, page_of(contract)),
                SheetCell(contract.supplier.public_name),
                SheetCell(contract.get_state_display()),
                amount_cell(sums.value),
                amount_cell(sums.accepted),
                amount_cell(sums.paid),
            ]
        )
    headings = [_("number"), _("supplier"), _("state"), _("signed for, UAH"), _("accepted, UAH"), _("paid, UAH")]
    links = []
    if user.has_perm("media_contracts.add_contract"):
        address = address_of("admin:media_contracts_contract_add", given={"measure": measure.pk})
        links = [(_("Add a contract"), address)]
    return Sheet("contracts", _("Contracts"), headings, rows, _("The measure has no contract yet."), links=links)


def publications(measure: Measure, user: Any) -> Sheet:
    """The last publications of the measure."""
    found = Publication.objects.filter(contract_line__contract__measure=measure).select_related("outlet")
    rows = [
        [
            SheetCell(date_text(each.date)),
            SheetCell(str(each.outlet)),
            SheetCell(each.headline, page_of(each)),
            SheetCell(quantity_text(each.quantity), is_money=True),
        ]
        for each in found.order_by("-date", "-pk")[:SHOWN]
    ]
    links = []
    if user.has_perm("media_contracts.add_publication"):
        links = [(_("Add publications"), reverse("admin:media_contracts_publication_sheet"))]
    count = found.count()
    if count > SHOWN:
        everything = reverse("admin:media_contracts_publication_changelist")
        links.append((_("Whole list"), f"{everything}?measure={measure.code}"))
    headings = [_("date"), _("outlet"), _("headline"), _("size")]
    empty = _("Nothing was published for this measure yet.")
    return Sheet(
        "publications", _("Publications"), headings, rows, empty, links=links, count=count, is_folded=True, is_open=True
    )
