"""What the plan grid says: amounts and reasons in its cells, and the sentences of its script."""

from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from ..grid.sheet import unreadable_sentences
from ..words import ABSENCE_LABELS


def difference_words() -> dict[str, str]:
    """What a difference of measures and passport is called, by its sign; never said by colour alone."""
    return {"over": _("over the passport"), "under": _("under the passport"), "equal": _("adds up")}


def sign_of(amount: Decimal) -> str:
    return "over" if amount > 0 else "under" if amount < 0 else "equal"


def script_words() -> dict[str, Any]:
    """What the script says; the names in braces are filled in there."""
    return {
        "decimal": formats.get_format("DECIMAL_SEPARATOR"),
        "thousand": formats.get_format("THOUSAND_SEPARATOR"),
        "problems": unreadable_sentences(),
        "absences": {kind: str(words) for kind, words in ABSENCE_LABELS.items()},
        "difference": difference_words(),
        "changed": _("Changed cells: {count}"),
        "unchanged": _("Nothing is changed yet"),
        "balanced": _("The plan adds up to the passport"),
        "unbalanced": _("{year}: {amount} {words}"),
        "before": _("was {value}"),
        "undone": _("Undone: {cells}"),
        "redone": _("Done again: {cells}"),
        "nothing_to_undo": _("There is nothing to undo."),
        "nothing_to_redo": _("There is nothing to do again."),
        "emptied": _(
            "{measure}: {count} amounts are emptied, because the measure is not funded. Ctrl+Z brings them back."
        ),
        "pasted": _("Cells pasted: {count}."),
        "left_out": _("What did not fit was left out:"),
        "below": _("{value} – below the last measure"),
        "beside": _("{value} – to the right of the last column"),
        "not_funded": _("{value} – {measure} has no cells, it is not funded"),
        "total": _("total of the programme {amount}"),
        "restored": _("What you had typed is back. Check it and save."),
    }
