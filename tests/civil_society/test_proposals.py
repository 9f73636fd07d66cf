"""Proposals to a consultation: sent, entered, looked through, answered, told, erased."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
import time_machine
from django.conf import settings as portal
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from PIL import Image

from civil_society.models import Answer, Consultation, Proposal, ProposalAuthor, Regime, Term, last_moment
from civil_society.services.answers import draft_answer, publish_answers
from civil_society.services.erasure import erase
from civil_society.services.moderation import piles, publish, refuse
from civil_society.services.proposals import enter
from civil_society.services.suspicion import LIMIT, ZEROS, mixed, read_mark, seed_of
from civil_society.statement import counted_of
from civil_society.tables.reached import reached_in_consultations
from kakhovka_portal.backup.archive import Keys
from kakhovka_portal.backup.copies import write_copy
from programs.background import do_waiting
from programs.duties import duties_on
from programs.models import BackgroundWork, Letter, Measure, Program
from programs.modules import public_addresses
from programs.services import Conflict, switch_restricted_mode
from tests.conftest import account

NOW = datetime(2026, 4, 10, 12, 0, tzinfo=timezone.get_default_timezone())
NEW = "/consultations/2026-7/proposals/new/"
FORM = {"text": "Відремонтуйте майданчик на вулиці Зразковій", "author_kind": "person", "name": "Ганна ВИГАДАНА"}
# what is nobody's but the author's and the office's
PRIVATE = {
    "name": "Таємна АВТОРКА",
    "email": "tajemna@example.org",
    "phone": "050 000 00 07",
    "address": "вулиця Таємна, 5",
    "signers": "Таємний ПІДПИСАНТ",
}


@pytest.fixture
def consultation(program: Program) -> Iterator[Consultation]:
    """One that collects proposals from five days ago until five days ahead, under rules that ask for a name."""
    with time_machine.travel(NOW, tick=True):
        regime = Regime.objects.create(name="Порядок", asks_name=True)
        regime.terms.create(step=Term.Step.SHOWN, count=5, unit="working_days", start="received")
        yield Consultation.objects.create(
            year=2026,
            number=7,
            state="announced",
            regime=regime,
            subject="Проєкт бюджету",
            opens_at=NOW - timedelta(days=5),
            closes_at=NOW + timedelta(days=5),
        )


@pytest.fixture
def office(consultation: Consultation) -> Client:
    client = Client()
    client.force_login(account("coordinator"))
    return client


def moment(**later: int) -> Any:
    return time_machine.travel(NOW + timedelta(**later), tick=True)


def opened(client: Client) -> dict[str, str]:
    """The form as a browser opened it, with the number that its script finds."""
    mark = client.get(NEW).context["form"]["mark"].value()
    form = read_mark(mark)
    assert form is not None
    seed, number = seed_of(form.nonce), 0
    while mixed((seed + number * 0x9E3779B1) % LIMIT) & ZEROS:
        number += 1
    return {"mark": mark, "found": str(number)}


def sent(client: Client, **values: Any) -> Any:
    return client.post(NEW, {**FORM, **opened(client), **values})


def by_hand(consultation: Consultation, by: User, *, is_public: bool = True, **values: Any) -> Proposal:
    of_author = {name: values.pop(name) for name in [*PRIVATE, "agreed_on"] if name in values}
    given = {"channel": "post", "received_on": timezone.localdate(), "text": "Додайте освітлення"} | values
    author = ProposalAuthor(**({"name": "Ганна ВИГАДАНА"} | of_author))
    proposal = enter(proposal=Proposal(consultation=consultation, **given), author=author, by=by)
    return publish(proposal=proposal, by=by, at=timezone.now()) if is_public else proposal


def answered(consultation: Consultation, by: User, *proposals: Proposal, **said: Any) -> Any:
    given = {"outcome": "accepted", "ground": "Кошти передбачено"} | said
    drafts = [draft_answer(proposal=each, by=by, **given) for each in proposals]
    seen = [(draft.pk, draft.version) for draft in drafts]
    return publish_answers(consultation=consultation, seen=seen, by=by, at=timezone.now())


# ---- the form of the site --------------------------------------------------------------------------------------------


def test_a_proposal_is_stored_once_numbered_and_followed_by_a_private_link(
    client: Client, consultation: Consultation, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://portal.example.org"
    form = {**FORM, **opened(client), "email": "hanna@example.org"}
    first, again = client.post(NEW, form), client.post(NEW, form)
    page = client.get(first["Location"])
    [proposal], key = Proposal.objects.all(), first["Location"].split("/")[2]
    do_waiting()

    assert first.status_code == 302 and first["Location"] == again["Location"]
    assert (proposal.number, proposal.state, proposal.channel, proposal.entered_by) == (1, "received", "form", None)
    assert "збережено під № 1" in page.content.decode()
    assert (page["Referrer-Policy"], page["X-Robots-Tag"].split(",")[0]) == ("no-referrer", "noindex")
    assert "no-store" in page["Cache-Control"] and client.cookies == {}
    assert key not in json.dumps([*ProposalAuthor.objects.values_list()], default=str)  # its digest alone
    [letter] = mail.outbox
    assert (letter.to, key in letter.body) == (["hanna@example.org"], True)
    assert "hanna" not in json.dumps([*Letter.objects.values(), *BackgroundWork.objects.values()], default=str)


def test_what_the_rules_ask_is_said_at_its_field_and_nothing_typed_is_lost(
    client: Client, consultation: Consultation
) -> None:
    refused = sent(client, name="", author_kind="collective", text="Довгий текст пропозиції")
    long = sent(client, text="я" * 20_001)
    number = sent(client, text="РНОКПП 1234567899")
    with_file = sent(client, email="hanna@", attachment=photo())

    assert refused.status_code == 400
    assert {*refused.context["form"].errors} == {"signatories"}
    assert "Довгий текст пропозиції</textarea>" in refused.content.decode()
    assert "анонімних пропозицій не реєструють" in sent(client, name="").content.decode()
    assert {*with_file.context["form"].errors} == {"email", "attachment"}
    assert with_file.context["form"].errors["attachment"] == ["Виберіть файл ще раз: браузер його не зберіг."]
    assert (long.status_code, {*number.context["form"].errors}) == (400, {"text"})
    assert Proposal.objects.count() == 0


def test_what_no_browser_sent_is_held_and_a_password_manager_is_no_machine(
    client: Client, consultation: Consultation
) -> None:
    blind = client.post(NEW, FORM)
    quick = client.post(NEW, {**FORM, "mark": opened(client)["mark"]})
    trap = client.get(NEW).context["form"]["mark"].value()
    with moment(minutes=1):
        trapped = client.post(NEW, {**FORM, "mark": trap, "subject_again": "x"})
    manager = sent(client, subject_again="пароль", text="З менеджером паролів")
    twice = opened(client)
    client.post(NEW, {**FORM, **twice, "text": "Перша"})
    other = client.post(NEW, {**FORM, **twice, "text": "Зовсім інша думка про парк"})
    with moment(minutes=2):
        mark = client.get(NEW).context["form"]["mark"].value()
        with moment(minutes=3):
            plain = client.post(NEW, {**FORM, "mark": mark, "text": "Без скриптів"})

    states = dict(Proposal.objects.values_list("text", "state"))
    assert {each.status_code for each in (blind, quick, trapped, manager, other, plain)} == {302}
    assert {*Proposal.objects.held().values_list("suspicion", flat=True)} == {"unopened", "quick", "trap", "again"}
    assert {states[text] for text in ("З менеджером паролів", "Перша", "Без скриптів")} == {"received"}
    assert [*Proposal.objects.order_by("number").exclude(number=None).values_list("number", flat=True)] == [1, 2, 3]
    assert "чекає на перевірку" in client.get(blind["Location"]).content.decode()


def test_a_flood_lies_in_piles_that_one_press_refuses_and_no_browser_is_in_them(
    client: Client, office: Client, consultation: Consultation
) -> None:
    for number in range(24):
        text = f"Купуйте насіння у нашому магазині {number} зі знижкою номер {number * 7} www.shop{number}.example"
        client.post(NEW, {**FORM, "text": text, "email": f"victim{number}@example.org"})
        client.post(NEW, {**FORM, "text": f"Виграйте автомобіль сьогодні, телефонуйте {number}", "mark": "x" * 90})
        if number % 8 == 0:
            sent(client, text=f"Справжня пропозиція {number}")
    held = office.get("/staff/proposals/").context["piles"]
    pressed = office.post(
        f"/staff/proposals/piles/{held[0]['head']}/refuse/", {"last": held[0]["last_pk"]}, follow=True
    )
    do_waiting()

    assert [pile["count"] for pile in held] == [24, 24]
    assert "24 пропозиції відхилено" in pressed.content.decode()
    assert [pile["count"] for pile in piles()] == [24]
    assert Proposal.objects.filter(state="rejected").exclude(reason="").count() == 24
    assert Proposal.history.filter(state="rejected", history_user=account("coordinator")).count() == 24
    assert [*Proposal.objects.waiting().values_list("number", flat=True)] == [1, 2, 3]
    assert mail.outbox == []  # nobody is written to in the name of a machine
    taken = office.post(f"/staff/proposals/piles/{held[1]['head']}/let-in/", {"last": held[1]["last_pk"]}, follow=True)
    assert "отримали номери" in taken.content.decode() and Proposal.objects.waiting().count() == 27


def test_a_crowd_from_one_address_without_scripts_is_held_and_not_dropped(
    client: Client, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civil_society.services.suspicion.CROWD", 2)
    marks = [client.get(NEW).context["form"]["mark"].value() for _each in range(3)]
    with moment(minutes=1):
        for number, mark in enumerate(marks):
            client.post(NEW, {**FORM, "mark": mark, "text": f"Думка школяра {number}"})

    assert [*Proposal.objects.order_by("pk").values_list("state", "suspicion")] == [
        ("received", ""),
        ("received", ""),
        ("held", "crowd"),
    ]


def test_scripts_and_odd_bodies_are_answered_in_words(client: Client, consultation: Consultation) -> None:
    odd = [
        {**FORM, "text": "<script>alert(1)</script>"},
        {**FORM, "text": "a\0b", "author_kind": "нема", "signatories": "9" * 40},
        {**FORM, "mark": "²" * 500, "found": "1e9", "seen_version": "x"},
        {**FORM, **opened(client), "attachment": SimpleUploadedFile("a.pdf", b"%PDF-1.4")},
        {**FORM, **opened(client), "attachment": SimpleUploadedFile("a.docx", b"PK\x03\x04broken")},
        {**FORM, **opened(client), "attachment": SimpleUploadedFile("a.jpg", b"\xff\xd8\xff broken")},
        {},
    ]
    answers = [client.post(NEW, each) for each in odd]
    elsewhere = [client.get(at).status_code for at in ("/consultations/x/proposals/new/", "/proposals/x/")]

    assert {each.status_code for each in answers} <= {302, 400}
    assert elsewhere == [404, 404]
    pdf = answers[3].context["form"].errors["attachment"]
    assert "PDF не вдалося прочитати" in pdf[0]
    assert "<script>" not in client.get(answers[0]["Location"]).content.decode().split("<main", 1)[1]


def test_the_author_corrects_until_the_end_and_takes_back_until_the_answer(
    client: Client, office: Client, consultation: Consultation
) -> None:
    own = sent(client)["Location"].split("?")[0]
    proposal = Proposal.objects.get()
    publish(proposal=proposal, by=account("coordinator"), at=timezone.now())
    stale = client.post(f"{own}correct/", {**FORM, "text": "Інше", "seen_version": 1})
    seen = Proposal.objects.get().version
    client.post(f"{own}correct/", {**FORM, "text": "Краще так", "seen_version": seen})
    corrected = Proposal.objects.get()
    with moment(days=6):
        late = client.get(f"{own}correct/")
        client.post(f"{own}withdraw/", {"seen_version": corrected.version})
        end = client.get(own).content.decode()

    assert "працювали в раді" in stale.content.decode() and "Інше</textarea>" in stale.content.decode()
    assert (corrected.text, corrected.state, corrected.number) == ("Краще так", "received", 1)  # to be read again
    assert late.status_code == 302
    assert (Proposal.objects.get().state, Proposal.objects.counted().count()) == ("withdrawn", 1)
    assert "Ви її відкликали" in end and "Відкликати пропозицію" not in end


def test_a_form_that_was_open_at_the_last_minute_is_taken_and_late(client: Client, consultation: Consultation) -> None:
    form = opened(client)
    with moment(days=6):
        taken = client.post(NEW, {**FORM, **form})
        closed = client.get(NEW).content.decode()
        lost = client.post(NEW, {**FORM, "text": "Набрано дарма"}).content.decode()

    assert (taken.status_code, Proposal.objects.get().is_late) == (302, True)
    assert "Приймання завершено" in closed
    assert "Набрано дарма</textarea>" in lost and Proposal.objects.count() == 1


# ---- entered by hand -------------------------------------------------------------------------------------------------


def test_a_spoken_proposal_is_entered_in_three_presses(office: Client, consultation: Consultation) -> None:
    """The desk's button, the channel, «Enter»; the rest is typed or stands there."""
    desk = office.get("/admin/").content.decode()
    page = office.get("/staff/proposals/enter/")
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    values |= {"received_on": "10.04.2026", "publish": "on"}
    made = office.post(
        "/staff/proposals/enter/", {**values, "channel": "oral", "text": "Більше лавок", "name": "Ганна ВИГАДАНА"}
    )
    [proposal] = Proposal.objects.all()

    assert 'href="/staff/proposals/enter/"' in desk
    assert made.status_code == 302, made.context["form"].errors
    assert (proposal.channel, proposal.state, proposal.number) == ("oral", "published", 1)
    assert proposal.entered_by == account("coordinator")
    assert "coordinator" not in Client().get(proposal.get_absolute_url()).content.decode()


