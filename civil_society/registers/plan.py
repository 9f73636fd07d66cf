"""The plan of a year as pages and files show it: every item with what became of it; planned, held, unplanned."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programs.reporting import Column, Kind, Row, Table

from ..models import Consultation, ConsultationPlan, Stage

UNDER_WAY = (Stage.DRAFT, Stage.AHEAD, Stage.OPEN)


def items_of(plan: ConsultationPlan, now: datetime) -> dict[str, Any]:
    """The items with ``consultation``, ``state_words`` and ``can_begin``; figures; what was not planned."""
    standing = Consultation.objects.exclude(state=Consultation.State.CANCELLED).order_by("pk")
    rows = plan.items.select_related("plan", "added_by__act", "removed_by__act").prefetch_related(
        Prefetch("consultations", standing, to_attr="standing")
    )
    items: list[Any] = list(rows)
    for item in items:
        item.consultation = next(iter(item.standing), None)
        item.stage = item.consultation.stage(now) if item.consultation else None
        item.is_held = item.stage is not None and item.stage not in UNDER_WAY
        item.can_begin = item.consultation is None and item.removed_by_id is None
        item.state_words = _words(item, now)
    unplanned = list(Consultation.objects.counted().filter(year=plan.year, plan_item=None).order_by("number"))
    planned = [item for item in items if item.removed_by_id is None]
    figures = {
        "planned": len(planned),
        "held": sum(item.is_held for item in planned),
        "unplanned": len(unplanned),
        "held_unplanned": sum(each.stage(now) not in UNDER_WAY for each in unplanned),
    }
    return {"items": items, "figures": figures, "unplanned": unplanned}


def _words(item: Any, now: datetime) -> str:
    """«проведено», «триває», «не проведено: строк минув» – one word for each item."""
    if item.removed_by_id:
        return _("taken out of the plan")
    if item.consultation is None or item.stage == Stage.DRAFT:
        is_over = item.is_over(timezone.localdate(now))
        return _("not held: its months have passed") if is_over else pgettext("plan", "ahead")
    return pgettext("plan", "held") if item.is_held else str(item.stage.label)


def plan_table(found: dict[str, Any], *, site: str = "") -> Table:
    """The plan; a file has the act that added or took out each item, and addresses on ``site``."""
    columns = [
        Column("number", _("№"), Kind.NUMBER, width=0.6),
        Column("subject", _("Question or draft"), width=4, heads=True),
        Column("form", _("Form"), width=2),
        Column("months", _("Months"), width=1.6),
        Column("unit", _("Responsible unit"), width=2.4),
        Column("state", _("What became of it"), width=1.8),
    ]
    if site:
        columns += [
            Column("added", _("Added by"), width=2),
            Column("removed", _("Taken out by"), width=2),
            Column("page", _("Page"), Kind.ADDRESS, width=3),
        ]
    rows = []
    for item in found["items"]:
        told = item.consultation if item.consultation and item.stage != Stage.DRAFT else None
        link = told.get_absolute_url() if told else ""
        cells = {
            "number": item.number,
            "subject": item.subject,
            "form": capfirst(item.forms),
            "months": capfirst(item.months),
            "unit": item.unit,
            "state": capfirst(item.state_words),
            "added": str(item.added_by or ""),
            "removed": str(item.removed_by or ""),
            "page": f"{site}{link}" if link else "",
        }
        rows.append(Row(cells, link=link))
    return Table(
        key="consultation-plan",
        caption=_("The plan of consultations, with what became of each item."),
        columns=columns,
        rows=rows,
        empty=_("The plan has no items yet."),
    )
