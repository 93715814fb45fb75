"""The kinds of documents that a caisse has from the start."""

from dataclasses import asdict, dataclass

from adherents.models import Caisse
from core.queue import defer
from core.rights import Right
from documents.enums import Audience, ShippedKind
from documents.models import DocumentKind

INDEX_KIND = "documents.jobs.index_kind"


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a caisse finds; it changes everything of it but its code."""

    audience: Audience = Audience.EVERYBODY
    needed_right: str = ""
    is_handed_over: bool = False
    is_accepted: bool = False
    retention_months: int = 60


# What a payment says of a salarié (tax rate, seizures) is theirs: off for employers (DOMAIN §1.2).
_OF_THE_SALARIE = Shipped(Audience.NOBODY, Right.WAGES_CONSULT)
SHIPPED: dict[ShippedKind, Shipped] = {
    ShippedKind.STATEMENT: Shipped(needed_right=Right.LEGAL_CONSULT, retention_months=120),
    ShippedKind.UP_TO_DATE: Shipped(retention_months=24),
    ShippedKind.CONTRACT: Shipped(retention_months=24),
    # It names the hourly wage (D3141-34).
    ShippedKind.LEAVE_CERTIFICATE: Shipped(needed_right=Right.WAGES_CONSULT, is_handed_over=True),
    ShippedKind.REIMBURSEMENT: Shipped(needed_right=Right.STOPPAGES_CONSULT),
    ShippedKind.LETTER: Shipped(is_accepted=True),
    ShippedKind.PAYMENT_NOTICE: _OF_THE_SALARIE,
    ShippedKind.PAYMENT_STATEMENT: _OF_THE_SALARIE,
    ShippedKind.REGISTRATION: Shipped(is_accepted=True),
    # Bank details are the company's own affair.
    ShippedKind.MANDATE: Shipped(Audience.COMPANY, is_accepted=True),
    ShippedKind.OTHER: Shipped(is_accepted=True),
}


def follow_name(kind: DocumentKind) -> None:
    """In the transaction that renamed it: its documents are found by its new name."""
    defer(INDEX_KIND, kind_id=kind.pk)


def ensure_kinds(caisse: Caisse) -> None:
    """Give the caisse the kinds that it lacks; those that it has stay as it made them."""
    rows = [DocumentKind(caisse=caisse, code=kind.value, name=kind.label, **asdict(SHIPPED[kind])) for kind in SHIPPED]
    DocumentKind.objects.bulk_create(rows, ignore_conflicts=True)
