"""The public pages as a whole: every address, both languages, what is never shown, what a browser may keep."""

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import DjangoDbBlocker

from programs.models import Activity, LegalAct, Measure, MeasureRow, Program, Progress, Task, TaskRow
from programs.services import open_draft_edition, reverse_entry, save_plan_row, save_record
from tests.conftest import account, shared_by_module

from .execution import Execution, program_of
from .reading import Node, cyrillic, main, read

SLUG = "information-space-2021-2023"
HOME = f"/programs/{SLUG}/"
PAGES = [
    "/",
    HOME,
    f"{HOME}?on=2022-06-30",
    f"{HOME}passport/",
    f"{HOME}editions/",
    f"{HOME}measures/print-media/",
    f"{HOME}measures/press-releases/",
    f"{HOME}measures/community-development-budget/",
    "/search/",
    "/search/?q=журналіст",
    "/open-data/",
]
FILES = [
    f"{HOME}plan.csv",
    f"{HOME}plan.xlsx",
    f"{HOME}charts/money-by-year.csv",
    f"{HOME}charts/plan-and-paid-by-task.csv",
    f"{HOME}measures/print-media/ledger.csv",
]
PLACES = ["/robots.txt", "/sitemap.xml", "/favicon.ico", "/healthz"]
NEAR_SECRETS = [
    f"{HOME}measures/online-media/",
    f"{HOME}measures/online-media/ledger.csv",
    *(f"/search/?q={word}" for word in ("таємн", "секрет", "secret", "briefing")),
]
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
Visitor = tuple[str, str]  # who looks, in which language
VISITORS: list[Visitor] = [("visitor", "uk"), ("visitor", "en"), ("commission", "uk"), ("coordinator", "uk")]


@pytest.fixture
def coordinator(person: Callable[[str], User]) -> User:
    return person("coordinator")


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_by_module(django_db_blocker):
        program = Program.objects.get()
        fill(program, account("accountant"), account("coordinator"))
        hide(program)
        yield


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
        date=date(2021, 6, 1),
        title="таємна-подія",
        description="таємний-опис",
        link="https://example.org/secret-link",
    )
    hidden.file.save("secret-file.txt", ContentFile(b"secret"), save=False)
    save_record(record=hidden, by=recorder)
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
    label = MeasureRow.objects.get(measure__code="online-media", edition__status="adopted")
    label.label = "—"
    save_plan_row(row=label, by=recorder, reason="описка в додатку 1")


@pytest.fixture
def busy(module_data: None, program: Program) -> Program:
    return program


@pytest.fixture(scope="module")
def walked(module_data: None) -> dict[Visitor, dict[str, Any]]:
    """One walk over all addresses for each person and language, which the tests below read."""
    found = {}
    for who, language in VISITORS:
        client = Client()
        if who != "visitor":
            client.force_login(account(who))
        if language != "uk":
            speak(client, language)
        found[who, language] = {address: client.get(address) for address in [*PAGES, *FILES, *PLACES, *NEAR_SECRETS]}
    return found


@pytest.fixture
def walk(walked: dict[Visitor, dict[str, Any]], db: None) -> dict[Visitor, dict[str, Any]]:
    return walked


@pytest.fixture
def shown(walk: dict[Visitor, dict[str, Any]]) -> dict[str, Any]:
    """What a visitor who has been nowhere before gets at every address."""
    return walk["visitor", "uk"]


@pytest.fixture(scope="module")
def parsed(walked: dict[Visitor, dict[str, Any]]) -> dict[Visitor, dict[str, Node]]:
    return {of: {address: read(answers[address]) for address in PAGES} for of, answers in walked.items()}


@pytest.fixture
def trees(parsed: dict[Visitor, dict[str, Node]], db: None) -> dict[str, Node]:
    """The pages of the same visitor, each as a tree."""
    return parsed["visitor", "uk"]


def speak(client: Client, language: str) -> None:
    client.post("/i18n/language/", {"language": language, "next": "/"})


# ---- addresses -------------------------------------------------------------------------------------------------------


def test_every_public_address_answers_everybody(walk: dict[Visitor, dict[str, Any]]) -> None:
    statuses = {
        of: {address: answer.status_code for address, answer in answers.items()} for of, answers in walk.items()
    }
    expected = {**dict.fromkeys([*PAGES, *FILES, *PLACES, *NEAR_SECRETS], 200), "/favicon.ico": 301}
    assert statuses == dict.fromkeys(VISITORS, expected)


