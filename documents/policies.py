"""Who may do what with documents. What may be read is a named queryset (`Document.objects.for_access`)."""

from typing import Any

from core.access import Access
from core.rights import Right
from core.staff.managers import is_manager_of
from documents.enums import HandoverState
from documents.models import Document, DocumentKind, Handover, SentDocument

PUBLISH = "documents.publish_document"
_CHECKED = (HandoverState.TO_HAND_OVER, HandoverState.HANDED_OVER)


def can_act(access: Access) -> bool:
    """Sends, asks, checks, hands over."""
    return access.has(Right.DOCUMENTS_ACT)


def can_check(access: Access, handover: Handover) -> bool:
    """Before anything else: the employer answers for the hours, the wage and the days (D3141-34)."""
    return handover.state == HandoverState.TO_CHECK and can_act(access)


def can_hand_over(access: Access, handover: Handover) -> bool:
    """Once it is checked; the day may be corrected after."""
    return handover.state in _CHECKED and can_act(access)


def can_print_copies(access: Access, handover: Handover) -> bool:
    """Nobody gives a salarié what nobody checked, or what is said to be wrong."""
    return handover.state in _CHECKED and access.takes_files


def can_report_error(access: Access, handover: Handover) -> bool:
    """Whenever it is noticed, even once it was handed over; one error at a time."""
    return (handover.state in _CHECKED or handover.state == HandoverState.TO_CHECK) and can_act(access)


def can_publish(by: Any, caisse_id: int) -> bool:
    """Managers of the caisse; superusers of the network, all."""
    return is_manager_of(by, caisse_id, PUBLISH)


def can_withdraw(by: Any, document: Document) -> bool:
    return document.withdrawn_at is None and can_publish(by, document.adherent.caisse_id)


def can_change_kind(by: Any, kind: DocumentKind) -> bool:
    return is_manager_of(by, kind.caisse_id, "documents.change_documentkind")


def can_treat_sent(by: Any, sending: SentDocument) -> bool:
    return is_manager_of(by, sending.adherent.caisse_id, "documents.treat_sentdocument")


def can_keep_certificate(handover: Handover) -> bool:
    """An error to answer, of a certificate that its company still sees: once withdrawn, it can only be replaced."""
    return handover.state == HandoverState.DISPUTED and handover.document.withdrawn_at is None


def can_treat_handover(by: Any, handover: Handover) -> bool:
    return is_manager_of(by, handover.adherent.caisse_id, "documents.treat_handover")
