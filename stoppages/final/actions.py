"""What the final declaration adds to the page of a case."""

from django.urls import reverse

from core.access import Access
from stoppages.actions import Action
from stoppages.enums import IN_WRITING, CaseState
from stoppages.models import StoppageCase
from stoppages.policies import can_act, can_certify, sees_wages


def actions(access: Access, case: StoppageCase) -> list[Action]:
    if not case.is_weather:
        return []
    offered = [_estimate(access, case)] if sees_wages(access) else []
    if can_act(access, case):
        offered = [_next(access, case), *offered]
    return offered


def _next(access: Access, case: StoppageCase) -> Action:
    """A new version, or the step where the declaration is; the provisional one comes before it."""
    if case.state not in IN_WRITING:
        return Action("Modifier la déclaration", _to(access, case, "amend"), "pencil", is_primary=case.to_amend)
    is_next = case.state == CaseState.PROVISIONAL and not case.to_amend
    if case.weather.resumes_at is None:
        return Action("Le travail a repris", _to(access, case, "work_resumed"), "clock", is_primary=is_next)
    if case.weather.hours_entered_at is None:
        return Action("Saisir les heures perdues", _to(access, case, "people"), "people", is_primary=is_next)
    if can_certify(access, case):
        return Action("Vérifier les salaires et certifier", _to(access, case, "wages"), "send", is_primary=is_next)
    return Action("Revoir les heures perdues", _to(access, case, "hours"), "clock")


def _estimate(access: Access, case: StoppageCase) -> Action:
    return Action("Estimation", _to(access, case, "estimate"), "calculator")


def _to(access: Access, case: StoppageCase, page: str) -> str:
    return reverse(f"stoppages:{page}", args=[access.tiers.ref, case.public_id])
