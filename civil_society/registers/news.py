"""The news of consultations and of advisory bodies."""

from typing import Any

from django.utils.text import capfirst

from ..models import BodyMinutes, BodySitting, Consultation, ConsultationStep


def news_of_consultations() -> list[dict[str, Any]]:
    """What became of consultations, step by step, the newest first: one query."""
    steps = ConsultationStep.objects.filter(consultation__in=Consultation.objects.published())
    return [
        {
            "key": f"consultation-step-{step.pk}",
            "title": f"{capfirst(step.get_kind_display())}: {step.consultation.subject}",
            "page": step.consultation.get_absolute_url(),
            "text": "\n".join(filter(None, [f"{step.date:%d.%m.%Y}", step.reason, step.consultation.summary])),
            "changed_at": step.at,
            "kind": str(step.get_kind_display()),
        }
        for step in steps.select_related("consultation").order_by("-at", "-pk")
    ]


def news_of_bodies() -> list[dict[str, Any]]:
    """Approved minutes of advisory bodies, the newest first: one query; what names people is not said here."""
    minutes = BodyMinutes.objects.filter(sitting__in=BodySitting.objects.published()).select_related("sitting__body")
    return [
        {
            "key": f"body-minutes-{each.pk}",
            "title": str(each),
            "page": each.sitting.get_absolute_url(),
            "text": str(each.sitting.get_state_display()),
            "changed_at": each.recorded_at,
            "kind": str(each.sitting.body.get_kind_display()),
        }
        for each in minutes.order_by("-recorded_at", "-pk")
    ]
