"""What a person should know before saving or signing: warnings as data, each a sentence of its own."""

from collections import defaultdict
from datetime import date as Date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext as _
from stdnum import iban
from stdnum.ua import rntrc

from programs.finance import ZERO
from programs.models import BudgetRow, LedgerEntry, MoneySum, Stage, total_of
from programs.services import Notice, Severity, code_notices, passed, shortage, validate
from programs.words import date_text, money_text

from ..models import (
    Contract,
    ContractEvent,
    Customer,
    PurchaseKind,
    PurchaseThreshold,
    SupplementaryAgreement,
    Supplier,
    Vat,
    WarningOverride,
)
from .clauses import missing_clauses, unknown_words
from .paid import advances_left
from .terms import Terms, terms_on

NEARLY_USED = Decimal("0.90")  # of a contract's money
DAYS_BEFORE_THE_END = 30


def party_notices(party: Supplier | Customer) -> list[Notice]:
    """Codes whose check digit does not fit; a few real ones break it, so nothing is stopped."""
    found = code_notices(party.edrpou)
    if isinstance(party, Supplier):
        found += code_notices(party.rnokpp, name="РНОКПП", field="rnokpp", is_valid=rntrc.is_valid)
    return found + code_notices(party.iban, name="IBAN", field="iban", is_valid=iban.is_valid)


def contract_notices(contract: Contract, *, on: Date, with_draft: SupplementaryAgreement | None = None) -> list[Notice]:
    """Everything worth knowing about a contract on a day, or about signing an agreement to it.

    Of a contract that is not signed: what keeps it from being signed, and the threshold; of a standing one: money and
    term that run out, an advance that waits for its act; of one that ended nothing any more.
    """
    if contract.ended_on:
        return []
    terms = terms_on(contract, with_draft=with_draft)
    if contract.is_standing and with_draft is None:
        return [*_running_out(contract, terms, on), *_advances(contract), *_purchase(contract)]
    return [
        *(_incomplete(contract, terms) if with_draft is None else _sums(terms)),
        *_beyond_the_plan(contract, terms, on),
        *_threshold(contract, terms, on),
        *_purchase(contract),
        *_vat(contract),
        *party_notices(contract.supplier),
    ]


def _incomplete(contract: Contract, terms: Terms) -> list[Notice]:
    found = [
        Notice(
            "missing_clause",
            _("The contract has no clause «%(clause)s», which section VII of the programme requires.")
            % {"clause": kind.label},
            Severity.STOP,
        )
        for kind in missing_clauses(contract)
    ]
    for clause in contract.clauses.all():
        if unknown := unknown_words(clause.text):
            found.append(
                Notice(
                    "unknown_word",
                    _("Clause «%(clause)s» has words in braces that nothing replaces: %(words)s.")
                    % {"clause": clause.title, "words": ", ".join(unknown)},
                    Severity.STOP,
                )
            )
    if not terms.lines:
        found.append(Notice("no_lines", _("The contract has no lines: say what is bought."), Severity.STOP))
    return [*found, *_sums(terms)]


def _sums(terms: Terms) -> list[Notice]:
    if terms.amount == terms.committed:
        return []
    return [
        Notice(
            "sums_differ",
            _("The lines make %(lines)s, the yearly amounts %(years)s: they have to be equal.")
            % {"lines": money_text(terms.amount), "years": money_text(terms.committed)},
            Severity.STOP,
        )
    ]


