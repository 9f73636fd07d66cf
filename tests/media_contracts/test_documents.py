"""Contracts, agreements and acts as papers: what stands in them, what they keep, and who may have them."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from docx import Document
from pytest_django import DjangoDbBlocker

from media_contracts import services
from media_contracts.documents import act_paper, agreement_paper, contract_paper
from media_contracts.models import (
    AgreementCommitment,
    Contract,
    ContractClause,
    Customer,
    LineChange,
    MediaOutlet,
    SupplementaryAgreement,
)
from programs.reporting import as_pdf
from programs.reporting.papers import Grid, SignedPaper, as_docx
from programs.services import save_record
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import (
    IBAN,
    RNOKPP,
    draft,
    drafted_act,
    in_force,
    money,
    newspaper,
    publish,
    site,
)

START, END = date(2021, 4, 1), date(2021, 4, 30)


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[int, int]]:
    """Contracts with a newspaper and with a sole trader's site, in force."""
    with shared_by_module(django_db_blocker):
        by = account("coordinator")
        yield in_force(newspaper(by), by).pk, in_force(site(by), by, number="13").pk


@pytest.fixture
def printed(module_data: tuple[int, int], db: None) -> Contract:
    return Contract.objects.get(pk=module_data[0])


@pytest.fixture
def online(module_data: tuple[int, int], db: None) -> Contract:
    return Contract.objects.get(pk=module_data[1])


@pytest.fixture
def paper(module_data: tuple[int, int], db: None) -> MediaOutlet:
    return MediaOutlet.objects.get(slug="gazeta")


@pytest.fixture
def by(module_data: tuple[int, int], person: Callable[[str], User]) -> User:
    return person("coordinator")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def tables(signed: SignedPaper) -> list[list[list[str]]]:
    """Every table of a document with its sums, row by row."""
    blocks = [block for part in [*signed.parts, *(annex.part for annex in signed.annexes)] for block in part.blocks]
    return [
        [[plain(text) for text in row] for row in [*block.rows, *map(list, block.totals)]]
        for block in blocks
        if isinstance(block, Grid)
    ]


def texts(signed: SignedPaper) -> list[str]:
    return [plain(text) for part in signed.parts for text, grid in part.set_blocks if grid is None]


def word(contract: Contract, kind: str, text: str, by: User) -> None:
    """Give a clause of a draft a text of its own."""
    clause = ContractClause.objects.filter(contract=contract, clause=kind).first()
    assert clause is not None
    clause.title, clause.text = f"Про {kind}", text
    services.save_row(row=clause, by=by)


def amended(contract: Contract, by: User) -> SupplementaryAgreement:
    """A draft agreement: 100 cm² less, another subject, a month longer."""
    agreement = SupplementaryAgreement(contract=contract, number="1", reason="Газета виходить рідше.")
    agreement.new_date_to, agreement.new_subject = date(2022, 1, 31), "Висвітлення в газеті «Вигадана»"
    services.save_document(document=agreement, by=by)
    line, year = contract.lines.get(), contract.commitments.get()
    less = LineChange(agreement=agreement, line=line, quantity=line.quantity - 100, unit_price=line.unit_price)
    services.save_row(row=less, by=by)
    lower = AgreementCommitment(agreement=agreement, year=2021, source=year.source, kekv="2240", amount=money("-1000"))
    services.save_row(row=lower, by=by)
    return agreement