def test_late_and_collective_ones_are_entered_as_what_they_are(consultation: Consultation, office: Client) -> None:
    by = account("coordinator")
    with moment(days=7):
        late = by_hand(consultation, by, text="Пізня", received_on=timezone.localdate())
    many = by_hand(consultation, by, text="Колективна", author_kind="collective", signatories=41, signers="Список")
    with pytest.raises(ValidationError, match="скільки людей підписали"):
        by_hand(consultation, by, author_kind="collective")
    with pytest.raises(ValidationError, match="анонімних"):
        by_hand(consultation, by, name="")

    page = Client().get(many.get_absolute_url()).content.decode()
    assert (late.is_late, many.is_late) == (True, False)
    assert "колективна (41)" in page and "Список" not in page


def test_a_table_of_another_platform_is_brought_in_once(office: Client, consultation: Consultation) -> None:
    rows = [
        "consultation;received_on;channel;foreign_number;author_kind;name;text",
        "2026-7;09.04.2026;з іншої платформи;A-1;фізична особа;Ганна ВИГАДАНА;Перенести зупинку",
        "2026-7;09.04.2026;з іншої платформи;A-2;фізична особа;Іван ВИГАДАНИЙ;Нові дерева",
    ]
    file = "\r\n".join(rows).encode()
    for _twice in range(2):
        preview = office.post(
            "/admin/civil_society/proposal/import/", {"file": SimpleUploadedFile("таблиця.csv", file)}
        )
        office.post("/admin/civil_society/proposal/import/confirm/")
    taken = office.get("/admin/civil_society/proposal/export/xlsx/").getvalue()
    cells = [str(cell.value) for sheet in load_workbook(BytesIO(taken)) for row in sheet.iter_rows() for cell in row]

    assert preview.context["preview"].summary == [("без змін", 2)], preview.context["preview"].rows
    assert [*Proposal.objects.order_by("number").values_list("number", "foreign_number", "state")] == [
        (1, "A-1", "received"),
        (2, "A-2", "received"),
    ]
    assert ("Перенести зупинку" in cells, "Ганна ВИГАДАНА" in cells) == (True, False)


