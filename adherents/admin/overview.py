"""The page of a company: all that the caisse knows of it, in one look, and where each thing is done."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from adherents import services
from adherents.models import Adherent
from adherents.policies import can_look_as_employer
from core.staff.company_panels import panels_of
from core.templatetags.portal import french_date, siren

# What has no panel: a link to its list, for that company.
_ELSEWHERE = ("accounts.invitation", "adherents.contact", "adherents.declarativeperiod", "adherents.bankaccount")


def told(company: Adherent) -> tuple[str, str]:
    """A company as the one search tells it."""
    return company.name, f"Identifiant CIBTP {company.cibtp_id}, SIREN {siren(company.siren)}"


def overview(page: admin.ModelAdmin, request: HttpRequest, company: Adherent) -> HttpResponse:
    services.record_opened(company=company, by=request.user)
    person: Any = request.user
    if person.staff_caisse_id == company.caisse_id:
        # The header names it too: it has been read.
        person.staff_caisse = company.caisse
    context = {
        **page.admin_site.each_context(request),
        "title": company.name,
        "opts": page.opts,
        "company": company,
        "identity": _identity(company),
        "panels": panels_of(request, company, page.admin_site._registry.values()),
        "elsewhere": _elsewhere(page, request, company),
        "may_change": page.has_change_permission(request, company),
        "may_look": can_look_as_employer(request.user, company),
    }
    return TemplateResponse(request, "admin/adherents/adherent/overview.html", context)


def _identity(company: Adherent) -> list[tuple[str, str]]:
    facts = [
        ("Identifiant CIBTP", company.cibtp_id),
        ("SIREN", siren(company.siren)),
        ("Caisse", company.caisse.name),
        ("Adhésion", french_date(company.joined_on) if company.joined_on else ""),
        ("Code NAF (APE)", company.naf),
        ("Convention collective", company.collective_agreement),
        ("Effectif", "" if company.workforce is None else str(company.workforce)),
        ("Titulaire, sur les courriers", f"{company.holder_first_name} {company.holder_last_name}".strip()),
    ]
    return [(label, value or "–") for label, value in facts]


def _elsewhere(page: admin.ModelAdmin, request: HttpRequest, company: Adherent) -> list[tuple[str, str]]:
    """(label, address) of the lists without a panel that this member of staff may see."""
    links = []
    registered: Iterable[Any] = page.admin_site._registry.values()
    for one in registered:
        if one.opts.label_lower in _ELSEWHERE and one.has_view_permission(request):
            links.append((str(one.opts.verbose_name_plural), one.rows_url(adherent__id__exact=company.pk)))
    return links
