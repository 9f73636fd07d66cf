"""The way of a file on the staff's site: brought, shown with every question, answered about, written, given up.

Each step is an address and a function of its own; nothing is written before «Write all of it». What was brought and
answered stands in the database and outlives the browser's tab; a long reading or writing is done in the background
(programs/imports/uploads/working.py), whose progress the page asks for.
"""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...imports.reading.files import FileProblem
from ...imports.treasury.proposal import TreasuryProposal
from ...imports.uploads import uploads
from ...imports.uploads.working import PERMISSIONS, may_import
from ...models import ImportBatch, ImportUpload, LedgerEntry, Program, TreasuryPayer
from ...services.background import how_far
from ...staff.history import person
from .previews import preview_of
from .questions import read_answers, read_treasury_answers, suggested, without_outdated

Kind, Work = ImportBatch.Kind, ImportUpload.Work
NAME = "admin:programs_importbatch"


def titles() -> dict[str, str]:
    return {
        Kind.PLAN: _("Plan from a document"),
        Kind.MONTHLY: _("Monthly sheet of the finance department"),
        Kind.TREASURY: _("Treasury transactions"),
    }


def ways(user: Any) -> list[tuple[str, str]]:
    """(title, address) of the imports that a person may begin."""
    return [(title, reverse(f"{NAME}_new", args=[kind])) for kind, title in titles().items() if may_import(user, kind)]


# Which file for which programme ---------------------------------------------------------------------------------------

ACCEPTED = {Kind.PLAN: ".docx,.xlsx", Kind.MONTHLY: ".xlsx,.docx", Kind.TREASURY: ".json,.csv"}
HELP = {
    Kind.PLAN: gettext_lazy(
        "The table of tasks and measures as DOCX (the decision itself) or XLSX, or the list of measures that was "
        "exported and changed in Excel; up to 20 MB."
    ),
    Kind.MONTHLY: gettext_lazy(
        "XLSX or DOCX, up to 20 MB. Leave the file its name: the date up to which it counts often stands only there."
    ),
    Kind.TREASURY: gettext_lazy(
        "JSON or CSV with the treasury's own or Ukrainian names of columns, up to 500 MB. Accounts and personal "
        "numbers are not kept."
    ),
}


class FileForm(forms.Form):
    """The file of any kind."""

    file = forms.FileField(label=gettext_lazy("File"), error_messages={"empty": gettext_lazy("The file is empty.")})

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ACCEPTED[Kind(kind)]
        self.fields["file"].help_text = HELP[Kind(kind)]
        self.order_fields([*(name for name in self.fields if name != "file"), "file"])


