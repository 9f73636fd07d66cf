"""Everything that the portal shows, walked through once: who is answered, in which language, what nobody is shown, what
a browser may keep, how addresses and numbers are written.
"""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin
from zipfile import ZipFile

import pikepdf
import pytest
from django.conf import settings
from django.test import Client, override_settings
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from media_contracts.models import Act, Contract, SupplementaryAgreement
from programs.models import Activity
from programs.services import switch_restricted_mode
from tests.conftest import account, shared_by_module
from tests.programs.reading import Node, cyrillic
from tests.walk import (
    BESIDE_THE_BOOK,
    ENDANGERED,
    FIRST,
    HOME,
    NOT_FOUND,
    PRIVATE_FIELDS,
    SECRETS,
    STAFF,
    VISITORS,
    Answer,
    Answers,
    Walk,
    counting_from,
    some_of_each_kind,
    tell,
)

BARE = re.compile(r"""=(?:"[^"<>]*|'[^'<>]*)(\{\{ ?(?:[\w.]+\.)?(?:pk|(?!auto_id)\w+_id|year) ?\}\})""")


@pytest.fixture(scope="module")
def told(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory, in_full: bool
) -> Iterator[Walk]:
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, shared_by_module(django_db_blocker), counting_from(FIRST):
        tell()
        yield Walk(in_full)


@pytest.fixture
def walk(told: Walk, db: None) -> Walk:
    return told


def trees(answers: Answers) -> dict[str, Node]:
    """The pages among the answers, each as a tree."""
    return {address: answer.tree for address, answer in answers.items() if answer.is_page}


# ---- addresses -------------------------------------------------------------------------------------------------------


KINDS = {
    "application/atom+xml",
    "application/json",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/calendar",
    "text/plain",
    "text/csv",
    "text/html",
}
NOT_HERE = dict.fromkeys(NOT_FOUND, 404)  # what a draft alone has


def refusals_and_kinds(walk: Walk, who: str, language: str) -> tuple[dict[str, int], set[str]]:
    """What does not answer a visitor as it should, by its status, and the kinds of answers that the public has."""
    answers = walk.public(who, language)
    refused = {address: answer.status for address, answer in answers.items() if answer.status != 200}
    return refused, {answer.kind for address, answer in answers.items() if address in walk.book}


@pytest.mark.both_databases("pages")
@pytest.mark.parametrize("of", VISITORS[:1])
def test_every_public_address_answers_a_visitor(walk: Walk, of: tuple[str, str]) -> None:
    assert refusals_and_kinds(walk, *of) == (NOT_HERE, KINDS)


@pytest.mark.parametrize("of", VISITORS[1:])
def test_every_kind_of_public_address_answers_everybody(walk: Walk, of: tuple[str, str]) -> None:
    assert refusals_and_kinds(walk, *of) == (NOT_HERE, KINDS)


def test_every_link_within_the_portal_leads_somewhere(walk: Walk, client: Client) -> None:
    answers = walk.public()
    links: set[str] = set()
    for page in trees(answers).values():
        hrefs = [node.attributes["href"].split("#")[0] for node in page.all("a")]
        links |= {href for href in hrefs if href.startswith("/")}

    elsewhere = {link for link in links - answers.keys() if link.split("?")[0] not in walk.book}
    of_one_view = {link for link in elsewhere if "/reports/" in link}  # every quarter
    asked = elsewhere - of_one_view | {*some_of_each_kind(sorted(links - answers.keys() - elsewhere | of_one_view))}
    found = {link: client.get(link).status_code for link in asked}

    assert {link: status for link, status in found.items() if status not in {200, 302}} == {}


# ---- languages -------------------------------------------------------------------------------------------------------

# What stays as it is in a Ukrainian page: names of formats, standards, languages, addresses, the examples of the API.
NOT_WORDS = re.compile(
    r"\b(UA|EN|English|CSV|XLSX|DOCX|PDF|JSON|iCalendar|Atom|API|OpenAPI|OCDS|UTF-8|WCAG|AA|on|I+V?)\b"
    r"|\b[\da-f]{4}(-[\da-f]{4}){2}\b"
    r"|https?:\S+|/api/v1/\S*|\?(on|columns)=\S+|[\w.-]+\.gov\.ua\b|e-mail",
    re.IGNORECASE,
)


