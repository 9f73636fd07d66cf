"""One walk over everything that the portal shows, which the tests of addresses, languages, secrets, private fields,
links, banners and numbers read (tests/test_every_page.py).

What the walk goes through: the founding programme with money, progress, a second edition and contracts, and beside all
of it what nobody may see. All records have numbers above 12 000, as they will one day.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from civil_society.models import Institution, Participation, ProposalAuthor, Representative
from civil_society.services import save_institution
from media_contracts import services as contracts
from media_contracts.models import Act, Contract, MediaOutlet, Payment, Publication, SupplementaryAgreement, Supplier
from programs.models import Activity, FundingSource, LegalAct, Measure, MeasureRow, Program, TaskRow
from programs.modules import public_addresses
from programs.services import adopt_edition, open_draft_edition, post_entry, reverse_entry, save_plan_row, save_record
from tests.conftest import account
from tests.kinds_of_records import one_of_each_kind
from tests.media_contracts.contracting import IBAN, RNOKPP, pay
from tests.page_as_text import Page
from tests.programs.execution import Execution, program_of
from tests.programs.reading import Node, read

FIRST = 12_000
HOME = "/programs/information-space-2021-2023/"
# Dates, searches that come near to what is secret, measures without money, places for robots, and the API.
BESIDE_THE_BOOK = [
    f"{HOME}?on=2022-06-30",
    *(f"{HOME}measures/print-media/?on=2022-12-{day}" for day in (30, 31)),
    *(f"/search/?q={word}" for word in ("журналіст", "таємн", "секрет", "secret", "briefing", "Вигадан", "Прихован")),
    *(
        f"/{place}/?q={word}"
        for place in ("payments", "contracts", "publications", "search")
        for word in (RNOKPP, IBAN)
    ),
    *(f"{HOME}measures/{code}/" for code in ("press-releases", "community-development-budget")),
    *("/robots.txt", "/sitemap.xml", "/healthz"),
    *(f"/api/v1/{name}/" for name in ("ledger", "activities", "contracts", "acts", "publications")),
]
NOT_FOUND = [f"{HOME}measures/secret-measure/", f"{HOME}measures/secret-measure/ledger.csv"]  # a draft alone has it
SECRETS = [
    "таємна-нотатка",
    "таємна-подія",
    "таємний-опис",
    "secret-link",
    "таємна-чернетка",
    "таємний-захід",
    "таємна-програма",
    "таємний-акт",
    "secret-user",
    "Секретенко",
    "прихована-тривожна",
    "secret-file",
]
PRIVATE = "таємне-слово"
PRIVATE_FIELDS = [PRIVATE, PRIVATE.encode().hex(), RNOKPP, IBAN, "Ольга ГОЛОВА", "private/contracts", "Прихована Особа"]
# What everybody sees and the restricted mode hides; each is found by its own word.
ENDANGERED = [
    "вулиця-зустрічей",
    "гості-зустрічі",
    "https://example.org/where-they-met",
    "завтрашня-зустріч",
    "вчорашній-анонс",
    "завтрашній-реліз",
    "небезпечний-платник",
    "небезпечний-засновник",
    "небезпечна-місцина",
    "вигадана марія іванівна",
    "небезпечна організація",
]
Visitor = tuple[str, str]  # who looks, in which language
VISITORS: list[Visitor] = [("visitor", "uk"), ("visitor", "en"), ("commission", "uk"), ("coordinator", "uk")]
STAFF = ("root", "accountant")  # a superuser, and somebody who reads much that she may not change


class Answer:
    """What an address answered somebody."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers = dict(response.headers)
        self.content: bytes = response.getvalue()
        self.cookies = [*response.cookies]
        self.kind = self.headers.get("Content-Type", "").split(";")[0]
        self.is_page = (self.status, self.kind) == (200, "text/html")

    @cached_property
    def tree(self) -> Node:
        return read(self)

    @cached_property
    def page(self) -> Page:
        return Page(self.content.decode())