# ---- attachments -----------------------------------------------------------------------------------------------------


def photo() -> SimpleUploadedFile:
    picture, written = Image.new("RGB", (40, 20), "green"), BytesIO()
    exif = Image.Exif()
    exif[0x013B], exif[0x010F], exif[0x0112] = "Tajemnyj Fotohraf", "Tajemna Kamera", 6
    picture.save(written, "JPEG", exif=exif, comment=b"tajemnyj komentar")
    return SimpleUploadedFile("Таємна АВТОРКА.jpg", written.getvalue())


def letter_in_word() -> SimpleUploadedFile:
    document, written = Document(), BytesIO()
    document.add_paragraph("Просимо полагодити дах")
    document.core_properties.author = document.core_properties.comments = "Tajemnyj Avtor"
    document.save(written)
    return SimpleUploadedFile("лист.docx", written.getvalue())


def test_an_attachment_is_kept_without_its_makers_and_shown_after_it_was_opened(
    client: Client, office: Client, consultation: Consultation
) -> None:
    sent(client, attachment=photo())
    sent(client, text="Лист", attachment=letter_in_word())
    pictured, written = Proposal.objects.order_by("number")
    stored = pictured.attachment.read()
    with ZipFile(written.attachment) as package:
        inside = b"".join(package.read(name) for name in package.namelist())
        names = package.namelist()
    record = f"/admin/civil_society/proposal/{pictured.pk}"
    for each in (pictured, written):
        publish(proposal=each, by=account("coordinator"), at=timezone.now())
    closed = client.get(f"{pictured.get_absolute_url()}attachment/").status_code
    unopened = Proposal.objects.get(pk=pictured.pk)
    unopened.shows_attachment = True
    with pytest.raises(ValidationError, match="Спершу відкрийте"):
        unopened.full_clean()
    seen = office.get(f"{record}/attachment/").getvalue()
    after = Proposal.objects.get(pk=pictured.pk)
    after.shows_attachment = True
    after.save()

    assert b"Tajemn" not in stored and b"tajemn" not in stored and seen == stored
    assert Image.open(BytesIO(stored)).size == (20, 40)  # upright without the note of the camera
    assert "Полагодити".casefold() in inside.decode("utf-8", "replace").casefold()
    assert b"Tajemn" not in inside and not [name for name in names if name.startswith("docProps/")]
    assert Document(written.attachment).paragraphs[0].text == "Просимо полагодити дах"
    assert "АВТОРКА" not in str(pictured.attachment.name)
    assert (closed, after.opened_by) == (404, account("coordinator"))
    assert client.get(f"{pictured.get_absolute_url()}attachment/").status_code == 200


