"""Which arrêts the caisse decides of: all those of the weather, and of an arrêt de travail what it reimburses."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet

from stoppages.models import ReimbursedNature, StoppageCase


def is_decided_by_the_caisse(case: StoppageCase) -> bool:
    """Once sent, the case is to be decided; otherwise it is « enregistré », and in no queue (`settling`)."""
    if case.is_weather:
        return True
    leave = case.sick_leave
    return reimbursed_on(case.adherent.caisse_id, leave.reason, leave.starts_on).exists()


def reimbursed_on(
    caisse_id: int | OuterRef, reason: str | OuterRef, day: date | OuterRef
) -> QuerySet[ReimbursedNature]:
    """By which dated rows the caisse reimburses this motive: nothing, unless it says so. `day`: the first of the
    arrêt. Each a value, or the column of an outer query.
    """
    in_force = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return ReimbursedNature.objects.filter(in_force, caisse_id=caisse_id, reason=reason, starts_on__lte=day)
