"""The journal: who did what, when, for which company, under which delegation, from where.

Each app declares its actions; `record` refuses an undeclared one. It is called inside services, in their
transaction: what is rolled back leaves no line.
"""

import hashlib
from typing import Any, Protocol

from core import context as request_context
from core.access import Access
from core.logs import hide_tokens
from core.models import AuditEvent

_actions: dict[str, str] = {}
MASK = "••••"
# Never written, whatever a caller passes (SECURITY L3).
SECRET_NAMES = frozenset({"password", "code", "token", "nir", "iban", "sealed"})


class UndeclaredAction(LookupError):
    """An action that no app declared: declare it beside the services that record it."""


class Actor(Protocol):
    pk: Any

    def __str__(self) -> str: ...


def declare(actions: dict[str, str]) -> None:
    """Declare actions of an app: `{"accounts.signed_in": "Connexion"}`, labels in French."""
    _actions.update(actions)


def label(action: str) -> str:
    return _actions.get(action, action)


def declared() -> dict[str, str]:
    return dict(_actions)


def record(
    action: str,
    *,
    actor: Actor | None = None,
    access: Access | None = None,
    caisse_id: int | None = None,
    adherent_id: int | None = None,
    tiers_label: str = "",
    target: str = "",
    changes: dict[str, Any] | None = None,
    refused: bool = False,
) -> AuditEvent:
    """Write one line. With `access`, the person, the company and the delegation come from it."""
    if action not in _actions:
        raise UndeclaredAction(action)
    if access is not None:
        actor = access.user
        caisse_id, adherent_id = access.tiers.caisse_id, access.tiers.adherent_id
        tiers_label = access.tiers.label
    known = request_context.current()
    return AuditEvent.objects.create(
        action=action,
        result=AuditEvent.Result.REFUSED if refused else AuditEvent.Result.DONE,
        actor_id=getattr(actor, "pk", None),
        actor_label=str(actor)[:200] if actor is not None and getattr(actor, "pk", None) else "",
        via=access.via.firm_name if access else "",
        caisse_id=caisse_id,
        adherent_id=adherent_id,
        tiers_label=tiers_label[:250],
        target=hide_tokens(target)[:200],
        changes=_masked(changes or {}),
        ip=known.ip,
        agent_hash=hashlib.sha256(known.agent.encode()).hexdigest()[:16] if known.agent else "",
        request_id=known.request_id,
    )


def _masked(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: MASK if name in SECRET_NAMES else value for name, value in changes.items()}


declare(
    {
        "core.access_refused": "Accès refusé",
        "core.form_forged": "Formulaire refusé (jeton absent ou périmé)",
        "core.throttled": "Trop d’essais",
    }
)