Answers = dict[str, Answer]


class Walk:
    """What the addresses answered each visitor and the staff; each walks once, when the first test asks for it."""

    def __init__(self, in_full: bool) -> None:
        self.in_full = in_full
        self.book = [address.path for address in public_addresses()]
        self.walked: dict[tuple[str, ...], Answers] = {}

    def public(self, who: str = "visitor", language: str = "uk") -> Answers:
        """What is public; a Ukrainian visitor goes to every address, whoever else to one of each kind."""
        if (who, language) not in self.walked:
            everything = (who, language) == VISITORS[0]
            addresses = [*some_of_each_kind(self.book, everything), *BESIDE_THE_BOOK, *NOT_FOUND]
            client = logged_in(who, language)
            self.walked[who, language] = {address: Answer(client.get(address)) for address in addresses}
        return self.walked[who, language]

    def staff(self, who: str) -> Answers:
        """The staff's pages that links lead to from the desk, one of each kind, and two records of each; in a sample
        whoever only reads opens one.
        """
        if (who,) not in self.walked:
            records = 2 if self.in_full or who == "root" else 1
            self.walked[who,] = from_link_to_link(logged_in(who), "/admin/", records)
        return self.walked[who,]


def some_of_each_kind(addresses: Iterable[str], everything: bool = False) -> list[str]:
    """The first address of each view and format, or all; of PDF the first alone, which costs as much as fifty pages."""
    seen: set[tuple[str | None, str]] = set()
    found = []
    for address in addresses:
        kind = view_of(address), address.rpartition(".")[2].rpartition("/")[2]
        if kind not in seen or (everything and kind[1] != "pdf"):
            found.append(address)
        seen.add(kind)
    return found


def from_link_to_link(client: Client, start: str, records: int) -> Answers:
    seen: Counter[str] = Counter()
    found: Answers = {}
    waiting = deque([start])
    while waiting:
        address = waiting.popleft()
        view = view_of(address) if is_staffs_page(address) else None
        limit = records if re.search(r"/\d+/", address) else 1
        if address in found or view is None or seen[view] >= limit:
            continue
        seen[view] += 1
        answer = Answer(client.get(address))
        if answer.is_page:
            found[address] = answer
            waiting += [without_the_way_back(urljoin(address, link)) for link in answer.page.links]
    return found


def logged_in(who: str, language: str = "uk") -> Client:
    client = Client()
    if who != "visitor":
        client.force_login(User.objects.get(username=who))
    if language != "uk":
        client.post("/i18n/language/", {"language": language, "next": "/"})
    return client


def view_of(address: str) -> str | None:
    """The view that answers; nothing for what is no address of the portal."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


def is_staffs_page(address: str) -> bool:
    parts = urlsplit(address)
    is_file = "." in parts.path.rpartition("/")[2] or "export" in parts.path
    return not parts.netloc and parts.path.startswith(("/admin/", "/staff/", "/accounts/")) and not is_file


def without_the_way_back(link: str) -> str:
    """The link without its anchor and without the list that it would lead back to: the page is the same."""
    parts = urlsplit(urldefrag(link).url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "_changelist_filters"]
    return parts._replace(query=urlencode(query)).geturl()


@contextmanager
def counting_from(first: int) -> Iterator[None]:
    """Every table numbers its next record from here; PostgreSQL keeps sequences out of transactions: set them back."""
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if numbered(model)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence")
            cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [(t, first) for t in tables])
            yield
            return
        cursor.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL")
        stood = cursor.fetchall()
        cursor.executemany("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [(f'"{t}"', first) for t in tables])
        yield
        cursor.executemany("SELECT setval(%s, %s)", stood)


def numbered(model: Any) -> bool:
    return model._meta.managed and not model._meta.proxy and model._meta.pk.get_internal_type().endswith("AutoField")


# ---- what the walk goes through --------------------------------------------------------------------------------------


def tell() -> None:
    """A record of every kind, a busy programme with two editions, contracts of a newspaper, and all that is hidden."""
    program, by = Program.objects.get(), one_of_each_kind()
    fill(program, account("accountant"), account("coordinator"))
    accept(by)
    amending = LegalAct.objects.create(
        program=program, role="amendment", body="Рада", number="210", date=date(2022, 5, 12), title="Зміни"
    )
    draft = open_draft_edition(program=program, by=by)
    adopt_edition(edition=draft, act=amending, in_force_from=date(2022, 6, 1), by=by)
    hide(program)
    plant(by)
    endanger(by)
    for role in ("commission", "coordinator", "accountant"):
        account(role)
    User.objects.create_superuser("root", password="long enough for a test")


def accept(by: User) -> None:
    """The act of the site's contract is signed and paid, its agreement signed."""
    act = contracts.sign_act(act=Act.objects.get(), by=by)
    pay(act.contract, act, "300.00", date(2021, 4, 20), "пд № 1", account("accountant"))
    longer = SupplementaryAgreement.objects.get()
    longer.text = PRIVATE
    contracts.save_document(document=longer, by=by)
    contracts.sign_agreement(agreement=longer, date=date(2021, 4, 21), by=by)


