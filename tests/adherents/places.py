"""The pages of *Informations légales et déclaratives*, for the tests that look at every page."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import expect

from adherents.calendar import due_date, last_months
from adherents.enums import ChangeState, ContactKind, PeriodState
from adherents.models import ChangeRequest, Establishment, PublicHoliday
from tests.e2e.places import Visit, place
from tests.e2e.steps import field, press
from tests.factories import (
    PASSWORD,
    BankAccountFactory,
    ChangeFactory,
    ContactFactory,
    EstablishmentFactory,
    PeriodFactory,
    ProofFactory,
)


def furnished(visit: Visit) -> ChangeRequest:
    """A company of which the caisse knows everything, some of it wrong; its open request."""
    member = visit.signed_in()
    member.user.mobile_certified_at = timezone.now()
    member.user.save()
    adherent = member.adherent
    adherent.naf, adherent.workforce, adherent.joined_on = "4399C", 12, timezone.localdate() - timedelta(days=4000)
    adherent.collective_agreement = "IDCC 1597 · Ouvriers du bâtiment (plus de dix salariés)"
    adherent.save()
    ContactFactory(adherent=adherent)
    BankAccountFactory(adherent=adherent)
    EstablishmentFactory(adherent=adherent, name="Dépôt fermé", closed_on=timezone.localdate() - timedelta(days=400))
    for rank, month in enumerate(last_months(timezone.localdate(), 12)):
        is_paid = due_date(month) < timezone.localdate() and rank != 6
        state = {3: PeriodState.MISSING, 8: PeriodState.ANOMALY}.get(rank, PeriodState.DECLARED)
        paid = Decimal("2000.50") if is_paid and state == PeriodState.DECLARED else Decimal(0)
        PeriodFactory(adherent=adherent, month=month, state=state, paid=paid)
    change = ChangeFactory(adherent=adherent, asked_by=member.user, asked_by_label="Alice Martin")
    ProofFactory(change=change, name="lettre de nomination du service paie, septembre.pdf")
    ChangeFactory(
        adherent=adherent,
        contact_kind=ContactKind.SITE,
        state=ChangeState.REFUSED,
        reason="Le numéro ne répond pas : indiquez-en un autre.",
        treated_at=timezone.now(),
    )
    return change


def section(visit: Visit, path: str = "") -> ChangeRequest:
    change = furnished(visit)
    visit.go(f"/espace/{change.adherent.public_id}/informations-legales/{path}")
    return change


@place("informations-legales", is_signed_in=True)
def legal_company_alone(visit: Visit) -> None:
    visit.section("informations-legales")


@place("legal-company")
def legal_company(visit: Visit) -> None:
    section(visit)


@place("legal-declarations")
def legal_declarations(visit: Visit) -> None:
    section(visit, "declarations/")


@place("legal-declarations-empty")
def legal_declarations_empty(visit: Visit) -> None:
    section(visit, "declarations/?annee=2001")


@place("legal-declaration")
def legal_declaration(visit: Visit) -> None:
    section(visit, f"declarations/{last_months(timezone.localdate(), 4)[0]:%Y-%m}/")


@place("legal-rates")
def legal_rates(visit: Visit) -> None:
    section(visit, "taux/")


@place("legal-changes")
def legal_changes(visit: Visit) -> None:
    section(visit, "demandes/")


@place("legal-changes-empty")
def legal_changes_empty(visit: Visit) -> None:
    member = visit.signed_in()
    visit.go(f"/espace/{member.adherent.public_id}/informations-legales/demandes/")


@place("legal-change")
def legal_change(visit: Visit) -> None:
    change = section(visit)
    visit.go(f"/espace/{change.adherent.public_id}/informations-legales/demandes/{change.public_id}/")


@place("legal-change-withdraw")
def legal_change_withdraw(visit: Visit) -> None:
    change = section(visit)
    visit.go(f"/espace/{change.adherent.public_id}/informations-legales/demandes/{change.public_id}/retirer/")


@place("legal-address-refused")
def legal_address_refused(visit: Visit) -> None:
    change = section(visit)
    site = change.adherent.establishments.get(is_head_office=True)
    visit.go(f"/espace/{change.adherent.public_id}/informations-legales/demandes/adresse/{site.public_id}/")
    field(visit.page, "Nouvelle adresse").fill("12 rue du Parpaing")
    press(visit.page, "Envoyer la demande")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("legal-bank")
def legal_bank(visit: Visit) -> None:
    section(visit, "demandes/compte-bancaire/")
    field(visit.page, "Mot de passe actuel").fill(PASSWORD)
    press(visit.page, "Continuer")
    expect(field(visit.page, "IBAN")).to_be_visible()


def alsatian(visit: Visit) -> Establishment:
    """A site whose commune keeps Good Friday, in a caisse that adds a day of its own."""
    adherent = furnished(visit).adherent
    PublicHoliday.objects.create(
        caisse=adherent.caisse,
        name="Saint-Éloi, patron des métiers du bâtiment et des travaux publics",
        month=12,
        day=1,
        starts_on=timezone.localdate() - timedelta(days=900),
        source="Accord départemental du 12 mars 2019",
    )
    site: Establishment = EstablishmentFactory(
        adherent=adherent, name="Dépôt de Strasbourg", address="4 quai du Bassin\n67000 Strasbourg"
    )
    site.keeps_good_friday = True
    site.save()
    return site


@place("legal-site")
def legal_site(visit: Visit) -> None:
    site = alsatian(visit)
    visit.go(f"/espace/{site.adherent.public_id}/informations-legales/etablissements/{site.public_id}/")


@place("legal-good-friday")
def legal_good_friday(visit: Visit) -> None:
    site = alsatian(visit)
    visit.go(f"/espace/{site.adherent.public_id}/informations-legales/demandes/vendredi-saint/{site.public_id}/")
    press(visit.page, "Envoyer la demande")
    expect(visit.page.get_by_role("alert")).to_be_visible()