def test_an_english_page_has_ukrainian_only_where_it_says_so(walk: Walk) -> None:
    found = trees(walk.public("visitor", "en"))

    assert {page.one("html").language for page in found.values()} == {"en"}
    assert [
        (address, text)
        for address, page in found.items()
        for text, language in page.one("body").texts()
        if cyrillic(text) and language != "uk"
    ] == []


def test_a_ukrainian_page_has_no_english_left(walk: Walk) -> None:
    found = trees(walk.public())

    assert {page.one("html").language for page in found.values()} == {"uk"}
    assert [
        (address, text)
        for address, page in found.items()
        for text, language in page.one("body").texts()
        if language == "uk" and re.search(r"[a-z]{2,}", NOT_WORDS.sub("", text), re.IGNORECASE)
    ] == []


# ---- what is never public --------------------------------------------------------------------------------------------


def of_pdf(file: bytes) -> str:
    """The text of every page, what the file says of itself, and the data that it carries."""
    text = subprocess.run(["pdftotext", "-raw", "-", "-"], input=file, capture_output=True, check=True).stdout.decode()
    with pikepdf.open(BytesIO(file)) as pdf, pdf.open_metadata() as metadata:
        carried = [part.get_file().read_bytes().decode() for part in pdf.attachments.values()]
        return " ".join([text, str(pdf.docinfo), str(metadata), *carried])


def of_workbook(file: bytes) -> str:
    """Every cell and the metadata."""
    book = load_workbook(BytesIO(file))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    return " ".join([*cells, str(book.properties), *book.sheetnames])


def of_word(file: bytes) -> str:
    """What every part of the document says, its headers, notes and properties with it."""
    with ZipFile(BytesIO(file)) as packed:
        parts = [packed.read(name).decode() for name in packed.namelist() if name.endswith((".xml", ".rels"))]
    return " ".join(f"{re.sub('<[^>]+>', '', part)} {part}" for part in parts)


@cache
def said(address: str, answer: Answer) -> str:
    """All that a page or a file says; not the words that a search repeats in its own field."""
    if answer.kind == "application/pdf":
        return of_pdf(answer.content)
    if "spreadsheet" in answer.kind:
        return of_workbook(answer.content)
    if "wordprocessingml" in answer.kind:
        return of_word(answer.content)
    text = answer.content.decode()
    if "?q=" in address:
        text = text.replace("value=", "").split("<main", 1)[1].split("</form>", 1)[1]
    return f"{text} {answer.headers}"


@pytest.mark.parametrize("of", VISITORS)
def test_nothing_secret_or_private_is_on_any_page_or_file_in_any_language(walk: Walk, of: tuple[str, str]) -> None:
    answers = {at: answer for at, answer in walk.public(*of).items() if of[0] != "coordinator" or "/api/" not in at}
    texts = {at: said(at, answer).casefold() for at, answer in answers.items()}

    secrets = [*SECRETS, *PRIVATE_FIELDS]
    assert [(at, secret) for at, text in texts.items() for secret in secrets if secret.casefold() in text] == []
    named = "фоп вигадана марія іванівна"  # public: so the files of the report are really read
    assert [at for at, text in texts.items() if "/report." in at and named not in text.replace("\u00a0", " ")] == []


def test_what_is_looked_for_is_really_there(walk: Walk) -> None:
    staff = " ".join(answer.content.decode() for answer in walk.staff("root").values())

    papers: list[Any] = [*Contract.objects.all(), *Act.objects.all(), *SupplementaryAgreement.objects.all()]
    files = [*(paper.scan.name for paper in papers), Activity.objects.get(title="таємна-подія").file.name]
    there = " ".join([staff, *files]).casefold()
    assert all(files)
    missing = [secret for secret in (*SECRETS, *PRIVATE_FIELDS) if secret.casefold() not in there]
    assert missing == ["secret-file"]  # the name that a file came with is kept nowhere


