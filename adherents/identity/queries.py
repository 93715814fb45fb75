"""Who the company is for its caisse."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet

from adherents.enums import ContactKind
from adherents.models import Adherent, Contact, Establishment, PublicHoliday
from adherents.policies import can_consult_bank_account
from core.access import Access


@dataclass(frozen=True, slots=True)
class Identity:
    """What the caisse holds of the company."""

    name: str
    siren: str
    cibtp_id: str
    naf: str
    collective_agreement: str
    workforce: int | None
    caisse_name: str
    joined_on: date | None
    bank_account: "BankCard | None"


@dataclass(frozen=True, slots=True)
class BankCard:
    """The account of the company: its holder and the two ends of its IBAN."""

    holder: str
    masked_iban: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ContactCard:
    """One of the contacts that the caisse may ask for; `name` is empty when nobody is known."""

    kind: str
    label: str
    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class KeptDay:
    """A public holiday of a site, and where it comes from."""

    day: date
    name: str
    origin: str
    is_of_caisse: bool


@dataclass(frozen=True, slots=True)
class HolidayYear:
    year: int
    days: list[KeptDay]


@dataclass(frozen=True, slots=True)
class SiteCard:
    public_id: str
    name: str
    siret: str
    address: str
    is_head_office: bool
    closed_on: date | None
    contacts: list[ContactCard]


def identity_of(access: Access) -> Identity:
    adherent = (
        Adherent.objects.select_related("caisse")
        .annotate(
            bank_holder=F("bankaccounts__holder"),
            bank_masked_iban=F("bankaccounts__masked_iban"),
            bank_updated_at=F("bankaccounts__updated_at"),
        )
        .get(pk=access.tiers.adherent_id)
    )
    return Identity(
        name=adherent.name,
        siren=adherent.siren,
        cibtp_id=adherent.cibtp_id,
        naf=adherent.naf,
        collective_agreement=adherent.collective_agreement,
        workforce=adherent.workforce,
        caisse_name=adherent.caisse.name,
        joined_on=adherent.joined_on,
        bank_account=_bank_account(access, adherent),
    )


def sites_of(access: Access) -> QuerySet[Establishment]:
    """Open ones first, the head office before all."""
    rows = Establishment.objects.for_access(access)
    return rows.order_by("-is_head_office", F("closed_on").desc(nulls_first=True), "name")


def contacts_of(access: Access) -> list[Contact]:
    """The company's and its sites' (of one site: its own)."""
    return list(Contact.objects.for_access(access))


def contact_cards(contacts: Iterable[Contact], establishment_id: int | None) -> list[ContactCard]:
    """One card a role, in the order of the roles, for the company (None) or for that site."""
    known = {contact.kind: contact for contact in contacts if contact.establishment_id == establishment_id}
    cards = []
    for kind in ContactKind:
        contact = known.get(kind)
        values = (contact.name, contact.email, contact.phone) if contact else ("", "", "")
        cards.append(ContactCard(kind.value, kind.label, *values))
    return cards


def site_cards(sites: Iterable[Establishment], contacts: Iterable[Contact]) -> list[SiteCard]:
    return [
        SiteCard(
            public_id=site.public_id,
            name=site.name,
            siret=site.siret,
            address=site.address,
            is_head_office=site.is_head_office,
            closed_on=site.closed_on,
            contacts=[card for card in contact_cards(contacts, site.pk) if card.name],
        )
        for site in sites
    ]


def holidays_of(site: Establishment, years: Iterable[int]) -> list[HolidayYear]:
    """The days that are not counted in the leave of whoever works there: one query."""
    rows = PublicHoliday.objects.for_company(site.adherent_id)
    kept = [holiday for holiday in rows if holiday.is_kept_at(site)]
    return [HolidayYear(year, _days_of(kept, year)) for year in years]


def _days_of(holidays: list[PublicHoliday], year: int) -> list[KeptDay]:
    dated = [(day, row) for row in holidays if (day := row.in_year(year)) is not None]
    days = [KeptDay(day, row.name, row.source, row.caisse_id is not None) for day, row in dated]
    return sorted(days, key=lambda kept: (kept.day, kept.is_of_caisse))


def _bank_account(access: Access, adherent: Any) -> BankCard | None:
    """For whoever may see it."""
    if adherent.bank_holder is None or not can_consult_bank_account(access):
        return None
    return BankCard(adherent.bank_holder, adherent.bank_masked_iban, adherent.bank_updated_at)
