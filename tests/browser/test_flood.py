"""While a thousand proposals a minute come from machines, a person's form is stored and numbered in five seconds."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import desktop
from tests.server import Portal

A_MINUTE = 1000
FORMS, SECONDS = 10, 5.0
CONSULTATION = """
from datetime import timedelta
from django.utils import timezone
from civil_society.models import Consultation, Regime
now, rules = timezone.now(), Regime.objects.create(name="Порядок під навалою", asks_name=True)
Consultation.objects.create(
    year=2036, number=1, state="announced", regime=rules, subject="Проєкт бюджету",
    opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=5),
)
"""
WHAT_CAME = """
from civil_society.models import Proposal
from civil_society.services.moderation import piles
of_it = Proposal.objects.filter(consultation__year=2036)
written = of_it.filter(text__startswith="Полагодьте дах")
numbers = written.order_by("number").values_list("number", flat=True)
print(of_it.held().count(), len(piles()), written.held().count(), *numbers)
"""
TEXTS: list[Callable[[int], str]] = [
    lambda number: f"Купуйте насіння {number} у нашому магазині зі знижкою {number % 90} відсотків",
    lambda number: f"Виграйте автомобіль сьогодні, телефонуйте {number}",
    lambda number: f"<script>alert({number})</script> голосуйте за наш сайт негайно",
    lambda number: "я" * (30_000 if number % 40 == 3 else 1500),
]


class Flood:
    """Posts from one address and from many, as fast as so many a minute make, until it is stopped."""

    def __init__(self, url: str) -> None:
        self.url, self.answers, self.sent = urlsplit(url), Counter[int | str](), 0
        self.is_over, self.threads = threading.Event(), [threading.Thread(target=self._come)]

    def __enter__(self) -> "Flood":
        self.began = time.monotonic()
        self.threads[0].start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def _come(self) -> None:
        while not self.is_over.wait(max(0.0, self.began + self.sent * 60 / A_MINUTE - time.monotonic())):
            self.threads.append(threading.Thread(target=self._post, args=[self.sent]))
            self.threads[-1].start()
            self.sent += 1

    def _post(self, number: int) -> None:
        place = "127.0.0.1" if number % 2 else f"127.7.{number // 250 % 250}.{number % 250 + 1}"
        line = http.client.HTTPConnection(self.url.netloc, timeout=60, source_address=(place, 0))
        text = TEXTS[number % len(TEXTS)](number)
        form = {"text": text, "name": f"Машина {number}", "author_kind": "person", "email": f"m{number}@example.org"}
        try:
            line.request("POST", self.url.path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
            self.answers[line.getresponse().status] += 1
        except OSError as failure:
            self.answers[type(failure).__name__] += 1
        finally:
            line.close()


@desktop
@pytest.mark.exhaustive
def test_a_person_is_heard_through_a_flood(portal: Portal, page: Page) -> None:
    portal.colleague.run(CONSULTATION)
    form, waited = f"{portal.url}/consultations/2036-1/proposals/new/", []
    with Flood(form) as flood:
        page.wait_for_timeout(3000)
        for number in range(FORMS):
            page.goto(form)
            page.locator("#id_text").fill(f"Полагодьте дах школи {number}")
            page.locator("#id_name").fill("Ганна ВИГАДАНА")
            pressed = time.monotonic()
            page.locator("#proposal-form button[type=submit].button").click()
            expect(page.locator("[data-sent]")).to_contain_text(f"збережено під № {number + 1}")
            waited.append(time.monotonic() - pressed)
        a_minute = flood.sent / (time.monotonic() - flood.began) * 60
    held, piles, of_people, *numbers = map(int, portal.colleague.run(WHAT_CAME).split())

    assert max(waited) < SECONDS
    assert a_minute > 0.9 * A_MINUTE
    assert {*flood.answers} == {302, 400}  # stored, or too long and told so: no failure and nobody turned away
    assert held == flood.answers[302]
    assert (piles, of_people, numbers) == (len(TEXTS), 0, [*range(1, FORMS + 1)])
