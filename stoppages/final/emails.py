"""Messages of the final declaration. None holds a wage."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from accounts.enums import MembershipRole
from accounts.models import Membership
from core.mail import send_email
from core.rights import Right
from stoppages.deadline_words import deadline_words
from stoppages.models import StoppageCase

_NEEDED = [Right.STOPPAGES_ACT.value, Right.WAGES_CONSULT.value]


def hours_entered(case: StoppageCase, *, by: Any) -> None:
    """Tells those of the company who may certify that the hours wait for them; not whoever entered them."""
    adherent = case.adherent
    for member in _certifiers(case, by):
        tiers = member.establishment.public_id if member.establishment is not None else adherent.public_id
        send_email(
            kind="stoppages/hours_entered",
            to=member.user.email,
            context={
                "first_name": member.user.first_name,
                "company": adherent.name,
                "worksite": case.weather.worksite.name,
                "by": str(by),
                "reference": case.reference,
                "until": deadline_words(case.due_at).until if case.due_at is not None else "",
                "path": reverse("stoppages:wages", args=[tiers, case.public_id]),
                "caisse": adherent.caisse,
            },
            user=member.user,
            caisse_id=adherent.caisse_id,
        )


def _certifiers(case: StoppageCase, by: Any) -> Iterable[Membership]:
    """Each once, by the whole company rather than by its site."""
    may = Q(role=MembershipRole.HOLDER) | Q(rights__contains=_NEEDED)
    here = Q(establishment__isnull=True) | Q(establishment=case.establishment_id)
    members = Membership.objects.in_force().filter(may, here, adherent_id=case.adherent_id, user__is_active=True)
    ordered = (
        members.exclude(user=by)
        .select_related("user", "establishment")
        .order_by(F("establishment").asc(nulls_last=True), "pk")
    )
    return {member.user_id: member for member in ordered}.values()
