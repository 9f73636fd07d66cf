"""The public pages for search engines: the pages of the address book, and nothing that has another address elsewhere.

The language of a page is a cookie, so no page has an address of its own in English to name beside it.
"""

from django.contrib.sitemaps import Sitemap

from programs.modules import public_addresses


class PublicPages(Sitemap):
    """The pages that all modules have for everybody."""

    def items(self) -> list[str]:
        return [address.path for address in public_addresses() if address.kind == "page"]

    def location(self, item: str) -> str:
        return item
