"""Who may do what with contracts in the staff's site: role × kind of record × action, as one table."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from media_contracts.models import ClauseTemplate, PurchaseThreshold, SupplementaryAgreement
from programs.permissions import ROLES
from tests.conftest import account, shared_by_module
from tests.media_contracts import contracting
from tests.roles import entered, logged_in, may, misled, read

Person = Callable[[str], User]

RIGHTS = read("""
                     commission  secretary  coordinator  accountant  head  administrator  moderator
customer             ....        ....       vacd         v...        vacd  ....           ....
supplier             ....        ....       vacd         v...        vacd  ....           ....
mediaoutlet          ....        ....       vacd         v...        vacd  ....           ....
clausetemplate       ....        ....       vacd         v...        vacd  ....           ....
purchasethreshold    ....        ....       vacd         v...        vacd  ....           ....
draft                ....        ....       vacd         v...        vacd  ....           ....
signed               ....        ....       vac.         v...        vac.  ....           ....
agreement            ....        ....       vacd         v...        vacd  ....           ....
publication          ....        ....       vacd         v...        vacd  ....           ....
act                  ....        ....       vacd         v...        vacd  ....           ....
signed act           ....        ....       vac.         v...        vac.  ....           ....
payment              ....        ....       v...         va..        v...  ....           ....
""")

ACTIONS = """
                     commission  secretary  coordinator  accountant  head  administrator  moderator
agree                no          no         yes          no          yes   no             no
terminate            no          no         yes          no          yes   no             no
sign agreement       no          no         yes          no          yes   no             no
sign act             no          no         yes          no          yes   no             no
annul act            no          no         yes          no          yes   no             no
choose publications  no          no         yes          no          yes   no             no
begin act            no          no         yes          no          yes   no             no
begin agreement      no          no         yes          no          yes   no             no
begin payment        no          no         no           yes         no    no             no
reverse payment      no          no         no           yes         no    no             no
quick sheet          no          no         yes          no          yes   no             no
import publications  no          no         yes          no          yes   no             no
export publications  no          no         yes          yes         yes   no             no
"""


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    with shared_by_module(django_db_blocker):
        by = account("head")
        paper = contracting.newspaper(by)
        signed = contracting.in_force(contracting.site(by), by, number="13")
        day = date(2021, 4, 6)
        outlet = signed.supplier.outlets.get()
        piece = contracting.publish(outlet, day, by)
        signed_act = contracting.services.sign_act(act=contracting.drafted_act(signed, day, day, by, number="1"), by=by)
        contracting.publish(outlet, date(2021, 5, 6), by)
        yield {
            "customer": contracting.customer(by),
            "supplier": paper.supplier,
            "mediaoutlet": paper,
            "clausetemplate": ClauseTemplate.objects.create(clause="subject", title="Предмет", text="Текст"),
            "purchasethreshold": PurchaseThreshold.objects.create(kind="goods", in_force_from=day, amount=1),
            "draft": contracting.draft(paper, by),
            "signed": signed,
            "agreement": SupplementaryAgreement.objects.create(contract=signed, number="1", reason="Потреба"),
            "publication": contracting.publish(paper, day, by),
            "act": contracting.drafted_act(signed, date(2021, 5, 1), date(2021, 5, 31), by, number="2"),
            "signed act": signed_act,
            "payment": contracting.pay(signed, signed_act, "100", day, "7", account("accountant")),
            "listed": piece,
        }


@pytest.fixture
def records(module_data: dict[str, Any], db: None) -> dict[str, Any]:
    """A record of every kind, each as it stands."""
    return {what: type(record).objects.get(pk=record.pk) for what, record in module_data.items()}


def addresses(records: dict[str, Any]) -> dict[str, str]:
    def page(name: str, *args: Any) -> str:
        return reverse(f"admin:media_contracts_{name}", args=args)

    draft, signed, act, done = (records[key] for key in ("draft", "signed", "act", "signed act"))
    of_contract = f"?contract={signed.pk}"
    return {
        "agree": page("contract_do_agree", draft.pk),
        "terminate": page("contract_do_terminate", signed.pk),
        "sign agreement": page("supplementaryagreement_sign", records["agreement"].pk),
        "sign act": page("act_sign", act.pk),
        "annul act": page("act_annul", done.pk),
        "choose publications": page("act_publications", act.pk, act.lines.get().pk),
        "begin act": page("act_add") + of_contract,
        "begin agreement": page("supplementaryagreement_add") + of_contract,
        "begin payment": page("payment_add") + of_contract,
        "reverse payment": page("payment_reverse", records["payment"].pk),
        "quick sheet": page("publication_sheet"),
        "import publications": page("publication_import"),
        "export publications": page("publication_export", "csv"),
    }


def test_the_permissions_of_every_page_of_contracts_are_those_of_the_table(
    person: Person, records: dict[str, Any]
) -> None:
    assert {
        what: {role: may(person(role), type(records[what]), records[what]) for role in ROLES} for what in RIGHTS
    } == RIGHTS


def test_every_page_of_contracts_opens_for_who_may_alone(person: Person, records: dict[str, Any]) -> None:
    as_role, pages = logged_in(person), addresses(records)

    assert misled({what: records[what] for what in RIGHTS}, RIGHTS, as_role) == []
    assert {
        what: {role: "yes" if entered(as_role[role], pages[what]) else "no" for role in ROLES} for what in pages
    } == read(ACTIONS)


def test_nobody_without_the_right_reads_a_persons_numbers(
    client: Client, person: Person, records: dict[str, Any]
) -> None:
    """The page, its history and its search keep silent; who keeps the parties or pays them sees all."""
    from django.contrib.auth.models import Permission

    onlooker = User.objects.create_user("onlooker", is_staff=True)
    onlooker.user_permissions.add(Permission.objects.get(codename="view_supplier"))
    trader = records["signed"].supplier
    page = reverse("admin:media_contracts_supplier_change", args=[trader.pk])
    history = reverse("admin:media_contracts_supplier_history", args=[trader.pk])
    search = reverse("admin:media_contracts_supplier_changelist") + f"?q={contracting.RNOKPP}"

    def seen(user: User) -> list[bool]:
        client.force_login(user)
        numbers = (contracting.RNOKPP, contracting.IBAN)
        found = [any(number in client.get(at).content.decode() for number in numbers) for at in (page, history)]
        return [*found, client.get(search).context["cl"].result_count == 1]

    assert seen(onlooker) == [False, False, False]
    assert seen(person("coordinator")) == seen(person("accountant")) == [True, True, True]
