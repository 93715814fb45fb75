"""The kinds of absence that somebody may enter."""

from django.db.models import Q

from absences.models import Absence, AbsenceKind
from absences.motives import may_use
from core.access import Access


def kinds_for(access: Access, own: Absence | None = None) -> list[AbsenceKind]:
    """Those that this person may enter; `own`: the absence that keeps its kind, even one that is no longer offered."""
    kept = own.kind_id if own is not None else None
    kinds = AbsenceKind.objects.filter(Q(is_offered=True) | Q(pk=kept))
    return [kind for kind in kinds if may_use(access, kind)]
