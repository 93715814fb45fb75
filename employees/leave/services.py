"""Written waivers of the days of fractionnement: recorded, withdrawn. The figures of the caisse are never touched."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.access import Access
from employees.enums import EventKind
from employees.leave.arithmetic import AccrualPeriod
from employees.models import Employee, SplitWaiver
from employees.policies import can_waive_split
from employees.services.history import changes_between, note
from employees.services.movements import author_of


class WaiverRefused(Exception):
    """Nothing was written; `str()` says why, `field` where."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class SignedTooEarly(WaiverRefused):
    """Nobody gives up a right that is not even being earned (Cass. soc., 5 May 2021, 20-14.390)."""

    def __init__(self, period: AccrualPeriod) -> None:
        super().__init__(
            f"On ne renonce pas d’avance à ces jours : ils s’acquièrent à partir du {period.starts_on:%d/%m/%Y}. "
            "Vérifiez la date, ou faites signer un nouvel écrit.",
            "signed_on",
        )


class SignedLater(WaiverRefused):
    def __init__(self) -> None:
        super().__init__("Cette date est à venir : enregistrez la renonciation une fois signée.", "signed_on")


class AlreadyWaived(WaiverRefused):
    """Perhaps since a moment ago."""

    def __init__(self) -> None:
        super().__init__("Une renonciation est déjà enregistrée pour cette période : rien n’a été changé.", "period")


class AlreadyWithdrawn(WaiverRefused):
    def __init__(self) -> None:
        super().__init__("Cette renonciation a déjà été retirée : rien n’a été changé.")


@transaction.atomic
def record_split_waiver(*, access: Access, employee: Employee, period: AccrualPeriod, signed_on: date) -> SplitWaiver:
    """Raises SignedTooEarly, SignedLater, AlreadyWaived."""
    locked = _held(access, employee)
    _refuse_signed_outside(period, signed_on)
    takings = (period.taking_starts_on, period.taking_ends_on)
    if SplitWaiver.objects.in_force().filter(employee=locked, taking_starts_on__range=takings).exists():
        raise AlreadyWaived
    waiver: SplitWaiver = SplitWaiver.objects.create(
        adherent_id=locked.adherent_id,
        employee=locked,
        taking_starts_on=period.taking_starts_on,
        signed_on=signed_on,
        recorded_by=access.user,
        recorded_by_label=author_of(access),
    )
    _note(access, locked, EventKind.SPLIT_WAIVED, waiver, {}, {"waiver_signed_on": signed_on})
    return waiver


@transaction.atomic
def withdraw_split_waiver(*, access: Access, waiver: SplitWaiver) -> None:
    """The row stays, with who withdrew it. Raises AlreadyWithdrawn."""
    employee = _held(access, waiver.employee)
    locked = SplitWaiver.objects.select_for_update().get(pk=waiver.pk)
    if not locked.is_in_force:
        raise AlreadyWithdrawn
    locked.withdrawn_at, locked.withdrawn_by = timezone.now(), access.user
    locked.withdrawn_by_label = author_of(access)
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_by_label"])
    before, after = {"waiver_signed_on": locked.signed_on}, {"waiver_signed_on": None}
    _note(access, employee, EventKind.SPLIT_WAIVER_WITHDRAWN, locked, before, after)


def _held(access: Access, employee: Employee) -> Employee:
    """The row of the person, held to the end of the transaction: waivers of one person come one by one."""
    rows = Employee.objects.select_for_update(of=("self",), no_key=True).select_related("adherent")
    locked = rows.get(pk=employee.pk)
    if not can_waive_split(access, locked):
        raise PermissionDenied
    return locked


def _refuse_signed_outside(period: AccrualPeriod, signed_on: date) -> None:
    if signed_on < period.starts_on:
        raise SignedTooEarly(period)
    if signed_on > timezone.localdate():
        raise SignedLater


def _note(
    access: Access,
    employee: Employee,
    kind: EventKind,
    waiver: SplitWaiver,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    period = {"taking_from": ["", f"{waiver.taking_starts_on:%d/%m/%Y}"]}
    note(employee, kind, access=access, changes={**period, **changes_between(before, after)})
