"""The way of a file on the staff's site: brought, shown with every question, answered about, written, given up.

Each step is an address and a function of its own; nothing is written before «Write all of it». What was brought and
answered stands in the database and outlives the browser's tab; a long reading or writing is done by a process of its
own (programs/imports/running.py), whose progress the page asks for.
"""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from ...imports.reading.files import FileProblem
from ...imports.treasury.reader import TreasuryProposal
from ...imports.uploads import uploads
from ...imports.uploads.running import how_far
from ...models import ImportBatch, ImportUpload
from ...staff.history import person
from .forms import NewProgramForm, file_form
from .previews import preview_of
from .questions import read_answers, suggested, without_outdated
from .rules import read_rules

Kind, Work = ImportBatch.Kind, ImportUpload.Work
PERMISSIONS = {
    Kind.PLAN: "programs.import_plan",
    Kind.MONTHLY: "programs.import_money",
    Kind.TREASURY: "programs.import_money",
}
NAME = "admin:programs_importbatch"


def may_import(user: Any, kind: str) -> bool:
    """Whether the person may bring files of a kind, answer about them, write and undo them."""
    return bool(user.has_perm(PERMISSIONS[Kind(kind)]))


def titles() -> dict[str, str]:
    return {
        Kind.PLAN: _("Plan from a document"),
        Kind.MONTHLY: _("Monthly sheet of the finance department"),
        Kind.TREASURY: _("Treasury transactions"),
    }


def ways(user: Any) -> list[tuple[str, str]]:
    """(title, address) of the imports that a person may begin."""
    return [(title, reverse(f"{NAME}_new", args=[kind])) for kind, title in titles().items() if may_import(user, kind)]