def test_a_contract_is_printed_with_numbered_clauses_its_specification_and_what_is_blank(
    paper: MediaOutlet, by: User
) -> None:
    contract = draft(paper, by, vat="included")
    word(contract, "parties", "{customer}, {customer_signatory}, і {supplier}, {supplier_position}.", by)
    word(contract, "subject", "1. {subject}.\n2. За специфікацією.", by)
    word(contract, "settlement", "1. Ціна {amount} грн ({amount_in_words}), {vat}.", by)

    signed = contract_paper(contract)

    assert (signed.name, signed.day, signed.notices) == (
        "Договір № 12",
        "«____» ______________ 20___ року",
        ["ПРОЄКТ"],
    )
    assert [plain(text) for text in signed.lead] == [
        "Міська рада, Ольга ГОЛОВА, і ТОВ «Вигадана газета», ______________."
    ]
    assert [
        (part.title, len(part.blocks)) for part in signed.parts if part.title.split()[-1] in {"subject", "settlement"}
    ] == [
        ("1. Про subject", 2),
        ("3. Про settlement", 1),
    ]
    sum_and_vat = "44 000,00 грн (сорок чотири тисячі гривень 00 копійок), у тому числі ПДВ 20 % – 7 333,33 грн."
    assert [text for text in texts(signed) if text[:2] in {"1.", "3."}] == [
        "1.1. Висвітлення діяльності міської ради.",
        "1.2. За специфікацією.",
        f"3.1. Ціна {sum_and_vat}",
    ]
    assert tables(signed) == [
        [
            ["1", "Публікації в газеті («Вигадана газета»)", "см²", "4 400", "10,00", "44 000,00"],
            ["Усього", "44 000,00"],
            ["у т. ч. ПДВ 20 %", "7 333,33"],
        ],
        [["2021", "Бюджет громади", "—", "2240", "44 000,00"]],
    ]
    assert signed.closing == "6. Реквізити та підписи сторін"
    assert services.document_gaps(contract) == [
        "У друкованих документах не заповнено (замовник): місце укладення документів, адреса, IBAN, банк.",
        "У друкованих документах не заповнено (постачальник): адреса, IBAN, банк, посада того, хто підписує.",
    ]
    line = contract.lines.get()
    line.quantity, line.unit_price = money("999999999.999"), money("1000.0001")
    with pytest.raises(ValidationError, match="Кількість × ціна – більше ніж 999"):
        services.save_row(row=line, by=by)
    line.unit_price = money("999")  # a slip, but a draft is printed with it
    services.save_row(row=line, by=by)
    line.pk, line._state.adding = None, True
    services.save_row(row=line, by=by)
    assert "1 997 999 999 998,00 грн (______________)" in " ".join(texts(contract_paper(contract)))


def test_a_signed_contract_is_printed_as_it_was_signed_whatever_is_renamed_later(paper: MediaOutlet, by: User) -> None:
    contract = draft(paper, by, number="14")
    word(contract, "parties", "{customer} і {supplier}, {supplier_signatory}, програма «{program}».", by)
    contract = services.agree_contract(contract=contract, date=date(2021, 3, 1), by=by)
    contract = services.sign_contract(contract=contract, date=date(2021, 3, 1), by=by, reason="Одна газета в місті")
    contract = services.bring_into_force(contract=contract, date=date(2021, 3, 1), by=by)
    publish(paper, date(2021, 4, 5), by, contract_line=contract.lines.get())
    act = services.sign_act(act=drafted_act(contract, START, END, by, number="1"), by=by)
    before = [(as_pdf.markup(signed), signed.data()) for signed in (contract_paper(contract), act_paper(act))]

    owner, piece = paper.supplier, paper.publications.get()
    owner.name, owner.iban, owner.signatory = "ТОВ «Інша»", IBAN, "Інша ЛЮДИНА"
    services.save_party(party=owner, by=by)
    paper.name, piece.headline = "Інша назва", "Інший заголовок"
    save_record(record=paper, by=by)
    services.save_publication(publication=piece, by=by)
    program = contract.measure.program
    program.title = "Перейменована програма"
    program.save()

    contract, act = Contract.objects.get(pk=contract.pk), contract.acts.get()
    after = [(as_pdf.markup(signed), signed.data()) for signed in (contract_paper(contract), act_paper(act))]
    body = [markup.partition("<body")[2] for markup, _data in after]
    assert body == [markup.partition("<body")[2] for markup, _data in before]
    assert [data for _markup, data in after][1]["lines"] == before[1][1]["lines"]


def test_an_agreement_says_what_was_and_what_became(printed: Contract, by: User) -> None:
    agreement = amended(printed, by)

    drafted = agreement_paper(agreement)
    signed = agreement_paper(services.sign_agreement(agreement=agreement, date=date(2021, 6, 1), by=by))

    assert (drafted.notices, signed.notices, signed.day) == (["ПРОЄКТ"], [], "«01»\u00a0червня 2021\u00a0року")
    assert texts(signed)[:6] == [
        "1. Підстава для внесення змін: Газета виходить рідше.",
        "2. Предмет Договору «Висвітлення діяльності міської ради» викласти в новій редакції: «Висвітлення в газеті "
        "„Вигадана“».",
        "3. Строк дії Договору до 31.12.2021 змінити: Договір діє до 31.01.2022.",
        "4. Внести зміни до специфікації (додаток 1 до Договору):",
        "5. Ціну Договору 44 000,00 грн (сорок чотири тисячі гривень 00 копійок) змінити на 43 000,00 грн (сорок три "
        "тисячі гривень 00 копійок), Виконавець не є платником ПДВ.",
        "6. Обсяг фінансування Договору за роками і джерелами змінити:",
    ]
    assert (
        tables(signed)
        == tables(drafted)
        == [
            [
                [
                    "1",
                    "Публікації в газеті («Вигадана газета»), см²",
                    "4 400",
                    "10,00",
                    "44 000,00",
                    "4 300",
                    "10,00",
                    "43 000,00",
                ]
            ],
            [["2021", "Бюджет громади; 2240", "44 000,00", "−1 000,00", "43 000,00"]],
        ]
    )