def _beyond_the_plan(contract: Contract, terms: Terms, on: Date) -> list[Notice]:
    """Where signing would pass the core's gate, said before anybody tries."""
    posted = contract.ledger_links.balances()
    wanted: dict[tuple[int, int], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for key, amount in terms.commitments.items():
        committed = posted[key].committed if key in posted else ZERO
        wanted[key.year, key.source_id][key.fund] += amount - committed
    sources = {row.source_id: row.source for row in _budget_rows(terms)}
    sentence = _(
        "%(year)s, %(source)s: the contract takes %(amount)s, which is %(beyond)s more than is free (%(sums)s). "
        "Correct the amount, or ask the head to record an override with its reason."
    )
    found = []
    for (year, source), amounts in wanted.items():
        short = shortage(
            stage=Stage.COMMITTED,
            measure=contract.measure,
            year=year,
            source=sources[source],
            on=on,
            amounts=amounts,
            under_contract=True,
        )
        if short:
            gate, beyond = short
            words = {
                "year": year,
                "source": gate.name_of(sources[source]),
                "sums": gate.in_words,
                "amount": money_text(amounts[gate.fund] if gate.fund else sum(amounts.values(), ZERO)),
                "beyond": money_text(beyond),
            }
            found.append(Notice("beyond_limit", sentence % words, Severity.STOP))
    return found


def _budget_rows(terms: Terms) -> list[BudgetRow]:
    rows: list[BudgetRow] = list(terms.contract.commitments.select_related("source"))
    for agreement in terms.agreements:
        rows += agreement.commitments.select_related("source")
    return rows


def threshold_notices(contract: Contract, *, on: Date) -> list[Notice]:
    """What the threshold of the day of signing says of a contract as amended since."""
    return _threshold(contract, terms_on(contract), on)


def _threshold(contract: Contract, terms: Terms, on: Date) -> list[Notice]:
    """Direct purchases of a year under one code, this contract among them, against the threshold of the day."""
    limit = PurchaseThreshold.in_force(PurchaseKind.of_code(contract.cpv), contract.date_signed or on)
    if limit is None or contract.procurement != Contract.Procurement.DIRECT:
        return []
    found = []
    years: dict[int, Decimal] = defaultdict(Decimal)
    for key, amount in terms.commitments.items():
        years[key.year] += amount
    for year, amount in sorted(years.items()):
        total = amount + _bought_directly(contract, year, limit.code_digits)
        if total * 100 < limit.amount * limit.near_percent:
            continue
        words = {"year": year, "code": contract.cpv, "total": money_text(total), "limit": money_text(limit.amount)}
        if total < limit.amount:
            sentence = _("%(year)s: direct purchases under %(code)s come near the threshold: %(total)s of %(limit)s.")
            found.append(Notice("threshold_near", sentence % words))
        else:
            sentence = _(
                "%(year)s: direct purchases under %(code)s reach the threshold: %(total)s of %(limit)s. Buy through "
                "the electronic system, or say why not."
            )
            found.append(Notice("threshold_over", sentence % words, Severity.REASON))
    return found


def _bought_directly(contract: Contract, year: int, digits: int) -> Decimal:
    """What the customer's other direct purchases of the subject commit in a budget year."""
    entries = LedgerEntry.objects.filter(
        Q(media_contracts_link__contract__customer=contract.customer_id)
        & Q(media_contracts_link__contract__procurement=Contract.Procurement.DIRECT)
        & Q(media_contracts_link__contract__cpv__startswith=contract.cpv[:digits]),
        stage=Stage.COMMITTED,
        budget_year=year,
    ).exclude(media_contracts_link__contract=contract.pk)
    return entries.aggregate(sum=MoneySum("amount"))["sum"] or ZERO


def _purchase(contract: Contract) -> list[Notice]:
    if contract.procurement == Contract.Procurement.TENDER and not contract.prozorro_number:
        return [Notice("no_prozorro_number", _("Enter the Prozorro number of the purchase."), field="prozorro_number")]
    if contract.procurement == Contract.Procurement.DIRECT and contract.date_signed and not contract.purchase_report:
        sentence = _("A purchase without the electronic system is published as a report: enter where.")
        return [Notice("no_purchase_report", sentence, field="purchase_report")]
    return []


def _vat(contract: Contract) -> list[Notice]:
    if contract.vat != Vat.INCLUDED or contract.supplier.is_vat_payer:
        return []
    sentence = _("The prices are with VAT, but the supplier is not recorded as a VAT payer: compare with the register.")
    return [Notice("vat_without_payer", sentence, field="vat")]


def _advances(contract: Contract) -> list[Notice]:
    """An advance that waits for its act while acts wait for money: paying them as well would pay twice."""
    advance, balance = advances_left(contract), total_of(contract.ledger_links.balances().values())
    if not advance or balance.accepted <= balance.paid - advance:
        return []
    sentence = _("An advance of %(amount)s is covered by no act: cover it by an act before the rest is paid.")
    return [Notice("advance_uncovered", sentence % {"amount": money_text(advance)})]


def _running_out(contract: Contract, terms: Terms, on: Date) -> list[Notice]:
    balance = total_of(contract.ledger_links.balances().values())
    return running_out(balance.committed, balance.accepted, terms.date_to, on)


def running_out(committed: Decimal, accepted: Decimal, date_to: Date, on: Date) -> list[Notice]:
    """What a standing contract is short of on a day: money from nine tenths accepted, time in its last 30 days."""
    found = []
    if committed > 0 and accepted >= committed * NEARLY_USED:
        sentence = _("The contract runs out of money: %(accepted)s of %(committed)s are accepted.")
        words = {"accepted": money_text(accepted), "committed": money_text(committed)}
        found.append(Notice("money_runs_out", sentence % words))
    days = (date_to - on).days
    if days < 0:
        sentence = _("The term ended on %(date)s: complete the contract, or prolong it by an agreement.")
        found.append(Notice("term_is_over", sentence % {"date": date_text(date_to)}))
    elif days <= DAYS_BEFORE_THE_END:
        sentence = _("The term ends on %(date)s, days left: %(days)s.")
        found.append(Notice("time_runs_out", sentence % {"date": date_text(date_to), "days": days}))
    return found


def pass_notices(
    *, contract: Contract, notices: list[Notice], action: ContractEvent.Action, reason: str, by: User
) -> list[WarningOverride]:
    """Record the warnings that a person passed with a reason."""
    rows = []
    for notice in passed(notices, reason=reason):
        row = WarningOverride(
            contract=contract,
            action=action,
            code=notice.code,
            sentence=notice.sentence,
            reason=reason.strip(),
            by=by,
        )
        validate(row)
        row.save()
        rows.append(row)
    return rows
