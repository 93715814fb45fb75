"""How a company pays what it owes: the means of its caisse, and the reference to quote."""

from dataclasses import dataclass
from decimal import Decimal

from adherents.iban import grouped
from adherents.models import Adherent, Caisse
from core.access import Access


@dataclass(frozen=True, slots=True)
class HowToPay:
    """`about`: what the payment is for. Means that the caisse does not offer are empty."""

    amount: Decimal
    about: str
    cibtp_id: str
    account_holder: str
    iban: str
    bic: str
    direct_debit: str
    cheque_order: str
    address: str

    @property
    def reference(self) -> str:
        """What the transfer or the cheque says, so that the caisse knows whose it is and what for."""
        return f"{self.cibtp_id} {self.about}"

    @property
    def has_means(self) -> bool:
        return bool(self.iban or self.direct_debit or self.cheque_order)


def how_to_pay(access: Access, amount: Decimal, about: str) -> HowToPay | None:
    """None when nothing is owed: no query."""
    if amount <= 0:
        return None
    company = Adherent.objects.select_related("caisse").get(pk=access.tiers.adherent_id)
    caisse: Caisse = company.caisse
    return HowToPay(
        amount=amount,
        about=about,
        cibtp_id=company.cibtp_id,
        account_holder=caisse.payment_account_holder or caisse.legal_name,
        iban=grouped(caisse.payment_iban),
        bic=caisse.payment_bic,
        direct_debit=caisse.direct_debit,
        cheque_order=caisse.cheque_order,
        address=caisse.address,
    )
