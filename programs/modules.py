"""The modules of the portal: each application answers in one class for everything that it adds to the others' pages.

settings.MODULES lists the classes in the order of printing, and everything that joins applications reads this list:
public addresses, site map, endpoints, pages of staff and their menu, rights of roles, sections of the report, duties,
search, open data. The core asks and prints; it never learns who answers. Each answer takes a number of queries that
does not grow with the records.

A module that settings.MODULES_OFF names is switched off: it adds nothing any more, while its tables, its entries of the
ledger and what guards them stay.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Date
from datetime import datetime
from decimal import Decimal
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError
from django.db.models import F, Model, Q, Sum, Window
from django.db.models.functions import RowNumber
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .models import IndicatorValue, LedgerEntry, Measure, OfBody, Program, Stage
from .period import Period
from .services import same_payee
from .services.mail import Wording
from .words import money_text, quantity_text

logger = logging.getLogger(__name__)

# Rows that have every word of the search in one of the named fields.
Match = Callable[..., Q]


@dataclass(frozen=True)
class Link:
    """A page under its name, with the number of records there if it is known."""

    title: str
    address: str
    count: int | None = None


@dataclass(frozen=True)
class Hit:
    """One thing that the search found; ``under`` says where it belongs."""

    title: str
    address: str
    under: str = ""


@dataclass(frozen=True)
class Found:
    """The hits of one kind: the first ones, and how many there are in all."""

    items: list[Any]
    count: int
    key: str = ""
    title: str = ""

    @property
    def more(self) -> int:
        return self.count - len(self.items)


@dataclass(frozen=True)
class Files:
    """What can be taken away in several formats: «CSV», «XLSX»; ``note`` says if its CSV is written unlike others."""

    title: str
    formats: list[Link]
    note: str = ""


@dataclass(frozen=True)
class Event:
    """What people may come to, or came to: a hearing, a briefing, a sitting.

    ``key`` names it for ever, so that a calendar that took it in knows it again. ``sequence`` rises with its time, its
    place and its cancellation alone. A start that is a day alone has no hour, and what is held elsewhere than in a
    ``place`` has a ``link``. ``activity`` is the activity of the core that was made of it, which stands here once.
    """

    key: str
    kind: str
    kind_name: Any
    title: str
    start: datetime | Date
    changed_at: datetime
    end: datetime | Date | None = None
    place: str = ""
    link: str = ""
    page: str = ""
    about: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    activity: int | None = None

    @property
    def day(self) -> Date:
        return timezone.localdate(self.start) if isinstance(self.start, datetime) else self.start

    @property
    def hours(self) -> str:
        """«10:00–12:00» in Kyiv; nothing where the hour is not known."""
        if not isinstance(self.start, datetime):
            return ""
        times = [self.start, self.end] if isinstance(self.end, datetime) and self.end != self.start else [self.start]
        return "–".join(f"{timezone.localtime(each):%H:%M}" for each in times)


class Shortcut(NamedTuple):
    """A thing that a person does often, one press away from the desk; ``adds`` says what it adds («акт»)."""

    label: str
    address: str
    primary: bool = False
    adds: str = ""


class Address(NamedTuple):
    """A public address: a page for search engines, a view of it that another page leads to, or a file."""

    path: str
    kind: str = "page"


class Condition(NamedTuple):
    """What a monitor reads of one thing that the portal stands on; unless it is met, the portal cannot serve whole, but
    for what is only worth knowing.
    """

    words: str
    is_met: bool = True
    is_needed: bool = True


class Payable(NamedTuple):
    """An act that is not paid whole, or a contract that may be paid in advance, as an application knows it."""

    key: str  # «application/kind/number», by which the application finds it again
    title: str
    measure: Measure
    left: Decimal
    page: str  # where staff record its payment
    number: str  # of the contract
    payee: str  # as the ledger names it
    payee_code: str = ""  # ЄДРПОУ; a person's number stands nowhere here
    due: Date | None = None
    record: str = ""  # its own page in the staff's site
    is_advance: bool = False


class Done(NamedTuple):
    """One thing that was done; ``under`` says where it belongs: a newspaper's number, a kind of event."""

    title: str
    date: Date
    address: str = ""
    under: str = ""


