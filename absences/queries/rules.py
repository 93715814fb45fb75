"""The numbers in force for a caisse."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from absences.models import AbsenceRule, RefusalReason
from absences.stretches import Stretch


def rule_for(caisse_id: int, on: date | None = None) -> AbsenceRule:
    """The caisse's own before the network's; without any row, the defaults of the law. One query."""
    day = on or timezone.localdate()
    rows = AbsenceRule.objects.filter(Q(caisse_id=caisse_id) | Q(caisse=None)).order_by(
        F("caisse").asc(nulls_last=True), "-starts_on"
    )
    return next((rule for rule in rows if rule.is_in_force_on(day)), None) or AbsenceRule(starts_on=day)


def leave_is_in_whole_days(caisse_id: int, stretches: Iterable[Stretch]) -> bool:
    """Whether a day of leave may not be halved there. No query where none of these begins or ends at noon."""
    return any(one.has_halves for one in stretches) and not rule_for(caisse_id).allows_half_days


def refusal_reasons(caisse_id: int) -> QuerySet[RefusalReason]:
    """The closed list of the caisse, or that of the network when it has none of its own."""
    offered = RefusalReason.objects.filter(is_offered=True)
    own = offered.filter(caisse_id=caisse_id)
    return own if own.exists() else offered.filter(caisse=None)