class ProgramFileForm(FileForm):
    """A file for a programme that stands."""

    program = forms.ModelChoiceField(Program.objects.all(), label=gettext_lazy("Programme"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programs = list(Program.objects.all())
        if len(programs) > 1:
            field: Any = self.fields["program"]
            field.empty_label = _("Choose a programme")


class NewProgramForm(FileForm, forms.ModelForm):
    """A file for a programme that begins with it: what the table of measures does not say about it."""

    class Meta:
        model = Program
        fields = (
            "title",
            "short_title",
            "slug",
            "start_year",
            "end_year",
            "council",
            "responsible_unit",
            "chief_spending_unit",
        )
        widgets = {"title": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = Program.objects.first()
        if last is not None:
            for name in ("council", "responsible_unit", "chief_spending_unit"):
                self.initial.setdefault(name, getattr(last, name))
            self.initial.setdefault("start_year", last.end_year + 1)
            self.initial.setdefault("end_year", last.end_year + len(last.years))
        for name in ("short_title", "council", "responsible_unit", "chief_spending_unit"):
            self.fields[name].widget.attrs["class"] = "vTextField"


class FetchForm(forms.Form):
    """Whose payments are fetched from Є-data, and for which days."""

    first = forms.DateField(label=gettext_lazy("From"), widget=AdminDateWidget())
    last = forms.DateField(label=gettext_lazy("To"), widget=AdminDateWidget())
    payers = forms.ModelMultipleChoiceField(
        TreasuryPayer.objects.all(),
        label=gettext_lazy("Payers"),
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": gettext_lazy("Choose whose payments are fetched.")},
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if last and last > timezone.localdate():
            self.add_error("last", _("This day has not come yet."))
        if first and last and not first <= last <= first + LONGEST_PERIOD:
            self.add_error("first", _("The first day is not after the last, and at most five years before it."))
        return said


LONGEST_PERIOD = timedelta(days=5 * 366)
OVERLAP = timedelta(days=14)  # what the treasury publishes late


def period_to_fetch() -> dict[str, date]:
    """From a little before the last payment that came from the treasury, else from the beginning of the year."""
    today = timezone.localdate()
    brought = LedgerEntry.objects.filter(imported_with__batch__kind=Kind.TREASURY)
    last = brought.aggregate(last=Max("date"))["last"]
    return {"first": last - OVERLAP if last else today.replace(month=1, day=1), "last": today}


# The pages ------------------------------------------------------------------------------------------------------------


class ImportPages:
    """The pages of a file that waits for its import."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def urls(self) -> list[URLPattern]:
        view, name = self.site.admin_view, "programs_importbatch"
        return [
            path("new/<slug:kind>/", view(self.new), name=f"{name}_new"),
            path("fetch/", view(self.fetch), name=f"{name}_fetch"),
            path("files/<int:pk>/", view(self.preview), name=f"{name}_preview"),
            path("files/<int:pk>/answers/", view(self.answers), name=f"{name}_answers"),
            path("files/<int:pk>/suggestions/", view(self.suggestions), name=f"{name}_suggestions"),
            path("files/<int:pk>/write/", view(self.write), name=f"{name}_write"),
            path("files/<int:pk>/again/", view(self.again), name=f"{name}_again"),
            path("files/<int:pk>/give-up/", view(self.give_up), name=f"{name}_give_up"),
        ]

    # Bringing ------------------------------------------------------------------------------------

    def new(self, request: Any, kind: str) -> HttpResponse:
        """Choose a file; what cannot be taken is refused here, with what to do."""
        if kind not in PERMISSIONS:
            raise Http404
        if not may_import(request.user, kind):
            raise PermissionDenied
        is_new = kind == Kind.PLAN and "new" in request.GET
        form_class = FileForm if kind == Kind.TREASURY else NewProgramForm if is_new else ProgramFileForm
        form = form_class(request.POST or None, request.FILES or None, kind=kind)
        if request.method == "POST" and form.is_valid():
            try:
                upload = self._bring(form, kind, request.user)
            except FileProblem as problem:
                form.add_error("file", str(problem))
            else:
                return self._to(upload.pk)
        context = {"form": form, "kind": kind, "is_new": is_new, "title": titles()[kind], "ways": ways(request.user)}
        context["may_fetch"] = settings.EDATA and kind == Kind.TREASURY
        return self._page(request, "upload", context, status=422 if form.errors else 200)

    def fetch(self, request: Any) -> HttpResponse:
        """Ask Є-data for the payments of a period; a worker fetches them, and they wait like a file."""
        if not settings.EDATA:
            raise Http404
        if not may_import(request.user, Kind.TREASURY):
            raise PermissionDenied
        initial = {**period_to_fetch(), "payers": TreasuryPayer.objects.all()}
        form = FetchForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            payers = [payer.edrpou for payer in said["payers"]]
            upload = uploads.ask_for(payers=payers, first=said["first"], last=said["last"], by=request.user)
            return self._to(upload.pk)
        title, has_payers = _("Fetch from Є-data"), TreasuryPayer.objects.exists()
        context = {"form": form, "title": title, "has_payers": has_payers}
        return self._page(request, "fetch", context, status=422 if form.errors else 200)

    def _bring(self, form: Any, kind: str, by: Any) -> ImportUpload:
        file, said = form.cleaned_data["file"], form.cleaned_data
        fields = NewProgramForm.Meta.fields if isinstance(form, NewProgramForm) else ()
        return uploads.bring(
            kind=kind,
            file_name=file.name,
            size=file.size,
            pieces=file.chunks(),
            by=by,
            program=said.get("program"),
            new_program={name: said[name] for name in fields},
        )

    # Previewing -------------------------------------------------------------------------------------

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._upload(request, pk)
        work = uploads.work_of(upload)
        if work is not None:
            return self._page(request, "working", {**self._about(upload), "work": work, "far": how_far(work)})
        upload.refresh_from_db()
        if upload.work:
            last = uploads.last_work_of(upload)
            return self._page(
                request, "interrupted", {**self._about(upload), "last": last, "sentences": upload.refusal}
            )
        if upload.finished_at is not None:
            return self._finished(request, upload)
        if upload.reading is None and upload.kind == Kind.TREASURY:
            return self._page(request, "unread", {**self._about(upload), "sentences": upload.refusal})
        if uploads.is_stale(upload):
            uploads.look_into(upload)
            return self._to(upload.pk)
        try:
            program, proposal = uploads.program_of(upload), uploads.propose(upload)
        except FileProblem as problem:
            return self._page(request, "unread", {**self._about(upload), "sentences": [str(problem)]})
        before = uploads.written_before(upload)
        context = {
            **self._about(upload),
            "preview": preview_of(proposal, upload, program),
            "seen": proposal.fingerprint,
            "refusal": upload.refusal,
            "before": before,
            "before_who": person(before.imported_by) if before else "",
        }
        return self._page(request, "preview", context)

    def _finished(self, request: HttpRequest, upload: ImportUpload) -> HttpResponse:
        if upload.batch is not None:
            if upload.refusal:  # the undoing of a large import was refused
                for sentence in upload.refusal:
                    messages.error(request, sentence)
                uploads.answer(upload, {})
            return redirect(f"{NAME}_change", upload.batch.pk)
        return redirect(f"{NAME}_changelist")

    # Answering and writing -----------------------------------------------------------------------

    def answers(self, request: Any, pk: int) -> HttpResponse:
        """Keep what was answered and show the preview with it."""
        upload = self._waiting(request, pk)
        if upload is not None and request.method == "POST":
            self._take_answers(request, upload)
        return self._to(pk)

    def suggestions(self, request: Any, pk: int) -> HttpResponse:
        """Answer every open question with what is suggested, by one conscious press."""
        upload = self._waiting(request, pk)
        if upload is not None and request.method == "POST":
            proposal = self._take_answers(request, upload)
            if proposal is not None and not isinstance(proposal, TreasuryProposal):
                uploads.answer(upload, {**upload.answers, **suggested(proposal.questions)})
        return self._to(pk)

    def write(self, request: Any, pk: int) -> HttpResponse:
        """Write what was shown, all of it or nothing; whatever differs from what was seen is shown anew first."""
        upload = self._waiting(request, pk)
        if upload is None or request.method != "POST":
            return self._to(pk)
        proposal = self._take_answers(request, upload)
        if proposal is None:
            return self._to(upload.pk)
        preview = preview_of(proposal, upload, uploads.program_of(upload))
        if not preview["may_write"]:
            messages.warning(request, _("Something is still to be decided: nothing is written yet."))
            return self._to(upload.pk)
        if proposal.fingerprint != request.POST.get("seen"):
            messages.warning(request, _("The answers change what would be written: look once more, then write."))
            return self._to(upload.pk)
        if uploads.rows_to_write(proposal) > uploads.AT_ONCE_ROWS:
            uploads.hand_over(upload, Work.WRITE, request.user)
            return self._to(upload.pk)
        return self._write_now(request, upload)

    def _write_now(self, request: Any, upload: ImportUpload) -> HttpResponse:
        with uploads.refusal_noted(upload):
            uploads.write(upload=upload, by=request.user)
        if upload.finished_at is None:
            return self._to(upload.pk)
        if upload.batch is None:
            messages.info(request, _("Everything in the file stands in the portal already: nothing was written."))
            return redirect(f"{NAME}_changelist")
        messages.success(request, _("The import is written. It can be undone as a whole."))
        return redirect(f"{NAME}_change", upload.batch.pk)

    def again(self, request: Any, pk: int) -> HttpResponse:
        """Begin an interrupted work anew: nothing of it was written."""
        upload = self._upload(request, pk)
        if request.method == "POST" and upload.work:
            uploads.hand_over(upload, upload.work, request.user)
        return self._to(upload.pk)

    def give_up(self, request: Any, pk: int) -> HttpResponse:
        """Let the file go; nothing of it was written."""
        upload = self._waiting(request, pk)
        if upload is not None and request.method == "POST":
            uploads.give_up(upload)
            messages.info(request, _("The file is let go; nothing of it was written."))
        return redirect(f"{NAME}_changelist")

    def _take_answers(self, request: Any, upload: ImportUpload) -> Any:
        """Keep what the form says; gives the proposal with it, or nothing where the file cannot be read any more."""
        try:
            before = uploads.propose(upload)
            if isinstance(before, TreasuryProposal):
                uploads.answer(upload, read_treasury_answers(request.POST, before, upload.answers))
                return uploads.propose(upload)
            answers = read_answers(request.POST, before.questions, upload.answers)
            uploads.answer(upload, answers)
            after: Any = uploads.propose(upload)
            kept = without_outdated(answers, before.questions, after.questions)
            if kept == answers:
                return after
            uploads.answer(upload, kept)
            return uploads.propose(upload)
        except FileProblem:
            return None

    # Common --------------------------------------------------------------------------------------

    def _upload(self, request: HttpRequest, pk: int) -> ImportUpload:
        upload = get_object_or_404(ImportUpload.objects.select_related("program", "batch", "uploaded_by"), pk=pk)
        if not may_import(request.user, upload.kind):
            raise PermissionDenied
        return upload

    def _waiting(self, request: HttpRequest, pk: int) -> ImportUpload | None:
        """The upload where it still waits for a person; nothing where it is being worked at or finished."""
        upload = self._upload(request, pk)
        return None if upload.finished_at or uploads.work_of(upload) is not None else upload

    @staticmethod
    def _to(pk: int) -> HttpResponse:
        return redirect(f"{NAME}_preview", pk)

    @staticmethod
    def _about(upload: ImportUpload) -> dict[str, Any]:
        return {"upload": upload, "title": titles()[upload.kind], "file_name": upload.file_name}

    def _page(self, request: Any, name: str, content: dict[str, Any], *, status: int = 200) -> HttpResponse:
        request.current_app = self.site.name
        context = {**self.site.each_context(request), "opts": ImportBatch._meta, **content}
        return TemplateResponse(request, f"admin/programs/imports/{name}.html", context, status=status)
