"""One import written twice at the same moment, on PostgreSQL: it is written once, and the second is told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from programs.models import ImportBatch, Program
from tests.conftest import account

from .test_admin_imports import NEW, WORD, bring, ledger, press
from .test_imports_monthly import NAME, sheet

pytestmark = pytest.mark.postgresql


def clients(role: str, count: int = 2) -> list[Client]:
    found = [Client(raise_request_exception=False) for _number in range(count)]
    for client in found:
        client.force_login(account(role))
    return found


def pressed_at_once(*presses: Callable[[], Any]) -> list[Any]:
    start = Barrier(len(presses))

    def run(one: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(run, presses))


@pytest.mark.parametrize("is_one_upload", [True, False])
def test_a_new_programme_written_twice_at_once_is_written_once(shared_portal: None, is_one_upload: bool) -> None:
    first, second = clients("coordinator")
    page = bring(first, "plan", WORD, "Додаток 1.docx", new=True, **NEW)
    other = page if is_one_upload else bring(second, "plan", WORD, "Додаток 1.docx", new=True, **NEW)

    pages = pressed_at_once(lambda: press(first, page, "write"), lambda: press(second, other, "write"))

    assert [page.status_code for page in pages] == [200, 200]
    assert (ImportBatch.objects.count(), Program.objects.count()) == (1, 2)
    refused = [page for page in pages if "Хтось щойно записав те саме" in page.content.decode()]
    assert len(refused) == (0 if is_one_upload else 1)


def test_a_monthly_sheet_written_twice_at_once_is_posted_once(shared_portal: None) -> None:
    both = clients("accountant")
    pages = []
    for client in both:
        page = bring(client, "monthly", sheet(), NAME, program=Program.objects.get().pk)
        (first, *_rest) = page.context["preview"]["questions"]["open"]
        press(client, page, "answers", **{first["name"]: "print-media"})
        page = press(client, page, "suggestions")
        [park] = page.context["preview"]["questions"]["open"]
        pages.append(press(client, page, "answers", **{park["name"]: "-"}))

    written = pressed_at_once(
        *(partial(press, client, page, "write") for client, page in zip(both, pages, strict=True))
    )

    assert [page.status_code for page in written] == [200, 200]
    assert [amount for _measure, amount, _date in ledger()] == ["65472.00", "35150.95"]
