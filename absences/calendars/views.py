"""The calendars of whoever is signed in: their list, a new one, one taken back."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from absences.calendars import services
from absences.calendars.addresses import address_of, subscribing_address
from absences.calendars.forms import CalendarForm
from absences.calendars.queries import calendar_of, calendars_of
from absences.page import planning_page
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.places import places_of


@requires(Right.ABSENCES_CONSULT)
@require_safe
def calendars(request: PortalRequest, tiers: str) -> HttpResponse:
    _refuse_whoever_looks(request)
    return planning_page(request, "calendars/calendars", {"calendars": calendars_of(request.access)})


@requires(Right.ABSENCES_CONSULT)
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: PortalRequest, tiers: str) -> HttpResponse:
    """The address is shown by the answer, once: it is kept nowhere that could show it again."""
    _refuse_whoever_looks(request)
    form = CalendarForm(request.POST or None, places_of(request.access))
    if request.method == "POST" and form.is_valid():
        try:
            secret = services.subscribe(access=request.access, values=form.values)
        except services.TooManyCalendars as refused:
            form.add_error(None, str(refused))
        else:
            return _address_page(request, form.values.label, address_of(secret))
    return planning_page(request, "calendars/subscribe", {"form": form})


@requires(Right.ABSENCES_CONSULT)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_calendar(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    _refuse_whoever_looks(request)
    calendar = calendar_of(request.access, public_id)
    if calendar is None:
        raise Http404
    if request.method != "POST":
        return planning_page(request, "calendars/revoke", {"calendar": calendar})
    services.revoke(access=request.access, calendar=calendar)
    messages.success(request, f"L’agenda « {calendar.label} » est retiré : son adresse ne mène plus nulle part.")
    return redirect("absences:calendars", tiers)


def _refuse_whoever_looks(request: PortalRequest) -> None:
    """In an employer's place: a calendar is of a person, and takes the planning away."""
    if not request.access.takes_files:
        raise PermissionDenied


def _address_page(request: PortalRequest, label: str, address: str) -> HttpResponse:
    minutes = int(settings.CALENDAR_REFRESH.total_seconds() // 60)
    context = {
        "label": label,
        "address": address,
        "subscribing_address": subscribing_address(address),
        "minutes": minutes,
    }
    return planning_page(request, "calendars/address", context)
