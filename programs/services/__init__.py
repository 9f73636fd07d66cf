"""Writes that cross models or need a rule: one keyword-only, atomic function each, with ``by`` saying who.

Admin, API, imports and commands all come through here. A refusal is a ``ValidationError`` with a sentence for the
person; a record that somebody else changed meanwhile is a ``Conflict``.
"""

from .duties import mark_done
from .editions import adopt_edition, create_program, delete_edition, free_codes, next_code, open_draft_edition
from .execution import money_percent, save_progress
from .guards import (
    Balance,
    Ceiling,
    Gift,
    Room,
    allotted,
    balances,
    close_period,
    gift,
    grant_override,
    leave_above_passport,
    plan_differences,
    reopen_period,
    room,
    shortage,
)
from .ledger import post_entry, reverse_entry, save_appropriation
from .plan import (
    PlanRow,
    check_plan_open,
    delete_plan_row,
    edition_of,
    save_measure,
    save_plan_row,
)
from .records import Conflict, delete_record, error_lines, save_record
from .structure import NewNumber, drop_task, new_numbers, renumber

__all__ = [
    "Balance",
    "Ceiling",
    "Conflict",
    "Gift",
    "NewNumber",
    "PlanRow",
    "Room",
    "adopt_edition",
    "allotted",
    "balances",
    "check_plan_open",
    "close_period",
    "create_program",
    "delete_edition",
    "delete_plan_row",
    "delete_record",
    "drop_task",
    "edition_of",
    "error_lines",
    "free_codes",
    "gift",
    "grant_override",
    "leave_above_passport",
    "mark_done",
    "money_percent",
    "new_numbers",
    "next_code",
    "open_draft_edition",
    "plan_differences",
    "post_entry",
    "renumber",
    "reopen_period",
    "reverse_entry",
    "room",
    "save_appropriation",
    "save_measure",
    "save_plan_row",
    "save_progress",
    "save_record",
    "shortage",
]
