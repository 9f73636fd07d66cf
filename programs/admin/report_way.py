"""What is recorded of a submitted report's way: the day of its consideration, publications, signatures received."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..default_day import default_day
from ..models import ExecutionReport, ReportFile, ReportPublication, WayStage
from ..staff.steps import StepForm, StepView
from ..words import date_text


class WayStep(StepView):
    """A step of a submitted report's way."""

    queryset = ExecutionReport.objects.select_related("program", "submission")
    object: ExecutionReport

    @property
    def subtitle(self) -> str:
        return f"{self.object.program}, {self.object}"

    @classmethod
    def link(cls, record: Any) -> dict[str, str]:
        return {**super().link(record), "kind": ""}

    @classmethod
    def offered(cls, record: ExecutionReport) -> bool:
        return not record.is_draft


class DayForm(StepForm):
    """When a body is to consider the report."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Body"),
        choices=[("", gettext_lazy("not chosen")), *WayStage.Kind.choices],
    )
    reason = None  # type: ignore[assignment]  # Django's way to leave a field of the heir out
    field_order = ("kind", "date")


class SetStageDay(WayStep):
    """Say when a body is to consider the report: what is published before that is counted back from the day."""

    slug = "day"
    form_class = DayForm
    permission = "programs.add_stageday"
    title = gettext_lazy("Set the day of consideration")
    lead = gettext_lazy("Terms of publication are counted back from this day by the calendar of working days.")
    done = gettext_lazy("The day is set.")

    def facts(self) -> list[tuple[str, Any]]:
        return [(day.get_kind_display(), date_text(day.date)) for day in self.object.stage_days.all()]

    def perform(self, given: dict[str, Any]) -> None:
        services.set_stage_day(report=self.object, kind=given["kind"], date=given["date"], by=self.user)


class PublicationForm(StepForm):
    """What was published, when and where."""

    what = forms.ChoiceField(
        label=gettext_lazy("What was published"),
        choices=[("", gettext_lazy("not chosen")), *ReportPublication.What.choices],
    )
    link = forms.URLField(
        label=gettext_lazy("Link"), required=False, max_length=500, assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )  # fmt: skip
    reason = None  # type: ignore[assignment]
    field_order = ("what", "date", "link")


class RecordPublication(WayStep):
    """Record that the draft decision or the council's votes by name were published."""

    slug = "published"
    form_class = PublicationForm
    permission = "programs.add_reportpublication"
    title = gettext_lazy("Record a publication")
    lead = gettext_lazy("What was published when stays, and stands beside its term.")
    done = gettext_lazy("The publication is recorded.")

    def perform(self, given: dict[str, Any]) -> None:
        services.record_publication(
            report=self.object, what=given["what"], published_on=given["date"], link=given["link"], by=self.user
        )


class SignatureForm(StepForm):
    """A signature that came, with the file that it covers."""

    file = forms.ModelChoiceField(
        ReportFile.objects.none(), label=gettext_lazy("Which file it covers"), empty_label=gettext_lazy("not chosen")
    )
    content = forms.FileField(
        label=gettext_lazy("Signature"), help_text=gettext_lazy("A file .p7s or .asice, kept as it was received.")
    )
    signer = forms.CharField(
        label=gettext_lazy("Who signed"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Position and name of the official, as the paper has them."),
    )
    reason = None  # type: ignore[assignment]
    field_order = ("file", "content", "signer", "date")


class AddSignature(WayStep):
    """Keep a signature as it was received."""

    slug = "signature"
    form_class = SignatureForm
    permission = "programs.add_reportsignature"
    title = gettext_lazy("Add a signature")
    lead = gettext_lazy(
        "The container is kept to the byte and under its own name, for those alone who decide on the report or prepare "
        "it: a certificate bears the signer’s own number. Whether it holds, the state’s service says."
    )
    done = gettext_lazy("The signature is kept.")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["file"].queryset = self.object.submission.files.defer("content")
        form.fields["file"].label_from_instance = lambda file: file.extension.upper()
        form.fields["date"].label = _("Received on")
        form.fields["date"].widget = AdminDateWidget()
        return form

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "date": default_day()}

    def perform(self, given: dict[str, Any]) -> None:
        services.keep_signature(
            file=given["file"],
            name=given["content"].name,
            content=given["content"].read(),
            signer=given["signer"],
            received_on=given["date"],
            by=self.user,
        )
