"""Writes that cross models or need a rule: one keyword-only, atomic function each, with ``by`` saying who.

Admin, API, imports and commands all come through here. A refusal is a ``ValidationError`` with a sentence for the
person; a record that somebody else changed meanwhile is a ``Conflict``.
"""

from .balance import PassportLimit, PlanTotals, allowed_above_passport, plan_differences, plan_totals
from .bodies import bodies_alike, code_notices, give_body
from .dates import check_day, check_new_days
from .duties import mark_done
from .editions import (
    adopt_edition,
    create_program,
    delete_edition,
    new_identity,
    open_draft_edition,
    rename,
    save_legal_act,
)
from .execution import (
    Pace,
    check_changed_here,
    count_heads,
    delete_with_activity,
    pace_of,
    paces,
    reason_required,
    save_activity,
    save_progress,
    save_with_activity,
)
from .guards import (
    AppropriationReview,
    Available,
    available,
    beyond_before,
    grant_override,
    review_appropriation,
    shortage,
)
from .ledger import keep, post_entry, queue_at, reverse_entry, save_appropriation
from .likeness import Question, days_near, same_payee
from .notices import Notice, Severity, passed
from .once import SentAlready, clear_sent, once
from .periods import close_period, reopen_period
from .plan import (
    PlanRow,
    check_plan_open,
    delete_plan_row,
    edition_of,
    save_measure,
    save_plan_row,
)
from .posting import hand_over, post_parts, reverse_links, shares, unaccepted
from .prepared import Prepared
from .quarters import planned_years, save_quarters
from .records import Conflict, as_seen, by_field, delete_record, error_lines, save_record, store, validate
from .reports import (
    answer,
    ask,
    check_submittable,
    keep_submission,
    locked,
    new_code,
    next_number,
    open_next_edition,
    record_step,
    save_report,
    unanswered,
)
from .restricted import switch_restricted_mode
from .structure import NewNumber, drop_task, new_numbers, renumber
from .way import (
    check_status,
    final_report,
    is_off_control,
    keep_signature,
    put_back_under_control,
    record_publication,
    set_stage_day,
    take_off_control,
    way_of,
)

__all__ = [
    "AppropriationReview",
    "Available",
    "Conflict",
    "NewNumber",
    "Notice",
    "Pace",
    "PassportLimit",
    "PlanRow",
    "PlanTotals",
    "Prepared",
    "Question",
    "SentAlready",
    "Severity",
    "adopt_edition",
    "allowed_above_passport",
    "answer",
    "as_seen",
    "ask",
    "available",
    "beyond_before",
    "bodies_alike",
    "by_field",
    "check_changed_here",
    "check_day",
    "check_new_days",
    "check_plan_open",
    "check_status",
    "check_submittable",
    "clear_sent",
    "close_period",
    "code_notices",
    "count_heads",
    "create_program",
    "days_near",
    "delete_edition",
    "delete_plan_row",
    "delete_record",
    "delete_with_activity",
    "drop_task",
    "edition_of",
    "error_lines",
    "final_report",
    "give_body",
    "grant_override",
    "hand_over",
    "is_off_control",
    "keep",
    "keep_signature",
    "keep_submission",
    "locked",
    "mark_done",
    "new_code",
    "new_identity",
    "new_numbers",
    "next_number",
    "once",
    "open_draft_edition",
    "open_next_edition",
    "pace_of",
    "paces",
    "passed",
    "plan_differences",
    "plan_totals",
    "planned_years",
    "post_entry",
    "post_parts",
    "put_back_under_control",
    "queue_at",
    "reason_required",
    "record_publication",
    "record_step",
    "rename",
    "renumber",
    "reopen_period",
    "reverse_entry",
    "reverse_links",
    "review_appropriation",
    "same_payee",
    "save_activity",
    "save_appropriation",
    "save_legal_act",
    "save_measure",
    "save_plan_row",
    "save_progress",
    "save_quarters",
    "save_record",
    "save_report",
    "save_with_activity",
    "set_stage_day",
    "shares",
    "shortage",
    "store",
    "switch_restricted_mode",
    "take_off_control",
    "unaccepted",
    "unanswered",
    "validate",
    "way_of",
]