def test_who_opens_the_attachment_publishes_with_the_next_press(
    client: Client, office: Client, consultation: Consultation
) -> None:
    sent(client, attachment=photo())
    waiting = Proposal.objects.get()
    office.get(f"/admin/civil_society/proposal/{waiting.pk}/attachment/")
    office.post(f"/staff/proposals/{waiting.pk}/publish/", {"seen_version": waiting.version})
    after = Proposal.objects.get()

    assert (after.state, after.opened_by) == ("published", account("coordinator"))


def page_with_a_photo() -> bytes:
    """A letter as offices print it, with a photo, a remark on it, and traces of its maker in every place for them."""
    pdf, written, camera = pikepdf.new(), BytesIO(), photo()
    page = pdf.add_blank_page(page_size=(200, 200)).obj
    name, data = pikepdf.Name, camera.read() + b"tajemnyj drugyj znimok"  # telephones put films behind the end
    stream = pikepdf.Stream(pdf, data, Type=name.XObject, Subtype=name.Image, Filter=name.DCTDecode)
    stream.Width, stream.Height, stream.ColorSpace, stream.BitsPerComponent = 40, 20, name.DeviceRGB, 8
    stream.Metadata = pdf.make_stream(b"<x>Tajemnyj Fotohraf</x>")
    drawn = pdf.make_stream(b"0 0 5 5 re f", Type=name.XObject, Subtype=name.Form, BBox=[0, 0, 5, 5])
    remark = pikepdf.Dictionary(Type=name.Annot, Subtype=name.FreeText, Rect=[9, 9, 14, 14], T="Tajemnyj Redaktor")
    remark.AP = pikepdf.Dictionary(N=drawn)
    page.Annots = pdf.make_indirect(pikepdf.Array([remark]))
    page.Thumb = pdf.make_stream(b"Tajemnyj eskiz")
    page.PieceInfo = pikepdf.Dictionary(Private="Tajemna programa")
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=stream))
    page.Contents = pdf.make_stream(b"q 40 0 0 20 50 50 cm /Photo Do Q")
    pdf.docinfo["/Author"] = "Tajemnyj Avtor"
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["Tajemnyj Avtor"]
    pdf.save(written)
    return written.getvalue()