class ImportPages:
    """The pages of a file that waits for its import."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def urls(self) -> list[URLPattern]:
        view, name = self.site.admin_view, "programs_importbatch"
        return [
            path("new/<slug:kind>/", view(self.new), name=f"{name}_new"),
            path("files/<int:pk>/", view(self.preview), name=f"{name}_preview"),
            path("files/<int:pk>/answers/", view(self.answers), name=f"{name}_answers"),
            path("files/<int:pk>/suggestions/", view(self.suggestions), name=f"{name}_suggestions"),
            path("files/<int:pk>/write/", view(self.write), name=f"{name}_write"),
            path("files/<int:pk>/again/", view(self.again), name=f"{name}_again"),
            path("files/<int:pk>/give-up/", view(self.give_up), name=f"{name}_give_up"),
            path("files/<int:pk>/progress/", view(self.progress), name=f"{name}_progress"),
        ]

    # Bringing ------------------------------------------------------------------------------------

    def new(self, request: Any, kind: str) -> HttpResponse:
        """Choose a file; what cannot be taken is refused here, with what to do."""
        if kind not in PERMISSIONS:
            raise Http404
        if not may_import(request.user, kind):
            raise PermissionDenied
        is_new = kind == Kind.PLAN and "new" in request.GET
        form = file_form(kind, request.POST or None, request.FILES or None, new=is_new)
        if request.method == "POST" and form.is_valid():
            try:
                upload = self._bring(form, kind, request.user)
            except FileProblem as problem:
                form.add_error("file", str(problem))
            else:
                return self._to(upload)
        context = {"form": form, "kind": kind, "is_new": is_new, "title": titles()[kind], "ways": ways(request.user)}
        return self._page(request, "upload", context, status=422 if form.errors else 200)

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
        if uploads.is_running(upload):
            return self._working(request, upload)
        upload.refresh_from_db()
        if upload.work:
            return self._page(request, "interrupted", self._about(upload))
        if upload.finished_at is not None:
            return self._finished(request, upload)
        if upload.reading is None and upload.kind == Kind.TREASURY:
            return self._page(request, "unread", {**self._about(upload), "sentences": upload.refusal})
        if uploads.is_stale(upload):
            uploads.look_into(upload)
            return self._to(upload)
        return self._preview(request, upload)

    def _preview(self, request: HttpRequest, upload: ImportUpload, *, status: int = 200) -> HttpResponse:
        try:
            program, proposal = uploads.program_of(upload), uploads.propose(upload)
        except FileProblem as problem:
            return self._page(request, "unread", {**self._about(upload), "sentences": [str(problem)]})
        preview = preview_of(proposal, upload, program)
        before = uploads.written_before(upload)
        context = {
            **self._about(upload),
            "preview": preview,
            "seen": proposal.fingerprint,
            "refusal": upload.refusal,
            "before": before,
            "before_who": person(before.imported_by) if before else "",
        }
        return self._page(request, "preview", context, status=status)

    def _finished(self, request: HttpRequest, upload: ImportUpload) -> HttpResponse:
        if upload.batch is not None:
            if upload.refusal:  # the undoing of a large import was refused
                for sentence in upload.refusal:
                    messages.error(request, sentence)
                uploads.answer(upload, {})
            return HttpResponseRedirect(reverse(f"{NAME}_change", args=[upload.batch.pk]))
        return HttpResponseRedirect(reverse(f"{NAME}_changelist"))

    def _working(self, request: HttpRequest, upload: ImportUpload) -> HttpResponse:
        return self._page(request, "working", {**self._about(upload), "far": how_far(upload)})

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far the work is, for the page's script."""
        upload = self._upload(request, pk)
        far = how_far(upload)
        running = uploads.is_running(upload)
        return JsonResponse({"running": running, "done": far.done, "total": far.total, "percent": far.percent})

    # Answering and writing -----------------------------------------------------------------------

    def answers(self, request: Any, pk: int) -> HttpResponse:
        """Keep what was answered and show the preview with it."""
        upload = self._waiting(request, pk)
        if upload is not None and request.method == "POST":
            self._take_answers(request, upload)
        return self._to_number(pk)

    def suggestions(self, request: Any, pk: int) -> HttpResponse:
        """Answer every open question with what is suggested, by one conscious press."""
        upload = self._waiting(request, pk)
        if upload is not None and request.method == "POST":
            proposal = self._take_answers(request, upload)
            if proposal is not None and not isinstance(proposal, TreasuryProposal):
                uploads.answer(upload, {**upload.answers, **suggested(proposal.questions)})
        return self._to_number(pk)

    def write(self, request: Any, pk: int) -> HttpResponse:
        """Write what was shown, all of it or nothing; whatever differs from what was seen is shown anew first."""
        upload = self._waiting(request, pk)
        if upload is None or request.method != "POST":
            return self._to_number(pk)
        proposal = self._take_answers(request, upload)
        if proposal is None:
            return self._to(upload)
        preview = preview_of(proposal, upload, uploads.program_of(upload))
        if not preview.may_write:
            messages.warning(request, _("Something is still to be decided: nothing is written yet."))
            return self._to(upload)
        if proposal.fingerprint != request.POST.get("seen"):
            messages.warning(request, _("The answers change what would be written: look once more, then write."))
            return self._to(upload)
        if uploads.rows_to_write(proposal) > uploads.AT_ONCE_ROWS:
            uploads.hand_over(upload, Work.WRITE, request.user)
            return self._to(upload)
        return self._write_now(request, upload)

    def _write_now(self, request: Any, upload: ImportUpload) -> HttpResponse:
        written = None
        with uploads.refusal_noted(upload):
            written = uploads.write(upload=upload, by=request.user)
        if written is None:
            return self._to(upload)
        if written.batch is None:
            messages.info(request, _("Everything in the file stands in the portal already: nothing was written."))
            return HttpResponseRedirect(reverse(f"{NAME}_changelist"))
        messages.success(request, _("The import is written. It can be undone as a whole."))
        return HttpResponseRedirect(reverse(f"{NAME}_change", args=[written.batch.pk]))

    def again(self, request: Any, pk: int) -> HttpResponse:
        """Begin an interrupted work anew: nothing of it was written."""
        upload = self._upload(request, pk)
        if request.method == "POST" and upload.work:
            uploads.hand_over(upload, upload.work, request.user)
        return self._to(upload)

    def give_up(self, request: Any, pk: int) -> HttpResponse:
        """Let the file go; nothing of it was written."""
        upload = self._waiting(request, pk)
        if upload is not None and request.method == "POST":
            uploads.give_up(upload)
            messages.info(request, _("The file is let go; nothing of it was written."))
        return HttpResponseRedirect(reverse(f"{NAME}_changelist"))

    def _take_answers(self, request: Any, upload: ImportUpload) -> Any:
        """Keep what the form says; gives the proposal with it, or nothing where the file cannot be read any more."""
        try:
            before = uploads.propose(upload)
            if isinstance(before, TreasuryProposal):
                uploads.answer(upload, read_rules(request.POST, before, upload.answers))
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
        return None if upload.finished_at or uploads.is_running(upload) else upload

    def _to(self, upload: ImportUpload) -> HttpResponseRedirect:
        return self._to_number(upload.pk)

    @staticmethod
    def _to_number(pk: int) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(f"{NAME}_preview", args=[pk]))

    @staticmethod
    def _about(upload: ImportUpload) -> dict[str, Any]:
        return {"upload": upload, "title": titles()[upload.kind], "file_name": upload.file_name}

    def _page(self, request: Any, name: str, content: dict[str, Any], *, status: int = 200) -> HttpResponse:
        request.current_app = self.site.name
        context = {**self.site.each_context(request), "opts": ImportBatch._meta, **content}
        return TemplateResponse(request, f"admin/programs/imports/{name}.html", context, status=status)