@dataclass(frozen=True)
class Reached:
    """So much of one thing was reached by a day, of so much that was planned; its last records, and the list of all.

    ``key`` names the thing in every measure; ``unit`` is the noun as ngettext_lazy() counts it, or a unit as the
    department wrote it. What is counted year by year is planned by an indicator that counts the same key.
    """

    key: str
    count: Decimal | int
    unit: Any
    note: str = ""  # what else it comes to, «1 056 см²», or the year that it is said of
    name: str = ""  # of what has no noun of its own: the indicator's
    last: Sequence[Done] = ()
    page: str = ""
    years: Mapping[int, Decimal | int] = field(default_factory=dict)
    plan: Decimal | None = None

    @property
    def word(self) -> str:
        """«матеріали», and of a plan «матеріалів»: the noun goes with the number before it."""
        return self.unit if isinstance(self.unit, str) else str(self.unit % (OF_MANY if self.plan else self.count))

    @property
    def figures(self) -> list[str]:
        """How many, and of how many where that was planned."""
        return [quantity_text(Decimal(each)) for each in (self.count, self.plan) if each is not None]


OF_MANY = 5  # a number whose form of the noun goes with «of so many»
LAST = 3  # records that a row of what was reached names
OfMeasures = Mapping[int | None, Sequence[Reached]]  # by the key of the measure; under None those of the programme


class MenuGroup(NamedTuple):
    """Kinds of records under one heading of the staff's menu; ``after`` names the group that it follows."""

    key: str
    title: Any
    models: Sequence[str]
    after: str = ""


class Module:
    """What an application adds to the portal; whoever has nothing to add to a place leaves it out.

    Paths are dotted and imported when they are asked for, so that a module may be named before Django is ready.
    """

    app: ClassVar[str]
    urls: ClassVar[str] = ""  # the public pages
    not_public: ClassVar[Sequence[str]] = ()  # names of addresses among them that are no public page
    staff_urls: ClassVar[str] = ""  # pages below /staff/
    endpoints: ClassVar[Sequence[tuple[str, str]]] = ()  # collections of the API and their views
    staff_menu: ClassVar[Sequence[MenuGroup]] = ()
    without_menu: ClassVar[Sequence[str]] = ()  # models that staff reach from another record's page
    told_on_desk: ClassVar[Sequence[str]] = ()  # models with a history whose last changes the desk tells
    rights: ClassVar[Path | None] = None  # what each role may do with the records, as JSON
    guarded_rights: ClassVar[Sequence[str]] = ()  # those that carry money or adopting: a head confirms who gets one
    report_sections: ClassVar[Sequence[str]] = ()
    closing_sections: ClassVar[Sequence[str]] = ()  # sections that stand behind those of all modules
    duties: ClassVar[Sequence[str]] = ()
    measure_sheets: ClassVar[Sequence[str]] = ()  # of the staff’s card of one: sheet(measure, user) -> Sheet
    background: ClassVar[Sequence[tuple[str, str]]] = ()  # kinds of background work (programs/background.py)
    counted: ClassVar[Sequence[tuple[str, Any]]] = ()  # keys of what was reached that an indicator may count, and names
    letters: ClassVar[Sequence[tuple[str, str]]] = ()  # to people without an account, and what words each: Wording
    conditions: ClassVar[Sequence[str]] = ()  # what has to be so that the portal serves: condition(now=…) -> Condition
    housekeeping: ClassVar[Sequence[str]] = ()  # what clears up, as often as it likes: step(now=…) -> what it did

    def menu(self) -> list[Link]:
        """Items of the public menu."""
        return []

    def shortcuts(self, user: Any) -> Iterable[Shortcut]:
        """What this person does often, the most frequent first."""
        return ()

    def of_program(self, program: Program) -> list[Link]:
        """What was reached in a programme, as pages with their counts."""
        return []

    def of_body(self, bodies: Collection[int]) -> list[Link]:
        """The public pages of the records of a body, which has all these keys."""
        return []

    def media(self) -> Iterable[int]:
        """The keys of bodies that publish: whoever works with the press chooses among them."""
        return ()

    def published_after(self, activities: Collection[int]) -> dict[int, list[Done]]:
        """What media published about activities, by the keys of these."""
        return {}

    def told_of(self, model: type[Model], keys: Collection[int]) -> Mapping[int, list[Link]]:
        """The public pages that speak of records of the core - editions, reports, measures - by their keys."""
        return {}

    def reached(self, program: Program, on: Date, measure: Measure | None = None) -> OfMeasures:
        """What was reached by the end of a day in every measure of a programme and, under None, in all of them
        together; of one measure alone where it is named.
        """
        return {}

    def issued(self, *, code: str = "", sha256: str = "") -> Link | None:
        """The public page of a paper that was issued under a code, or whose file has a digest."""
        return None

    def results(self, program: Program, period: Period) -> dict[int, list[str]]:
        """What a period brought, in sentences by the keys of measures: proposed where its execution is judged."""
        return {}

    def ledger_links(self, entries: Collection[LedgerEntry]) -> dict[int, Link]:
        """Under what entries were posted - a contract, a grant - by its name, with its public page, by entry id: the
        document that posted them, unless the public reads of another.
        """
        documents: dict[int, list[Any]] = self.documents(entries)
        return {pk: Link(str(nearest), nearest.get_absolute_url()) for pk, [nearest, *_further] in documents.items()}

    def payable(self, measures: Collection[int] | None = None) -> list[Payable]:
        """What of these measures, or of all, waits for a payment or may be paid in advance; what is due first."""
        return []

    def pay(self, key: str, *, by: Any, **payment: Any) -> list[LedgerEntry]:
        """Record a payment of what ``key`` names and give its entries: amount, date, document_number; refused as
        ValidationError, as here where nothing is paid.
        """
        raise ValidationError(_("There is no such document any more: look for it anew."))

    def take_back(
        self, entries: Collection[LedgerEntry], *, date: Date, by: Any, reason: str, returned: Decimal | None = None
    ) -> None:
        """Take back the payments of documents here that posted these entries; others' entries are passed over.

        ``returned`` is how much of the one payment really came back, of these entries first.
        """

    def payees_unnamed(self, *, on_paper: bool = False) -> Q:
        """Entries whose counterparty everybody may read by no name; ``on_paper``, which is kept for good, also those of
        people who agreed to be named. Asked also of a module that is switched off.
        """
        return Q(pk__in=[])

    def documents(self, entries: Collection[LedgerEntry]) -> dict[int, list[Model]]:
        """By entry id: the document that posted it and what that belongs to, the nearest first; asked also of a module
        that is switched off.
        """
        return {}

    def found(self, match: Match, limit: int) -> list[Found]:
        """What a search finds here."""
        return []

    def events(self) -> Iterable[Event]:
        """What people may come to or came to, but for what is kept back until it is over."""
        return ()

    def files(self) -> list[Files]:
        """What is offered as open data."""
        return []

    def addresses(self) -> Iterable[Address]:
        """Every public address: site map, tests and copies of the site go through them."""
        return ()


