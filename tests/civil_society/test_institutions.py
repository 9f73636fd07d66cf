"""Institutions of civil society: recorded in few presses, shown by consent, active by taking part."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from rest_framework.test import APIClient

from civil_society.models import BudgetProject, Consent, Institution, Participation, Representative
from civil_society.services import delete_project, save_institution, save_project
from media_contracts.models import MediaOutlet
from programs.duties import duties_on
from programs.models import Activity, Body, Measure, Program
from programs.modules import public_addresses, reached
from programs.services import save_record, switch_restricted_mode
from tests.conftest import account
from tests.media_contracts.contracting import in_force, newspaper
from tests.programs.api.conftest import told

LIST = "/admin/civil_society/institution/"
# what is never shown, or only by a consent that nobody gave
PRIVATE = {
    "seat": "таємна-домівка",
    "territory": "таємний-квартал",
    "note": "таємна-примітка",
    "name": "Таємна ОСОБА",
    "position": "таємна-посада",
    "contact": "таємний-контакт",
}


@pytest.fixture
def by(person: Callable[[str], User], program: Program) -> User:
    return person("coordinator")


def recorded(by: User, **values: Any) -> Institution:
    given = {"type": "association", "name": "ГО «Вигадана дія»", "edrpou": "26510514", "field": "довкілля"}
    return save_institution(institution=Institution(**(given | values)), by=by)


def took_part(institution: Institution, day: date, title: str, by: User, *, shown: bool = True) -> Participation:
    measure = Measure.objects.get(code="public-consultations")
    activity = Activity(measure=measure, kind="consultation", date=day, title=title, is_public=shown)
    save_record(record=activity, by=by)
    return save_record(record=Participation(institution=institution, activity=activity), by=by)


# ---- recording -------------------------------------------------------------------------------------------------------


def test_an_institution_is_recorded_in_three_presses(client: Client, by: User) -> None:
    """The desk's button, the type, the name as typed, «Save»; all else has a default or may wait."""
    client.force_login(by)
    desk = client.get("/admin/").content.decode()
    form = client.get(f"{LIST}add/").context["adminform"].form
    values = {name: form[name].value() or "" for name in form.fields}
    values = {name: value for name, value in values.items() if value is not False}
    client.post(f"{LIST}add/", values | {"type": "association", "name": "ГО «Вигадана дія»"})

    made = Institution.objects.get()
    assert f'href="{LIST}add/"' in desk
    assert (made.name, made.has_personality, made.is_public, made.state) == (
        "ГО «Вигадана дія»",
        True,
        True,
        "not_checked",
    )
    assert made.body == Body.objects.get()
    assert made.history.get().history_user == by


