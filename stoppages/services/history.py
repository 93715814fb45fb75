"""The line of life of a case, and the journal: one call writes both."""

from typing import Any

from django.utils import timezone

from core import audit
from core.access import Access
from stoppages.enums import EventKind, Nature
from stoppages.models import CaseEvent, StoppageCase, StoppageDeclaration

Changes = dict[str, list[str]]

audit.declare(
    {f"stoppages.{kind}": f"Arrêt : {str(kind.label)[:1].lower()}{str(kind.label)[1:]}" for kind in EventKind}
)


def note(
    case: StoppageCase,
    kind: EventKind,
    *,
    access: Access | None = None,
    by: Any = None,
    message: str = "",
    declaration: StoppageDeclaration | None = None,
    changes: Changes | None = None,
) -> CaseEvent:
    """In the caller's transaction: `access` for what the company does, `by` for the caisse's staff, neither for a job.

    The journal is read by people who may not know motives: an arrêt de travail is named in it without its words.
    """
    actor = access.user if access is not None else by
    event = CaseEvent.objects.create(
        case=case,
        adherent_id=case.adherent_id,
        kind=kind,
        at=timezone.now(),
        by_caisse=access is None,
        actor_label=str(actor)[:200] if actor is not None else "",
        via=access.via.firm_name if access is not None else "",
        message=message,
        declaration=declaration,
        changes=changes or {},
    )
    _journal(case, kind, access, by, declaration)
    return event


def _journal(
    case: StoppageCase, kind: EventKind, access: Access | None, by: Any, declaration: StoppageDeclaration | None
) -> None:
    adherent = case.adherent
    audit.record(
        f"stoppages.{kind}",
        access=access,
        actor=by,
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=f"arrêt {case.reference}",
        changes={
            "nature": str(Nature.WEATHER.label) if case.is_weather else "Absence",
            **({"declaration": declaration.reference} if declaration is not None else {}),
        },
    )