def unpacked(content: bytes) -> bytes:
    """Everything that a PDF says, without its packing."""
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(written, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
    return written.getvalue()


def test_of_a_pdf_its_pages_alone_are_kept(client: Client, consultation: Consultation) -> None:
    sent(client, attachment=SimpleUploadedFile("Таємна АВТОРКА.pdf", page_with_a_photo()))
    kept = Proposal.objects.get().attachment.read()
    with pikepdf.open(BytesIO(kept)) as pdf:
        resources = pdf.pages[0].obj.Resources.XObject
        picture = Image.open(BytesIO(resources.Photo.read_raw_bytes()))
        names = {*pdf.Root.keys(), *pdf.pages[0].obj.keys()}

    assert b"Tajemnyj Avtor" in unpacked(page_with_a_photo())
    assert not re.search(b"[Tt]ajemn", unpacked(kept))
    assert names == {"/Type", "/Pages", "/Parent", "/MediaBox", "/Resources", "/Contents"}
    assert picture.convert("RGB").getpixel((3, 3)) == Image.open(photo()).convert("RGB").getpixel((3, 3))
    assert len(resources) == 2  # the photo, and the remark as it was drawn


def test_a_pdf_that_nobody_could_vouch_for_is_refused_in_words(client: Client, consultation: Consultation) -> None:
    def changed(change: Callable[[Any], Any], **said: Any) -> bytes:
        written = BytesIO()
        with pikepdf.open(BytesIO(page_with_a_photo())) as pdf:
            change(pdf)
            pdf.save(written, **said)
        return written.getvalue()

    def runs(pdf: Any) -> None:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    def carries(pdf: Any) -> None:
        pdf.attachments["secret.txt"] = b"secret"

    def asks(pdf: Any) -> None:
        pdf.Root.AcroForm = pikepdf.Dictionary(NeedAppearances=True, Fields=[])

    refused = {
        "паролем": changed(lambda _pdf: None, encryption=pikepdf.Encryption(owner="x", user="")),
        "інші файли або програми": changed(runs),
        "вкладено інші файли": changed(carries),
        "яку ще заповнюють": changed(asks),
        "не вдалося прочитати": b"%PDF-1.7" + b"(" * 100_000,
    }
    said = {
        words: sent(client, attachment=SimpleUploadedFile("лист.pdf", content)).context["form"].errors["attachment"][0]
        for words, content in refused.items()
    }

    assert [words for words, sentence in said.items() if words not in sentence] == []
    assert Proposal.objects.count() == 0


# ---- answers ---------------------------------------------------------------------------------------------------------


def test_ten_are_answered_in_thirteen_presses_and_published_together(
    client: Client, office: Client, consultation: Consultation
) -> None:
    """The duty's button, ten outcomes, «Save», «Publish» and its confirmation; drafts are nobody's to see."""
    by = account("coordinator")
    for number in range(10):
        contact: dict[str, Any] = (
            {"email": f"a{number}@example.org"} if number < 6 else {"address": f"вул. Вигадана, {number}"}
        )
        by_hand(consultation, by, text=f"Пропозиція про лавку {number}", **contact)
    sheet = f"/staff/consultations/{consultation.pk}/answers/"
    rows = office.get(sheet).context["sheet"].rows
    typed: dict[str, Any] = {}
    for row in rows:
        prefix = row["form"].prefix
        typed |= {f"{prefix}-outcome": "rejected", f"{prefix}-ground": "таємний-проєкт", f"{prefix}-seen_version_": 0}
    office.post(sheet, typed)
    before = "".join(everything(client))
    page = office.get(f"{sheet}publish/")
    told = office.post(f"{sheet}publish/", {"seen": page.context["form"]["seen"].value()}, follow=True)
    do_waiting()
    after = "".join(everything(client))

    assert "таємний-проєкт" not in before and "таємний-проєкт" in after
    assert "10 відповідей оприлюднено. 6 авторам підуть листи" in told.content.decode()
    assert "4 авторів слід повідомити вручну" in told.content.decode()
    assert sorted(letter.to[0] for letter in mail.outbox if "Відповідь" in letter.subject) == [
        f"a{number}@example.org" for number in range(6)
    ]
    assert Answer.objects.filter(told_by="email", told_on=date(2026, 4, 10)).count() == 6
    untold = office.get(f"{sheet}told/").context["form"]["answers"]
    assert len(untold) == 4
    office.post(
        f"{sheet}told/", {"answers": [*Answer.objects.untold().values_list("pk", flat=True)], "date": "10.04.2026"}
    )
    assert Answer.objects.told_of().count() == 10


def test_several_are_answered_in_one_step_that_says_how_many(office: Client, consultation: Consultation) -> None:
    by = account("coordinator")
    rows = [by_hand(consultation, by, text=f"Про паркування {number}") for number in range(3)]
    address = f"/staff/consultations/{consultation.pk}/answers/together/"
    said = {"outcome": "forwarded", "ground": "Належить поліції", "forwarded_to": "Патрульна поліція"}
    wrong = office.post(address, {"proposals": [row.pk for row in rows], **said})
    made = office.post(
        address, {"proposals": [row.pk for row in rows], **said, "forwarded_until": "10.05.2026"}, follow=True
    )

    assert "Укажіть, кому передано" in wrong.content.decode()
    assert "Збережено 3 проєкти відповідей" in made.content.decode()
    assert {*Answer.objects.values_list("outcome", "forwarded_until")} == {("forwarded", date(2026, 5, 10))}
    assert [each.text for each in Proposal.objects.order_by("number")] == [row.text for row in rows]  # none is merged


def test_two_who_answer_one_proposal_at_once_give_one_answer(office: Client, consultation: Consultation) -> None:
    by = account("coordinator")
    proposal = by_hand(consultation, by)
    sheet, prefix = f"/staff/consultations/{consultation.pk}/answers/", f"p{proposal.pk}"
    draft_answer(proposal=proposal, by=account("head"), expected_version=0, outcome="accepted", ground="Керівник")
    second = office.post(
        sheet, {f"{prefix}-outcome": "rejected", f"{prefix}-ground": "Координатор", f"{prefix}-seen_version_": 0}
    )
    [draft] = Answer.objects.all()
    seen = [(draft.pk, draft.version)]
    publish_answers(consultation=consultation, seen=seen, by=by, at=timezone.now())
    with pytest.raises(ValidationError, match="тим часом"):
        publish_answers(consultation=consultation, seen=seen, by=by, at=timezone.now())
    with pytest.raises(Conflict):
        draft_answer(proposal=proposal, by=by, expected_version=draft.version, outcome="partly", ground="Ще одна")

    assert (
        second.status_code == 409 and "Керівник" in second.content.decode() and "Координатор" in second.content.decode()
    )
    assert [*Answer.objects.values_list("ground", "outcome")] == [("Керівник", "accepted")]


def test_a_new_version_of_an_answer_is_told_once_more(office: Client, consultation: Consultation) -> None:
    by = account("coordinator")
    proposal = by_hand(consultation, by, email="hanna@example.org")
    answered(consultation, by, proposal)
    step = f"/admin/civil_society/proposal/{proposal.pk}/answer/"
    office.post(step, {"outcome": "partly", "ground": "Лише освітлення", "seen_version": 0})
    public = Client().get(proposal.get_absolute_url()).content.decode()
    page = office.get(f"/staff/consultations/{consultation.pk}/answers/publish/")
    office.post(
        f"/staff/consultations/{consultation.pk}/answers/publish/", {"seen": page.context["form"]["seen"].value()}
    )
    do_waiting()
    do_waiting()

    assert "Лише освітлення" not in public
    assert "Лише освітлення" in Client().get(proposal.get_absolute_url()).content.decode()
    assert [letter.subject for letter in mail.outbox].count(
        "Відповідь на пропозицію № 1"
    ) == 1  # the first one had not gone
    assert Answer.objects.count() == 2


def test_what_waits_is_on_the_desk_with_its_day(consultation: Consultation, program: Program, client: Client) -> None:
    sent(client)
    client.post(NEW, FORM)
    by = account("coordinator")
    by_hand(consultation, by)
    with moment(days=6):
        found = {duty.key.rsplit("-", 1)[0]: duty for duty in duties_on([program], timezone.localdate())}
        client.force_login(account("moderator"))
        desk = client.get("/admin/").content.decode()

    assert found["proposals-to-publish"].due == date(2026, 4, 17)  # five working days
    assert found["proposals-to-publish"].title == "1 пропозиція до консультації № 2026-7 чекає на оприлюднення"
    assert {"proposals-to-answer", "proposals"} <= {*found}
    assert [
        words for words in ("Переглянути", "Переглянути затримані", "Відповісти") if f">{words}</a>" not in desk
    ] == []
    assert "облікові записи й ролі" not in desk


# ---- what is never public --------------------------------------------------------------------------------------------


def everything(client: Client) -> list[str]:
    """All that is public of proposals."""
    addresses = [each.path for each in public_addresses() if "/consultations/" in each.path]
    addresses += ["/consultations/2026-7/proposals/", "/consultations/2026-7/proposals.csv", NEW, "/sitemap.xml"]
    addresses += ["/api/v1/proposals/", "/api/v1/proposals/?format=csv", "/search/?q=лавку", "/open-data/"]
    addresses += [f"/api/v1/proposals/{pk}/" for pk in Proposal.objects.values_list("pk", flat=True)]
    found = []
    for address in dict.fromkeys(addresses):
        answer = client.get(address)
        content = answer.getvalue()
        if address.endswith(".xlsx"):
            book = load_workbook(BytesIO(content))
            found.append(" ".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row))
        else:
            found.append(content.decode())
        found.append(str(answer.headers))
    return found


