"""Work with the press, publications on the site and monitoring: written once, counted once, answered in time."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone
from docx import Document
from PIL import Image
from pytest_django import DjangoDbBlocker

from civil_society.imports.site import look_up, read_lines
from civil_society.models import MonitoringNote, PressEvent, PrintedMaterial, SitePublication
from civil_society.services import save_press_event, save_printed_material, take_in
from media_contracts.models import Contract, MediaOutlet, Publication
from programs.duties import duties_on
from programs.events import all_events
from programs.models import Activity, LedgerEntry, Measure, Program
from programs.modules import media_bodies, public_addresses
from programs.services import save_activity, save_with_activity, switch_restricted_mode
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import in_force, newspaper, publish
from tests.programs.filling import open_form
from tests.sampling import first_of_each
from tests.walk import view_of

STAFF = "/admin/civil_society/"
DAY = date(2021, 11, 5)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Рада</title>
<item><title>Сесія відбулася</title><link>https://rada.example/1</link><category>Новини</category>
<pubDate>Fri, 31 Dec 2021 22:30:00 +0000</pubDate></item>
<item><title>Без дати</title><link>https://rada.example/2</link></item>
<item><title>Графік</title><link>https://rada.example/3</link><pubDate>Thu, 11 Nov 2021 08:00:00 +0200</pubDate></item>
</channel></rss>"""


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_by_module(django_db_blocker):
        by, measure = account("coordinator"), Measure.objects.get(code="press-events")
        paper = newspaper(by)
        in_force(paper, by)
        release = PressEvent(
            measure=measure, kind="press_release", date=DAY, heading="Рада звітує", text="Звіт заслухано 5 листопада.",
            office="начальник відділу",
        )  # fmt: skip
        save_press_event(event=release, by=by)
        release.addressed.set(media_bodies())
        save_press_event(event=briefing(measure), by=by)
        answered = note(measure, heading="Де звіт?", tone="bad", needs_answer=True, answered_by="відділ")
        answered.answer_until, answered.answered_on, answered.answer = DAY, DAY, "Звіт на сайті."
        for each in (answered, note(measure, heading="Про сесію"), open_note(measure)):
            save_with_activity(record=each, by=by)
        take_in(measure=measure, items=read_lines("05.11.2021\tНовини\tСесія\thttps://rada.example/0"), by=by)
        yield


@pytest.fixture
def by(module_data: None, db: None) -> User:
    return account("coordinator")


@pytest.fixture
def measure(by: User) -> Measure:
    return Measure.objects.select_related("program").get(code="press-events")


def briefing(measure: Measure, **values: Any) -> PressEvent:
    given = {"kind": "briefing", "date": DAY, "time": time(10), "heading": "Брифінг", "people": 4, "place": "Зала"}
    return PressEvent(measure=measure, **(given | values))


def note(measure: Measure, **values: Any) -> MonitoringNote:
    given = {"sample": "Місцеві медіа, листопад 2021", "channel": "Канал", "date": DAY, "topic": "звіт"}
    return MonitoringNote(measure=measure, **(given | values))


def open_note(measure: Measure) -> MonitoringNote:
    asked = {"needs_answer": True, "answered_by": "відділ", "answer_until": DAY + timedelta(days=3)}
    return note(measure, heading="Чому так дорого?", topic="бюджет", tone="bad", has_both_sides=False, **asked)


# ---- counted once ----------------------------------------------------------------------------------------------------


def test_each_record_keeps_one_activity_of_its_measure(measure: Measure) -> None:
    kept = Activity.objects.filter(measure=measure).order_by("kind", "title")

    assert list(kept.values_list("kind", "title", "is_public", "kept_by")) == [
        ("briefing", "Брифінг", True, "civil_society.pressevent"),
        ("mention", "Канал: Де звіт?", False, "civil_society.monitoringnote"),
        ("mention", "Канал: Про сесію", False, "civil_society.monitoringnote"),
        ("mention", "Канал: Чому так дорого?", False, "civil_society.monitoringnote"),
        ("press_release", "Рада звітує", True, "civil_society.pressevent"),
        ("site_publication", "Сесія", True, "civil_society.sitepublication"),
    ]
    assert list(kept.get(kind="briefing").headcounts.values_list("group", "count")) == [("media", 4)]


