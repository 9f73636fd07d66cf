"""What each person does often, one press away."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Activity, Edition, ImportBatch, Program, Stage
from ...modules import Shortcut
from ...permissions import may_adopt
from ..imports.pages import may_import

IMPORTS = {
    ImportBatch.Kind.PLAN: gettext_lazy("Import a plan"),
    ImportBatch.Kind.MONTHLY: gettext_lazy("Import the monthly sheet"),
    ImportBatch.Kind.TREASURY: gettext_lazy("Import treasury transactions"),
}


def shortcuts(user: Any, program: Program | None, draft: Edition | None, on: date) -> Iterable[Shortcut]:
    """What this person may do, the most frequent first."""
    if program is None:
        if user.has_perm("programs.add_program"):
            yield Shortcut(_("Add a programme"), reverse("admin:programs_program_add"), primary=True)
        yield from (way._replace(address=f"{way.address}?new") for way in _imports(user, ImportBatch.Kind.PLAN))
    else:
        yield from _work(user, program)
        yield from _plan_work(user, program, draft)


def _work(user: Any, program: Program) -> Iterable[Shortcut]:
    if user.has_perm("programs.add_ledgerentry"):
        add = reverse("admin:programs_ledgerentry_add")
        yield Shortcut(_("Record a payment"), f"{add}?stage={Stage.PAID}", primary=True)
        yield Shortcut(_("Record a contract"), f"{add}?stage={Stage.COMMITTED}")
        yield Shortcut(_("Record an act"), f"{add}?stage={Stage.ACCEPTED}")
        yield from _imports(user, ImportBatch.Kind.MONTHLY, ImportBatch.Kind.TREASURY)
        yield Shortcut(_("Import the ledger"), reverse("admin:programs_ledgerentry_import"))
    if user.has_perm("programs.add_activity"):
        add = reverse("admin:programs_activity_add")
        yield Shortcut(_("Add an activity"), add, primary=True)
        if Activity.objects.exists():
            yield Shortcut(_("Repeat the last activity"), f"{add}?like=last")
    if user.has_perm("programs.add_progress"):
        yield Shortcut(_("Record progress"), reverse("admin:programs_progress_add"))
    if user.has_perm("programs.view_measurerow"):
        yield Shortcut(_("Report for a period"), reverse("programs:reports", args=[program.slug]))


def _plan_work(user: Any, program: Program, draft: Edition | None) -> Iterable[Shortcut]:
    if draft and user.has_perm("programs.change_measurerow"):
        measures = reverse("admin:programs_measurerow_changelist")
        yield Shortcut(_("Edit the draft edition"), f"{measures}?edition={draft.pk}")
    if draft and may_adopt(user):
        yield Shortcut(_("Adopt the edition"), reverse("admin:programs_edition_adopt", args=[draft.pk]))
    yield from _imports(user, ImportBatch.Kind.PLAN)
    if draft is None and user.has_perm("programs.add_edition"):
        yield Shortcut(_("Open a draft edition"), reverse("admin:programs_edition_open", args=[program.slug]))


def _imports(user: Any, *kinds: str) -> Iterable[Shortcut]:
    """The files that this person may bring."""
    for kind in kinds:
        if may_import(user, kind):
            yield Shortcut(str(IMPORTS[ImportBatch.Kind(kind)]), reverse("admin:programs_importbatch_new", args=[kind]))
