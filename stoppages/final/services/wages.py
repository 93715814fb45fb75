"""The wages of the eve, checked and typed over by who may read them; S, when the company says it itself."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from core.access import Access
from stoppages.enums import WRITABLE, EventKind
from stoppages.final.services import turn
from stoppages.models import CampaignWages, StoppageCase, StoppedPerson
from stoppages.policies import can_certify, can_say_campaign_wages
from stoppages.services.cases import held
from stoppages.services.estimating import store_estimate
from stoppages.services.history import note
from stoppages.services.refreshing import ask_for_estimates

_ONE_DAY = timedelta(days=1)

audit.declare({"stoppages.campaign_wages_said": "Salaires plafonnés d’une campagne saisis"})


@transaction.atomic
def check_wages(*, access: Access, case: StoppageCase, version: int, wages: Mapping[str, Decimal | None]) -> None:
    """By public reference of each. The line of life says that they were checked, never what they are.

    Raises StoppageRefused, PermissionDenied.
    """
    case = held(access, case, version=version, states=WRITABLE)
    if not can_certify(access, case):
        raise PermissionDenied
    changed = []
    for person in case.stoppedpersons.select_related("employee"):
        wage = wages.get(person.employee.public_id, person.hourly_wage)
        if wage != person.hourly_wage:
            person.hourly_wage = wage
            changed.append(person)
    StoppedPerson.objects.bulk_update(changed, ["hourly_wage"])
    turn(case)
    note(case, EventKind.WAGES_CHECKED, access=access)


@transaction.atomic
def say_campaign_wages(*, access: Access, case: StoppageCase, campaign: date, amount: Decimal | None) -> None:
    """S of a campaign, for every case of the company; None: that of the months declared again. This one is estimated at
    once, the others by a job. Raises PermissionDenied.
    """
    case = held(access, case, version=None, states=WRITABLE)
    if not can_say_campaign_wages(access, case):
        raise PermissionDenied
    rows = CampaignWages.objects.filter(adherent_id=case.adherent_id, campaign=campaign)
    if amount is None:
        rows.delete()
    else:
        said = {"amount": amount, "said_at": timezone.now(), "said_by_label": str(access.user)[:200]}
        CampaignWages.objects.update_or_create(adherent_id=case.adherent_id, campaign=campaign, defaults=said)
    audit.record(
        "stoppages.campaign_wages_said",
        access=access,
        target=f"campagne {campaign.year}-{campaign.year + 1}",
        # Never the amount, which of a small company tells a wage.
        changes={"source": "saisis" if amount is not None else "mois déclarés"},
    )
    store_estimate(case)
    ask_for_estimates(
        since=campaign, until=campaign.replace(year=campaign.year + 1) - _ONE_DAY, adherent_id=case.adherent_id
    )
