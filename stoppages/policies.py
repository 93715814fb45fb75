"""Who may do what with the arrêts of a company."""

from typing import Any

from absences.motives import sees_motives
from core.access import Access
from core.rights import Right
from core.staff.managers import is_manager_of
from stoppages.enums import CaseState, Nature
from stoppages.models import StoppageCase

DROPPABLE = (CaseState.DRAFT, CaseState.PROVISIONAL)
TREAT = "stoppages.treat_stoppagecase"


def can_act_on_nature(access: Access, nature: Nature) -> bool:
    """An arrêt de travail is a motive: whoever may not read motives declares none."""
    return access.has(Right.STOPPAGES_ACT) and (nature == Nature.WEATHER or sees_motives(access))


def can_act(access: Access, case: StoppageCase) -> bool:
    is_ours = case.adherent_id == access.tiers.adherent_id
    return is_ours and not case.is_over and can_act_on_nature(access, Nature(case.nature))


def can_drop(access: Access, case: StoppageCase) -> bool:
    """As long as nothing final was sent: what the caisse examines is not abandoned."""
    return case.state in DROPPABLE and can_act(access, case)


def sees_wages(access: Access) -> bool:
    """Amounts of a salarié tell their wage: whoever lacks this right enters hours, and certifies nothing."""
    return access.has(Right.WAGES_CONSULT)


def can_certify(access: Access, case: StoppageCase) -> bool:
    """Sends the final declaration: the wages are in it."""
    return can_act(access, case) and sees_wages(access)


def sees_campaign_wages(access: Access) -> bool:
    """S, the wages of the whole company over a campaign: nothing to whoever acts for one site of it."""
    return sees_wages(access) and access.tiers.establishment_id is None


def can_say_campaign_wages(access: Access, case: StoppageCase) -> bool:
    return can_certify(access, case) and sees_campaign_wages(access)


def can_treat_case(by: Any, case: StoppageCase) -> bool:
    """Managers of the caisse that the company belongs to today; superusers of the network, all."""
    return is_manager_of(by, case.adherent.caisse_id, TREAT)
