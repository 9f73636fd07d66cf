"""The tables of civil society, by noun. ``PRIVATE`` of a model names the fields that no public surface may carry."""

from .bodies import AdvisoryBody, BodyMember, BodyPost
from .body_sittings import BodyDecision, BodyItem, BodyMinutes, BodyMinutesFile, BodyPresence, BodySitting
from .consultations import Consultation, Stage
from .council import CouncilOpinion
from .courses import Course, CourseProduct, CourseSession, Participant
from .events import ConsultationEvent, EventHeadcount, Invitation, Position
from .institutions import Consent, Institution, Participation, Representative
from .monitoring import MonitoringNote
from .papers import ConsultationPaper, ConsultationPaperFile
from .plan import ConsultationPlan, PlanAmendment, PlanItem
from .press import PressEvent, SitePublication
from .printed import PrintedMaterial
from .projects import BudgetProject
from .proposals import Answer, Proposal, ProposalAuthor
from .regimes import Form, Matter, Regime, Term, at_hour, last_moment
from .steps import ConsultationDocument, ConsultationStep, PublicationNotice
from .support import SupportRequest

__all__ = [
    "AdvisoryBody",
    "Answer",
    "BodyDecision",
    "BodyItem",
    "BodyMember",
    "BodyMinutes",
    "BodyMinutesFile",
    "BodyPost",
    "BodyPresence",
    "BodySitting",
    "BudgetProject",
    "Consent",
    "Consultation",
    "ConsultationDocument",
    "ConsultationEvent",
    "ConsultationPaper",
    "ConsultationPaperFile",
    "ConsultationPlan",
    "ConsultationStep",
    "CouncilOpinion",
    "Course",
    "CourseProduct",
    "CourseSession",
    "EventHeadcount",
    "Form",
    "Institution",
    "Invitation",
    "Matter",
    "MonitoringNote",
    "Participant",
    "Participation",
    "PlanAmendment",
    "PlanItem",
    "Position",
    "PressEvent",
    "PrintedMaterial",
    "Proposal",
    "ProposalAuthor",
    "PublicationNotice",
    "Regime",
    "Representative",
    "SitePublication",
    "Stage",
    "SupportRequest",
    "Term",
    "at_hour",
    "last_moment",
]
