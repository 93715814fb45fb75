"""*Vue de l’employeur*: the pages of the portal as the company reads them, for a member of its caisse's staff.

Nothing is written there, and every page looked at is a line of the journal, which the company reads.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse

from adherents import services
from adherents.models import Adherent, Establishment
from adherents.policies import EMPLOYER_VIEW, can_look_as_employer
from core.access import Access, Tiers, Via
from core.mounting import mounted_at, shown_to


def look_as_employer(request: HttpRequest, company: Adherent, inside: str = "") -> HttpResponse:
    """`inside`: the address of the page in the portal."""
    if not can_look_as_employer(request.user, company):
        raise PermissionDenied
    leave_url = reverse("admin:adherents_adherent_overview", args=[company.pk])
    mount = reverse("admin:adherents_adherent_look_as_employer", args=[company.pk])
    match = resolve(f"/{inside}") if inside else None
    if match is not None and "tiers" not in match.kwargs:
        # Not of the company: the caisse's public pages, for instance.
        return HttpResponseRedirect(reverse(match.view_name, args=match.args, kwargs=match.kwargs))
    with mounted_at(mount):
        if match is None:
            return HttpResponseRedirect(reverse("portal_home", args=[company.public_id]))
        access = Access(request.user, _tiers(company, match.kwargs["tiers"]), EMPLOYER_VIEW, Via("caisse"), False)
        services.record_looked_at(access=access, page=inside.partition(f"{access.tiers.ref}/")[2])
        return shown_to(request, access, match, leave_url=leave_url)


def _tiers(company: Adherent, ref: str) -> Tiers:
    """The company, or the one of its sites that has that reference."""
    about: dict[str, Any] = {"name": company.name, "adherent_id": company.pk, "caisse_id": company.caisse_id}
    if ref == company.public_id:
        return Tiers(ref=ref, site_label="", establishment_id=None, **about)
    site = Establishment.objects.filter(adherent=company, public_id=ref).first()
    if site is None:
        raise Http404
    return Tiers(ref=ref, site_label=site.name, establishment_id=site.pk, **about)
