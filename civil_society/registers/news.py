"""The news of consultations."""

from typing import Any

from django.utils.text import capfirst

from ..models import Consultation, ConsultationStep


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
