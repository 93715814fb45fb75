"""Attestations: in order with some made, not in order; the public page that verifies one."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from adherents.enums import PeriodState
from tests.documents.factories import CODE, attested, kind_of
from tests.documents.kit import in_order
from tests.e2e.places import Visit, place
from tests.factories import AdherentFactory, PeriodFactory


@place("attestations", is_signed_in=True)
def attestations(visit: Visit) -> None:
    adherent = visit.signed_in().adherent
    in_order(adherent)
    attested(adherent, "Syndicat intercommunal d’assainissement de la vallée de l’Orge aval")
    attested(adherent, days=40, replaced_at=timezone.now())
    attested(adherent, "Ville de Saint-Rémy-lès-Chevreuse", days=120)
    visit.go(reverse("documents:attestations", args=[adherent.public_id]))


@place("attestations-not-in-order")
def not_in_order(visit: Visit) -> None:
    adherent = visit.signed_in().adherent
    kind_of(adherent.caisse)
    PeriodFactory(adherent=adherent, month=date(2026, 5, 1), leave_contribution="1025.91")
    PeriodFactory(adherent=adherent, month=date(2026, 6, 1), state=PeriodState.MISSING)
    visit.go(reverse("documents:attestations", args=[adherent.public_id]))


@place("verify-attestation")
def verify(visit: Visit) -> None:
    """What was verified, then the form for another one."""
    attestation = attested(AdherentFactory(name="Entreprise générale de couverture de la vallée de Chevreuse"), "Ville")
    visit.go(reverse("documents_public:verify"))
    visit.page.get_by_label("Code de vérification").fill(CODE)
    visit.page.get_by_label("Numéro de SIRET").fill(attestation.siret)
    visit.page.get_by_role("button", name="Vérifier").click()
    visit.page.get_by_text("Cette attestation est authentique").wait_for()