def test_an_act_lists_its_publications_and_says_when_another_took_its_place(
    printed: Contract, paper: MediaOutlet, by: User
) -> None:
    publish(paper, date(2021, 4, 5), by, page="3")
    publish(paper, date(2021, 4, 12), by)
    act = services.sign_act(act=drafted_act(printed, START, END, by, number="1"), by=by)

    signed = act_paper(act)
    services.sign_act(act=drafted_act(printed, START, END, by, number="2", corrects=act), by=by)
    later = [act_paper(row) for row in printed.acts.order_by("pk")]

    assert [(side.position, side.ground, side.signatory, plain(side.signed_on)) for side in signed.sides] == [
        ("Міський голова", "на підставі закону", "Ольга ГОЛОВА", "«30» квітня 2021 року"),
        ("", "на підставі статуту", "Іван РЕДАКТОР", "«30» квітня 2021 року"),
    ]
    assert tables(signed) == [
        [
            ["1", "Публікації в газеті («Вигадана газета»)", "см²", "400", "10,00", "4 000,00"],
            ["Усього", "4 000,00"],
            ["Виконавець не є платником ПДВ", "—"],
        ],
        [
            [
                "1",
                "05.04.2021",
                "Вигадана газета",
                "№ 10, с. 3",
                "Новини ради за 05.04",
                "висвітлення діяльності ради",
                "200",
            ],
            [
                "2",
                "12.04.2021",
                "Вигадана газета",
                "№ 10",
                "Новини ради за 12.04",
                "висвітлення діяльності ради",
                "200",
            ],
            ["Разом публікацій: 2; обсяг, см²", "400"],
        ],
    ]
    assert [row.notices for row in later] == [["ЗАМІНЕНО АКТОМ № 2"], []]
    assert tables(later[0]) == tables(later[1]) == tables(signed)
    assert [text for text in texts(later[1]) if "заміну" in text] == [
        "Цей акт складено на заміну акта № 1 від 30.04.2021, який з дня підписання цього акта втрачає чинність."
    ]


def test_an_act_names_who_signed_it_and_on_what_ground_where_somebody_else_always_does(
    online: Contract, by: User
) -> None:
    publish(MediaOutlet.objects.get(slug="site"), START, by)
    deputy = {
        "customer_signatory": "Петро ЗАСТУПНИК",
        "customer_position": "заступник міського голови",
        "customer_acts_on": "розпорядження від 01.04.2021 № 7",
    }
    own = {"supplier_signatory": "Вигадана Марія Іванівна"}
    signed = act_paper(drafted_act(online, START, END, by, number="1", **deputy, **own))
    unnamed = act_paper(drafted_act(online, START, END, by, number="2", **own, customer_signatory="Петро ЗАСТУПНИК"))

    assert plain(signed.lead[0]).partition(", разом")[0] == (
        "Міська рада (далі – Замовник), від імені якого діє заступник міського голови Петро ЗАСТУПНИК на підставі "
        "розпорядження від 01.04.2021 № 7, з однієї сторони, і ФОП Вигадана Марія Іванівна (далі – Виконавець), який "
        "діє від власного імені, з другої сторони"
    )
    assert [(side.position, side.ground, side.signatory) for side in (*signed.sides, unnamed.sides[0])] == [
        ("Заступник міського голови", "на підставі розпорядження від 01.04.2021 № 7", "Петро ЗАСТУПНИК"),
        ("Фізична особа – підприємець", "", "Вигадана Марія Іванівна"),
        ("", "", "Петро ЗАСТУПНИК"),
    ]
    assert services.words_of(online)["supplier_represented"] == "який діє від власного імені"
    assert "на підставі розпорядження від 01.04.2021 № 7" in as_pdf.markup(signed).replace("\xa0", " ")


