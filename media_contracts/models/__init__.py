"""The tables of contracts with the media, by noun: from a supplier to a signed contract, the published pieces, the act,
the payment. ``PRIVATE`` of a model names the fields that no public surface may carry.
"""

from .act import Act, ActLine, ActPublication
from .agreement import AgreementCommitment, LineChange, SupplementaryAgreement
from .clauses import ClauseKind, ClauseTemplate, ContractClause
from .contract import Contract, ContractCommitment, ContractKind, ContractLine, Unit, Vat
from .payment import AdvanceCover, Payment
from .publication import Publication
from .record import ContractEvent, LedgerLink, WarningOverride
from .supplier import Customer, MediaOutlet, Supplier
from .threshold import PurchaseKind, PurchaseThreshold

__all__ = [
    "Act",
    "ActLine",
    "ActPublication",
    "AdvanceCover",
    "AgreementCommitment",
    "ClauseKind",
    "ClauseTemplate",
    "Contract",
    "ContractClause",
    "ContractCommitment",
    "ContractEvent",
    "ContractKind",
    "ContractLine",
    "Customer",
    "LedgerLink",
    "LineChange",
    "MediaOutlet",
    "Payment",
    "Publication",
    "PurchaseKind",
    "PurchaseThreshold",
    "SupplementaryAgreement",
    "Supplier",
    "Unit",
    "Vat",
    "WarningOverride",
]
