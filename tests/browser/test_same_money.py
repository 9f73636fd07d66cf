"""One payment walked through the accountant's doors in a browser: it is asked about, and it stays one."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import desktop, faults
from tests.server import Portal

LogIn = Callable[[str], Page]
Look = Callable[[Page], str]


def day(text: str) -> str:
    return ".".join(reversed(text.split("-")))


def type_entry(page: Page, portal: Portal, entry: dict[str, Any]) -> None:
    """The bare form of the ledger with the same payment, as it stands on the order of the treasury."""
    place = f"measure={entry['measure']}&budget_year={entry['budget_year']}"
    page.goto(f"{portal.url}/admin/programs/ledgerentry/add/?stage=paid&{place}")
    page.fill("[name=date]", day(entry["date"]))
    for name in ("document_number", "amount", "counterparty"):
        page.fill(f"[name={name}]", entry[name])
    page.click("[name=_save]")


@desktop
def test_a_payment_that_comes_by_two_doors_stays_one(portal: Portal, log_in: LogIn, axe: Look, overflow: Look) -> None:
    page = log_in("accountant")
    found = page.request.get(f"{portal.url}/api/v1/payments/?ordering=-date").json()["results"]
    # of 2022, whose contracts left the plan room: what comes by the bare form is not beyond it
    payment = next(each for each in found if each["act"] and not each["reversed_on"] and each["date"] < "2023")
    number = {"document_number": payment["document_number"], "stage": "paid"}
    entry = page.request.get(f"{portal.url}/api/v1/ledger/", params=number).json()["results"][0]

    # the contract's payment stands, the same comes by the bare form: nothing is recorded, the person is led to it
    type_entry(page, portal, entry)
    expect(page.get_by_role("heading", name="Можливо, цей платіж уже записано")).to_be_visible()
    assert (axe(page), faults(page, overflow)) == ("", {})
    page.click("button[name=same]")
    expect(page.locator(".messagelist")).to_contain_text("Нічого не записано")
    assert f"/media_contracts/payment/{payment['id']}/" in page.url

    # it is taken back, comes by the bare form first and is then recorded for the act: the act takes it over
    page.goto(f"{portal.url}/admin/media_contracts/payment/{payment['id']}/reverse/")
    page.fill("[name=date]", day(payment["date"]))
    page.fill("[name=reason]", "Повернення")
    page.click(".submit-row [type=submit]")
    type_entry(page, portal, entry)
    page.click("button[name=without_contract]")
    expect(page.locator(".messagelist")).to_contain_text("Збережено")
    asked = f"?contract={payment['contract']}&act={payment['act']}"
    page.goto(f"{portal.url}/admin/media_contracts/payment/add/{asked}")
    page.fill("[name=document_number]", payment["document_number"])
    page.fill("[name=date]", day(payment["date"]))
    page.click(".submit-row [type=submit]")
    page.click("button[name=instead_of]")
    expect(page.locator(".messagelist")).to_contain_text("Оплату записано")

    standing = page.request.get(f"{portal.url}/api/v1/payments/", params={"act": payment["act"]}).json()["results"]
    assert [each["amount"] for each in standing if not each["reversed_on"]] == [payment["amount"]]