@pytest.mark.both_databases("constraints")
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"type": "initiative_group"}, "не має коду ЄДРПОУ"),
        ({"type": "initiative_group", "edrpou": ""}, "лише за згодою"),
        ({"has_personality": False}, "лише за згодою"),
        ({"state": "registered"}, "дату, на яку перевірено"),
        ({"nonprofit_on": date(2021, 1, 1)}, "неприбутковий"),
        ({"note": "", "source": "РНОКПП 1234567899"}, "РНОКПП"),
        ({"state": "registered", "checked_on": date(2100, 1, 1)}, "Цей день ще не настав"),
    ],
)
def test_what_contradicts_itself_is_refused_in_a_sentence(by: User, values: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        recorded(by, **values)


def test_nobody_agrees_on_a_day_to_come(by: User) -> None:
    """Such a consent would be shown from today on."""
    institution, ahead = recorded(by, seat="Вигадана, 1"), date(2100, 1, 1)
    rows = [
        Consent(institution=institution, field="seat", consented_on=ahead),
        Representative(institution=institution, name="Ім’я ВИГАДАНЕ", consented_on=ahead),
    ]
    for row in rows:
        with pytest.raises(ValidationError) as refusal:
            save_record(record=row, by=by)
        assert refusal.value.message_dict == {"consented_on": ["Цей день ще не настав."]}


def test_branches_share_a_code_and_a_wrong_digit_only_warns(client: Client, by: User) -> None:
    recorded(by)
    client.force_login(by)
    values = {"type": "union", "name": "Вигаданий осередок", "state": "not_checked", "has_personality": "on"}
    same = client.post(f"{LIST}add/", values | {"edrpou": "26510514"}, follow=True).content.decode()
    wrong = client.post(f"{LIST}add/", values | {"name": "Інший", "edrpou": "26510515"}, follow=True).content.decode()

    assert "Такий код ЄДРПОУ вже має інший інститут: ГО «Вигадана дія»" in same
    assert "Портал уже знає таку особу: ГО «Вигадана дія», 26510514" in same
    assert "Контрольна цифра" in wrong
    assert Institution.objects.count() == 3


def test_who_took_part_is_recorded_together_and_once(client: Client, by: User) -> None:
    first, second = recorded(by), recorded(by, name="Друга", edrpou="")
    there = took_part(first, date(2021, 4, 1), "Слухання", by)
    address = "/staff/institutions/took-part/"
    answers = []
    for role in ("accountant", "coordinator"):
        client.force_login(account(role))
        answers.append(client.get(address).status_code)
    nobody = client.post(address, {"activity": there.activity_id})
    for _twice in range(2):
        client.post(address, {"activity": there.activity_id, "institutions": [first.pk, second.pk]})

    assert (answers, nobody.status_code) == ([403, 200], 200)
    assert [each.institution for each in Participation.objects.order_by("pk")] == [first, second]


def test_a_table_is_taken_away_changed_and_brought_back(client: Client, by: User) -> None:
    recorded(by)
    client.force_login(by)
    book = load_workbook(BytesIO(client.get(f"{LIST}export/xlsx/").getvalue()))
    sheet = book.active
    headings = [cell.value for row in sheet.iter_rows(max_row=1) for cell in row]
    place = {heading: number for number, heading in enumerate(headings, start=1)}
    sheet.cell(2, place["Сфера діяльності"]).value = "екологія"
    activity = took_part(recorded(by, name="Інша", edrpou=""), date(2021, 4, 22), "Слухання", by).activity
    sheet.cell(2, place["Брав участь у роботах №"]).value = f"{activity.pk}"
    for heading, value in {"Вид": "благодійний фонд", "Повна назва": "БФ «Новий»", "Стан": "не перевірено"}.items():
        sheet.cell(3, place[heading]).value = value
    sheet.cell(3, place["Брав участь у роботах №"]).value = f"{activity.pk}; 999999"
    brought = BytesIO()
    book.save(brought)
    refused = client.post(f"{LIST}import/", {"file": SimpleUploadedFile("таблиця.xlsx", brought.getvalue())})
    sheet.cell(3, place["Брав участь у роботах №"]).value = None
    sheet.cell(3, place["Юридична особа"]).value = sheet.cell(3, place["Показано"]).value = "так"
    brought = BytesIO()
    book.save(brought)
    preview = client.post(f"{LIST}import/", {"file": SimpleUploadedFile("таблиця.xlsx", brought.getvalue())})
    client.post(f"{LIST}import/confirm/")

    assert "Немає роботи № 999999" in refused.content.decode()
    assert preview.context["preview"].summary == [("нове", 1), ("змінено", 1)]
    assert [(each.name, each.type, each.field) for each in Institution.objects.exclude(name="Інша").order_by("pk")] == [
        ("ГО «Вигадана дія»", "association", "екологія"),
        ("БФ «Новий»", "foundation", ""),
    ]
    assert Institution.objects.get(name="БФ «Новий»").body is not None
    names = Participation.objects.filter(activity=activity).values_list("institution__name", flat=True)
    assert {*names} == {"ГО «Вигадана дія»", "Інша"}


def test_taking_part_is_written_and_read_by_the_api(client: Client, by: User) -> None:
    """The public reads of public activities alone; what stands already keeps its row."""
    institution = recorded(by)
    row = took_part(institution, date(2021, 4, 22), "Слухання", by)
    hidden = took_part(recorded(by, name="Інша", edrpou=""), date(2021, 5, 1), "Нарада", by, shown=False).activity
    address = f"/api/v1/institutions/{institution.pk}/"
    writer = APIClient()
    writer.force_authenticate(by)
    tag = {"if-match": writer.get(address).headers["ETag"]}

    unknown = writer.patch(address, {"took_part": [999_999]}, format="json", headers=tag)
    changed = writer.patch(address, {"took_part": [row.activity_id, hidden.pk]}, format="json", headers=tag)
    again = writer.patch(address, {"took_part": []}, format="json", headers=tag)

    assert (unknown.status_code, told(unknown)) == (400, {"took_part": ["Немає роботи № 999999."]})
    assert changed.json()["took_part"] == sorted([row.activity_id, hidden.pk])
    assert again.status_code == 412
    assert client.get(address).json()["took_part"] == [row.activity_id]
    assert Participation.objects.get(institution=institution, activity=row.activity_id) == row


def test_states_that_nobody_checked_for_a_year_are_due(by: User, program: Program) -> None:
    today = date(2024, 5, 1)
    recorded(by)
    recorded(by, name="Давно", edrpou="", state="registered", checked_on=date(2023, 4, 1))
    recorded(by, name="Щойно", edrpou="", state="registered", checked_on=date(2024, 4, 1))
    recorded(by, name="Припинена", edrpou="", state="ended", checked_on=date(2020, 1, 1))

    [duty] = [each for each in duties_on([program], today) if each.key == "institutions-to-check"]
    assert (duty.title, duty.permission) == (
        "Стан 2 інститутів не перевіряли понад рік",
        "civil_society.change_institution",
    )
    assert {step.label for step in duty.steps} == {"Давно", "ГО «Вигадана дія»"}


# ---- what everybody sees ---------------------------------------------------------------------------------------------


def test_registered_is_not_active(client: Client, by: User, program: Program) -> None:
    busy, idle = recorded(by), recorded(by, name="Тиха", edrpou="", state="registered", checked_on=date(2021, 2, 1))
    took_part(busy, date(2021, 4, 1), "Слухання", by)
    took_part(busy, date(2021, 5, 1), "Зустріч", by)
    took_part(idle, date(2021, 6, 1), "Нарада", by, shown=False)
    page = client.get("/civil-society/").context
    active = client.get("/civil-society/?active=2021").context
    api = client.get("/api/v1/institutions/?active_in=2021").json()
    file = client.get("/civil-society/institutions.csv?active=2021").getvalue().decode("utf-8-sig")
    done = reached(program, date(2021, 12, 31))

    assert (page["count"], page["registered"], page["year"], page["active"]) == (2, 1, 2021, 1)
    assert [row.cells["name"] for row in active["table"].rows] == [busy.name]
    assert [row["name"] for row in api["results"]] == [busy.name]
    assert (busy.name in file, idle.name in file) == (True, False)
    assert [row.count for row in done[None] if row.key == "institutions"] == [1]


def test_nothing_of_a_person_is_public_by_default(client: Client, by: User) -> None:
    """Every private field has a marker; each is on the staff's page and nowhere else, in pages, files, API, search."""
    words = {name: PRIVATE[name] for name in ("seat", "territory", "note")}
    institution = recorded(by, **words)
    person = {name: PRIVATE[name] for name in ("name", "position", "contact")}
    save_record(record=Representative(institution=institution, **person), by=by)
    recorded(by, name="Таємна-група", type="initiative_group", edrpou="", is_public=False)
    markers = {*PRIVATE.values(), "Таємна-група"}

    public = "".join(everything(client))
    orders = client.get("/api/v1/institutions/?ordering=seat").status_code
    client.force_login(by)
    staff = client.get(f"{LIST}{institution.pk}/change/").content.decode() + client.get(LIST).content.decode()

    assert [word for word in markers if word.casefold() not in staff.casefold()] == []
    assert [word for word in markers if word.casefold() in public.casefold()] == []
    assert orders == 400


def everything(client: Client) -> list[str]:
    """All that is public of institutions; a workbook as its cells."""
    addresses = [each.path for each in public_addresses() if "/civil-society/" in each.path]
    addresses += ["/sitemap.xml", "/open-data/", "/api/v1/institutions/", "/api/v1/institutions/?format=csv"]
    addresses += [f"/api/v1/institutions/{pk}/" for pk in Institution.objects.published().values_list("pk", flat=True)]
    found = []
    for address in addresses:
        content = client.get(address).getvalue()
        if address.endswith(".xlsx"):
            book = load_workbook(BytesIO(content))
            found.append(" ".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row))
        else:
            found.append(content.decode())
    for word in PRIVATE.values():  # a search that finds nothing repeats what was asked
        assert client.get("/search/", {"q": word}).context["count"] == 0
        assert client.get("/civil-society/", {"q": word}).context["count"] == 0
        assert client.get("/api/v1/institutions/", {"search": word}).json()["count"] == 0
    return found