def test_a_persons_number_finds_nothing(walk: Walk) -> None:
    answers = walk.public()
    found = [at for at in answers if re.search(r"^/(contracts|publications|search)/\?q=\w*\d", at)]

    assert len(found) == 6
    assert [at for at in found if 'href="/contracts/1' in answers[at].content.decode()] == []


def test_a_correction_is_public_and_progress_when_its_period_is_over(walk: Walk) -> None:
    pages = trees(walk.public())

    corrected = pages[f"{HOME}measures/online-media/"].one("main").one(css="corrections")
    shown = [pages[f"{HOME}measures/print-media/?on=2022-12-{day}"].one("main").all(css="progress") for day in (30, 31)]
    assert "описка в додатку 1" in corrected.text
    assert [len(found) for found in shown] == [1, 2]


def test_the_restricted_mode_hides_people_places_and_days_to_come_at_once(walk: Walk, client: Client) -> None:
    """Whatever showed one of them is asked again, and searches for each of them."""
    opened = {at: said(at, answer).casefold() for at, answer in walk.public().items()}
    shown = {word: [at for at, text in opened.items() if word in text] for word in ENDANGERED}
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))

    asked = {*some_of_each_kind(sorted({at for of_word in shown.values() for at in of_word}), everything=True)}
    asked |= {*BESIDE_THE_BOOK, "/api/v1/media-outlets/", *(f"/search/?q={word}" for word in ENDANGERED)}
    asked |= {f"/{place}/?q={word}" for word in ENDANGERED[6:] for place in ("payments", "publications")}
    asked |= {f"/api/v1/{name}/?search={ENDANGERED[7]}" for name in ("activities", "ledger", "media-outlets")}
    answers = {at: Answer(client.get(at)) for at in sorted(asked)}
    texts = {at: said(at, answer).casefold() for at, answer in answers.items()}

    assert [word for word, of_word in shown.items() if not of_word] == []
    assert [(at, word) for at, text in texts.items() for word in ENDANGERED if word in text] == []
    assert [at for at in texts if "?search=" in at and answers[at].content.decode().count('"id"')] == []
    pages = trees(answers)
    assert [at for at, page in pages.items() if not page.one("body").all(css="restricted")] == []
    gone = {at for at, answer in answers.items() if answer.status != 200}
    assert gone == {at for at in answers if re.fullmatch(r"/civil-society/\d+/", at)} != set()
    assert "10 560,00" in pages[f"{HOME}measures/print-media/?on=2022-12-30"].text.replace("\u00a0", " ")

    switch_restricted_mode(is_on=False, reason="Минула", by=account("administrator"))

    again = Answer(client.get(f"{HOME}measures/press-events/"))
    assert ENDANGERED[0] in said("", again)


# ---- browsers --------------------------------------------------------------------------------------------------------


def test_what_a_browser_has_is_not_sent_again(walk: Walk, client: Client) -> None:
    answers = walk.public()
    kept = [at for at in some_of_each_kind(walk.book) if "ETag" in answers[at].headers]

    again = [client.get(at, headers={"if-none-match": answers[at].headers["ETag"]}) for at in kept]

    assert len(kept) > 20
    assert {(answer.status_code, answer.content) for answer in again} == {(304, b"")}


def test_a_visitor_gets_no_cookie(walk: Walk) -> None:
    assert [(at, answer.cookies) for at, answer in walk.public().items() if answer.cookies] == []


def test_a_large_page_of_the_public_travels_packed(walk: Walk) -> None:
    large = {
        address: answer for address, answer in walk.public().items() if answer.is_page and len(answer.content) > 8192
    }

    assert [at for at, answer in large.items() if "Accept-Encoding" not in answer.headers.get("Vary", "")] == []


@pytest.mark.parametrize("who", STAFF)
def test_nobody_keeps_a_page_of_the_staff(walk: Walk, who: str) -> None:
    answers = {at: answer for at, answer in walk.staff(who).items() if not at.startswith("/accounts/")}

    assert [at for at, answer in answers.items() if "no-store" not in answer.headers.get("Cache-Control", "")] == []


