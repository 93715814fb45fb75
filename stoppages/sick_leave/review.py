"""What a draft would do once sent: told before, nothing written."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists

from absences.balance.queries import leave_book
from absences.entry.preview import preview_of
from absences.models import AbsenceKind
from absences.services.stoppages import already_there
from absences.values import AbsenceValues
from core.access import Access
from core.french import counted
from stoppages.enums import SickLeaveReason
from stoppages.models import SickLeave
from stoppages.queries.reimbursing import reimbursed_on
from stoppages.sick_leave.leave_rights import Effect, effect_of
from stoppages.sick_leave.queries import days_of, lost_hours
from stoppages.sick_leave.reasons import PLANNING_KEYS

_MOST_DAYS_NAMED = 10


@dataclass(frozen=True, slots=True)
class Review:
    """`problem`: why the planning would refuse it; `taken_up`: the absence that is there already, in words."""

    effect: Effect
    is_reimbursed: bool
    problem: str = ""
    taken_up: str = ""
    given_back: list[str] = field(default_factory=list)
    weather: str = ""


def review_of(access: Access, leave: SickLeave, today: date) -> Review:
    """`leave` with its salarié and its case's company."""
    kind, stretch = _kind_of(access, leave), days_of(leave)
    book = leave_book(access, leave.employee, today)
    own = leave.absence or already_there(book.absences, kind.key, stretch)
    own_ref = own.public_id if own is not None else ""
    values = AbsenceValues(kind, stretch)
    preview = preview_of(access, leave.employee, values, today=today, own_ref=own_ref, read=book)
    return Review(
        effect=effect_of(access, leave, today),
        is_reimbursed=getattr(kind, "is_reimbursed", False),
        problem=preview.problem,
        taken_up=own.stretch.label if own is not None and not preview.problem else "",
        given_back=preview.given_back,
        weather=_said_weather(leave),
    )


def _kind_of(access: Access, leave: SickLeave) -> AbsenceKind:
    """That of the planning, with whether the caisse reimburses the motive: a page counts its queries."""
    reimbursed = reimbursed_on(access.tiers.caisse_id, leave.reason, leave.starts_on)
    kinds = AbsenceKind.objects.annotate(is_reimbursed=Exists(reimbursed))
    return kinds.get(key=PLANNING_KEYS[SickLeaveReason(leave.reason)])


def _said_weather(leave: SickLeave) -> str:
    """Hours of weather stoppages on the same days, in words; empty without any."""
    days = sorted({day for lost in lost_hours(leave.employee, days_of(leave)) for day in lost.days})
    if not days:
        return ""
    named = ", ".join(f"{day:%d/%m/%Y}" for day in days[:_MOST_DAYS_NAMED])
    more = " et d’autres" if len(days) > _MOST_DAYS_NAMED else ""
    return (
        f"Des heures d’arrêt intempéries sont saisies pour {leave.employee.full_name} sur "
        f"{counted(len(days), 'jour')} de cet arrêt ({named}{more}) : elles ne se cumulent pas avec lui (L5424-13). "
        "Corrigez-les dans le dossier intempéries."
    )
