"""The cabinets of each company of the cast."""

from typing import Any

from core.rights import Right
from delegations.enums import DelegationState, EventKind, Side
from delegations.models import DelegationEvent, DelegationRequest, FollowUp, JoinRequest
from tests.cast import Company, person
from tests.factories import DelegationFactory, FirmFactory, FirmMemberFactory


def rows_of(company: Company) -> dict[str, Any]:
    """A delegation for one site, with its history, its follower and somebody who waits; and a demande of its firm."""
    adherent, mark = company.adherent, company.mark
    firm = FirmFactory(name=f"Cabinet {mark}")
    member = FirmMemberFactory(firm=firm, user=person(f"Comptable{mark}", last_name=mark))
    delegation = DelegationFactory(
        adherent=adherent,
        firm=firm,
        rights=[Right.LEGAL_CONSULT.value],
        sites=[company.site],
        invited_email=member.user.email,
        end_reason="",
    )
    DelegationEvent.objects.create(
        delegation=delegation,
        adherent=adherent,
        kind=EventKind.GIVEN,
        side=Side.COMPANY,
        actor_label=f"Acteur {mark}",
        reason=f"Motif {mark}",
        changes={"Sites": ["", company.site.name]},
        version=1,
    )
    FollowUp.objects.create(delegation=delegation, adherent=adherent, member=member)
    other = FirmFactory(name=f"Autre cabinet {mark}")
    waiting = DelegationFactory(
        adherent=adherent, firm=other, state=DelegationState.PENDING, invited_email=f"invite.{mark.lower()}@exemple.fr"
    )
    JoinRequest.objects.create(delegation=waiting, adherent=adherent, firm=other, user=member.user)
    request = DelegationRequest.objects.create(
        adherent=adherent,
        firm=FirmFactory(name=f"Cabinet demandeur {mark}"),
        email=f"demande.{mark.lower()}@exemple.fr",
        rights=[Right.LEGAL_CONSULT.value],
    )
    return {"delegation": delegation, "request": request, "member": member}