def stored_beside(tmp: Any) -> str:
    """History, queue, list of letters and names of files: what keeps no personal data."""
    tables = [Proposal.history, Answer.history, Letter.objects, BackgroundWork.objects]
    rows = json.dumps([[*table.values()] for table in tables], default=str, ensure_ascii=False)
    names = " ".join(str(path) for path in portal.MEDIA_ROOT.rglob("*")) if portal.MEDIA_ROOT.exists() else ""
    return rows + names


def test_nothing_of_an_author_is_public_before_or_after_it_is_looked_through(
    client: Client, office: Client, consultation: Consultation, tmp_path: Any
) -> None:
    by = account("coordinator")
    of_author = {name: PRIVATE[name] for name in PRIVATE if name != "signers"}
    sent(client, **{name: of_author[name] for name in ("name", "email", "phone", "address")}, attachment=photo())
    proposal = Proposal.objects.get()
    ProposalAuthor.objects.update(signers=PRIVATE["signers"])
    staff = office.get(f"/admin/civil_society/proposal/{proposal.pk}/change/").content.decode()
    before = "".join([*everything(client), stored_beside(tmp_path)])
    publish(proposal=proposal, by=by, at=timezone.now())
    proposal.text, proposal.shown_text = "Телефонуйте 050 111 22 33", "Телефонуйте […]"
    proposal.save()
    answered(consultation, by, proposal)
    do_waiting()
    after = "".join(everything(client))
    searched = [client.get("/api/v1/proposals/", {"search": word}).json()["count"] for word in PRIVATE.values()]
    asked = [
        client.get(f"/api/v1/proposals/?{query}").status_code
        for query in ("ordering=name", "ordering=author__email", "email=tajemna@example.org", "author__name=x")
    ]
    history = office.get(f"/admin/civil_society/proposal/{proposal.pk}/history/").content.decode()

    assert [word for word in PRIVATE.values() if word not in staff] == []
    assert [word for word in PRIVATE.values() if word in before + after + history + stored_beside(tmp_path)] == []
    assert "050 111 22 33" not in after and "Телефонуйте […]" in after
    assert (searched, asked) == ([0] * 5, [400] * 4)
    assert [letter.to for letter in mail.outbox] == [[PRIVATE["email"]]] * 2
    assert [word for word in PRIVATE.values() if word in "".join(str(letter.body) for letter in mail.outbox)] == []