def test_a_preamble_says_who_signs_in_the_words_that_were_typed_for_it(printed: Contract, by: User) -> None:
    words = "в особі міського голови Ольги Головатої, яка діє на підставі закону"
    customer = Customer.objects.get(pk=printed.customer_id)
    customer.introduced_as = words
    services.save_party(party=customer, by=by)
    outlet = MediaOutlet.objects.get(supplier=printed.supplier_id)
    publish(outlet, START, by)
    usual = act_paper(drafted_act(printed, START, END, by, number="31"))
    deputy = act_paper(drafted_act(printed, START, END, by, number="32", customer_signatory="Петро ЗАСТУПНИК"))

    assert services.words_of(draft(outlet, by, number="99"))["customer_represented"] == words
    assert f"(далі – Замовник), {words}, з однієї сторони" in plain(usual.lead[0])
    assert "від імені якого діє" in plain(deputy.lead[0]).partition("з однієї")[0]  # somebody else signs
    assert words not in " ".join(texts(contract_paper(printed)))  # signed before anybody typed it


def test_the_files_carry_the_same_text_and_nothing_of_a_person_beyond_it(online: Contract) -> None:
    signed = contract_paper(online)

    pdf = pikepdf.open(BytesIO(as_pdf.render(signed)))
    docx = Document(BytesIO(as_docx.render(signed)))

    found = [[[plain(cell.text) for cell in row.cells] for row in table.rows] for table in docx.tables]
    sides, bought, budget, signatures = found
    assert f"РНОКПП: {RNOKPP}\nIBAN: {IBAN}" in sides[0][1]
    assert bought[1:] == [
        ["1", "Публікації на сайті («Вигаданий сайт»)", "публікація", "100", "300,00", "30 000,00"],
        [*["Усього"] * 5, "30 000,00"],
        [*["Виконавець не є платником ПДВ"] * 5, "—"],
    ]
    assert budget[1:] == [["2021", "Бюджет громади", "—", "2240", "30 000,00"]]
    assert signatures[1] == [
        "\nМіський голова\n\n____________________ Ольга ГОЛОВА",
        "\nФізична особа – підприємець\n\n____________________ Вигадана Марія Іванівна",
    ]
    printed = {plain(row.text) for row in docx.paragraphs}
    assert {plain(text) for text in (signed.heading, *signed.subheading, *signed.lead)} | set(texts(signed)) <= printed
    about = f"{pdf.docinfo} {pdf.open_metadata()} {pdf.attachments['contract.json'].get_file().read_bytes().decode()}"
    about += " ".join(str(getattr(docx.core_properties, name)) for name in ("author", "title", "subject", "comments"))
    assert [number for number in (RNOKPP, IBAN) if number in f"{about} {signed.file_stem} {signed.name}"] == []


def test_documents_are_for_staff_who_may_see_requisites(
    printed: Contract, paper: MediaOutlet, by: User, person: Callable[[str], User], client: Client
) -> None:
    agreement = amended(printed, by)
    publish(paper, START, by)
    documents = {
        "contract": printed.pk,
        "agreement": agreement.pk,
        "act": drafted_act(printed, START, END, by, number="1").pk,
    }
    addresses = {name: reverse(f"media_contracts:{name}-document", args=[pk, "docx"]) for name, pk in documents.items()}
    reader = User.objects.create_user("reader", is_staff=True)  # sees contracts, but no accounts of people
    reader.user_permissions.add(*Permission.objects.filter(codename__in=["view_contract", "view_act"]))

    answers = {}
    for who in ("", "commission", "administrator", "reader", "accountant", "head"):
        client.logout()
        if who:
            client.force_login(reader if who == "reader" else person(who))
        answers[who] = client.get(addresses["contract"]).status_code
    client.force_login(by)

    assert answers == {
        "": 302,
        "commission": 403,
        "administrator": 403,
        "reader": 403,
        "accountant": 200,
        "head": 200,
    }
    assert [client.get(addresses[name]).status_code for name in ("agreement", "act")] == [200, 200]
    answer = client.get(addresses["contract"])
    assert (answer["Cache-Control"], answer["Content-Disposition"]) == (
        "max-age=0, no-cache, no-store, must-revalidate, private",
        "attachment; filename=\"dohovir-12-2021-03-01.docx\"; filename*=UTF-8''"
        "%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D1%96%D1%80%20%D0%B2%D1%96%D0%B4%2001.03.2021%20%E2%84%96%2012.docx",
    )
    assert client.get("/admin/media_contracts/contract/0/document.pdf").status_code == 404
