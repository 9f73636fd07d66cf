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

from programs.reporting import as_pdf
from programs.reporting.files import attachment

from ..documents import Deed, act_deed, agreement_deed, as_docx, contract_deed
from ..models import Act, Contract, SupplementaryAgreement
from ..permissions import may_print

FORMATS: dict[str, Callable[[Deed], bytes]] = {"pdf": as_pdf.render, "docx": as_docx.render}


@login_required
@never_cache
@require_safe
def contract_document(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """The contract as it was first signed, or its draft."""
    return _file(request, Contract, pk, ext, contract_deed, "measure__program", "customer", "supplier")


@login_required
@never_cache
@require_safe
def agreement_document(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """A supplementary agreement: what was and what became."""
    related = ("contract__measure__program", "contract__customer", "contract__supplier")
    return _file(request, SupplementaryAgreement, pk, ext, agreement_deed, *related)


@login_required
@never_cache
@require_safe
def act_document(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """An act with the list of its publications."""
    related = ("corrects", "contract__measure__program", "contract__customer", "contract__supplier")
    return _file(request, Act, pk, ext, act_deed, *related)


def _file(
    request: HttpRequest, model: Any, pk: int, ext: str, make: Callable[[Any], Deed], *related: str
) -> HttpResponseBase:
    if not may_print(request.user, model):
        raise PermissionDenied
    deed = make(get_object_or_404(model.objects.select_related(*related), pk=pk))
    return attachment(FORMATS[ext](deed), f"{deed.name}.{ext}", plain=f"{deed.file_stem}.{ext}")
