"""HTTP of the section *Informations légales et déclaratives*."""

from adherents.views.changes import (
    change,
    changes,
    proof,
    request_address_change,
    request_bank_change,
    request_contact_change,
    withdraw_change,
)
from adherents.views.declarations import declaration, declarations, rates
from adherents.views.identity import index

__all__ = [
    "change",
    "changes",
    "declaration",
    "declarations",
    "index",
    "proof",
    "rates",
    "request_address_change",
    "request_bank_change",
    "request_contact_change",
    "withdraw_change",
]