def fill(program: Program, accountant: User, coordinator: User) -> None:
    """Something on every part of the programme's pages: money, reversal, progress, activity, correction."""
    execution = Execution(program, accountant)
    execution.pay("print-media", "2021-03-15", "10560.00", stage="committed")
    payment = execution.pay("print-media", "2021-04-06", "10560.00")
    reverse_entry(entry=payment, date=date(2021, 4, 7), by=execution.by, note="двічі")
    execution.pay("site-support", "2022-02-01", "4083.33")
    execution.judge("print-media", "partly", result="Вийшло 8 випусків", reason="Воєнний стан")
    activity = Activity(
        measure=execution.measure("print-media"),
        kind="press_tour",
        date=date(2021, 5, 20),
        title="Пресу повели на водоканал",
        quantity=2,
        link="https://example.org/tour",
        is_public=True,
    )
    save_record(record=activity, by=coordinator)
    activity.headcounts.create(group="media", count=12)
    row = MeasureRow.objects.get(measure__code="print-media")
    row.label = "–"
    save_plan_row(row=row, by=coordinator, reason="описка під час набору")


def hide(program: Program) -> None:
    """Something secret in every place that is not public, beside what is."""
    recorder = User.objects.create_user("secret-user", first_name="Прихована-Тривожна", last_name="Секретенко")
    entry = Execution(program, recorder).pay("online-media", "2022-01-20", "500.00")
    reverse_entry(entry=entry, date=date(2022, 1, 21), by=recorder, note="таємна-нотатка")
    hidden = Activity(
        measure=Measure.objects.get(code="print-media"),
        kind="briefing",
        date=timezone.localdate() + timedelta(days=2),
        title="таємна-подія",
        description="таємний-опис",
        link="https://example.org/secret-link",
    )
    hidden.file.save("secret-file.txt", ContentFile(b"secret"), save=False)
    save_record(record=hidden, by=recorder)
    in_force = program.editions.filter(status="adopted").latest("number")
    draft = open_draft_edition(program=program, by=recorder)
    row = draft.measure_rows.get(measure__code="print-media")
    row.title = "таємна-чернетка"
    save_plan_row(row=row, by=recorder)
    task = TaskRow.objects.of(draft).first()
    new = MeasureRow(
        edition=draft,
        measure=Measure.objects.create(program=program, code="secret-measure"),
        task_row=task,
        number="9.9",
        order=99,
        title="таємний-захід",
        funding="not_required",
    )
    save_plan_row(row=new, by=recorder)
    unborn = program_of(
        1,
        slug="secret-programme",
        title="таємна-програма",
        short_title="таємна-програма",
        status="draft",
        council="Інша рада",
    )
    LegalAct.objects.filter(program=unborn).update(title="таємний-акт")
    label = in_force.measure_rows.get(measure__code="online-media")
    label.label = "—"
    save_plan_row(row=label, by=recorder, reason="описка в додатку 1")