def test_who_agreed_is_named_from_that_day_and_nobody_else(client: Client, consultation: Consultation) -> None:
    by = account("coordinator")
    named = by_hand(consultation, by, text="Із іменем", agreed_on=date(2026, 4, 9))
    nameless = by_hand(consultation, by, text="Без імені")

    api = {row["number"]: row["author"] for row in client.get("/api/v1/proposals/").json()["results"]}
    assert api == {named.number: "Ганна ВИГАДАНА", nameless.number: "фізична особа"}
    assert "Ганна ВИГАДАНА" not in client.get(nameless.get_absolute_url()).content.decode()


def test_the_api_enters_by_rights_and_answers_no_contacts(
    client: Client, office: Client, consultation: Consultation
) -> None:
    body = {"consultation": consultation.pk, "channel": "email", "received_on": "2026-04-09", "author_kind": "person"}
    body |= {"text": "Через API", "name": PRIVATE["name"], "email": PRIVATE["email"]}
    refused = client.post("/api/v1/proposals/", body, content_type="application/json").status_code
    made = office.post("/api/v1/proposals/", body, content_type="application/json")

    assert (refused, made.status_code) == (401, 201), made.json()
    assert PRIVATE["email"] not in made.content.decode() and made.json()["author"] == "фізична особа"
    assert client.get(made["Location"]).json()["text"] == "Через API"


def test_the_restricted_mode_closes_forms_and_links_with_a_sentence(client: Client, consultation: Consultation) -> None:
    by = account("coordinator")
    own = sent(client)["Location"].split("?")[0]
    public = by_hand(consultation, by, text="Оприлюднена думка")
    assert "Оприлюднена думка" in "".join(everything(client))
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))
    lost = client.post(NEW, {**FORM, "text": "Набрано під час загрози"})

    assert "Оприлюднена думка" not in "".join(everything(client))
    assert client.get(public.get_absolute_url()).status_code == 404
    assert client.get("/api/v1/proposals/").json()["results"] == []
    assert "сайт пропозицій не приймає" in client.get(NEW).content.decode()
    assert "сторінку закрито" in client.get(own).content.decode()
    assert "Набрано під час загрози</textarea>" in lost.content.decode()