def test_an_activity_is_changed_at_the_record_that_keeps_it(measure: Measure, by: User, client: Client) -> None:
    event = PressEvent.objects.get(kind="briefing")
    event.heading, event.people = "Брифінг про звіт", None
    save_press_event(event=event, by=by)
    activity = Activity.objects.get(kind="briefing")
    client.force_login(by)
    page = client.get(f"/admin/programs/activity/{activity.pk}/change/").content.decode()

    assert (activity.title, activity.headcounts.count()) == ("Брифінг про звіт", 0)
    assert f"{STAFF}pressevent/{event.pk}/change/" in page
    assert 'name="_save"' not in page
    with pytest.raises(ValidationError, match="змінюйте її там"):
        save_activity(activity=activity, by=by)


def test_what_was_not_held_is_no_activity(measure: Measure, by: User) -> None:
    """A planned event becomes one when it is held; cancelled again it is none, and calendars hear of it."""
    event = briefing(measure, state="planned", people=None, date=timezone.localdate() + timedelta(days=5))
    save_press_event(event=event, by=by)
    assert event.activity is None
    event.state = "cancelled"
    save_press_event(event=event, by=by)

    [told] = [each for each in all_events() if each.key == f"press-{event.pk}"]
    assert (told.is_cancelled, told.sequence, told.hours) == (True, 1, "10:00")


def test_an_activity_that_stood_is_completed(measure: Measure, by: User) -> None:
    stood = Activity(measure=measure, kind="briefing", date=DAY, title="Зустріч із пресою")
    save_activity(activity=stood, by=by)
    save_press_event(event=briefing(measure, heading="Зустріч", activity=stood), by=by)

    assert Activity.objects.get(pk=stood.pk).title == "Зустріч"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "press_release", "people": None}, "Напишіть текст"),
        ({"kind": "announcement", "text": "Анонс"}, "ніхто не приходить"),
        ({"state": "planned", "people": None, "time": None}, "на котру годину"),
        ({"state": "planned"}, "лише для проведеного"),
        ({"date": date(2100, 1, 1)}, "ще не настав"),
        ({"office": "РНОКПП 1234567899"}, "РНОКПП"),
    ],
)
def test_an_event_says_what_it_needs(values: dict[str, Any], words: str, measure: Measure, by: User) -> None:
    with pytest.raises(ValidationError, match=words):
        save_press_event(event=briefing(measure, **values), by=by)


# ---- written once ----------------------------------------------------------------------------------------------------


def test_a_release_is_page_letter_and_feed(client: Client, by: User, measure: Measure) -> None:
    release = PressEvent.objects.get(kind="press_release")
    paper = publish(MediaOutlet.objects.get(), date(2021, 11, 8), by)
    Publication.objects.filter(pk=paper.pk).update(after=release.activity)
    page = client.get(release.get_absolute_url()).content.decode()
    letter = client.get(f"{release.get_absolute_url()}release.txt").content.decode()
    feed = client.get("/press/feed.atom").content.decode()

    assert all(words in page for words in ("Звіт заслухано 5 листопада.", "Начальник відділу", paper.headline))
    assert letter.startswith("Рада звітує\n\nЗвіт заслухано 5 листопада.\n\nначальник відділу\n\nhttp")
    assert "Пресреліз: Рада звітує" in feed


def test_time_and_place_that_are_kept_back_are_told_on_the_day_after(
    client: Client, by: User, measure: Measure
) -> None:
    coming = briefing(measure, state="planned", people=None, date=timezone.localdate(), place="Таємна зала")
    coming.is_withheld = True
    save_press_event(event=coming, by=by)
    surfaces = ["/press/", coming.get_absolute_url(), "/press/list.csv", "/calendar/", "/calendar.ics"]
    surfaces += [f"/api/v1/events/{coming.pk}/", "/press/feed.atom"]

    told = [address for address in surfaces if "Таємна зала" in client.get(address).getvalue().decode()]
    coming.date = timezone.localdate() - timedelta(days=1)
    save_press_event(event=coming, by=by)
    after = [address for address in surfaces if "Таємна зала" in client.get(address).getvalue().decode()]
    assert (told, set(surfaces) - set(after)) == ([], {"/press/", "/press/feed.atom"})


def test_in_the_restricted_mode_a_release_stays_and_a_meeting_goes(client: Client, by: User) -> None:
    switch_restricted_mode(is_on=True, reason="Воєнний стан", by=account("administrator"))
    listed = client.get("/press/").content.decode()

    assert ("Рада звітує" in listed, "Брифінг</a>" in listed) == (True, False)