def endanger(by: User) -> None:
    """Events with their places, people with their names: public until the restricted mode is on."""
    measure, today = Measure.objects.get(code="press-events"), timezone.localdate()
    title, description, link, meeting, announcement, release, payee, founder, area, _trader, institution = ENDANGERED
    to_come = today + timedelta(days=1)
    for event in (
        {"kind": "briefing", "date": date(2021, 6, 2), "title": title, "description": description, "link": link},
        {"kind": "briefing", "date": to_come, "title": meeting},
        {"kind": "announcement", "date": today, "title": announcement},
        {"kind": "press_release", "date": to_come, "title": release},
    ):
        save_record(record=Activity(measure=measure, is_public=True, **event), by=by)
    named = save_institution(institution=Institution(type="foundation", name=institution, field="милосердя"), by=by)
    took_part = Activity.objects.get(title=title)
    save_record(record=Participation(institution=named, activity=took_part), by=by)
    outlet = MediaOutlet.objects.get(slug="site")
    outlet.founder, outlet.area = founder, area
    save_record(record=outlet, by=by)
    entry: dict[str, Any] = {"budget_year": 2021, "date": date(2021, 3, 1), "amount": Decimal("10.00")}
    source = FundingSource.objects.get(code="community-budget")
    post_entry(
        **entry,
        stage="paid",
        measure=Measure.objects.get(code="site-support"),
        source=source,
        document_number="8",
        counterparty=payee,
        by=by,
    )


def scan() -> SimpleUploadedFile:
    """The paper with both signatures, under the name that somebody gave it."""
    return SimpleUploadedFile(f"{PRIVATE}.pdf", f"%PDF-1.7 {PRIVATE}".encode())


def plant(by: User) -> None:
    """A word or a number into every private field of contracts, and a person who agreed to nothing."""
    for supplier in Supplier.objects.all():
        for name in ("bank", "address", "signatory", "signatory_position", "acts_on", "introduced_as", "phone", "note"):
            setattr(supplier, name, PRIVATE)
        supplier.email = f"{PRIVATE.encode().hex()}@example.org"
        supplier.iban = IBAN
        contracts.save_party(party=supplier, by=by)
    for contract in Contract.objects.all():
        contract.note, contract.scan = PRIVATE, scan()
        contracts.save_document(document=contract, by=by)
    Act.objects.update(**{name: PRIVATE for name in Act.PRIVATE if name != "scan"})  # who signed is never edited
    for act in Act.objects.all():
        act.note, act.scan = f"{PRIVATE} ще", scan()
        contracts.save_document(document=act, by=by)
    for agreement in SupplementaryAgreement.objects.all():
        agreement.scan = scan()
        contracts.save_document(document=agreement, by=by)
    for piece in Publication.objects.all():
        piece.note = PRIVATE
        contracts.save_publication(publication=piece, by=by)
    for payment in Payment.objects.all():
        payment.note = PRIVATE
        save_record(record=payment, by=by)
    for institution in Institution.objects.all():
        institution.note = institution.seat = institution.territory = PRIVATE
        save_institution(institution=institution, by=by)
        person = {"name": PRIVATE, "position": PRIVATE, "contact": PRIVATE}
        save_record(record=Representative(institution=institution, **person), by=by)
    ProposalAuthor.objects.update(**dict.fromkeys(("name", "phone", "address", "signers"), PRIVATE))
    ProposalAuthor.objects.update(email=f"{PRIVATE.encode().hex()}@example.org")
    hidden = Supplier(kind="person", name="Прихована Особа", rnokpp="2222222228", iban=IBAN)
    contracts.save_party(party=hidden, by=by)
