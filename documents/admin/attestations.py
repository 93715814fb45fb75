"""Attestations made by the portal, as the caisse reads them; what it decides of them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from adherents.admin.companies import JournalledAdmin
from adherents.queries import of_company
from core.search import Way
from core.staff.columns import spaced_siret
from core.staff.rows import RowPageAdmin
from documents.admin.pages import linked_document
from documents.models import Attestation, AttestationRule


@admin.register(Attestation)
class AttestationAdmin(RowPageAdmin):
    """Withdrawn as any document is: by withdrawing its document."""

    caisse_path = "adherent__caisse_id"
    secret_fields = RowPageAdmin.secret_fields | {"code"}
    ways: tuple[Way, ...] = (of_company(),)
    search_help_text = "Raison sociale, identifiant CIBTP, SIREN, ou SIRET d’un de ses établissements."
    list_display = ["reference", "kind", "recipient", "issued_on", "valid_until", "state", "adherent"]
    list_select_related = ["adherent", "document__kind"]
    fields: ClassVar[Any] = [
        ("company", "state"),
        ("paper", "reference"),
        ("company_name", spaced_siret),
        ("cibtp_id", "naf"),
        "recipient",
        ("issued_on", "figures_on", "valid_until"),
        "replaced_at",
    ]

    readonly_fields: ClassVar[Any] = [spaced_siret]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attestation]:
        return super().get_queryset(request).select_related("adherent__caisse", "document__kind")

    @admin.display(description="référence", ordering="document__reference")
    def reference(self, attestation: Attestation) -> str:
        return attestation.document.reference

    @admin.display(description="document")
    def paper(self, attestation: Attestation) -> SafeString:
        """Where it is read, and withdrawn."""
        return linked_document(self, attestation.document)

    @admin.display(description="type", ordering="document__kind")
    def kind(self, attestation: Attestation) -> str:
        return str(attestation.document.kind)

    @admin.display(description="état")
    def state(self, attestation: Attestation) -> str:
        return str(attestation.state_on(timezone.localdate()).label)


@admin.register(AttestationRule)
class AttestationRuleAdmin(JournalledAdmin):
    """One row a caisse; without it, the parameters of the portal hold."""

    caisse_path = "caisse_id"
    foreign_caisse_paths = {"caisse": "pk"}
    list_display = ["caisse", "figures_max_days", "valid_days"]
    fields = ["caisse", "figures_max_days", "valid_days"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
