"""What a firm asks of a company is answered by what the company gives it."""

from django.utils import timezone

from delegations.enums import AnswerState
from delegations.models import Delegation, DelegationRequest


def answer_requests(delegation: Delegation) -> None:
    """Whether it was asked before or after it was given: the firm is known by its SIRET."""
    asked = DelegationRequest.objects.filter(
        adherent_id=delegation.adherent_id, firm__siret=delegation.firm_siret, state=AnswerState.PENDING
    )
    asked.update(state=AnswerState.ACCEPTED, answered_at=timezone.now())
