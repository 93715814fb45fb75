"""What an invited person reads before having any access."""

from dataclasses import dataclass

from accounts.models import User
from adherents.models import Caisse
from core.rights import as_rights, in_words
from core.tenancy import all_tenants
from delegations.models import Delegation, Firm
from delegations.words import period_in_words, sites_in_words


@dataclass(frozen=True, slots=True)
class Offer:
    """Who gives what to whom, in words."""

    company: str
    siren: str
    by: str
    firm: str
    siret: str
    email: str
    rights: list[str]
    sites: str
    period: str
    firm_is_known: bool
    has_account: bool


def offer_of(delegation: Delegation) -> Offer:
    with all_tenants(reason="an invited person reads what is offered"):
        names = [row.establishment.name for row in delegation.sites.all()]
    return Offer(
        company=delegation.adherent.name,
        siren=delegation.adherent.siren,
        by=str(delegation.given_by or ""),
        firm=delegation.firm_name,
        siret=delegation.firm_siret,
        email=delegation.invited_email,
        rights=in_words(as_rights(delegation.rights)),
        sites=sites_in_words(delegation.all_sites, names),
        period=period_in_words(delegation.starts_on, delegation.ends_on),
        firm_is_known=delegation.firm is not None,
        has_account=has_account(delegation.invited_email),
    )


def has_account(email: str) -> bool:
    return User.objects.filter(email=email).exists()


def caisse_of(firm: Firm) -> Caisse | None:
    """The caisse of one of its clients, whose general conditions a newcomer accepts."""
    with all_tenants(reason="a newcomer of a firm reads the conditions of a caisse"):
        return Caisse.objects.filter(adherents__delegations__firm=firm).order_by("pk").first()