@pytest.mark.parametrize(
    ("stem", "words"),
    [
        ("/press/{pk}/release", "Звіт заслухано 5 листопада."),
        ("/monitoring/2021-11-01--2021-11-30/digest", "Потребували відповіді – 2, з них ще без відповіді – 1."),
    ],
)
def test_a_release_and_a_digest_are_papers(stem: str, words: str, client: Client, by: User) -> None:
    address = stem.format(pk=PressEvent.objects.get(kind="press_release").pk)
    docx = Document(BytesIO(client.get(f"{address}.docx").content))
    pdf = client.get(f"{address}.pdf").content

    assert words in [paragraph.text.replace("\xa0", " ") for paragraph in docx.paragraphs]
    assert pdf.startswith(b"%PDF-")
    assert client.get(f"{address}.exe").status_code == 404


# ---- the site --------------------------------------------------------------------------------------------------------


def test_a_pasted_list_is_taken_in_once(client: Client, by: User, measure: Measure) -> None:
    client.force_login(by)
    lines = "05.11.2021 | Новини | Сесія | https://rada.example/0\n06.11.21 – Графік прийому https://rada.example/4\n"
    address = "/staff/site-publications/paste/"
    client.post(address, {"measure": measure.pk, "lines": lines})
    wrong = client.post(address, {"measure": measure.pk, "lines": "31.11.2021 А https://a.example\nбез дати"})

    new = SitePublication.objects.order_by("date").values_list("date", "section", "heading", "link")
    assert list(new) == [
        (date(2021, 11, 5), "Новини", "Сесія", "https://rada.example/0"),
        (date(2021, 11, 6), "", "Графік прийому", "https://rada.example/4"),
    ]
    assert wrong.context["form"].errors["lines"] == [
        "Рядок 1: такої дати немає.",
        "Рядок 2: на початку має бути дата, наприклад 15.03.2021.",
    ]
    assert "31.11.2021 А" in wrong.content.decode()


class Site(BaseHTTPRequestHandler):
    """The council's site, with a feed of its own."""

    body = FEED.encode()

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.body)

    def do_HEAD(self) -> None:
        self.send_response(404 if self.path == "/gone" else 200)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """It says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    with override_settings(SITE_FEED=f"http://127.0.0.1:{server.server_port}/rss"):
        yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_links_that_died_are_marked_and_come_back(client: Client, by: User, measure: Measure, site: str) -> None:
    """What the site says is kept; where it says nothing, nothing is: a slow site is no dead link."""
    SitePublication.objects.get().delete()
    for number, link in enumerate((f"{site}/rss", f"{site}/gone", "http://127.0.0.1:9/away")):
        take_in(measure=measure, items=[{"date": DAY, "heading": f"Новина {number}", "link": link}], by=by)
    back = SitePublication.objects.get(heading="Новина 0")
    back.lost_on = DAY
    save_with_activity(record=back, by=by)
    counts = look_up(limit=10, pause=0, on=date(2026, 11, 1))
    client.force_login(by)
    told = client.get(f"{STAFF}sitepublication/", {"lost_on__isempty": "0"}).content.decode()

    assert counts == {"there": 1, "lost": 1, "silent": 1}
    assert list(SitePublication.objects.order_by("heading").values_list("seen_on", "lost_on")) == [
        (date(2026, 11, 1), None),
        (None, date(2026, 11, 1)),
        (None, None),
    ]
    assert ["Новина 1" in told, "не відкривається з 01.11.2026" in told, "Новина 2" in told] == [True, True, False]
    assert look_up(limit=1, pause=0, on=date(2026, 11, 2))["silent"] == 1  # what was never seen comes first


def test_publications_are_taken_from_the_feed_of_the_site(
    client: Client, by: User, measure: Measure, site: str
) -> None:
    """New Year's Eve in UTC is the new year in Kyiv; what has no day is not guessed."""
    client.force_login(by)
    address = "/staff/site-publications/from-the-site/"
    offered = client.get(address).context["form"].fields["links"].choices
    client.post(address, {"measure": measure.pk, "links": ["https://rada.example/1"]})
    again = client.get(address).context["form"].fields["links"].choices

    assert [words for _link, words in offered] == ["01.01.2022 Сесія відбулася", "11.11.2021 Графік"]
    assert SitePublication.objects.get(link="https://rada.example/1").section == "Новини"
    assert [words for _link, words in again] == ["11.11.2021 Графік"]


