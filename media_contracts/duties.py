"""What is due under contracts: endings, acts to draw up and to pay, and the publication on the treasury's portal."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.duties import Day, Duty, Page, Step, quarter
from programs.words import date_text, money_text

from .models import Act, Contract, Publication, SupplementaryAgreement
from .statement import act_money, pay_until, running_out_on

CONTRACT = gettext_lazy("contract")


def _page(contract: Contract) -> Page:
    return Page("admin:media_contracts_contract_change", [contract.pk])


def contracts_ending(day: Day) -> Iterator[Duty]:
    """Contracts in work whose term ends within 30 days, or of whose money nine tenths are accepted."""
    programs = {program.pk: program for program in day.programs}
    for standing in running_out_on(day.on):
        contract = standing.contract
        if contract.measure.program_id in programs:
            timely = any(notice.code != "money_runs_out" for notice in standing.notices)
            yield Duty(
                key=f"contract/{contract.pk}",
                title=f"{capfirst(str(contract))}, {contract.supplier.full_name}",
                title_in_letter=_("Term or money runs out: %(contract)s") % {"contract": contract},
                program=programs[contract.measure.program_id],
                kind=CONTRACT,
                due=standing.last_day if timely else None,
                page=_page(contract),
                action=_("Open the contract"),
                permission="media_contracts.change_contract",
                note=" ".join(notice.sentence for notice in standing.notices),
            )


def acts_to_pay(day: Day) -> Iterator[Duty]:
    """Signed acts of which something is not paid, together for each programme, what is due first before the rest."""
    acts = Act.objects.standing_on(day.on).filter(contract__measure__program__in=day.paying)
    rows = list(acts.select_related("contract__supplier", "contract__measure").order_by("accepted_on", "pk"))
    money, until = act_money(rows, day.on), pay_until(rows, day.calendar)
    for program in day.paying:
        owed = [
            (until[act.pk], act, money[act.pk].left_to_pay)
            for act in rows
            if act.contract.measure.program_id == program.pk and money[act.pk].left_to_pay > 0
        ]
        if owed:
            owed.sort(key=lambda each: each[0] or date.max)
            steps = [
                Step(
                    _owed_words(act, left, last),
                    Page("admin:media_contracts_payment_add", given={"contract": act.contract_id, "act": act.pk}),
                )
                for last, act, left in owed
            ]
            words = ngettext("%(count)s act waits for payment", "%(count)s acts wait for payment", len(owed))
            yield Duty(
                key="acts-to-pay",
                title=words % {"count": len(owed)},
                program=program,
                kind=CONTRACT,
                due=owed[0][0],
                page=steps[0].page,
                action=_("Record a payment"),
                permission="media_contracts.add_payment",
                note=_("Accepted and not paid: %s.")
                % money_text(sum((left for _last, _act, left in owed), Decimal("0.00"))),
                steps=steps,
            )


def _owed_words(act: Act, left: Decimal, last: date | None) -> str:
    """«Акт № 3 до договору № 12, «Нова зоря»: 13 200,00 грн, оплатити до 15.04.2021»."""
    words = f"{capfirst(str(act))}, {act.contract.supplier.full_name}: {money_text(left)}"
    return _("%(act)s, to be paid until %(date)s") % {"act": words, "date": date_text(last)} if last else words


def publications_to_act(day: Day) -> Iterator[Duty]:
    """Publications of months that are over and in no act yet, by contract."""
    first = day.on.replace(day=1)
    pieces: Any = Publication.objects.filter(
        date__lt=first,
        contract_line__contract__in=Contract.objects.standing(),
        contract_line__contract__measure__program__in=day.programs,
    ).not_acted()
    counts = dict(pieces.order_by().values_list("contract_line__contract").annotate(Count("id")))
    contracts = Contract.objects.filter(pk__in=counts).select_related("supplier", "measure").order_by("date_from", "pk")
    programs = {program.pk: program for program in day.programs}
    for contract in contracts:
        count = counts[contract.pk]
        words = ngettext("%(count)s publication without an act", "%(count)s publications without an act", count)
        yield Duty(
            key=f"publications/{contract.pk}",
            title=f"{words % {'count': count}}: {contract}",
            program=programs[contract.measure.program_id],
            kind=CONTRACT,
            page=Page("admin:media_contracts_act_add", given={"contract": contract.pk}),
            action=_("Draw up an act"),
            permission="media_contracts.add_act",
            note=contract.supplier.full_name,
        )


def treasury_portal(day: Day) -> Iterator[Duty]:
    """Contracts, agreements and acts of the last quarter, due on the treasury's portal by the recorded term.

    The portal cannot see whether they stand there: a person says so.
    """
    period = quarter(_last_quarter(day.on))
    due = day.due("treasury_portal", period.end, app="media_contracts")
    if due is None:
        return
    signed = Q(date_signed__range=(period.start, period.end))
    counts: dict[int, int] = defaultdict(int)
    acts = Act.objects.standing_on(day.on).filter(accepted_on__range=(period.start, period.end))
    for rows, path in (
        (Contract.objects.filter(signed), "measure__program"),
        (SupplementaryAgreement.objects.filter(signed), "contract__measure__program"),
        (acts, "contract__measure__program"),
    ):
        for pk, count in rows.order_by().values_list(path).annotate(Count("id")):
            counts[pk] += count
    key = f"treasury-portal/{period.code}"
    for program in day.programs:
        count = counts[program.pk]
        if count and (program.pk, key) not in day.done:
            words = ngettext(
                "Publish on the treasury’s portal: %(count)s document of the quarter until %(date)s",
                "Publish on the treasury’s portal: %(count)s documents of the quarter until %(date)s",
                count,
            )
            yield Duty(
                key=key,
                title=words % {"count": count, "date": date_text(period.end)},
                program=program,
                kind=CONTRACT,
                due=due,
                page=Page("admin:media_contracts_contract_changelist"),
                action=_("Open the contracts"),
                permission="media_contracts.change_contract",
                note=_("Contracts, agreements and acts of the quarter are due on spending.gov.ua."),
                markable=True,
            )


def _last_quarter(on: date) -> date:
    """A day of the quarter that is over."""
    return quarter(on).start - timedelta(days=1)
