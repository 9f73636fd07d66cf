"""Writes of civil society that have a rule, by noun; admin, API, imports and commands all come through here."""

from .bodies import (
    cancel_body_sitting,
    check_approvable,
    delete_body_sitting,
    delete_item,
    keep_body_minutes,
    put_questions,
    quorum_of,
    record_sitting,
    save_body,
    save_body_sitting,
    save_decision,
    save_item,
)
from .consultations import (
    announce,
    cancel,
    cancel_event,
    count_activity,
    count_closed,
    count_event,
    move_term,
    save_consultation,
    save_event,
    take_step,
    turn_into_consultation,
)
from .courses import delete_course, delete_session, number_certificates, save_course, save_session
from .institutions import institution_notices, save_institution, set_taking_part
from .papers import check_paper, keep_paper, paper_notices
from .press import save_press_event, take_in
from .printed import save_printed_material
from .projects import delete_project, save_project
from .regimes import save_term
from .support import delete_support, save_support
from .terms import (
    READ_BY_TIMELINE,
    TimedStep,
    announcement_notices,
    duty_terms,
    moment_text,
    needed_until,
    timeline,
)

__all__ = [
    "READ_BY_TIMELINE",
    "TimedStep",
    "announce",
    "announcement_notices",
    "cancel",
    "cancel_body_sitting",
    "cancel_event",
    "check_approvable",
    "check_paper",
    "count_activity",
    "count_closed",
    "count_event",
    "delete_body_sitting",
    "delete_course",
    "delete_item",
    "delete_project",
    "delete_session",
    "delete_support",
    "duty_terms",
    "institution_notices",
    "keep_body_minutes",
    "keep_paper",
    "moment_text",
    "move_term",
    "needed_until",
    "number_certificates",
    "paper_notices",
    "put_questions",
    "quorum_of",
    "record_sitting",
    "save_body",
    "save_body_sitting",
    "save_consultation",
    "save_course",
    "save_decision",
    "save_event",
    "save_institution",
    "save_item",
    "save_press_event",
    "save_printed_material",
    "save_project",
    "save_session",
    "save_support",
    "save_term",
    "set_taking_part",
    "take_in",
    "take_step",
    "timeline",
    "turn_into_consultation",
]