@cache
def _imported(paths: tuple[str, ...]) -> tuple[Module, ...]:
    return tuple(import_string(path)() for path in paths)


def all_modules() -> tuple[Module, ...]:
    """The classes of settings.MODULES in their order; a system check names a path that does not resolve."""
    return _imported(tuple(settings.MODULES))


def modules() -> list[Module]:
    """The modules that are switched on."""
    return [module for module in all_modules() if module.app not in settings.MODULES_OFF]


def wordings() -> dict[str, Wording]:
    """What words each letter to people without an account; also of a module that is switched off."""
    return {key: import_string(path)() for module in all_modules() for key, path in module.letters}


def public_addresses() -> list[Address]:
    """The address book of everything public, in the order of the modules."""
    return [address for module in modules() for address in module.addresses()]


def issued(*, code: str = "", sha256: str = "") -> Link | None:
    """The paper of any application that a code or a file is of."""
    found = (module.issued(code=code, sha256=sha256) for module in modules())
    return next(filter(None, found), None)


def ledger_links(entries: Iterable[LedgerEntry]) -> dict[int, Link]:
    """Under what each entry stands that some application posted, and its page."""
    rows = list(entries)
    return {pk: link for module in modules() for pk, link in module.ledger_links(rows).items()}


def payees_unnamed(*, on_paper: bool = False) -> Q:
    return reduce(or_, (module.payees_unnamed(on_paper=on_paper) for module in all_modules()))


def payable(measures: Collection[int] | None = None) -> list[Payable]:
    """What waits for a payment in any application: whoever brings money without a contract is led there."""
    return [each for module in modules() for each in module.payable(measures)]


