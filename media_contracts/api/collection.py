"""What the collections of this app have in common beside those of the core."""

from typing import Any

from programs.rest.collection import Collection, ReadCollection, digest

from ..models import Contract
from ..services.posting import lock_contract


class Versioned(ReadCollection):
    """Records are told apart by their version: their columns hold numbers of persons, from whose digest, published as
    an entity tag, a number of ten digits could be found by trying all of them.
    """

    def stamp(self, item: Any) -> str:
        return digest(item._meta.label, item.pk, item.version, self.own_parts(item))


class Records(Versioned, Collection):
    """A collection whose records are also made, changed and deleted."""


class InContract(Versioned):
    """A contract and its parts: every writer takes the lock of the contract first, as the services do."""

    def locked_item(self) -> Any:
        lock_contract(self.contract_of(self.get_item()))
        return super().locked_item()

    def contract_of(self, item: Any) -> Contract:
        found: Contract = item.contract
        return found
