"""What the follow-up lets one do of a case: answer the caisse, abandon."""

from collections.abc import Iterator

from django.urls import reverse

from core.access import Access
from stoppages.actions import Action
from stoppages.enums import CaseState
from stoppages.models import StoppageCase
from stoppages.policies import can_act, can_drop


def actions(access: Access, case: StoppageCase) -> Iterator[Action]:
    args = [access.tiers.ref, case.public_id]
    if case.state == CaseState.QUESTION and can_act(access, case):
        yield Action("Répondre à la caisse", reverse("stoppages:answer", args=args), "chat-left-text", is_primary=True)
    if can_drop(access, case):
        yield Action("Abandonner", reverse("stoppages:drop", args=args), "trash")