def test_a_field_is_shown_from_its_consent_until_it_is_taken_back(client: Client, by: User) -> None:
    institution = recorded(by, seat="Вигадана, 1", territory="Зразкова")
    seat = Consent(institution=institution, field="seat", consented_on=date(2021, 3, 1))
    save_record(record=seat, by=by)
    named = Representative(institution=institution, name="Ім’я ВИГАДАНЕ", consented_on=date(2021, 3, 1), contact="тел.")
    save_record(record=named, by=by)
    address = f"/api/v1/institutions/{institution.pk}/"
    agreed = client.get(address).json()
    page = client.get(institution.get_absolute_url()).content.decode()
    seat.delete()
    taken_back = client.get(address).json()["seat"]

    assert (agreed["seat"], agreed["territory"], taken_back) == ("Вигадана, 1", "", "")
    assert agreed["representatives"] == [{"name": "Ім’я ВИГАДАНЕ", "position": "", "date_from": None, "date_to": None}]
    assert ("Вигадана, 1" in page, "Зразкова" in page, "Ім’я ВИГАДАНЕ" in page, "тел." in page) == (
        True,
        False,
        True,
        False,
    )


def test_a_newspaper_that_is_supplier_and_institution_leads_from_page_to_page(client: Client, by: User) -> None:
    outlet = newspaper(by)
    in_force(outlet, account("head"))
    institution = recorded(by, type="media", name="Вигадана газета", body=outlet.supplier.body)
    own = client.get(institution.get_absolute_url()).content.decode()
    others = client.get("/media/gazeta/").content.decode()

    assert ('href="/media/gazeta/"' in own, f'href="{institution.get_absolute_url()}"' in others) == (True, True)
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))
    assert institution.get_absolute_url() not in client.get("/media/gazeta/").content.decode()
    assert MediaOutlet.objects.published().exists()


