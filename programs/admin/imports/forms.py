"""The forms on the way of a file: which file for which programme, and why an import is undone."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import ImportBatch, Program
from ...staff.forms import reason_field

Kind = ImportBatch.Kind
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
        "JSON or CSV with the treasury's own field names, up to 500 MB. Accounts and personal numbers are not kept."
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


def file_form(kind: str, *args: Any, new: bool = False) -> FileForm:
    """The form with which a file of a kind is brought."""
    if kind == Kind.TREASURY:
        return FileForm(*args, kind=kind)
    return NewProgramForm(*args, kind=kind) if new else ProgramFileForm(*args, kind=kind)


class UndoForm(forms.Form):
    """Why a whole import is undone and, where it posted money, on which day the entries are reversed."""

    def __init__(self, *args: Any, with_date: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_date:
            self.fields["on"] = forms.DateField(label=_("Date of the reversal"), widget=AdminDateWidget())
        self.fields["reason"] = reason_field(required=True)
        self.fields["reason"].label = _("Why it is undone")
        self.fields["reason"].help_text = _("For example «the file of another month». It stays in the history.")
        self.fields["reason"].error_messages["required"] = _("Say why the import is undone.")