def test_a_proposal_and_what_it_changed_lead_to_each_other_with_the_money(
    client: Client, consultation: Consultation, program: Program
) -> None:
    """«Пропозиція № 1 → захід 1.1.1»."""
    by, measure = account("coordinator"), Measure.objects.get(code="print-media")
    edition = program.editions.get()
    both: dict[str, Any] = {"measure": measure, "task": measure.rows.get().task_row.task, "edition": edition}
    proposal = by_hand(consultation, by, text="Друкуйте рішення ради", **both)
    own = client.get(proposal.get_absolute_url())
    of_measure = client.get(f"/programs/{program.slug}/measures/print-media/").content.decode()
    of_editions = client.get(f"/programs/{program.slug}/editions/").content.decode()
    row = client.get("/api/v1/proposals/").json()["results"][0]

    assert own.context["changes"][0]["amount"] == Decimal("455600.00")
    assert "за чинним планом" in own.content.decode()
    link = f'href="{proposal.get_absolute_url()}"'
    assert (of_measure.count(link), of_editions.count(link)) == (2, 1)  # of the measure and of its task
    assert (row["measure"], row["task"]) == (measure.pk, both["task"].pk)


# ---- erasure ---------------------------------------------------------------------------------------------------------


def figures(client: Client, consultation: Consultation) -> Any:
    """Every count that speaks of proposals: rows, their history, the queue, pages, API, report, «Що зроблено»."""
    kept = ("number", "state", "channel", "author_kind", "signatories", "is_late", "answer__outcome")
    counted = counted_of([consultation], last_moment(date(2026, 12, 31)))[consultation.pk]
    program = Program.objects.get()
    found = reached_in_consultations(program, date(2026, 12, 31), None)
    return {
        "rows": [*Proposal.objects.order_by("pk").values_list(*kept)],
        "history": [each.objects.count() for each in (Proposal.history.model, Answer.history.model)],
        "answers": [*Answer.objects.order_by("pk").values_list("outcome", "told_by", "told_on")],
        "queue": [Letter.objects.count(), BackgroundWork.objects.count()],
        "counted": (counted.outcomes, counted.channels, counted.authors, counted.signatories, counted.late),
        "reached": [(key, row.key, row.count) for key, row in found],
        "api": client.get("/api/v1/proposals/").json()["count"],
        "page": client.get("/consultations/2026-7/proposals/").context["count"],
        "search": client.get("/search/?q=думка").content.decode().count("Відкрита думка"),
    }


def copied() -> str:
    """A copy of the portal as its tables and lists are written, without their packing."""
    out = BytesIO()
    write_copy(out, Keys(), now=timezone.now())
    return gzip.decompress(out.getvalue()).decode(errors="replace")


def test_on_its_day_everything_of_the_authors_goes_and_no_figure_changes(
    client: Client, consultation: Consultation, settings: Any, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    by = account("coordinator")
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "kakhovka_portal.mail.LetterFiles", tmp_path / "mail"
    settings.BACKUP_DIR = str(tmp_path / "copies")
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / "2026-04-11.backup.age").write_text("копія")
    own = sent(client, **{name: PRIVATE[name] for name in ("name", "email", "phone", "address")}, attachment=photo())
    shown, refused, named = (by_hand(consultation, by, **each) for each in (
        {"text": "Телефонуйте: 050 111 22 33", "shown_text": "Телефонуйте: […]", "signers": PRIVATE["signers"]},
        {"text": "Таємна думка", "phone": PRIVATE["phone"], "is_public": False},
        {"text": "Відкрита думка", "agreed_on": date(2026, 4, 9), "email": PRIVATE["email"]},
    ))  # fmt: skip
    refuse(proposal=refused, reason="Образи", by=by)
    answered(consultation, by, shown, named)
    Client().post(f"{own['Location'].split('?')[0]}withdraw/", {"seen_version": 1})
    do_waiting()
    before, full = figures(client, consultation), copied()
    letters = len([*(tmp_path / "mail").glob("*.log")])
    said = StringIO()
    call_command("erase_personal_data", "--on", "2026-04-30", stdout=StringIO())
    nothing_yet = ProposalAuthor.objects.exclude(phone="").count()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("erase_personal_data", "--on", "2027-04-15", stdout=said)

    rows = json.dumps([*Proposal.objects.values(), *ProposalAuthor.objects.values()], default=str, ensure_ascii=False)
    kept = rows + stored_beside(tmp_path)
    assert (nothing_yet, letters) == (2, 3)
    assert figures(client, consultation) == before
    planted = [*PRIVATE.values(), "050 111 22 33", "Таємна думка"]
    assert [word for word in planted if word in kept] == []
    assert [word for word in planted if word not in full] == []
    assert [word for word in [*planted, ".jpg"] if word in copied()] == []
    assert [*(tmp_path / "mail").glob("*.log")] == []
    assert list(portal.MEDIA_ROOT.rglob("*.jpg")) == []
    assert "Authors erased: 4, of them named by consent: 1." in said.getvalue()
    assert "2026-04-11.backup.age" in said.getvalue()
    assert client.get(own["Location"]).status_code == 404
    assert Proposal.objects.get(pk=named.pk).public_author == "Ганна ВИГАДАНА"
    assert erase(on=date(2027, 4, 15), now=timezone.now()).authors == 0
