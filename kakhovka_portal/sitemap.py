"""The public pages for search engines: what everybody may see, and nothing that has another address elsewhere.

The language of a page is a cookie, so no page has an address of its own in English to name beside it.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from media_contracts.models import Contract, MediaOutlet
from programs.models import Measure, Program

REGISTERS = (
    "programs:index",
    "programs:open-data",
    "media_contracts:contracts",
    "media_contracts:outlets",
    "media_contracts:publications",
)
OF_PROGRAM = ("programs:program", "programs:passport", "programs:editions", "programs:reports")


class Registers(Sitemap):
    """The lists that the menu leads to."""

    def items(self) -> list[str]:
        return list(REGISTERS)

    def location(self, item: str) -> str:
        return reverse(item)


class Programs(Sitemap):
    """The pages of every programme that is no draft."""

    def items(self) -> list[tuple[str, str]]:
        slugs = Program.objects.published().order_by("pk").values_list("slug", flat=True)
        return [(name, slug) for slug in slugs for name in OF_PROGRAM]

    def location(self, item: tuple[str, str]) -> str:
        name, slug = item
        return reverse(name, args=[slug])


class Measures(Sitemap):
    """The measures of adopted plans."""

    def items(self) -> Any:
        return Measure.objects.published().select_related("program").order_by("program", "pk")

    def location(self, item: Measure) -> str:
        return reverse("programs:measure", args=[item.program.slug, item.code])


class Contracts(Sitemap):
    """Signed contracts."""

    def items(self) -> Any:
        return Contract.objects.published().filter(date_signed__lte=timezone.localdate()).order_by("pk")

    def location(self, item: Contract) -> str:
        return reverse("media_contracts:contract", args=[item.pk])


class Outlets(Sitemap):
    """Outlets of suppliers with a signed contract."""

    def items(self) -> Any:
        return MediaOutlet.objects.published().order_by("pk")

    def location(self, item: MediaOutlet) -> str:
        return reverse("media_contracts:outlet", args=[item.slug])


SITEMAPS: Mapping[str, type[Sitemap]] = {
    "registers": Registers,
    "programs": Programs,
    "measures": Measures,
    "contracts": Contracts,
    "outlets": Outlets,
}