@pytest.mark.parametrize(
    "address",
    [
        "/programs/no-such-programme/",
        "/programs/no-such-programme/passport/",
        "/programs/no-such-programme/editions/",
        "/programs/no-such-programme/plan.csv",
        "/programs/no-such-programme/measures/print-media/",
        f"{HOME}measures/no-such-measure/",
        f"{HOME}measures/measure-1/",  # another programme has it
        f"{HOME}charts/no-such-chart.csv",
        f"{HOME}acts/999999/file/",
        f"{HOME}activities/999999/file/",
        "/programs/of-0-measures/",  # a draft
        "/programs/of-0-measures/plan.xlsx",
        "/nothing/here/",
    ],
)
def test_what_does_not_exist_or_is_not_public_is_not_found(client: Client, busy: Program, address: str) -> None:
    program_of(1)
    program_of(0, status=Program.Status.DRAFT)

    response = client.get(address)

    assert response.status_code == 404
    assert main(response).one("h1").text == "Такої сторінки немає"


def test_a_page_is_only_read(client: Client, busy: Program) -> None:
    assert {client.post(address).status_code for address in [*PAGES, *FILES]} == {405}


def test_head_has_no_body(client: Client, busy: Program) -> None:
    response = client.head(HOME)

    assert (response.status_code, response.content) == (200, b"")


def test_robots_are_kept_off_the_staffs_side_alone(client: Client, busy: Program) -> None:
    rules = client.get("/robots.txt").content.decode().splitlines()

    assert rules == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        "Disallow: /i18n/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


# ---- languages -------------------------------------------------------------------------------------------------------

# What stays as it is in a Ukrainian page: names of formats and languages, addresses, the examples of the API.
NOT_WORDS = re.compile(
    r"\b(UA|EN|English|CSV|XLSX|PDF|JSON|API|OpenAPI|OCDS|UTF-8|on|IV)\b|https?:\S+|/api/v1/\S*|\?on=\S+|e-mail",
    re.IGNORECASE,
)


def test_an_english_page_has_ukrainian_only_where_it_says_so(parsed: dict[Visitor, dict[str, Node]]) -> None:
    found = parsed["visitor", "en"]

    assert {page.one("html").language for page in found.values()} == {"en"}
    assert [
        (address, text)
        for address, page in found.items()
        for text, language in page.one("body").texts()
        if cyrillic(text) and language != "uk"
    ] == []


def test_a_ukrainian_page_has_no_english_left(trees: dict[str, Node]) -> None:
    assert {page.one("html").language for page in trees.values()} == {"uk"}
    assert [
        (address, text)
        for address, page in trees.items()
        for text, language in page.one("body").texts()
        if language == "uk" and re.search(r"[a-z]{2,}", NOT_WORDS.sub("", text), re.IGNORECASE)
    ] == []


def test_the_language_switch_returns_to_the_same_page_and_date(client: Client, busy: Program) -> None:
    address = f"{HOME}?on=2022-06-30"

    form = read(client.get(address)).one("form", css="languages")
    response = client.post("/i18n/language/", {"language": "en", "next": form.one("input").attributes["value"]})

    assert (response.status_code, response["Location"]) == (302, address)
    assert response.cookies["django_language"].value == "en"


def test_the_language_switch_leads_to_no_other_host(client: Client, busy: Program) -> None:
    response = client.post("/i18n/language/", {"language": "en", "next": "https://example.org/"})

    assert response["Location"] == "/"


# ---- what is never public --------------------------------------------------------------------------------------------


def test_nothing_secret_is_on_any_page_or_file_in_any_language(walk: dict[Visitor, dict[str, Any]]) -> None:
    found = []
    for (who, language), answers in walk.items():
        for address, answer in answers.items():
            text = answer.getvalue().decode(errors="ignore").casefold()
            if "?q=" in address:
                text = text.replace("value=", "").split("<main", 1)[1].split("</form>", 1)[1]
            found += [(who, language, address, secret) for secret in SECRETS if secret.casefold() in text]

    assert found == []


