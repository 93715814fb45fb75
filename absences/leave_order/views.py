"""*Ordre des départs*: the list of leaves to come, who was told, the same on paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from absences.forms import SelectionForm
from absences.leave_order import services
from absences.leave_order.forms import NoticeForm
from absences.leave_order.queries import leaves_of, ordered
from absences.leave_order.values import Told
from absences.page import planning_page
from absences.policies import can_enter_absences
from absences.printing import NotPrinted
from core import files, throttling
from core.french import counted
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.places import named_sites

_PER_PAGE = 100
_MONTHS = 12
_KEPT = ("du", "au", "site", "equipe", "categorie")


@requires(Right.ABSENCES_CONSULT)
@require_safe
def leave_order(request: PortalRequest, tiers: str) -> HttpResponse:
    return _page(request, NoticeForm())


@requires(Right.ABSENCES_ACT)
@require_POST
def tell_leave(request: PortalRequest, tiers: str) -> HttpResponse:
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    typed = form.cleaned_data
    told = services.tell_leave(
        access=request.access, chosen=form.chosen, told_on=typed["told_on"], means=typed["means"]
    )
    _say(request, told)
    return redirect(f"{reverse('absences:leave_order', args=[tiers])}?{_query(request)}")


@requires(Right.ABSENCES_CONSULT)
@require_safe
def print_leave_order(request: PortalRequest, tiers: str) -> Any:
    if not request.access.takes_files:
        raise PermissionDenied
    form = _selection_form(request)
    if not form.is_valid():
        return _page(request, NoticeForm())
    throttling.enforce("planning_taken", str(request.access.user.pk))
    try:
        content = services.print_leave_order(access=request.access, selection=form.selection)
    except NotPrinted as refused:
        return _page(request, NoticeForm(), refusal=str(refused))
    return files.attachment_of(content, filename=f"ordre-des-departs-{form.selection.first:%Y-%m-%d}.pdf")


def _page(request: PortalRequest, form: NoticeForm, *, refusal: str = "") -> HttpResponse:
    access, selection_form = request.access, _selection_form(request)
    is_valid = selection_form.is_valid()
    leaves: Any = leaves_of(access, selection_form.selection) if is_valid else []
    page: Any = Paginator(leaves, _PER_PAGE).get_page(_typed(request).get("page"))
    query = _query(request)
    context = {
        "selection_form": selection_form,
        "page": page,
        "leaves": ordered(access, page.object_list),
        "query": f"{query}&" if query else "",
        "kept": _kept(request),
        "form": form,
        "refusal": refusal,
        "may_act": can_enter_absences(access),
    }
    return planning_page(request, "leave_order/leave_order", context, status=None if is_valid and not refusal else 422)


def _typed(request: PortalRequest) -> Any:
    """The selection is in the address, and goes with what is posted."""
    return request.POST if request.method == "POST" else request.GET


def _selection_form(request: PortalRequest) -> SelectionForm:
    return SelectionForm(dict(_kept(request)), named_sites(request.access), months=_MONTHS)


def _kept(request: PortalRequest) -> list[tuple[str, str]]:
    typed = _typed(request)
    return [(name, typed[name]) for name in _KEPT if name in typed]


def _query(request: PortalRequest) -> str:
    return urlencode(_kept(request))


def _say(request: PortalRequest, told: Told) -> None:
    if told.count:
        messages.success(request, f"C’est noté pour {counted(told.count, 'congé')}.")
    if told.changed:
        messages.warning(
            request,
            f"{counted(told.changed, 'congé a,congés ont')} changé entre-temps : relisez ces dates avant de les noter.",
        )
