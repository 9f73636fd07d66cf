"""Texts are kept in one form whoever writes them, and compared in one form whoever asks."""

from datetime import date
from decimal import Decimal
from importlib import import_module
from time import process_time

import pytest
from django.apps import apps
from django.core.validators import RegexValidator
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from programs import services
from programs.migrating import changes_allowed, fill_folded, mend_texts
from programs.models import Executor, FundingSource, LedgerEntry, Measure, MeasureRow, Program, Stage
from programs.models.text import holding
from programs.texts import beginnings, canonical, finds, fold, folded_words
from tests.conftest import account
from tests.sources import APPS

upgrade = import_module("programs.migrations.0014_stored_texts_mended")

DIRTY = "Об'єд\u00adнання \u200b«Кахо\u0301вка\ufeff» и\u0306 сі\u0301м'я"
CLEAN = "Об’єднання «Каховка» й сім’я"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (DIRTY, CLEAN),
        ("об`єкт, обʼєкт, об‘єкт, об′єкт, об´єкт", "об’єкт, об’єкт, об’єкт, об’єкт, об’єкт"),
        ("'лапки' та 5' і O'Neil", "'лапки' та 5' і O’Neil"),
        ("перший\r\nдругий\vтретій", "перший\nдругий\nтретій"),
        ("й з двох знаків: и\u0306, ї: і\u0308, é лишається: é", "й з двох знаків: й, ї: ї, é лишається: é"),
        ("нуль\x07овий \ud800знак", "нульовий знак"),
    ],
)
def test_a_text_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert canonical(typed) == kept
    assert canonical(kept) == kept


@given(st.text())
def test_the_kept_form_stays_as_it_is_and_folds_like_what_was_typed(typed: str) -> None:
    assert canonical(canonical(typed)) == canonical(typed)
    assert fold(canonical(typed)) == fold(typed)


@pytest.mark.parametrize(
    "same",
    [
        ("Каховка", "КАХОВКА", "Kaxовкa", "«Каховка»,", "Кахо\u0301вка.", "Кахов\u00adка"),
        ("об'єкт", "об’єкт", "Обʼєкт", '"об`єкт"'),
        ("прес-тур", "прес–тур", "прес‐тур"),
        ("інтернет", "iнтернет", "IНТЕРНЕТ"),
    ],
)
def test_texts_that_people_take_for_the_same_fold_to_the_same(same: tuple[str, ...]) -> None:
    assert len({fold(text) for text in same}) == 1


def test_different_words_and_numbers_stay_different() -> None:
    texts = ["прес-тур", "прес тур", "престур", "захід 1.1.1", "захід 1.1", "№ 46", "46-2021", "ґрунт", "грунт"]

    assert len({fold(text) for text in texts}) == len(texts)


def test_words_to_look_for_are_the_different_ones_without_the_sign_of_a_number() -> None:
    assert folded_words("Рішення № 46 рішення, №46 від") == ["рішення", "46", "від"]


# ---- every door ------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases("search")
def test_every_door_keeps_the_same_form(program: Program) -> None:
    by, measure = account("accountant"), Measure.objects.get(code="print-media")
    services.save_record(record=Executor(name=DIRTY), by=by)
    Executor.objects.create(name=f"{DIRTY} 2")
    Executor.objects.bulk_create([Executor(name=f"{DIRTY} 3")])
    other = Executor.objects.create(name="інший")
    Executor.objects.filter(pk=other.pk).update(name=f"{DIRTY} 4")
    entry = services.post_entry(
        by=by,
        stage=Stage.PAID,
        measure=measure,
        budget_year=2021,
        source=FundingSource.objects.get(),
        date=date(2021, 3, 1),
        amount=Decimal("1.00"),
        document_number=DIRTY,
        counterparty=DIRTY,
    )

    names = Executor.objects.filter(name__startswith="Об’єднання").order_by("pk").values_list("name", flat=True)
    assert list(names) == [CLEAN, f"{CLEAN} 2", f"{CLEAN} 3", f"{CLEAN} 4"]
    assert Executor.objects.get(name=DIRTY).name == CLEAN  # and is found by what was typed
    stored = LedgerEntry.objects.get(pk=entry.pk)
    assert (stored.document_number, stored.counterparty) == (CLEAN, CLEAN)


