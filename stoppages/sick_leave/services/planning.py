"""What an arrêt de travail writes to the planning, in the transaction that declares it."""

from collections.abc import Iterable

from absences.services.refusals import AbsenceRefused
from absences.services.stoppages import move_stoppage, write_stoppage
from absences.stretches import Stretch
from absences.values import Entered, GivenBack
from core.access import Access
from stoppages.enums import CaseState, SickLeaveReason
from stoppages.models import SickLeave
from stoppages.services.refusals import StoppageRefused
from stoppages.sick_leave.queries import days_of
from stoppages.sick_leave.reasons import PLANNING_KEYS

# The fields of the planning's refusals, by the names of our form.
_FIELDS = {"starts_on": "starts_on", "ends_on": "expected_end_on"}


def write_days(access: Access, leave: SickLeave, *, was: Stretch | None) -> tuple[GivenBack, ...]:
    """`was`: the days that the planning was told before, None the first time. Raises StoppageRefused."""
    try:
        entered = _written(access, leave, was)
    except AbsenceRefused as refused:
        raise StoppageRefused(f"Planning : {refused}", field=_FIELDS.get(refused.field, "")) from refused
    leave.absence = entered.absences[0]
    leave.save(update_fields=["absence"])
    return tuple(entered.given_back)


def _written(access: Access, leave: SickLeave, was: Stretch | None) -> Entered:
    key, stretch = PLANNING_KEYS[SickLeaveReason(leave.reason)], days_of(leave)
    if leave.absence is None or was is None:
        return write_stoppage(access=access, employee=leave.employee, key=key, stretch=stretch)
    others = [days_of(one) for one in _others(leave)]
    return move_stoppage(
        access=access,
        absence=leave.absence,
        key=key,
        was=_whole([was, *others]),
        stretch=_whole([stretch, *others]),
        is_over=leave.resumed_on is not None,
    )


def _others(leave: SickLeave) -> Iterable[SickLeave]:
    """Other arrêts that the same absence shows: somebody had planned it longer than the first."""
    rows = SickLeave.objects.filter(adherent_id=leave.adherent_id, absence=leave.absence)
    return rows.exclude(pk=leave.pk).exclude(case__state=CaseState.DROPPED)


def _whole(stretches: Iterable[Stretch]) -> Stretch:
    """From the first half day of all to the last."""
    every = list(stretches)
    return Stretch.of_halves(min(one.first_half for one in every), max(one.end_half for one in every))