def payable_instead(entries: Iterable[LedgerEntry]) -> dict[int, list[Payable]]:
    """Documents under contracts that new payments may belong to, by their places among the entries: documents of this
    payee, or acts of just this amount.
    """
    paid = {place: each for place, each in enumerate(entries) if each.stage == Stage.PAID and each.amount > 0}
    waiting = payable({each.measure_id for each in paid.values()}) if paid else []
    found = {
        place: [
            each
            for each in waiting
            if each.measure.pk == entry.measure_id
            and (same_payee(each.payee, entry.counterparty) or (each.left == entry.amount and not each.is_advance))
        ]
        for place, entry in paid.items()
    }
    return {place: documents for place, documents in found.items() if documents}


def described(each: Payable) -> str:
    """«акт № 1, договір № 12, ТОВ «Газета» – залишилося: 2 000,00 грн»."""
    words = _("%(document)s, contract № %(number)s, %(payee)s – left: %(left)s")
    if each.is_advance:
        words = _("In advance: %(document)s, %(payee)s – left: %(left)s")
    given = {"document": each.title, "number": each.number, "payee": each.payee, "left": money_text(each.left)}
    return words % given


def pay(key: str, *, by: Any, **payment: Any) -> list[LedgerEntry]:
    """Record a payment through the application whose document it pays."""
    app = key.partition("/")[0]
    module = next((each for each in modules() if each.app == app), Module())
    return module.pay(key, by=by, **payment)


def take_back(
    entries: Collection[LedgerEntry], *, date: Date, by: Any, reason: str, returned: Decimal | None = None
) -> None:
    """Take back payments that documents posted, each through its document, so that both agree."""
    for module in all_modules():
        module.take_back(entries, date=date, by=by, reason=reason, returned=returned)


def documents_behind(entries: Collection[LedgerEntry]) -> dict[int, list[Model]]:
    """What posted each entry, switched off or not, by entry id; an entry that was made by hand is not there."""
    return {pk: found for module in all_modules() for pk, found in module.documents(entries).items()}


def documents_of(entry: LedgerEntry) -> list[Model]:
    """What posted an entry; empty for one that was made by hand."""
    return documents_behind([entry]).get(entry.pk, [])


def posted_by(entry: LedgerEntry, user: Any) -> list[Link]:
    """The document that posted an entry, as the staff's site leads to it; none of an entry made by hand."""
    return [staff_link(document, user) for document in documents_of(entry)]


def staff_link(record: Model, user: Any) -> Link:
    """A record by its name, with its page in the staff's site where there is one and the person may see it."""
    options = record._meta
    if not user.has_perm(f"{options.app_label}.view_{options.model_name}"):
        return Link(document_title(record), "")
    try:
        address = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[record.pk])
    except NoReverseMatch:  # its module is switched off
        address = ""
    return Link(document_title(record), address)


def document_title(record: Model) -> str:
    """A document by the name that it bears itself, or by its kind and number."""
    return str(getattr(record, "title_in_ledger", record))


def check_made_by_hand(entry: LedgerEntry) -> None:
    """Refuse to reverse here what a document posted: the document would still count it."""
    if documents := documents_of(entry):
        sentence = _("This entry was posted by a document: %(document)s. It is taken back there, so that both agree.")
        titles = ", ".join(document_title(document) for document in documents)
        raise ValidationError(sentence % {"document": titles}, code="posted_by_document")


def of_body(record: OfBody, own: str = "") -> list[Link]:
    """What everybody may see of the same body elsewhere in the portal, but for the record's ``own`` page."""
    if record.body is None:
        return []
    same = record.body.same
    return [link for module in modules() for link in module.of_body(same) if link.address != own]


def media_bodies() -> set[int]:
    return {pk for module in modules() for pk in module.media()}


def published_after(activities: Collection[int]) -> dict[int, list[Done]]:
    """What media published about activities, the oldest first."""
    found: dict[int, list[Done]] = defaultdict(list)
    for module in modules():
        for pk, pieces in module.published_after(activities).items():
            found[pk] += pieces
    return {pk: sorted(pieces, key=lambda piece: piece.date) for pk, pieces in found.items()}


