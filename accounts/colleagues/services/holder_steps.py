"""What becomes of a change of holder when its invitation is answered, and how a holder steps down."""

from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.enums import HolderChangeState, MembershipRole
from accounts.models import HolderChange, Invitation, Membership, User
from core import audit
from core.rights import Right

audit.declare(
    {
        "accounts.holder_changed": "Titulaire remplacé",
        "accounts.replacement_abandoned": "Changement de titulaire abandonné",
    }
)
CONSULTING = frozenset(right for right in Right if right.value.endswith(".consult"))


def complete(*, change: HolderChange, user: User) -> None:
    """The new holder has the company: the former one steps down, as they chose. Both are told."""
    with transaction.atomic():
        former = Membership.objects.holding().filter(adherent=change.adherent_id, user=change.holder_id)
        if change.stays:
            former.update(role=MembershipRole.COLLEAGUE, rights=sorted(CONSULTING))
        else:
            former.update(ended_at=timezone.now())
        change.state = HolderChangeState.DONE
        change.save(update_fields=["state"])
        record("accounts.holder_changed", change, actor=user)
        emails.holder_changed(change, change.holder)
        emails.holder_changed(change, user)


def abandon(*, invitation: Invitation) -> None:
    """The invitation of the new holder was refused, withdrawn or is over: the request is over too."""
    with transaction.atomic():
        change = HolderChange.objects.under_way().filter(invitation=invitation).first()
        if change is not None:
            change.state = HolderChangeState.WITHDRAWN
            change.save(update_fields=["state"])
            record("accounts.replacement_abandoned", change)
            emails.replacement_abandoned(change)


def record(action: str, change: HolderChange, actor: User | None = None, **changes: str) -> None:
    adherent = change.adherent
    audit.record(
        action,
        actor=actor,
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=f"changement {change.public_id}",
        changes={"person": change.new_name, **changes},
    )
