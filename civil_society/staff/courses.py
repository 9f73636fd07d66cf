"""Certificates of a course, numbered and printed in one step."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from programs.costly import room
from programs.default_day import default_day
from programs.reporting import as_pdf
from programs.reporting.files import attachment
from programs.staff.steps import StepView, staff_page

from ..documents.certificates import certificates_of
from ..models import Course
from ..services import number_certificates

MAY = "civil_society.change_participant"


class Certificates(StepView):
    """Everybody who finished gets a number; the file is offered at once and can be had again."""

    model = Course
    slug = "certificates"
    form_class = forms.Form
    permission = MAY
    title = _("Print certificates")
    lead = _("Everybody ticked as finished gets a number of the series; who has one keeps it.")

    @classmethod
    def offered(cls, record: Any) -> bool:
        return bool(record.purpose)

    def facts(self) -> list[tuple[str, Any]]:
        return [
            (str(_("Series")), self.record.series or "—"),
            (str(_("Ticked as finished")), self.record.participants.filter(has_finished=True).count()),
        ]

    def perform(self, given: dict[str, Any]) -> None:
        number_certificates(course=self.record, by=self.user)

    def get_success_url(self) -> str:
        return reverse("civil_society_staff:certificates", args=[self.record.pk])


@staff_page
@require_safe
def certificates(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The certificates that have numbers, as one PDF."""
    course = get_object_or_404(Course.objects.select_related("measure__program"), pk=pk)
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    numbered = list(course.participants.exclude(number=None).order_by("number"))
    if not numbered:
        raise Http404(_("No certificate of this course has a number yet."))
    paper = certificates_of(course, numbered, on=default_day())
    with room():
        content = as_pdf.render(paper)
    return attachment(content, f"{paper.name}.pdf", plain=f"{paper.file_stem}.pdf")
