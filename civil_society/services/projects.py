"""Writes of projects of the community development budget."""

from django.contrib.auth.models import User
from django.db import transaction

from programs.services import delete_record, delete_with_activity, save_record, save_with_activity

from ..models import BudgetProject, Participation


@transaction.atomic
def save_project(
    *, project: BudgetProject, by: User | None, reason: str = "", expected_version: int | None = None
) -> BudgetProject:
    """Save a project; the institution whose project was carried out took part in what was done."""
    stood = BudgetProject.objects.filter(pk=project.pk).values_list("activity", flat=True).first()
    if stood:
        for row in Participation.objects.filter(activity=stood).exclude(institution=project.institution):
            delete_record(record=row, by=by, reason=reason)
    saved: BudgetProject = save_with_activity(record=project, by=by, reason=reason, expected_version=expected_version)
    if saved.activity and saved.institution:
        took_part = {"activity": saved.activity, "institution": saved.institution}
        if not Participation.objects.filter(**took_part).exists():
            save_record(record=Participation(**took_part), by=by, reason=reason)
    return saved


@transaction.atomic
def delete_project(*, project: BudgetProject, by: User | None, reason: str = "") -> None:
    """Delete a project with the activity that it kept and the taking part in it."""
    for row in Participation.objects.filter(activity=project.activity_id) if project.activity_id else ():
        delete_record(record=row, by=by, reason=reason)
    delete_with_activity(record=project, by=by, reason=reason)
