"""Every write of contracts that has a rule: keyword-only, atomic, with ``by`` saying who.

Drafts are edited by ``save_document`` and ``save_row``; what is signed moves on by named actions, each of which posts
to the core's ledger in its own transaction. Warnings come as data (``Notice``) before anything is saved.
"""

from .acts import (
    Proposal,
    Signatures,
    act_amount,
    act_notices,
    annul_act,
    draft_act,
    list_publications,
    propose_act,
    sign_act,
)
from .agreements import sign_agreement
from .clauses import (
    PLACEHOLDERS,
    WITHOUT_VAT,
    document_gaps,
    filled_clauses,
    missing_clauses,
    parties_of,
    signing_of,
    vat_words,
    words_of,
)
from .contracts import (
    actions_of,
    agree_contract,
    bring_into_force,
    cancel_contract,
    complete_contract,
    return_contract,
    sign_contract,
    terminate_contract,
)
from .drafts import (
    begin_clauses,
    check_open,
    delete_document,
    delete_row,
    document_of,
    save_document,
    save_row,
)
from .notices import contract_notices, party_notices, running_out
from .paid import left_of_advance, paid_against
from .parties import save_party
from .payments import cover_advance, record_payment, reverse_payment
from .publications import (
    acted_refusals,
    complete,
    delete_publication,
    duplicates_of,
    lines_for,
    lines_of,
    program_of,
    publication_notices,
    save_publication,
    save_publications,
    under_headline,
)
from .quantities import Acted, acted_by_line
from .representatives import Representative, representative_of, signed_by, signs_for
from .terms import LineTerms, Terms, terms_around, terms_of, terms_on

__all__ = [
    "PLACEHOLDERS",
    "WITHOUT_VAT",
    "Acted",
    "LineTerms",
    "Proposal",
    "Representative",
    "Signatures",
    "Terms",
    "act_amount",
    "act_notices",
    "acted_by_line",
    "acted_refusals",
    "actions_of",
    "agree_contract",
    "annul_act",
    "begin_clauses",
    "bring_into_force",
    "cancel_contract",
    "check_open",
    "complete",
    "complete_contract",
    "contract_notices",
    "cover_advance",
    "delete_document",
    "delete_publication",
    "delete_row",
    "document_gaps",
    "document_of",
    "draft_act",
    "duplicates_of",
    "filled_clauses",
    "left_of_advance",
    "lines_for",
    "lines_of",
    "list_publications",
    "missing_clauses",
    "paid_against",
    "parties_of",
    "party_notices",
    "program_of",
    "propose_act",
    "publication_notices",
    "record_payment",
    "representative_of",
    "return_contract",
    "reverse_payment",
    "running_out",
    "save_document",
    "save_party",
    "save_publication",
    "save_publications",
    "save_row",
    "sign_act",
    "sign_agreement",
    "sign_contract",
    "signed_by",
    "signing_of",
    "signs_for",
    "terminate_contract",
    "terms_around",
    "terms_of",
    "terms_on",
    "under_headline",
    "vat_words",
    "words_of",
]