def test_the_restricted_mode_empties_the_register_everywhere(client: Client, by: User) -> None:
    institution = recorded(by)
    took_part(institution, date(2021, 4, 1), "Слухання", by)
    took_part(institution, timezone.localdate(), "Зустріч", by)
    before = "".join(everything(client))
    addresses = [each.path for each in public_addresses() if "/civil-society/" in each.path]
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))
    statuses, hidden = set(), "".join(everything(client))
    for address in addresses:  # each is read to its end, so that the next file finds room
        answer = client.get(address)
        statuses.add(answer.status_code)
        hidden += answer.getvalue().decode("utf-8", "replace")

    assert institution.name in before
    assert institution.name not in hidden
    assert statuses == {200, 404}
    assert client.get("/api/v1/institutions/").json()["results"] == []
    assert "В обмеженому режимі реєстр не показано" in client.get("/civil-society/").content.decode()
    client.force_login(by)
    assert institution.name in client.get(LIST).content.decode()


def test_the_api_writes_by_rights_and_keeps_what_is_private(client: Client, by: User) -> None:
    body = {"type": "foundation", "name": "БФ «Вигаданий»", "seat": "Вигадана, 2", "note": "таємно"}
    refused = client.post("/api/v1/institutions/", body, content_type="application/json").status_code
    client.force_login(by)
    made = client.post("/api/v1/institutions/", body, content_type="application/json")
    stale = client.patch(made["Location"], {"field": "наука"}, content_type="application/json").status_code
    headers = {"if-match": made["ETag"]}
    changed = client.patch(made["Location"], {"field": "наука"}, content_type="application/json", headers=headers)
    client.logout()

    assert (refused, made.status_code, stale, changed.status_code) == (401, 201, 428, 200)
    assert (made.json()["seat"], "note" in made.json()) == ("Вигадана, 2", False)
    assert client.get(made["Location"]).json() | {"field": "наука", "seat": ""} == client.get(made["Location"]).json()
    assert Institution.objects.get().note == "таємно"


