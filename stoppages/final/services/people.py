"""Who was on the worksite, and what is stated of each before the stoppage."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from core.access import Access
from core.french import counted
from core.uploads import Upload
from employees.models import Employee, Employment
from stoppages.enums import WRITABLE, EventKind, FileKind
from stoppages.final.days import days_of
from stoppages.final.presence import Presence, presence_of
from stoppages.final.services import turn
from stoppages.models import StoppageCase, StoppedPerson
from stoppages.services.cases import held
from stoppages.services.history import note
from stoppages.services.keeping import attach
from stoppages.services.refusals import StoppageRefused

_EVE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stated:
    """Of one person: days already indemnified elsewhere, hours of the months before; None: not said."""

    days_before: int | None = None
    hours_before: Decimal | None = None


@transaction.atomic
def write_people(
    *,
    access: Access,
    case: StoppageCase,
    version: int,
    added: Collection[Employee] = (),
    removed: Collection[str] = (),
    stated: Mapping[str, Stated] | None = None,
) -> StoppageCase:
    """`removed` and `stated` by public reference. Raises StoppageRefused, PermissionDenied."""
    case = held(access, case, version=version, states=WRITABLE)
    people = {one.employee.public_id: one for one in case.stoppedpersons.select_related("employee")}
    _remove(case, [people[ref] for ref in removed if ref in people])
    _state([(people[ref], one) for ref, one in (stated or {}).items() if ref in people and ref not in removed])
    known = {one.employee_id for one in people.values()}
    _add(access, case, [one for one in added if one.pk not in known])
    turn(case)
    count = case.stoppedpersons.count()
    note(case, EventKind.CHANGED, access=access, message=f"{counted(count, 'salarié')} sur le chantier")
    return case


@transaction.atomic
def keep_statements(*, access: Access, case: StoppageCase, uploads: list[Upload]) -> None:
    """The signed statements; whatever the version, a file contradicts nothing."""
    attach(held(access, case, version=None, states=WRITABLE), uploads, FileKind.STATEMENT, access=access)


def _remove(case: StoppageCase, people: Iterable[StoppedPerson]) -> None:
    ids = [one.employee_id for one in people]
    if ids:
        case.lostdays.filter(employee_id__in=ids).delete()
        case.stoppedpersons.filter(employee_id__in=ids).delete()


def _state(people: Iterable[tuple[StoppedPerson, Stated]]) -> None:
    changed = []
    for person, stated in people:
        if (person.days_before, person.hours_before) != (stated.days_before, stated.hours_before):
            person.days_before, person.hours_before = stated.days_before, stated.hours_before
            changed.append(person)
    StoppedPerson.objects.bulk_update(changed, ["days_before", "hours_before"])


def _add(access: Access, case: StoppageCase, employees: Collection[Employee]) -> None:
    if not employees:
        return
    days = days_of(case.weather)
    presences = presence_of(access, case.adherent_id, [one.pk for one in employees], days)
    contracts = {one.pk: _contract(one, presences[one.pk], case) for one in employees}
    StoppedPerson.objects.bulk_create(
        StoppedPerson(
            case=case,
            adherent_id=case.adherent_id,
            employee_id=employee_id,
            employment=contract,
            hourly_wage=contract.hourly_wage,
        )
        for employee_id, contract in contracts.items()
    )


def _contract(employee: Employee, presence: Presence, case: StoppageCase) -> Employment:
    """That of the eve of the stoppage, whose wage counts (D5424-15); of a later day for whoever came meanwhile."""
    days = days_of(case.weather)
    contract = presence.contract_of(days)
    if contract is None:
        raise StoppageRefused(
            f"{employee.full_name} n’était sous contrat aucun jour de l’arrêt : vérifiez son contrat, dans « Mes "
            "salariés »."
        )
    return presence.contract_on(days[0] - _EVE) or contract
