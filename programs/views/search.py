"""Search over programmes, measures and acts: any case, any apostrophe, every word."""

from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ..default_day import default_day
from ..models import Edition, LegalAct, MeasureRow, Program
from ..models.text import holding
from ..modules import Found, modules
from ..rest.public import public
from ..texts import MOST_WORDS

SHOWN = 50


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("What to look for"),
        required=False,
        max_length=200,
        error_messages={
            "max_length": _("The text is too long: a few words find more."),
            "null_characters_not_allowed": _("The text has a sign that no word has: write it anew."),
        },
    )


@public
def search(request: HttpRequest) -> HttpResponse:
    """The search page; without a text it says what can be found."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "form": form,
        "text": str(request.GET.get("q", "")),
        "words": words_of(text),
        "asked": bool(words_of(text)),
    }
    if context["asked"]:
        context |= _results(text)
    return render(request, "programs/search.html", context, status=200 if form.is_valid() else 400)


def _results(text: str) -> dict[str, Any]:
    programs = Program.objects.published().filter(holding(text, "folded"))
    measures = MeasureRow.objects.filter(edition__in=_editions_in_force())
    measures = measures.filter(holding(text, "folded", "measure__folded", "executors__folded", "task_row__folded"))
    measures = measures.select_related("measure", "edition__program", "task_row__task")
    measures = measures.order_by("edition", "order").distinct()
    acts = LegalAct.objects.published().filter(holding(text, "folded", kinds=LegalAct.Kind))
    acts = acts.select_related("program")
    found = {"programs": _first(programs), "measures": _first(measures), "acts": _first(acts)}
    elsewhere = [hits for module in modules() for hits in module.found(partial(holding, text), SHOWN) if hits.items]
    count = sum(hits.count for hits in [*found.values(), *elsewhere])
    return {**found, "elsewhere": elsewhere, "count": count}


def _first(rows: QuerySet[Any, Any]) -> Found:
    return Found(list(rows[:SHOWN]), rows.count())


def words_of(text: str) -> list[str]:
    """The words to mark where they are found; «№» before a number is only how people write it."""
    return [word for part in text.split() if (word := part.lstrip("№"))][:MOST_WORDS]


def _editions_in_force() -> list[Edition]:
    """The edition of each programme that is the law today, or its only future one: never a draft."""
    latest: dict[int, Edition] = {}
    for edition in Edition.objects.published().select_related("program").order_by("in_force_from", "number"):
        day = default_day(edition.program)
        if edition.program_id not in latest or (edition.in_force_from and edition.in_force_from <= day):
            latest[edition.program_id] = edition
    return list(latest.values())
