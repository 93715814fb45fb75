"""Lists of the back office in which one looks for somebody: by name or by company, never by NIR (SECURITY §4)."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.staff.scoping import ReadOnlyAdmin
from employees import nir as nirs

NOT_BY_NIR = (
    "On ne recherche pas par numéro de sécurité sociale, et celui-ci n’a pas été gardé : recherchez par nom, par "
    "référence ou par entreprise."
)


class OfPeopleAdmin(ReadOnlyAdmin):
    """Rows of people, found by name or by company: `ways` says so."""

    caisse_path = "adherent__caisse_id"
    secret_fields = ReadOnlyAdmin.secret_fields | {
        "nir_sealed",
        "nir_digest",
        "masked_nir",
        "hourly_wage",
        "departure_reason",
        "sent",
        "asked",
        "values",
    }
    list_select_related = ["adherent"]
    search_help_text = "Nom de la personne, ou raison sociale, identifiant CIBTP, SIREN ou SIRET de son entreprise."

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A number typed where it must not be leaves the address at once, whether somebody has it or not."""
        if nirs.looks_like_nir(request.GET.get(SEARCH_VAR, "")):
            kept = request.GET.copy()
            del kept[SEARCH_VAR]
            messages.warning(request, NOT_BY_NIR)
            return HttpResponseRedirect(f"{request.path}?{kept.urlencode()}")
        return super().changelist_view(request, extra_context)
