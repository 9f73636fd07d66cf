"""The papers that the two parties sign, for staff who may see requisites: as PDF and as DOCX."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from programs.costly import room
from programs.reporting import as_pdf
from programs.reporting.files import attachment
from programs.reporting.papers import SignedPaper, as_docx

from ..documents import act_paper, agreement_paper, contract_paper
from ..models import Act, Contract, SupplementaryAgreement
from ..permissions import may_print

FORMATS: dict[str, Callable[[SignedPaper], bytes]] = {"pdf": as_pdf.render, "docx": as_docx.render}


@login_required
@never_cache
@require_safe
def contract_document(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """The contract as it was first signed, or its draft."""
    return _file(request, Contract, pk, ext, contract_paper, "measure__program", "customer", "supplier")


@login_required
@never_cache
@require_safe
def agreement_document(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """A supplementary agreement: what was and what became."""
    related = ("contract__measure__program", "contract__customer", "contract__supplier")
    return _file(request, SupplementaryAgreement, pk, ext, agreement_paper, *related)


@login_required
@never_cache
@require_safe
def act_document(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """An act with the list of its publications."""
    related = ("corrects", "contract__measure__program", "contract__customer", "contract__supplier")
    return _file(request, Act, pk, ext, act_paper, *related)


def _file(
    request: HttpRequest, model: Any, pk: int, ext: str, make: Callable[[Any], SignedPaper], *related: str
) -> HttpResponseBase:
    if not may_print(request.user, model):
        raise PermissionDenied
    paper = make(get_object_or_404(model.objects.select_related(*related), pk=pk))
    with room():
        content = FORMATS[ext](paper)
    return attachment(content, f"{paper.name}.{ext}", plain=f"{paper.file_stem}.{ext}")