# ---- searching -------------------------------------------------------------------------------------------------------


def found(client: Client, address: str, text: str) -> str:
    return client.get(address, {"q": text}).content.decode()


@pytest.mark.both_databases("search")
@pytest.mark.parametrize("asked", ["друкованих ЗМІ", "ДРУКОВАНИХ  ЗМІ,", "дpукoваних", "«друкованих»"])
def test_public_staff_and_api_find_the_same_measures(client: Client, program: Program, asked: str) -> None:
    page = found(client, "/search/", asked)
    answer = client.get("/api/v1/measures/", {"search": asked}).json()
    client.force_login(account("coordinator"))
    listed = found(client, reverse("admin:programs_measurerow_changelist"), asked)

    rows = MeasureRow.objects.select_related("measure")
    expected = {"print-media", "online-media"}
    assert {row.measure.code for row in rows if f"/measures/{row.measure.code}/" in page} == expected
    assert {row["code"] for row in answer["results"]} == expected
    assert {row.measure.code for row in rows if f"/staff/measures/{row.measure_id}/?" in listed} == expected


@pytest.mark.both_databases("search")
def test_a_note_for_staff_is_found_by_staff_alone(client: Client, program: Program) -> None:
    by, measure = account("accountant"), Measure.objects.get(code="print-media")
    services.post_entry(
        by=by,
        stage=Stage.PAID,
        measure=measure,
        budget_year=2021,
        source=FundingSource.objects.get(),
        date=date(2021, 3, 1),
        amount=Decimal("1.00"),
        document_number="пд № 7",
        note="таємниця",
    )
    outside = client.get("/api/v1/ledger/", {"search": "таємниця"}).json()["count"]
    client.force_login(by)
    page = client.get(reverse("admin:programs_ledgerentry_changelist"), {"q": "Tаємниця"}).content.decode()

    assert outside == 0
    assert "пд № 7" in page


def test_a_search_takes_ten_different_words_and_pages_say_which_they_leave_out(
    client: Client, program: Program
) -> None:
    """A program is refused instead: it would not read the sentence."""
    ten = ["семінар", "семіна", "семін", "семі", "сем", "се", "емінар", "мінар", "інар", "нар"]
    many = " ".join([*ten, *ten, "пароплав", "якір"])
    staff = Client()
    staff.force_login(account("coordinator"))
    listed = staff.get(reverse("admin:programs_measurerow_changelist"), {"q": many}).content.decode()
    public = client.get("/search/", {"q": many}).content.decode()

    row = MeasureRow.objects.get(measure__code="security-seminars")
    assert (f"/measures/{row.measure.code}/" in public, f"/staff/measures/{row.measure_id}/?" in listed) == (True, True)
    for page in (public, listed, client.get("/publications/", {"q": many}).content.decode()):
        assert "Пошук враховує перші десять різних слів. Не враховано: пароплав якір." in page
    assert client.get("/api/v1/measures/", {"search": many}).status_code == 400
    assert client.get("/api/v1/measures/", {"search": "слово " * 30}).status_code == 200


# Cases of one word, each of which finds all the others; beside the last stroke what none of them finds.
CASES = """
рішення рішень рішенням | рішучий
виконавчий виконавчого виконавчому виконавча | виконроб
комітет комітету комітети комітетів | комітент
газета газети газет газетою газеті | газон
договір договору договорів договорами | доглядальниця
захід заходу заходи заходів | захист
рахунок рахунку рахунки рахунків | розрахований
видаток видатку видатки видатків | видавець
переможець переможця переможців | перемир’я
заявка заявки заявок заявкою | заїзд
бібліотека бібліотеці бібліотеки | біблія
вимога вимоги вимозі вимог | виміри
школа школи шкіл школою | шкода
рік року роки років | рекорд
папір паперу папером | палац
акт акту акти актів | оплата
громадськість громадськості громадськістю | господарство
молодь молоді молоддю | мелодія
зв’язок зв’язки зв’язку зв'язків | зв’ялений
консультація консультацій консультації консультаціями | конкурс
оголошення оголошень оголошенням | оглядач
друкований друкованих друковані друкованого | друзі
діти дітей дітям | дотація
"""


