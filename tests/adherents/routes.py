"""The addresses of *Informations légales et déclaratives*, and who may open them."""

from typing import Any

from core.rights import Right
from tests.cast import Cast
from tests.security.route import BOTH, Route


def _site(cast: Cast) -> list[Any]:
    return [cast.acme.site.public_id]


TIERS = {
    "adherents:index": Route(right=Right.LEGAL_CONSULT),
    "adherents:site": Route(args=_site, right=Right.LEGAL_CONSULT),
    "adherents:declarations": Route(right=Right.LEGAL_CONSULT),
    "adherents:declaration": Route(args=lambda cast: [f"{cast.acme.period.month:%Y-%m}"], right=Right.LEGAL_CONSULT),
    "adherents:rates": Route(right=Right.LEGAL_CONSULT),
    "adherents:changes": Route(right=Right.LEGAL_CONSULT),
    "adherents:change": Route(args=lambda cast: [cast.acme.change.public_id], right=Right.LEGAL_CONSULT),
    "adherents:proof": Route(args=lambda cast: [cast.acme.proof.public_id], right=Right.LEGAL_CONSULT),
    "adherents:withdraw_change": Route(BOTH, args=lambda cast: [cast.acme.change.public_id], right=Right.LEGAL_ACT),
    "adherents:request_address_change": Route(BOTH, args=_site, right=Right.LEGAL_ACT),
    "adherents:request_good_friday_change": Route(BOTH, args=_site, right=Right.LEGAL_ACT),
    "adherents:request_contact_change": Route(BOTH, args=lambda cast: ["legal"], right=Right.LEGAL_ACT),
    # Leads first to the page that asks for the password.
    "adherents:request_bank_change": Route(BOTH, status=302, right=Right.BANK_ACT),
}
ADMIN_MODELS = {
    "adherents_caisse": (lambda company: company.adherent.caisse, frozenset()),
    "adherents_legalpage": (lambda company: company.legal_page, frozenset({"add", "delete"})),
    "adherents_termsversion": (lambda company: company.terms, frozenset({"add"})),
    "adherents_adherent": (lambda company: company.adherent, frozenset({"add"})),
    "adherents_establishment": (lambda company: company.site, frozenset({"add"})),
    "adherents_changerequest": (lambda company: company.change, frozenset()),
    "adherents_declarativeperiod": (lambda company: company.period, frozenset()),
    "adherents_contact": (lambda company: company.contact, frozenset()),
    "adherents_bankaccount": (lambda company: company.bank_account, frozenset()),
    "adherents_contributionrate": (lambda company: company.rate, frozenset({"add"})),
    "adherents_publicholiday": (lambda company: company.holiday, frozenset({"add"})),
}
ADMIN_OF_ROWS = {
    "admin:adherents_adherent_overview": lambda company: [company.adherent.pk],
    "admin:adherents_adherent_look_as_employer": lambda company: [company.adherent.pk],
    "admin:adherents_adherent_look_as_employer_at": lambda company: [
        company.adherent.pk,
        f"espace/{company.ref}/salaries/",
    ],
    "admin:adherents_changerequest_accept": lambda company: [company.change.pk],
    "admin:adherents_changerequest_refuse": lambda company: [company.change.pk],
    "admin:adherents_changerequest_next": lambda company: [company.change.pk],
    "admin:adherents_changerequest_show_iban": lambda company: [company.change.pk],
    "admin:adherents_changerequest_proof": lambda company: [company.change.pk, company.proof.pk],
    "admin:adherents_bankaccount_show_iban": lambda company: [company.bank_account.pk],
}
# Of no caisse: managers read it.
ADMIN_OF_MANAGERS = frozenset({"adherents_weathercampaign"})
