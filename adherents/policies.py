"""Who may do what with the information of a company."""

from typing import Any

from adherents.enums import ChangeKind
from adherents.models import Adherent, ChangeRequest
from core.access import Access
from core.rights import SENSITIVE, Right
from core.staff.managers import is_manager_of

# What the staff see of the portal in the place of an employer: what is read there, but for what is private.
EMPLOYER_VIEW = frozenset(right for right in Right if right.value.endswith(".consult")) - SENSITIVE


def can_consult_bank_account(access: Access) -> bool:
    """Bank details are never delegable, and are the company's as a whole: people of the company, not of one site."""
    return access.via.kind == "membership" and access.tiers.establishment_id is None


def can_request_bank_change(access: Access) -> bool:
    """The same people, with the right to ask for it."""
    return can_consult_bank_account(access) and access.has(Right.BANK_ACT)


def can_withdraw_change(access: Access, change: ChangeRequest) -> bool:
    """Who could ask for it may withdraw it, as long as the caisse has not treated it."""
    may_ask = can_request_bank_change(access) if change.kind == ChangeKind.BANK else access.has(Right.LEGAL_ACT)
    return may_ask and change.is_open


def can_treat_change(by: Any, change: ChangeRequest) -> bool:
    """Managers of the caisse that the company belongs to today; superusers of the network, all."""
    return is_manager_of(by, change.adherent.caisse_id, "adherents.treat_changerequest")


def can_show_iban(by: Any, adherent_caisse_id: int) -> bool:
    """Managers of that caisse, each time in the journal."""
    return is_manager_of(by, adherent_caisse_id, "adherents.show_iban")


def can_look_as_employer(by: Any, company: Adherent) -> bool:
    """Managers of the caisse that the company belongs to today; superusers of the network, all."""
    return is_manager_of(by, company.caisse_id, "adherents.look_as_employer")