def test_each_case_of_a_word_finds_the_others_and_no_stranger() -> None:
    groups = [[side.split() for side in line.split("|")] for line in CASES.strip().splitlines()]

    unfound = [(asked, text) for cases, _ in groups for asked in cases for text in cases if not finds(asked, text)]
    too_much = [(asked, text) for cases, others in groups for asked in cases for text in others if finds(asked, text)]

    assert (unfound, too_much) == ([], [])


@pytest.mark.parametrize("word", ["46", "4.3", "мг-2", "рнокпп1", "e-mail", "ua", "а"])
def test_what_has_no_cases_is_looked_for_as_it_is(word: str) -> None:
    assert beginnings(fold(word)) == (fold(word),)


@pytest.mark.parametrize(
    "signs",
    ["'" * 100_000, "-" * 50_000 + "а" + "«" * 50_000, "а" + "!" * 100_000 + "б", ("%_" * 1000 + "«") * 50],
    ids=["apostrophes", "edges", "middle", "patterns"],
)
def test_signs_in_their_thousands_cost_nothing(signs: str) -> None:
    """Each took a minute and more while the end of a word was looked for from each of its signs on."""
    before = process_time()

    fold(signs)

    assert process_time() - before < 1


# ---- texts that stood before -----------------------------------------------------------------------------------------


@pytest.mark.both_databases("migrations")
def test_stored_texts_are_mended_and_found_after_the_upgrade(program: Program) -> None:
    """Written past the fields, as the portal wrote them before; the ledger and an adopted plan keep their letters."""
    by, measure = account("accountant"), Measure.objects.get(code="print-media")
    entry = services.post_entry(
        by=by,
        stage=Stage.PAID,
        measure=measure,
        budget_year=2021,
        source=FundingSource.objects.get(),
        date=date(2021, 3, 1),
        amount=Decimal("1.00"),
        document_number="1",
        counterparty="ТОВ «Газета»",
    )
    executor, row = Executor.objects.create(name="а"), MeasureRow.objects.get(measure=measure)
    with connection.cursor() as cursor, changes_allowed(connection, "programs_ledgerentry"):
        cursor.execute("UPDATE programs_ledgerentry SET folded = ''")
        cursor.execute("UPDATE programs_executor SET name = %s, folded = '' WHERE id = %s", [DIRTY, executor.pk])
        cursor.execute("UPDATE programs_measurerow SET title = %s, folded = '' WHERE id = %s", [DIRTY, row.pk])

    mend_texts(apps, connection.schema_editor(), "programs", upgrade.MENDED)
    fill_folded(apps, connection.schema_editor(), "programs", upgrade.COLUMNS)

    executor.refresh_from_db()
    row.refresh_from_db()
    assert (executor.name, row.title) == (CLEAN, DIRTY)
    assert fold(CLEAN) in executor.folded
    assert fold(CLEAN) in row.folded
    assert LedgerEntry.objects.filter(holding("газета", "folded")).get() == entry
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk)._raw_delete(using="default")


def test_codes_are_written_in_plain_digits_and_end_where_they_end() -> None:
    """A digit of another script, or a line that begins after the last one, would pass a pattern that is careless."""
    fields = [
        field for model in apps.get_models() for field in model._meta.get_fields() if hasattr(field, "validators")
    ]
    patterns = {
        str(validator.regex.pattern)  # type: ignore[union-attr]
        for field in fields
        if field.model._meta.app_label in APPS
        for validator in field.validators
        if isinstance(validator, RegexValidator)
    }

    assert "^[0-9]{8}\\Z" in patterns
    assert [pattern for pattern in patterns if "\\d" in pattern or pattern.endswith("$")] == []
