"""The papers that the two parties sign, for staff who may see requisites: as PDF and as DOCX."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from programs.reporting import as_pdf

from ..documents import Deed, act_deed, agreement_deed, as_docx, contract_deed
from ..models import Act, Contract, SupplementaryAgreement
from ..permissions import may_print

TYPES: dict[str, tuple[str, Callable[[Deed], bytes]]] = {
    "pdf": ("application/pdf", as_pdf.render),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx.render),
}


@login_required
@never_cache
@require_safe
def contract_document(request: HttpRequest, pk: int, ext: str) -> HttpResponse:
    """The contract as it was first signed, or its draft."""
    return _file(request, Contract, pk, ext, contract_deed, "measure__program", "customer", "supplier")


@login_required
@never_cache
@require_safe
def agreement_document(request: HttpRequest, pk: int, ext: str) -> HttpResponse:
    """A supplementary agreement: what was and what became."""
    related = ("contract__measure__program", "contract__customer", "contract__supplier")
    return _file(request, SupplementaryAgreement, pk, ext, agreement_deed, *related)


@login_required
@never_cache
@require_safe
def act_document(request: HttpRequest, pk: int, ext: str) -> HttpResponse:
    """An act with the list of its publications."""
    related = ("corrects", "contract__measure__program", "contract__customer", "contract__supplier")
    return _file(request, Act, pk, ext, act_deed, *related)


def _file(
    request: HttpRequest, model: Any, pk: int, ext: str, make: Callable[[Any], Deed], *related: str
) -> HttpResponse:
    if not may_print(request.user, model):
        raise PermissionDenied
    deed = make(get_object_or_404(model.objects.select_related(*related), pk=pk))
    content_type, render = TYPES[ext]
    response = HttpResponse(render(deed), content_type=content_type)
    name = quote(f"{deed.name}.{ext}".replace("/", "-"), safe="")  # numbers of contracts like «15/Д» are common
    response["Content-Disposition"] = f"attachment; filename=\"{deed.file_stem}.{ext}\"; filename*=UTF-8''{name}"
    return response
