"""Reads across caisses, companies, sites and what they declare."""

from adherents.queries.company import (
    CompanyCard,
    LegalText,
    Terms,
    all_caisses,
    caisse_named,
    company_card,
    is_number,
    legal_text,
    search_adherents,
    search_establishments,
    terms_of,
)
from adherents.queries.declarations import (
    Month,
    Standing,
    missing_declarations,
    months_of,
    overdue_balances,
    periods_of_month,
    standing_of,
)
from adherents.queries.identity import (
    Identity,
    SiteCard,
    contacts_of,
    identity_of,
    site_cards,
    sites_of,
)

__all__ = [
    "CompanyCard",
    "Identity",
    "LegalText",
    "Month",
    "SiteCard",
    "Standing",
    "Terms",
    "all_caisses",
    "caisse_named",
    "company_card",
    "contacts_of",
    "identity_of",
    "is_number",
    "legal_text",
    "months_of",
    "missing_declarations",
    "overdue_balances",
    "periods_of_month",
    "search_adherents",
    "search_establishments",
    "site_cards",
    "sites_of",
    "standing_of",
    "terms_of",
]