def test_without_the_feed_of_the_site_there_is_no_page_that_takes_from_it(client: Client, by: User) -> None:
    client.force_login(by)

    assert client.get("/staff/site-publications/from-the-site/").status_code == 404


@pytest.mark.parametrize(
    ("body", "words"),
    [(b"<!doctype html><p>", "звичайну сторінку"), (b"<rss>", "не XML"), (b"<rss/>", "немає публікацій")],
)
def test_a_feed_that_is_none_is_said_in_words(
    body: bytes, words: str, client: Client, by: User, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Site, "body", body)
    client.force_login(by)

    assert words in client.get("/staff/site-publications/from-the-site/").content.decode()


def test_the_register_counts_by_month_and_section(client: Client, by: User, measure: Measure) -> None:
    lines = "06.11.2021 | Новини | Б | https://rada.example/5\n07.12.2021 | В | https://rada.example/6"
    take_in(measure=measure, items=read_lines(lines), by=by)
    page = client.get("/site-publications/")
    chosen = client.get("/site-publications/list.csv?month=11&section=Новини").getvalue().decode("utf-8-sig")

    table = page.context["months"]
    assert [[row.cells[column.key] for column in table.columns] for row in table.rows] == [
        ["Грудень 2021", "", 1, 1],
        ["Листопад 2021", 2, "", 2],
        ["Усього", 2, 1, 3],
    ]
    assert chosen.count("https://rada.example/") == 2


# ---- the monitoring --------------------------------------------------------------------------------------------------


def test_a_digest_counts_all_notes_and_shows_those_that_somebody_showed(client: Client, by: User) -> None:
    MonitoringNote.objects.filter(heading="Де звіт?").update(is_public=True)
    page = client.get("/monitoring/2021-11-01--2021-11-30/")
    digest = page.context["digest"]

    shares = [[*row.cells.values()] for table in page.context["tables"] for row in table.rows]
    assert [[str(cell) for cell in row] for row in shares] == [
        ["звіт", "2", "66.7"],
        ["бюджет", "1", "33.3"],
        ["Критичний", "2", "66.7"],
        ["Нейтральний", "1", "33.3"],
        ["Власний матеріал", "3", "100.0"],
    ]
    assert (digest.count, len(digest.needed), len(digest.open), digest.one_sided) == (3, 2, 1, 1)
    assert [row.cells["answer"] for row in page.context["notes"].rows] == ["Звіт на сайті."]
    assert "Чому так дорого?" not in page.content.decode()


def test_an_answer_that_is_due_stands_on_the_desk(by: User, program: Program) -> None:
    due = [duty for duty in duties_on([program], date(2021, 11, 10)) if duty.key.startswith("answer-")]

    assert [(duty.title, duty.due, duty.note) for duty in due] == [
        ("Відповісти на «Чому так дорого?» (Канал)", date(2021, 11, 8), "відділ")
    ]


def test_a_table_of_notes_brought_back_changes_nothing(client: Client, by: User) -> None:
    client.force_login(by)
    file = client.get(f"{STAFF}monitoringnote/export/csv/").content
    preview = client.post(f"{STAFF}monitoringnote/import/", {"file": SimpleUploadedFile("n.csv", file)})

    assert (preview.context["preview"].counts, preview.context["preview"].erroneous) == ({"skip": 3}, [])


def test_private_notes_are_on_no_public_surface(client: Client, by: User, measure: Measure, in_full: bool) -> None:
    hidden = {"heading": "таємний-заголовок", "claim": "таємне-твердження", "answer": "таємна-відповідь"}
    asked = {"needs_answer": True, "answered_by": "таємний-підрозділ", "answer_until": DAY, "answered_on": DAY}
    save_with_activity(record=note(measure, **hidden, **asked), by=by)
    book = [each.path for each in public_addresses() if in_full or not each.path.endswith(".pdf")]  # packed text
    first = first_of_each(book, lambda address: (view_of(address), address.rpartition("/")[2][-4:]), in_full)
    addresses = {*first, *(each for each in book if measure.code in each)}
    addresses |= {"/api/v1/monitoring-notes/", "/api/v1/activities/?search=таємний", "/search/?q=таємний-заголовок"}

    told = {each for each in addresses if "таємн" in client.get(each).getvalue().decode(errors="ignore")}
    assert told == {"/search/?q=таємний-заголовок"}  # what was asked for stands in its own field


