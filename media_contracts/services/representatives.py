"""Who signs for the parties: the person who always does, and whoever signed an act in that place."""

from dataclasses import dataclass

from programs.reporting.papers import BLANK

from ..models import Act, Customer, Supplier


@dataclass(frozen=True)
class Representative:
    """Who signs for a party: in which position and on what ground; a sole trader and a person sign for themselves.
    ``told`` are the words of a preamble as somebody wrote them, in the case that they ask for.
    """

    name: str
    position: str
    acts_on: str
    is_party: bool = False
    told: str = ""

    @property
    def introduced(self) -> str:
        """As a document introduces who signs it, after «Замовник» or «Виконавець»: where nobody wrote these words the
        name stays in the nominative.
        """
        if self.told:
            return self.told
        if self.is_party:
            return f"який діє на підставі {self.acts_on}" if self.acts_on else "який діє від власного імені"
        who = f"{self.position or BLANK} {self.name or BLANK}"
        return f"від імені якого діє {who} на підставі {self.acts_on or BLANK}"


def signs_for(party: Customer | Supplier) -> tuple[str, str]:
    """Position and name of who signs; a sole trader and a person sign for themselves."""
    if isinstance(party, Supplier) and party.kind != Supplier.Kind.LEGAL_ENTITY:
        own = {Supplier.Kind.SOLE_TRADER: "фізична особа – підприємець", Supplier.Kind.PERSON: "фізична особа"}
        return party.signatory_position or own[Supplier.Kind(party.kind)], party.signatory or party.name
    return party.signatory_position, party.signatory


def representative_of(party: Customer | Supplier) -> Representative:
    """The person who always signs for a party."""
    position, name = signs_for(party)
    own = isinstance(party, Supplier) and party.kind != Supplier.Kind.LEGAL_ENTITY and not party.signatory_position
    return Representative(name, position, party.acts_on, is_party=own, told=party.introduced_as)


def signed_by(act: Act, customer: Customer, supplier: Supplier) -> tuple[Representative, Representative]:
    """Who signed an act for either party."""
    return (
        _signed(representative_of(customer), act.customer_signatory, act.customer_position, act.customer_acts_on),
        _signed(representative_of(supplier), act.supplier_signatory, act.supplier_position, act.supplier_acts_on),
    )


def _signed(usual: Representative, name: str, position: str, acts_on: str) -> Representative:
    """What an act leaves out is known of the person who always signs, and of nobody else."""
    if name not in {"", usual.name}:
        return Representative(name, position, acts_on)
    in_place = position in {"", usual.position}
    told = usual.told if in_place and acts_on in {"", usual.acts_on} else ""
    own = usual.is_party and in_place
    return Representative(usual.name, position or usual.position, acts_on or usual.acts_on, is_party=own, told=told)