def test_the_correction_itself_is_public(client: Client, busy: Program) -> None:
    page = main(client.get(f"{HOME}measures/online-media/"))

    assert "описка в додатку 1" in page.one(css="corrections").text


@pytest.mark.parametrize("code", ["secret-measure"])
def test_a_measure_of_a_draft_alone_is_not_found(client: Client, busy: Program, code: str) -> None:
    assert client.get(f"{HOME}measures/{code}/").status_code == 404
    assert client.get(f"{HOME}measures/{code}/ledger.csv").status_code == 404


# ---- browsers --------------------------------------------------------------------------------------------------------


def test_what_a_browser_has_is_not_sent_again(client: Client, shown: dict[str, Any]) -> None:
    tags = {address: shown[address]["ETag"] for address in [*PAGES, *FILES]}

    answers = [client.get(address, headers={"if-none-match": tag}) for address, tag in tags.items()]

    assert {(answer.status_code, answer.content) for answer in answers} == {(304, b"")}


def test_a_new_payment_shows_at_once(
    client: Client, busy: Program, shown: dict[str, Any], person: Callable[[str], User]
) -> None:
    before = shown[HOME]

    Execution(busy, person("accountant")).pay("site-support", "2022-02-02", "1.00")
    after = client.get(HOME, headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200
    assert before["Cache-Control"] == "no-cache"


def test_a_page_travels_compressed(client: Client, shown: dict[str, Any]) -> None:
    plain = shown[HOME]
    packed = client.get(HOME, headers={"accept-encoding": "gzip"})
    known = {"accept-encoding": "gzip", "if-none-match": packed["ETag"]}

    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", plain.content)
    assert len(packed.content) * 4 < len(plain.content)
    assert client.get(HOME, headers=known).status_code == 304


def test_a_visitor_gets_no_cookie(shown: dict[str, Any]) -> None:
    assert [(address, name) for address in PAGES for name in shown[address].cookies] == []


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


def test_every_page_is_sound(trees: dict[str, Node]) -> None:
    problems = {
        address: wrong
        for address, page in trees.items()
        if (wrong := [inline(page), skipped_headings(page), broken_references(page)]) != [[], [], []]
    }
    assert problems == {}


def test_every_link_within_the_portal_leads_somewhere(
    client: Client, shown: dict[str, Any], trees: dict[str, Node]
) -> None:
    links: set[str] = set()
    for page in trees.values():
        nodes = page.all("a")
        links |= {node.attributes["href"].split("#")[0] for node in nodes if node.attributes["href"].startswith("/")}

    answers = {link: shown.get(link) or client.get(link) for link in links if link}

    assert {link: found.status_code for link, found in answers.items() if found.status_code not in {200, 302}} == {}


# ---- what stands on every page --------------------------------------------------------------------------------------


def on_every_page(pages: Iterable[Node], css: str) -> set[tuple[str, ...]]:
    return {tuple(node.text for node in page.all(css=css)) for page in pages}


def test_demonstration_data_is_marked_on_every_page(client: Client, busy: Program, trees: dict[str, Node]) -> None:
    Program.objects.update(is_demonstration=True)
    marked = [read(client.get(address)) for address in PAGES]

    words = "Демонстраційні дані. Платежі, договори та події на цих сторінках вигадані."
    assert (on_every_page(trees.values(), "demo"), on_every_page(marked, "demo")) == ({()}, {(words,)})


def test_every_page_names_the_council_whose_portal_it_is(trees: dict[str, Node]) -> None:
    """The programme that is a draft still, of another council, is not counted."""
    assert on_every_page(trees.values(), "brand-council") == {("Каховська міська рада",)}


# ---- the date --------------------------------------------------------------------------------------------------------


def visible(page: Node, css: str) -> list[str]:
    return [node.text for node in page.all(css=css)]


def test_progress_of_a_later_period_is_not_shown_before_it_ended(client: Client, busy: Program) -> None:
    before = main(client.get(f"{HOME}measures/print-media/?on=2022-12-30"))
    after = main(client.get(f"{HOME}measures/print-media/?on=2022-12-31"))

    assert (visible(before, "progress"), len(visible(after, "progress"))) == ([], 1)
    assert Progress.objects.count() == 1
    assert Task.objects.filter(program=busy).count() == 5