def told_of(records: Iterable[Model]) -> dict[int, list[Link]]:
    """The public pages of all applications that speak of records of one kind, by their keys."""
    rows = list(records)
    found: dict[int, list[Link]] = defaultdict(list)
    for module in modules() if rows else ():
        for pk, links in module.told_of(type(rows[0]), {row.pk for row in rows}).items():
            found[pk] += links
    return found


def of_program(program: Program) -> list[Link]:
    return [link for module in modules() for link in module.of_program(program)]


def reached(program: Program, on: Date, measure: Measure | None = None) -> dict[int | None, list[Reached]]:
    """What all applications say was reached, beside what was planned of it: the planned first."""
    found: dict[int | None, list[Reached]] = defaultdict(list)
    for module in modules():
        for pk, rows in module.reached(program, on, measure).items():
            found[pk] += rows
    plans = _plans(program, measure)
    for pk, key in plans:
        nothing = Reached(key, 0, plans[pk, key]["unit"], name=plans[pk, key]["name"])
        for rows in (found[pk], found[None]):
            if key not in {row.key for row in rows}:
                rows.append(nothing)
    for of, rows in found.items():
        for number, row in enumerate(rows):
            counting = [of] if of else [pk for pk in found if pk and row.key in {each.key for each in found[pk]}]
            parts = [plans[pk, row.key]["plan"] for pk in counting if (pk, row.key) in plans]
            if parts and len(parts) == len(counting):  # of a part of what was counted a plan would say too little
                rows[number] = replace(row, plan=sum(parts))
    # first what was counted beside a plan of it, then what the department measures, then the rest
    return {of: sorted(rows, key=lambda row: (row.plan is None) * 2 or bool(row.name)) for of, rows in found.items()}


def counted() -> list[tuple[str, Any]]:
    """What an indicator may count by itself: keys of what was reached, with their names."""
    return [pair for module in modules() for pair in module.counted]


def last_of(records: Any, *by: str) -> Any:
    """The last records that a row of what was reached names, of each value of ``by``; the newest first."""
    newest = [F("date").desc(), F("pk").desc()]
    ranked = records.annotate(place=Window(RowNumber(), partition_by=[F(name) for name in by], order_by=newest))
    return ranked.filter(place__lte=LAST).order_by("-date", "-pk")


def _plans(program: Program, measure: Measure | None) -> dict[tuple[int, str], dict[str, Any]]:
    """What indicators plan for the whole term of what is counted by itself, by measure and key."""
    values = IndicatorValue.objects.filter(indicator__measure__program=program).exclude(indicator__counts="")
    if measure:
        values = values.filter(indicator__measure=measure)
    columns = [f"indicator__{name}" for name in ("measure", "counts", "unit", "name")]
    rows = values.order_by().values_list(*columns).annotate(Sum("plan"))
    return {
        (pk, key): {"unit": unit, "name": name, "plan": plan} for pk, key, unit, name, plan in rows if plan is not None
    }


def results(program: Program, period: Period) -> dict[int, str]:
    """What a period brought to each measure, by the key of the measure, as all applications know it."""
    found: dict[int, list[str]] = defaultdict(list)
    for module in modules():
        for measure, sentences in module.results(program, period).items():
            found[measure] += sentences
    return {measure: " ".join(sentences) for measure, sentences in found.items()}


def measure_sheets(measure: Measure, user: Any) -> list[Any]:
    """What the applications keep of a measure, as ready tables of its card for the staff."""
    return [import_string(path)(measure, user) for module in modules() for path in module.measure_sheets]


def menu() -> list[Link]:
    return [link for module in modules() for link in module.menu()]


def files() -> list[Files]:
    return [found for module in modules() for found in module.files()]


def conditions() -> list[Callable[..., Condition]]:
    """Everything that the portal stands on, by the names of the functions."""
    return [import_string(path) for module in all_modules() for path in module.conditions]


def clear_up() -> Iterator[str]:
    """Do everything that clears up, of modules that are switched off as well, for their records stay; tell what each
    step did. A failure keeps no other step from being done: it is raised at the end.
    """
    failed: list[Exception] = []
    for step in [import_string(path) for module in all_modules() for path in module.housekeeping]:
        try:
            yield step(now=timezone.now())
        except (OperationalError, InterfaceError):  # nor would the others get at the database
            raise
        except Exception as problem:
            failed.append(problem)
    for further in failed[1:]:
        logger.error("A step of the housekeeping failed as well", exc_info=further)
    if failed:
        raise failed[0]