# ---- what stands on every page ---------------------------------------------------------------------------------------


def inline(page: Node) -> list[str]:
    """Code and style within the page, which its own policy would forbid."""
    found = [node.tag for node in page.walk() if node.tag in {"script", "style"} or "style" in node.attributes]
    return found + [name for node in page.walk() for name in node.attributes if name.startswith("on")]


def skipped_headings(page: Node) -> list[int]:
    """Headings that do not follow the one before them step by step; the first is the page's only h1."""
    levels = [int(node.tag[1]) for node in page.one("main").walk() if re.fullmatch("h[1-6]", node.tag)]
    wrong = [lower for upper, lower in pairwise(levels) if lower > upper + 1 or lower == 1]
    return wrong if levels[:1] == [1] else [0, *wrong]


def broken_references(page: Node) -> list[str]:
    """Ids that stand twice, and names of ids that nothing bears."""
    nodes = list(page.walk())
    ids = Counter(node.attributes["id"] for node in nodes if "id" in node.attributes)
    names = ("for", "aria-labelledby", "aria-describedby")
    wanted = {node.attributes[name] for node in nodes for name in names if name in node.attributes}
    wanted |= {link[1:] for node in nodes if (link := node.attributes.get("href", "")).startswith("#")}
    return [key for key, count in ids.items() if count > 1] + sorted(wanted - ids.keys())


def test_every_page_is_sound(walk: Walk) -> None:
    problems = {
        address: wrong
        for address, page in trees(walk.public()).items()
        if (wrong := [inline(page), skipped_headings(page), broken_references(page)]) != [[], [], []]
    }
    assert problems == {}


def test_no_page_of_real_data_is_marked_as_a_demonstration(walk: Walk) -> None:
    assert [at for at, page in trees(walk.public()).items() if page.all(css="demo")] == []


def test_every_page_names_the_council_whose_portal_it_is(walk: Walk) -> None:
    """The programme that is a draft still, of another council, is not counted."""
    pages = trees(walk.public()).values()

    assert {tuple(node.text for node in page.all(css="brand-council")) for page in pages} == {
        ("Каховська міська рада",)
    }


# ---- numbers ---------------------------------------------------------------------------------------------------------


def test_every_number_in_a_public_page_is_whole_and_every_anchor_exists(walk: Walk) -> None:
    assert faults(walk.public()) == {}


def test_every_number_in_a_page_of_the_staff_is_whole_and_every_anchor_exists(walk: Walk) -> None:
    answers = walk.staff("root")

    assert faults(answers) == {}
    assert len(answers) > 80


def test_every_number_in_a_page_to_read_is_whole_and_every_anchor_exists(walk: Walk) -> None:
    assert faults(walk.staff("accountant")) == {}


def faults(answers: Answers) -> dict[str, list[str]]:
    """Numbers of records and years that are written with spaces, and places that a page points to and does not have."""
    found = {}
    for address, answer in answers.items():
        if answer.is_page:
            page = answer.page
            missing = [f"missing: {target}" for target in page.pointed - page.ids.keys()]
            missing += [f"missing: {link}" for link in page.links if lost(answers, address, link)]
            found[address] = [*page.faults, *missing]
    return {address: wrong for address, wrong in found.items() if wrong}


def lost(answers: Answers, address: str, link: str) -> bool:
    """Whether a link points to a place that its page does not have."""
    target, anchor = urldefrag(urljoin(address, link))
    is_known = bool(anchor) and target in answers and answers[target].is_page
    return is_known and unquote(anchor) not in answers[target].page.ids


def test_no_template_writes_a_number_of_a_record_into_an_attribute_as_a_quantity() -> None:
    """`{{ act.pk }}` prints «12 001»: in an attribute it is written {{ act.pk|stringformat:"d" }}."""
    bare = [
        f"{path.relative_to(settings.BASE_DIR)}: {found}"
        for path in sorted((settings.BASE_DIR / "templates").rglob("*.html"))
        for found in BARE.findall(path.read_text(encoding="utf-8"))
    ]
    assert bare == []