# ---- printed materials -----------------------------------------------------------------------------------------------


def picture(**said: Any) -> SimpleUploadedFile:
    """A photograph with the place where it was taken."""
    written, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "Камера Вигадана"
    Image.new("RGB", (40, 30)).save(written, "JPEG", exif=exif)
    return SimpleUploadedFile("Марійка Вигадана.jpg", written.getvalue())


def test_a_printed_material_counts_its_copies_once_and_leads_to_its_contract(
    client: Client, measure: Measure, by: User
) -> None:
    contract = Contract.objects.get()
    entry = LedgerEntry.objects.filter(stage="committed").latest("pk")
    material = PrintedMaterial(measure=entry.measure, kind="banner", title="Банер «День Європи»", date=DAY, run=6)
    material.entry, material.place, material.picture = entry, "Площа", picture()
    save_printed_material(material=material, by=by)
    page = client.get(material.get_absolute_url()).content.decode()
    shown = client.get(f"{material.get_absolute_url()}picture/")
    rows = client.get("/printed-materials/list.csv").getvalue().decode("utf-8-sig")
    activity = Activity.objects.get(kind="printed_material")

    assert (activity.quantity, activity.kept_by) == (6, "civil_society.printedmaterial")
    assert f'href="/contracts/{contract.pk}/"' in page
    assert "Площа" in page
    assert (b"Exif" in shown.getvalue(), "Марійка" in str(shown.headers)) == (False, False)
    assert "Банер «День Європи»" in rows and f"№ {contract.number}" in rows
    assert client.get("/api/v1/printed-materials/").json()["results"][0]["run"] == 6
    with pytest.raises(ValidationError, match="іншого заходу"):
        material.measure = measure
        save_printed_material(material=material, by=by)


def test_in_the_restricted_mode_a_printed_material_names_no_place(client: Client, measure: Measure, by: User) -> None:
    material = PrintedMaterial(measure=measure, kind="flyer", title="Флаєр", date=DAY, run=100, place="Пункт видачі")
    save_printed_material(material=material, by=by)
    addresses = [material.get_absolute_url(), "/printed-materials/", "/api/v1/printed-materials/"]
    before = ["Пункт видачі" in client.get(each).content.decode() for each in addresses]
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))
    after = ["Пункт видачі" in client.get(each).content.decode() for each in addresses]

    assert (before, after) == ([True] * 3, [False] * 3)
    assert client.get(addresses[0]).status_code == 200


def test_what_is_no_picture_is_refused_at_its_field(measure: Measure, by: User) -> None:
    material = PrintedMaterial(measure=measure, kind="flyer", title="Флаєр", date=DAY, run=100)
    material.picture = SimpleUploadedFile("список.pdf", b"%PDF-1.7 list")
    with pytest.raises(ValidationError, match="не зображення"):
        save_printed_material(material=material, by=by)


# ---- presses ---------------------------------------------------------------------------------------------------------

RELEASE = {"measure": "", "kind": "press_release", "heading": "Рада звітує знову", "text": "Заслухано."}
NOTE = {"measure": "", "tone": "bad", "sample": "Канали", "channel": "Канал", "heading": "Ще про звіт", "topic": "звіт"}


@pytest.mark.parametrize(("model", "said"), [(PressEvent, RELEASE), (MonitoringNote, NOTE)])
def test_a_release_and_a_note_take_four_presses_at_most(
    model: Any, said: dict[str, str], client: Client, by: User, measure: Measure
) -> None:
    """The desk's button, each choice that the form does not offer by itself, «Save»; typing is no press."""
    address, before = f"{STAFF}{model._meta.model_name}/add/", model.objects.count()
    client.force_login(by)
    desk = client.get("/admin/").content.decode()
    form = open_form(client, address)
    given = said | {"measure": str(measure.pk), "date": "05.11.2021"}
    chosen = [name for name in ("measure", "kind", "tone") if name in given and form.get(name) != [given[name]]]
    answer = client.post(address, {**form, **given, "_save": "1"})

    assert f'href="{address}"' in desk
    assert (answer.status_code, model.objects.count()) == (302, before + 1)
    assert len(["button", *chosen, "save"]) <= 4
