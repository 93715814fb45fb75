"""Crews (équipes): made, renamed, deleted; people put in and taken out. Each person's history says so."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from adherents.models import Establishment
from core import audit
from core.access import Access
from employees.crews.queries import may_join
from employees.enums import EventKind
from employees.models import Crew, EmployeeEvent, Employment
from employees.models.employments import EmploymentQuerySet
from employees.policies import can_work_at
from employees.services.history import event_fields

_SAME_NAME = "crew_names_differ_in_a_site"

audit.declare(
    {
        "employees.crew_created": "Équipe créée",
        "employees.crew_renamed": "Équipe renommée",
        "employees.crew_deleted": "Équipe supprimée",
        "employees.crew_joined": "Salariés mis dans une équipe",
        "employees.crew_left": "Salariés retirés d’une équipe",
    }
)


class CrewRefused(Exception):
    """The crew cannot be so; `str()` says why, in words."""


class NameTaken(CrewRefused):
    """Another crew of the site has that name, perhaps since a moment ago."""

    def __init__(self) -> None:
        super().__init__("Ce site a déjà une équipe de ce nom : choisissez-en un autre.")


class CrewGone(CrewRefused):
    """Somebody deleted it meanwhile."""

    def __init__(self) -> None:
        super().__init__("Cette équipe vient d’être supprimée : rien n’a été changé.")


def create_crew(*, access: Access, establishment: Establishment, name: str) -> Crew:
    """Raises NameTaken."""
    _require(access, establishment)
    try:
        with transaction.atomic():
            crew = Crew.objects.create(adherent_id=access.tiers.adherent_id, establishment=establishment, name=name)
            _record("employees.crew_created", access, crew, site=establishment.name)
    except IntegrityError as error:
        raise _in_words(error) from error
    return crew


def rename_crew(*, access: Access, crew: Crew, name: str) -> None:
    """Raises NameTaken, CrewGone."""
    try:
        with transaction.atomic():
            locked = _locked(access, crew)
            before, locked.name = locked.name, name
            locked.save(update_fields=["name"])
            if before != name:
                _record("employees.crew_renamed", access, locked, before=before)
    except IntegrityError as error:
        raise _in_words(error) from error


@transaction.atomic
def delete_crew(*, access: Access, crew: Crew) -> int:
    """Its people stay, without a crew; returns how many they were. Raises CrewGone."""
    locked = _locked(access, crew)
    members = Employment.objects.filter(adherent_id=locked.adherent_id, crew=locked)
    moved = _move(access, members.current(), None)
    members.update(crew=None)
    _record("employees.crew_deleted", access, locked, count=moved)
    locked.delete()
    return moved


@transaction.atomic
def add_members(*, access: Access, crew: Crew, employee_refs: Collection[str]) -> int:
    """Put these people in, whatever crew they were in; returns how many came. Raises CrewGone.

    Whoever does not work at the site of the crew is left where they are.
    """
    locked = _locked(access, crew)
    newcomers = may_join(access, locked).filter(employee__public_id__in=employee_refs)
    moved = _move(access, newcomers, locked)
    if moved:
        _record("employees.crew_joined", access, locked, count=moved)
    return moved


@transaction.atomic
def remove_members(*, access: Access, crew: Crew, employee_refs: Collection[str]) -> int:
    """Take these people out; returns how many left. Raises CrewGone."""
    locked = _locked(access, crew)
    members = Employment.objects.filter(adherent_id=locked.adherent_id, crew=locked).current()
    moved = _move(access, members.filter(employee__public_id__in=employee_refs), None)
    if moved:
        _record("employees.crew_left", access, locked, count=moved)
    return moved


def _require(access: Access, establishment: Establishment) -> None:
    if not can_work_at(access, establishment):
        raise PermissionDenied


def _locked(access: Access, crew: Crew) -> Crew:
    rows = Crew.objects.select_for_update(of=("self",)).select_related("establishment")
    locked: Crew | None = rows.filter(pk=crew.pk, adherent_id=access.tiers.adherent_id).first()
    if locked is None:
        raise CrewGone
    _require(access, locked.establishment)
    return locked


def _move(access: Access, contracts: EmploymentQuerySet, crew: Crew | None) -> int:
    """Write the crew of these contracts, and a line in the history of each person: three queries for any number."""
    rows = contracts.select_related("employee", "crew").select_for_update(of=("self",), no_key=True)
    moved = list(rows.order_by("pk"))
    EmployeeEvent.objects.bulk_create(
        EmployeeEvent(
            **event_fields(row.employee, EventKind.CHANGED, access=access, employment=row),
            changes={"crew": [row.crew.name if row.crew else "", crew.name if crew else ""]},
        )
        for row in moved
    )
    Employment.objects.filter(pk__in=[row.pk for row in moved]).update(crew=crew)
    return len(moved)


def _record(action: str, access: Access, crew: Crew, **changes: object) -> None:
    audit.record(action, access=access, target=f"équipe {crew.name}", changes=changes)


def _in_words(error: IntegrityError) -> Exception:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    return NameTaken() if name == _SAME_NAME else error
