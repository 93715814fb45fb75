"""To whom the portal writes about a case: those who may act on it."""

from datetime import datetime

from accounts.models import User
from core.rights import Right
from delegations.reaching import accesses_into
from stoppages.models import StoppageCase


def people_of(case: StoppageCase, now: datetime) -> dict[User, str]:
    """Those who may act on it, with the tiers that each acts for, the company rather than its site: of the company, of
    its site, of a firm with a delegation in force. An arrêt de travail is a motive: they may read motives too.
    """
    needed = {Right.STOPPAGES_ACT, *([] if case.is_weather else [Right.MOTIVES_CONSULT])}
    people: dict[User, str] = {}
    for access in accesses_into([case.adherent_id], now):
        if needed <= access.rights and access.tiers.establishment_id in (None, case.establishment_id):
            people.setdefault(access.user, access.tiers.ref)
    return people
