"""What contracts add to the core's pages: menu, links of the ledger, hits of the search, files of open data."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.models import LedgerEntry, Measure, Program
from programs.neighbours import Files, Found, Hit, Link, Match

from .models import Contract, LedgerLink, MediaOutlet, Payment, Publication, Supplier
from .statement import links_of
from .tables import contract_page


def with_public_supplier(contracts: QuerySet[Contract]) -> Any:
    """Contracts with ``public_supplier``: the name to search by, empty for a person who did not agree to be named."""
    hidden = When(supplier__kind=Supplier.Kind.PERSON, supplier__name_is_public=False, then=Value(""))
    trader = When(supplier__kind=Supplier.Kind.SOLE_TRADER, then=Concat(Value("ФОП "), "supplier__name"))
    return contracts.annotate(public_supplier=Case(hidden, trader, default=F("supplier__name")))


CONTRACT_FIELDS = ("number", "subject", "cpv", "cpv_name", "public_supplier", "supplier__edrpou")
PUBLICATION_FIELDS = ("headline", "issue", "outlet__name")
OUTLET_FIELDS = ("name", "founder", "area", "register_number")


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


class MediaContracts:
    """The contracts' answers to the core's pages."""

    def menu(self) -> list[Link]:
        return [
            Link(_("Contracts"), reverse("media_contracts:contracts")),
            Link(_("Media"), reverse("media_contracts:outlets")),
        ]

    def of_program(self, program: Program) -> list[Link]:
        count = Contract.objects.published().of_program(program).count()
        query = f"?program={program.slug}"
        return (
            [
                Link(_("Contracts of the programme"), reverse("media_contracts:contracts") + query, count),
                Link(_("Media outlets, topics and prices"), reverse("media_contracts:outlets") + query),
            ]
            if count
            else []
        )

    def of_measure(self, measure: Measure) -> list[Link]:
        count = Contract.objects.published().filter(measure=measure).count()
        query = f"?measure={measure.program.slug}.{measure.code}"
        return (
            [Link(_("Contracts of the measure"), reverse("media_contracts:contracts") + query, count)] if count else []
        )

    def ledger_links(self, entries: Iterable[LedgerEntry]) -> dict[int, str]:
        return {pk: link_page(link) for pk, link in links_of(entries).items()}

    def posted_by(self, entry: LedgerEntry, user: Any) -> list[Link]:
        link = links_of([entry]).get(entry.pk)
        if link is None:
            return []
        document = link.act or link.agreement or link.payment
        return [_staff_link(record, user) for record in (document, link.contract) if record]

    def found(self, match: Match, limit: int) -> list[Found]:
        contracts = with_public_supplier(Contract.objects.published()).filter(match(*CONTRACT_FIELDS))
        outlets = MediaOutlet.objects.published().filter(match(*OUTLET_FIELDS))
        pieces = Publication.objects.published().filter(match(*PUBLICATION_FIELDS, kinds=Publication.Kind))
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


def _staff_link(record: Any, user: Any) -> Link:
    """A record by its name, with its page in the staff's site for whoever may see it."""
    kind = f"media_contracts_{record._meta.model_name}"
    title = f"{record._meta.verbose_name} {record}" if isinstance(record, Payment) else str(record)
    may = user.has_perm(f"media_contracts.view_{record._meta.model_name}")
    return Link(title, reverse(f"admin:{kind}_change", args=[record.pk]) if may else "")


def _formats(name: str) -> list[Link]:
    return [
        Link(extension.upper(), reverse(f"media_contracts:{name}-file", args=[extension]))
        for extension in ("csv", "xlsx")
    ]


def _data_set(name: str) -> list[Link]:
    return [
        Link(extension.upper(), reverse("contracts-open-data", args=[name, extension])) for extension in ("csv", "xlsx")
    ]


def _found(key: str, title: str, rows: Any, limit: int, hit: Any) -> Found:
    return Found([hit(row) for row in rows[:limit]], rows.count(), key, title)


def _contract_hit(contract: Contract) -> Hit:
    title = _("№ %(number)s of %(date)s") % {"number": contract.number, "date": f"{contract.date_signed:%d.%m.%Y}"}
    return Hit(f"{title}: {contract.subject}", contract_page(contract), contract.supplier.public_name)


def _outlet_hit(outlet: MediaOutlet) -> Hit:
    return Hit(outlet.name, reverse("media_contracts:outlet", args=[outlet.slug]), outlet.get_kind_display())


def _publication_hit(piece: Publication) -> Hit:
    return Hit(piece.headline, publication_page(piece), f"{piece.outlet.name}, {piece.date:%d.%m.%Y}")
