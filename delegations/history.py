"""The history of a delegation, shown to both sides, and the journal: one call writes both."""

from typing import Any

from accounts.models import User
from core import audit
from core.access import Access
from delegations.enums import EventKind, Side
from delegations.models import Delegation, DelegationEvent

Changes = dict[str, list[str]]

audit.declare({f"delegations.{kind}": str(kind.label) for kind in EventKind})


def note(
    delegation: Delegation,
    kind: EventKind,
    *,
    side: Side,
    actor: User | None = None,
    access: Access | None = None,
    reason: str = "",
    changes: Changes | None = None,
) -> None:
    """Write the line of the history and that of the journal, in the caller's transaction."""
    by = access.user if access is not None else actor
    DelegationEvent.objects.create(
        delegation=delegation,
        adherent_id=delegation.adherent_id,
        kind=kind,
        side=side,
        actor_label=str(by)[:200] if by is not None else "",
        reason=reason,
        changes=changes or {},
        version=delegation.version,
    )
    known: dict[str, Any] = {**(changes or {}), **({"motif": reason} if reason else {})}
    adherent = delegation.adherent
    audit.record(
        f"delegations.{kind}",
        access=access,
        actor=by,
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=f"délégation {delegation.public_id} · {delegation.firm_name}",
        changes=known,
    )
