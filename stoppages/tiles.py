"""The home-page tile of the stoppages: what is due next, what was paid last."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from absences.motives import sees_motives
from core.access import Access, Scope
from core.compiled import CompiledForScope
from core.rights import Right
from core.tiles import Tile
from employees.models.people import full_name
from stoppages.enums import OVER, CaseState, Nature
from stoppages.models import Reimbursement, StoppageCase
from stoppages.policies import can_act_on_nature

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class DueCase:
    """`what`: the worksite, or the person, who has no worksite."""

    ref: str
    nature: str
    state: str
    due_at: datetime
    last_name: str
    first_name: str
    worksite: str

    @property
    def what(self) -> str:
        return self.worksite or full_name(self.last_name, self.first_name)

    @property
    def due_on(self) -> date:
        """A deadline at midnight is of the day that ends then."""
        return timezone.localdate(self.due_at - timedelta(seconds=1))

    @property
    def label(self) -> str:
        return str(CaseState(self.state).label)


@dataclass(frozen=True, slots=True)
class PaidCase:
    case_ref: str
    paid_on: date
    amount: Decimal


def _context(access: Access) -> dict[str, Any]:
    due = _DUE if sees_motives(access) else _DUE_OF_WEATHER
    paid = _PAID if sees_motives(access) else _PAID_OF_WEATHER
    return {
        "due": due.rows(access.scope),
        "paid": paid.rows(access.scope),
        "may_act": can_act_on_nature(access, Nature.WEATHER),
    }


def _due(scope: Scope, natures: tuple[Nature, ...] = tuple(Nature)) -> QuerySet[Any, Any]:
    rows = StoppageCase.objects.for_scope(scope).exclude(state__in=OVER).filter(nature__in=natures)
    rows = rows.filter(due_at__isnull=False).order_by("due_at", "pk")
    told = {
        "ref": F("public_id"),
        "last_name": F("sick_leave__employee__last_name"),
        "first_name": F("sick_leave__employee__first_name"),
        "worksite": F("weather__worksite__name"),
    }
    return rows.annotate(**told).values_list("ref", "nature", "state", "due_at", *list(told)[1:])[:_SHOWN]


def _paid(scope: Scope, natures: tuple[Nature, ...] = tuple(Nature)) -> QuerySet[Any, Any]:
    rows = Reimbursement.objects.filter(adherent_id=scope.adherent_id, case__nature__in=natures)
    if scope.establishment_id is not None:
        rows = rows.filter(case__establishment_id=scope.establishment_id)
    named = rows.order_by("-paid_on", "-pk").annotate(case_ref=F("case__public_id"))
    return named.values_list("case_ref", "paid_on", "amount")[:_SHOWN]


# An arrêt de travail is a motive: two queries, for whoever may read motives and whoever may not.
_WEATHER = (Nature.WEATHER,)
_DUE = CompiledForScope(_due, into=DueCase)
_PAID = CompiledForScope(_paid, into=PaidCase)
_DUE_OF_WEATHER = CompiledForScope(lambda scope: _due(scope, _WEATHER), into=DueCase)
_PAID_OF_WEATHER = CompiledForScope(lambda scope: _paid(scope, _WEATHER), into=PaidCase)

STOPPAGES = Tile(
    "stoppages",
    "Arrêts et remboursements",
    "cloud-drizzle",
    "stoppages/tiles/stoppages.html",
    _context,
    right=Right.STOPPAGES_CONSULT,
    namespaces=("stoppages",),
)
