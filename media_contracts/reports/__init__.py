"""The contracts' sections of an execution report: contracts, publications by outlet, suppliers, warnings."""

from .contracts import Contracts, Suppliers
from .publications import PublicationsByOutlet
from .warnings import ContractWarnings

__all__ = ["ContractWarnings", "Contracts", "PublicationsByOutlet", "Suppliers"]