# ---- projects of the community development budget --------------------------------------------------------------------


def project(institution: Institution | None, **values: Any) -> BudgetProject:
    measure = Measure.objects.get(code="community-development-budget")
    given = {"year": 2021, "title": "Майданчик", "amount": Decimal("85000.00"), "date": date(2021, 10, 15)}
    return BudgetProject(measure=measure, institution=institution, **(given | values))


def test_a_project_that_was_carried_out_counts_once_and_its_sum_is_never_the_programmes(
    client: Client, by: User, program: Program
) -> None:
    at = f"/api/v1/programs/{program.slug}/"
    money = client.get(at).json()["totals_by_year"]
    done = project(recorded(by), state="done", result="Відкрито")
    save_project(project=done, by=by)
    save_project(project=project(None, title="Сад", amount=None), by=by)
    pages = [client.get(each).content.decode() for each in ("/budget-projects/", done.get_absolute_url())]
    rows = client.get("/budget-projects/list.csv").getvalue().decode("utf-8-sig").splitlines()
    answer = client.get("/api/v1/budget-projects/", {"ordering": "id"}).json()["results"]

    assert list(Activity.objects.filter(kind="support").values_list("title", "kept_by")) == [
        ("Майданчик", "civil_society.budgetproject")
    ]
    assert Institution.objects.active_in(2021).count() == 1
    assert client.get(at).json()["totals_by_year"] == money
    assert ["до коштів програми" in page.lower() or "у сумах програми" in page for page in pages] == [True, True]
    assert any("Разом" in row and "85000" in row.replace("\xa0", "").replace(" ", "") for row in rows)
    assert [(each["title"], each["amount"]) for each in answer] == [("Майданчик", "85000.00"), ("Сад", None)]

    done.state = "in_progress"
    save_project(project=done, by=by)
    assert (Activity.objects.filter(kind="support").count(), Institution.objects.active_in(2021).count()) == (0, 0)


def test_a_project_is_deleted_with_what_it_kept_and_hides_in_the_restricted_mode(client: Client, by: User) -> None:
    done = save_project(project=project(recorded(by), state="done", result="Відкрито"), by=by)
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))
    hidden = [client.get("/budget-projects/").content.decode(), client.get("/search/?q=майданчик").content.decode()]

    assert client.get(done.get_absolute_url()).status_code == 404
    assert ["Майданчик" in page for page in hidden] == [False, False]
    with pytest.raises(ValidationError, match="чим завершився"):
        save_project(project=project(None, state="not_done"), by=by)
    delete_project(project=done, by=by)
    assert (Activity.objects.count(), Participation.objects.count()) == (0, 0)
