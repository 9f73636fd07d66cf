"""The form of a report: preset and switches, who signs, the emblem and the template of the working copy."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..models import ExecutionReport, ReportMaterial
from ..reporting.working_docx import check_template
from ..reports import form as choices
from ..reports import report_sections, signatories, working_copy
from ..reports.effectiveness import KEY, TITLE
from ..reports.form import PRESETS, ReportForm
from ..staff.forms import LinesField
from ..staff.steps import StepView

SIGNATORIES = 5
OF_SIGNATORY = ("part", "position", "name", "position_of", "acting")
LARGEST_TEMPLATE, LARGEST_EMBLEM = 2, 1  # megabytes
EMBLEM_HEIGHT = 400  # points of the picture; paper shows it 18 mm high


def _choice(label: Any, options: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=options, help_text=help_text)


def _text(label: Any, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "vTextField"})
    return forms.CharField(label=label, required=False, max_length=300, widget=widget, **more)


class LookForm(forms.Form):
    """The switches of a report's form."""

    preset = _choice(
        gettext_lazy("Preset"),
        [(key, preset["title"]) for key, preset in PRESETS.items()],
        gettext_lazy("Another preset brings its own sections, split and title with it."),
    )
    title = _text(gettext_lazy("Title"), help_text=gettext_lazy("Empty – «Report on the execution of the programme»."))
    heading = LinesField(
        label=gettext_lazy("Heading above the title"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Empty – the name of the council."),
    )
    emblem_file = forms.FileField(
        label=gettext_lazy("Emblem (PNG)"), required=False, help_text=gettext_lazy("It stands above the heading.")
    )
    no_emblem = forms.BooleanField(label=gettext_lazy("Without an emblem"), required=False)
    unit = _choice(gettext_lazy("Unit of sums"), choices.UNITS)
    decimals = forms.TypedChoiceField(
        label=gettext_lazy("Decimals"), coerce=int, choices=[(number, number) for number in range(4)]
    )
    split = _choice(gettext_lazy("Split of the measures’ money"), choices.SPLITS)
    sign = _choice(gettext_lazy("Deviation"), choices.SIGNS)
    margins = _choice(gettext_lazy("Margins"), choices.MARGINS)
    size = forms.TypedChoiceField(
        label=gettext_lazy("Size of the text, points"), coerce=int, choices=[(size, size) for size in range(11, 15)]
    )
    effectiveness = _choice(gettext_lazy("Effectiveness"), choices.EFFECTIVENESS)
    high = forms.IntegerField(label=gettext_lazy("Index: high from"), min_value=1, max_value=1000)
    medium = forms.IntegerField(label=gettext_lazy("Index: medium from"), min_value=1, max_value=1000)
    template_file = forms.FileField(
        label=gettext_lazy("Template of the working copy (DOCX)"),
        required=False,
        help_text=gettext_lazy("Placeholders that the portal does not know are refused by name."),
    )
    usual_template = forms.BooleanField(label=gettext_lazy("Take the portal’s own template"), required=False)

    def __init__(self, *args: Any, report: ExecutionReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        for key, title in section_titles():
            self.fields[f"section_{key}"] = forms.IntegerField(label=title, required=False, min_value=1, max_value=99)
        for number in range(1, SIGNATORIES + 1):
            for name, label in (
                ("part", gettext_lazy("Before the signature")),
                ("position", gettext_lazy("Position")),
                ("name", gettext_lazy("First name LAST NAME")),
                ("position_of", gettext_lazy("Position in the genitive, for «в.о.»")),
            ):
                self.fields[f"sign_{number}_{name}"] = _text(label)
            self.fields[f"sign_{number}_acting"] = forms.BooleanField(label=gettext_lazy("в.о."), required=False)

    def sections(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("section_")]

    def signatories(self) -> list[list[forms.BoundField]]:
        return [[self[f"sign_{number}_{name}"] for name in OF_SIGNATORY] for number in range(1, SIGNATORIES + 1)]

    def switches(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]

    def clean_emblem_file(self) -> bytes | None:
        file = self.cleaned_data["emblem_file"]
        return _small_png(_read(file, LARGEST_EMBLEM)) if file else None

    def clean_template_file(self) -> bytes | None:
        file = self.cleaned_data["template_file"]
        if not file:
            return None
        content = _read(file, LARGEST_TEMPLATE)
        check_template(content, working_copy(self.report))
        return content

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, SIGNATORIES + 1):
            if given.get(f"sign_{number}_acting") and not given.get(f"sign_{number}_position_of"):
                self.add_error(f"sign_{number}_position_of", _("«В.о.» asks for the position in the genitive."))
        if given.get("unit") == choices.UAH and (given.get("decimals") or 0) > 2:
            self.add_error("decimals", _("Hryvnias have two decimals at most."))
        if given.get("high", 0) and given.get("medium", 0) and given["medium"] > given["high"]:
            self.add_error("medium", _("The medium degree cannot begin above the high one."))
        return given

    def data_of_form(self) -> dict[str, Any]:
        """What is kept with the draft."""
        given, before = self.cleaned_data, ReportForm.of(self.report.form)
        kept = {"emblem": before.emblem, "template": before.template}
        if given["preset"] != before.preset:
            return {"preset": given["preset"], **kept}
        placed = [
            (place, key) for key, _title in section_titles() if (place := given.get(f"section_{key}")) is not None
        ]
        signing = [
            {name: given[f"sign_{number}_{name}"] for name in OF_SIGNATORY}
            for number in range(1, SIGNATORIES + 1)
            if given[f"sign_{number}_position"] or given[f"sign_{number}_position_of"]
        ]
        plain = {name: given[name] for name in ReportForm.__dataclass_fields__ if name in given}
        order = [key for _place, key in sorted(placed, key=lambda found: found[0])]
        return {
            **plain,
            **kept,
            "sections": None if order == usual_order(before) else order,
            "signatories": None if signing == usual_signatories(self.report) else signing,
        }


def _read(file: Any, megabytes: int) -> bytes:
    if file.size > megabytes * 1024 * 1024:
        raise ValidationError(_("The file is larger than %(size)s MB."), code="size", params={"size": megabytes})
    content: bytes = file.read()
    return content


def _small_png(content: bytes) -> bytes:
    """The picture drawn anew, so that it is nothing but a picture."""
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            picture.thumbnail((EMBLEM_HEIGHT * 2, EMBLEM_HEIGHT))
            target = BytesIO()
            picture.convert("RGBA").save(target, "PNG")
    except Exception as error:
        raise ValidationError(_("The file is no PNG picture.")) from error
    return target.getvalue()


def section_titles() -> Iterator[tuple[str, Any]]:
    for section in report_sections():
        yield section.key, section.title
    yield KEY, TITLE


def usual_order(form: ReportForm) -> list[str]:
    """The sections on paper where nobody chose: in the portal's order, without the lists entry by entry."""
    kept = PRESETS[form.preset]["form"].get("sections")
    if kept:
        return list(kept)
    in_files = {section.key for section in report_sections() if not getattr(section, "on_paper", True)}
    return [key for key, _title in section_titles() if key not in in_files]


def usual_signatories(report: ExecutionReport) -> list[dict[str, Any]]:
    return [
        {"part": row.part, "position": row.position, "name": "", "position_of": "", "acting": False}
        for row in signatories(report.program)
    ]


class FormOfReport(StepView):
    """How the report looks: kept with the draft, submitted with it."""

    queryset = ExecutionReport.objects.select_related("program", "submission")
    object: ExecutionReport
    slug = "form"
    permission = "programs.change_executionreport"
    template_name = "admin/programs/report_form.html"
    form_class = LookForm
    title = gettext_lazy("Form of the report")
    button = gettext_lazy("Save the form")
    lead = gettext_lazy(
        "Sections with a number stand on paper in the order of the numbers; the others stay in the files and on the "
        "page."
    )
    done = gettext_lazy("The form is saved: look at the working copy.")

    @property
    def subtitle(self) -> str:
        return f"{self.object.program}, {self.object}"

    @classmethod
    def offered(cls, record: ExecutionReport) -> bool:
        return record.is_draft

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "report": self.object}

    def get_initial(self) -> dict[str, Any]:
        report, form = self.object, ReportForm.of(self.object.form)
        found: dict[str, Any] = {**super().get_initial(), **form.data()}
        order = list(form.sections) if form.sections is not None else usual_order(form)
        found |= {f"section_{key}": place for place, key in enumerate(order, start=1)}
        signing = usual_signatories(report) if form.signatories is None else form.signatories
        for number, row in enumerate(signing[:SIGNATORIES], start=1):
            found |= {f"sign_{number}_{name}": row.get(name, "") for name in OF_SIGNATORY}
        return found

    def form_valid(self, form: Any) -> Any:
        self.look = form.data_of_form()
        return super().form_valid(form)

    def perform(self, given: dict[str, Any]) -> None:
        look = self.look
        for name, kind, off in (
            ("emblem", ReportMaterial.Kind.EMBLEM, "no_emblem"),
            ("template", ReportMaterial.Kind.TEMPLATE, "usual_template"),
        ):
            if content := given[f"{name}_file"]:
                file: Any = self.request.FILES[f"{name}_file"]
                look[name] = services.keep_material(kind=kind, name=file.name or "", content=content, by=self.user).pk
            elif given[off]:
                look[name] = None
        services.set_form(report=self.object, form=look, by=self.user)
