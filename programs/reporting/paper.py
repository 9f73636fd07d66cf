"""What every official document of the portal says of itself; a PDF is printed from that and from its template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from .table import Table


@dataclass(frozen=True)
class Signatory:
    """Who signs: the word before the signature («Погоджено»), the position, and the name where it is known; else it is
    written by hand.
    """

    part: str
    position: str
    name: str = ""


class Paper(Protocol):
    """A report or a comparison of editions: heads, tables, signatures, every text in the language of the document.

    ``template`` prints it; ``data`` is what its PDF carries as a file named ``data_name``, dated ``dated`` (a printed
    date, never the clock's); ``link`` is its page within the ``site``, which may be unknown; ``notices`` stand on every
    page; ``own_code`` is the code that it was issued under, if it was.
    """

    @property
    def template(self) -> str: ...

    @property
    def data_name(self) -> str: ...

    @property
    def dated(self) -> date: ...

    @property
    def name(self) -> str: ...

    @property
    def council(self) -> str: ...

    @property
    def program(self) -> str: ...

    @property
    def short_title(self) -> str: ...

    @property
    def tables(self) -> Sequence[tuple[str, Table]]: ...

    @property
    def signatories(self) -> Sequence[Signatory]: ...

    @property
    def link(self) -> str: ...

    @property
    def site(self) -> str: ...

    @property
    def notices(self) -> Sequence[str]: ...

    @property
    def own_code(self) -> str: ...

    def data(self) -> dict[str, Any]: ...

    def pointer(self, address: str) -> str:
        """What the code that leads to its page says in words."""
        ...
