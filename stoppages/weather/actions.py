"""What may be done of a weather stoppage until its hours are entered."""

from django.urls import reverse

from core.access import Access
from stoppages.actions import Action
from stoppages.enums import IN_WRITING, CaseState
from stoppages.models import StoppageCase
from stoppages.policies import can_act


def actions(access: Access, case: StoppageCase) -> list[Action]:
    if not case.is_weather or case.state not in IN_WRITING or not can_act(access, case):
        return []
    provisional, change = (
        reverse(f"stoppages:{name}", args=[access.tiers.ref, case.public_id])
        for name in ("provisional", "change_weather")
    )
    changing = Action("Modifier l’arrêt", change, "pencil")
    if case.state == CaseState.DRAFT:
        return [Action("Relire et envoyer la provisoire", provisional, "send", is_primary=True), changing]
    if case.to_amend:
        return [Action("Envoyer la modification", provisional, "send", is_primary=True), changing]
    return [changing]
