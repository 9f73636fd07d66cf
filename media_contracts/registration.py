"""What contracts add to the portal: public pages, endpoints, staff's menu, sections, duties, search, open data."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date as Date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext_lazy, pgettext

from programs.default_day import default_day
from programs.finance import ZERO
from programs.models import LedgerEntry, Measure, Program
from programs.modules import (
    LAST,
    Address,
    Done,
    Files,
    Found,
    Hit,
    Link,
    Match,
    MenuGroup,
    Module,
    OfMeasures,
    Payable,
    Reached,
    Shortcut,
    document_title,
    last_of,
)
from programs.period import Period
from programs.permissions import may_adopt
from programs.staff.pages import address_of
from programs.staff.sheets import page_of
from programs.texts import number_in
from programs.words import date_text, quantity_text

from .charts import MEDIA_CHARTS
from .models import Act, Contract, LedgerLink, MediaOutlet, Payment, Publication, Supplier, Unit
from .models.supplier import hidden, outlet_folded, public_folded
from .services import record_payment, reverse_payment
from .statement import links_of, pay_until, takers_of_advance, unpaid_acts
from .tables import contract_page, size_text


def link_page(link: LedgerLink) -> str:
    """The page of the contract at the document that posted the entry."""
    page = contract_page(link.contract)
    if link.payment_id:
        return f"{page}#payment-{link.payment_id}"
    if link.act_id:
        return f"{page}#act-{link.act_id}"
    return f"{page}#agreement-{link.agreement_id}" if link.agreement_id else page


def publication_page(publication: Publication) -> str:
    """Where the publication stands in the chain of its contract."""
    line = publication.contract_line
    page = contract_page(line.contract) if line else reverse("media_contracts:publications")
    return f"{page}#publication-{publication.pk}"


def place_of(publication: Publication) -> str:
    """«Вигадана газета», № 11, с. 5."""
    parts = [
        f"«{publication.outlet.name}»",
        _("№ %(issue)s") % {"issue": publication.issue} if publication.issue else "",
        _("p. %(page)s") % {"page": publication.page} if publication.page else "",
    ]
    return ", ".join(filter(None, parts))


def published(unit: str, issues: int, pieces: int, size: Decimal) -> str:
    """«Вийшло 8 випусків, 1 056 см².» – in the words of the unit that the contract counts in."""
    if unit == Unit.CM2:
        words = ngettext("%(count)s issue came out, %(area)s cm².", "%(count)s issues came out, %(area)s cm².", issues)
        return words % {"count": issues, "area": quantity_text(size)}
    if unit == Unit.MINUTE:
        return _("On air: %(minutes)s min.") % {"minutes": quantity_text(size)}
    return ngettext("%(count)s piece came out.", "%(count)s pieces came out.", pieces) % {"count": pieces}


# What an indicator may count of them.
PUBLISHED = {
    MediaOutlet.Kind.PRINT: gettext_lazy("publications in the press under contracts"),
    MediaOutlet.Kind.ONLINE: gettext_lazy("publications online under contracts"),
    MediaOutlet.Kind.RADIO: gettext_lazy("publications on the radio under contracts"),
    MediaOutlet.Kind.TELEVISION: gettext_lazy("publications on television under contracts"),
}


class MediaContracts(Module):
    """Contracts with print and online media, their outlets and what was published."""

    app = "media_contracts"
    urls = "media_contracts.urls"
    not_public = ("contract-document", "agreement-document", "act-document")
    endpoints = (
        ("media-outlets", "media_contracts.api.outlets.MediaOutlets"),
        ("suppliers", "media_contracts.api.suppliers.Suppliers"),
        ("contracts", "media_contracts.api.contracts.Contracts"),
        ("publications", "media_contracts.api.publications.Publications"),
        ("acts", "media_contracts.api.acts.Acts"),
        ("payments", "media_contracts.api.payments.Payments"),
    )
    staff_menu = (
        MenuGroup(
            "contracts",
            gettext_lazy("Contracts"),
            [
                "Contract",
                "Publication",
                "Act",
                "Payment",
                "SupplementaryAgreement",
                "Supplier",
                "MediaOutlet",
                "Customer",
                "ClauseTemplate",
                "PurchaseThreshold",
            ],
            after="plan",
        ),
    )
    told_on_desk = ("Contract", "Act", "Publication")
    rights = settings.BASE_DIR / "fixtures" / "roles" / "media_contracts.json"
    guarded_rights = (
        "media_contracts.sign_contract",
        "media_contracts.change_supplementaryagreement",
        "media_contracts.change_act",
        "media_contracts.add_payment",
        "media_contracts.change_payment",
        "media_contracts.add_advancecover",
    )
    report_sections = (
        "media_contracts.reports.Contracts",
        "media_contracts.reports.PublicationsByOutlet",
        "media_contracts.reports.Suppliers",
        "media_contracts.reports.ContractWarnings",
    )
    duties = (
        "media_contracts.duties.contracts_ending",
        "media_contracts.duties.publications_to_act",
        "media_contracts.duties.acts_to_pay",
        "media_contracts.duties.treasury_portal",
    )
    measure_sheets = (
        "media_contracts.admin.measure_sheets.contracts",
        "media_contracts.admin.measure_sheets.publications",
    )

    counted = tuple((f"published-{kind}", words) for kind, words in PUBLISHED.items())

    def menu(self) -> list[Link]:
        return [
            Link(_("Contracts"), reverse("media_contracts:contracts")),
            Link(_("Media"), reverse("media_contracts:outlets")),
        ]

    def of_program(self, program: Program) -> list[Link]:
        count = Contract.objects.published().of_program(program).count()
        return (
            [
                Link(_("Contracts of the programme"), _narrowed("contracts", program, None), count),
                Link(_("Media outlets, topics and prices"), _narrowed("outlets", program, None)),
            ]
            if count
            else []
        )

    def of_body(self, bodies: Collection[int]) -> list[Link]:
        outlets = MediaOutlet.objects.published().filter(Q(body__in=bodies) | Q(supplier__body__in=bodies)).distinct()
        found = [Link(_outlet_hit(each).title, _outlet_hit(each).address) for each in outlets.order_by("name")]
        for supplier in Supplier.objects.published().filter(body__in=bodies).order_by("name"):
            count = Contract.objects.published().filter(supplier=supplier).count()
            page = f"{reverse('media_contracts:contracts')}?supplier={supplier.pk}"
            found.append(Link(_("Contracts: %(supplier)s") % {"supplier": supplier.public_name}, page, count))
        return found

    def ledger_links(self, entries: Iterable[LedgerEntry]) -> dict[int, Link]:
        return {pk: Link(str(link.contract), link_page(link)) for pk, link in links_of(entries).items()}

    def payees_unnamed(self, *, on_paper: bool = False) -> Q:
        way = "media_contracts_link__contract__supplier__"
        people = Q(**{f"{way}kind": Supplier.Kind.PERSON}) if on_paper else Q(pk__in=[])
        return hidden(way) | people

    def media(self) -> Iterable[int]:
        return MediaOutlet.objects.exclude(body=None).values_list("body", flat=True)

    def published_after(self, activities: Collection[int]) -> dict[int, list[Done]]:
        found: dict[int, list[Done]] = defaultdict(list)
        pieces = Publication.objects.published().filter(after__in=activities).select_related("outlet", "contract_line")
        for piece in pieces.order_by("date", "pk"):
            found[piece.after_id or 0].append(
                Done(piece.headline, piece.date, publication_page(piece), place_of(piece))
            )
        return found

    def reached(self, program: Program, on: Date, measure: Measure | None = None) -> OfMeasures:
        """What was published, outlets of one kind together, and the contracts that were signed."""
        found: dict[int | None, list[Reached]] = defaultdict(list)
        for of, rows in (*_published(program, on, measure), *_signed(program, on, measure)):
            found[of] += rows
        return found

    def results(self, program: Program, period: Period) -> dict[int, list[str]]:
        """What was published for the money of each measure: issues and area in print, pieces, minutes on air."""
        pieces = Publication.objects.of_program(program).filter(date__range=(period.start, period.end)).order_by()
        columns = ("contract_line__contract__measure", "contract_line__unit", "outlet", "date")
        gathered: dict[tuple[int, str], list[tuple[int, Decimal]]] = defaultdict(list)
        for measure, unit, _outlet, _day, count, size in pieces.values_list(*columns).annotate(
            Count("pk"), Sum("quantity")
        ):
            gathered[measure, unit].append((count, size))
        found: dict[int, list[str]] = defaultdict(list)
        for (measure, unit), of_days in sorted(gathered.items()):
            count, size = sum(count for count, _size in of_days), sum((size for _count, size in of_days), ZERO)
            found[measure].append(published(unit, len(of_days), count, size))
        return found

    def documents(self, entries: Collection[LedgerEntry]) -> dict[int, list[Model]]:
        return {pk: _documents(link) for pk, link in links_of(entries).items()}

    def payable(self, measures: Collection[int] | None = None) -> list[Payable]:
        unpaid = unpaid_acts(measures)
        due = pay_until([act for act, _left in unpaid])
        acts = [_payable(act.contract, left, act, due[act.pk]) for act, left in unpaid]
        acts.sort(key=lambda each: each.due or Date.max)
        return acts + [_payable(contract, left) for contract, left in takers_of_advance(measures)]

    def pay(self, key: str, *, by: Any, **payment: Any) -> list[LedgerEntry]:
        if not by.has_perm("media_contracts.add_payment"):
            raise ValidationError(_("Payments under contracts are recorded by the accountant."))
        _app, kind, text = key.split("/")
        number = number_in(text) or 0
        act = Act.objects.filter(pk=number).first() if kind == "act" else None
        contract = act.contract if act else Contract.objects.filter(pk=number if kind == "contract" else 0).first()
        if contract is None:
            raise ValidationError(_("There is no such document any more: look for it anew."))
        values = {name: payment.pop(name) for name in ("amount", "date", "document_number")}
        paid = Payment(contract=contract, act=act, note=payment.pop("note", ""), **values)
        reason = _("The treasury paid on this day.")  # what it did needs no other, whatever the programme's term
        record_payment(payment=paid, by=by, answers=payment, reason=reason)
        return [link.entry for link in paid.ledger_links.select_related("entry")]

    def take_back(
        self, entries: Collection[LedgerEntry], *, date: Date, by: Any, reason: str, returned: Decimal | None = None
    ) -> None:
        for payment in Payment.objects.standing().filter(ledger_links__entry__in=entries).distinct():
            reverse_payment(payment=payment, date=date, by=by, reason=reason, returned=returned, of=entries)

    def shortcuts(self, user: Any) -> Iterable[Shortcut]:
        """What needs a contract waits for one; the head, who decides, is offered the entering of others second."""
        primary = not may_adopt(user)
        signed = Contract.objects.filter(date_signed__isnull=False).exists()
        if signed and user.has_perm("media_contracts.add_publication"):
            sheet, what = reverse("admin:media_contracts_publication_sheet"), pgettext("add", "publications")
            yield Shortcut(_("Add publications"), sheet, primary=primary, adds=what)
        if signed and user.has_perm("media_contracts.add_act"):
            yield Shortcut(_("Add an act"), reverse("admin:media_contracts_act_add"), adds=pgettext("add", "an act"))
        if user.has_perm("media_contracts.add_contract") and Supplier.objects.exists():
            add, what = reverse("admin:media_contracts_contract_add"), pgettext("add", "a contract")
            yield Shortcut(_("Add a contract"), add, adds=what)
        if signed and user.has_perm("media_contracts.add_payment"):
            add, what = reverse("admin:media_contracts_payment_add"), pgettext("add", "a payment")
            yield Shortcut(_("Add a payment under a contract"), add, primary=primary, adds=what)

    def addresses(self) -> Iterable[Address]:
        for name in ("contracts", "outlets", "publications"):
            yield Address(reverse(f"media_contracts:{name}"))
        for pk in (
            Contract.objects.published()
            .filter(date_signed__lte=default_day())
            .order_by("pk")
            .values_list("pk", flat=True)
        ):
            yield Address(reverse("media_contracts:contract", args=[pk]))
        for slug in MediaOutlet.objects.published().order_by("pk").values_list("slug", flat=True):
            yield Address(reverse("media_contracts:outlet", args=[slug]))
        for key in MEDIA_CHARTS:
            yield Address(reverse("media_contracts:chart-csv", args=[key]), "file")
        for files in self.files():
            yield from (Address(link.address, "file") for link in files.formats)

    def found(self, match: Match, limit: int) -> list[Found]:
        contracts = (
            Contract.objects.published().annotate(payee=public_folded("supplier__")).filter(match("folded", "payee"))
        )
        outlets = MediaOutlet.objects.published().annotate(found_by=outlet_folded()).filter(match("found_by"))
        pieces = Publication.objects.published().annotate(of_outlet=outlet_folded("outlet__"))
        pieces = pieces.filter(match("folded", "of_outlet", kinds=Publication.Kind))
        pieces = pieces.select_related("outlet", "contract_line__contract")
        return [
            _found("contracts", _("Contracts"), contracts.select_related("supplier"), limit, _contract_hit),
            _found("outlets", _("Media outlets"), outlets, limit, _outlet_hit),
            _found("publications", _("Publications"), pieces, limit, _publication_hit),
        ]

    def files(self) -> list[Files]:
        by_order = _("commas and a decimal point")
        found = [
            Files(_("Contracts with their money"), _formats("contracts")),
            Files(_("Publications bought"), _formats("publications")),
            Files(_("Signed contracts, by the structure of resolution № 835"), _data_set("contracts"), by_order),
            Files(
                _("Agreements and acts, by the structure of resolution № 835"),
                _data_set("additional-documents"),
                by_order,
            ),
        ]
        if Contract.objects.published().exists():  # a package without a release would break the standard
            package = Link("JSON", reverse("api:contracts-releases"))
            found.append(Files(_("Contracts by the Open Contracting Data Standard"), [package]))
        return found


# How publications are counted, by the kind of their outlet.
PIECES = {
    MediaOutlet.Kind.PRINT: npgettext_lazy("counted", "piece in the press", "pieces in the press"),
    MediaOutlet.Kind.ONLINE: npgettext_lazy("counted", "piece online", "pieces online"),
    MediaOutlet.Kind.RADIO: npgettext_lazy("counted", "piece on the radio", "pieces on the radio"),
    MediaOutlet.Kind.TELEVISION: npgettext_lazy("counted", "piece on television", "pieces on television"),
    MediaOutlet.Kind.OTHER: npgettext_lazy("counted", "piece in other media", "pieces in other media"),
}


def _published(program: Program, on: Date, measure: Measure | None) -> Iterator[tuple[int | None, list[Reached]]]:
    """Pieces that everybody may see, with their area and time on air."""
    of_day = Publication.objects.published().of_program(program).filter(date__lte=on)
    if measure:
        of_day = of_day.filter(contract_line__contract__measure=measure)
    of_measure, kind = "contract_line__contract__measure", "outlet__kind"
    years: dict[int | None, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    sizes: dict[tuple[int | None, str], Counter[str]] = defaultdict(Counter)
    rows = of_day.order_by(kind).values_list(of_measure, kind, "contract_line__unit", "date__year")
    for pk, of_kind, unit, year, count, size in rows.annotate(Count("pk"), Sum("quantity")):
        for of in (pk, None):
            years[of][of_kind][year] += count
            sizes[of, of_kind][unit] += size
    last: dict[tuple[int | None, str], list[Done]] = defaultdict(list)
    codes: dict[int | None, str] = {}
    named = last_of(of_day, of_measure, kind).select_related("outlet", "contract_line__contract__measure")
    for piece in named:
        of_piece = piece.contract_line.contract.measure
        codes[of_piece.pk] = of_piece.code
        for of in (of_piece.pk, None):
            done = Done(piece.headline, piece.date, publication_page(piece), place_of(piece))
            last[of, piece.outlet.kind].append(done)
    for of, kinds in years.items():
        yield (
            of,
            [
                Reached(
                    f"published-{of_kind}",
                    sum(by_year.values()),
                    PIECES[MediaOutlet.Kind(of_kind)],
                    note=", ".join(
                        size_text(size, unit) for unit, size in sizes[of, of_kind].items() if unit != Unit.PUBLICATION
                    ),
                    last=last[of, of_kind][:LAST],
                    page=_narrowed("publications", program, codes.get(of), media=of_kind),
                    years=by_year,
                )
                for of_kind, by_year in kinds.items()
            ],
        )


def _signed(program: Program, on: Date, measure: Measure | None) -> Iterator[tuple[int | None, list[Reached]]]:
    contracts = Contract.objects.published().of_program(program).filter(date_signed__lte=on)
    if measure:
        contracts = contracts.filter(measure=measure)
    found: dict[int | None, list[Contract]] = defaultdict(list)
    for contract in contracts.select_related("measure", "supplier").order_by("-date_signed", "-pk"):
        for of in (contract.measure_id, None):
            found[of].append(contract)
    unit = npgettext_lazy("counted", "contract", "contracts")
    for of, signed in found.items():
        last = [
            Done(each.subject, each.date_signed, contract_page(each), f"{each.name}, {each.supplier.public_name}")
            for each in signed[:LAST]
            if each.date_signed
        ]
        page = _narrowed("contracts", program, signed[0].measure.code if of else None)
        yield of, [Reached("contracts", len(signed), unit, last=last, page=page)]


def _narrowed(name: str, program: Program, code: str | None, **more: str) -> str:
    """A register narrowed to a measure, or to its programme."""
    of = {"measure": f"{program.slug}.{code}"} if code else {"program": program.slug}
    return f"{reverse(f'media_contracts:{name}')}?{urlencode({**of, **more})}"


def _documents(link: LedgerLink) -> list[Model]:
    """The document behind an entry, the act that it pays, the contract."""
    paid = link.payment.act if link.payment else None
    found: list[Any] = [link.agreement, link.payment, link.act or paid, link.contract]
    return [record for record in found if record]


def _payable(contract: Contract, left: Decimal, act: Act | None = None, due: Date | None = None) -> Payable:
    """The act, or the contract that is paid in advance; the title of an act says its contract."""
    document = act or contract
    given = {"contract": contract.pk, **({"act": act.pk} if act else {})}
    return Payable(
        key=f"media_contracts/{document._meta.model_name}/{document.pk}",
        title=document_title(document),
        measure=contract.measure,
        left=left,
        page=address_of("admin:media_contracts_payment_add", given=given),
        number=contract.number,
        payee=contract.supplier.name_by_consent,
        payee_code=contract.supplier.public_code,
        due=due,
        record=page_of(document),
        is_advance=act is None,
    )


def _formats(name: str) -> list[Link]:
    return [
        Link(extension.upper(), reverse(f"media_contracts:{name}-file", args=[extension]))
        for extension in ("csv", "xlsx")
    ]


def _data_set(name: str) -> list[Link]:
    return [
        Link(extension.upper(), reverse("media_contracts:open-data", args=[name, extension]))
        for extension in ("csv", "xlsx")
    ]


def _found(key: str, title: str, rows: Any, limit: int, hit: Any) -> Found:
    return Found([hit(row) for row in rows[:limit]], rows.count(), key, title)


def _contract_hit(contract: Contract) -> Hit:
    return Hit(f"{contract.name}: {contract.subject}", contract_page(contract), contract.supplier.public_name)


def _outlet_hit(outlet: MediaOutlet) -> Hit:
    return Hit(outlet.name, reverse("media_contracts:outlet", args=[outlet.slug]), outlet.get_kind_display())


def _publication_hit(piece: Publication) -> Hit:
    return Hit(piece.headline, publication_page(piece), f"{piece.outlet.name}, {date_text(piece.date)}")
