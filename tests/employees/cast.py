"""The people of each company of the cast: rows of every kind, with the mark of the company in every text."""

from dataclasses import dataclass

from django.utils import timezone

from adherents.models import Adherent
from employees.enums import CaisseState, EventKind, MovementKind, MovementState
from employees.models import Crew, Employee, EmployeeEvent, EmployeeImport, Employment, HireDraft, Movement, SplitWaiver
from tests.cast import Company
from tests.employees.factories import (
    CrewFactory,
    DepartureFactory,
    EmployeeFactory,
    EmployeeImportFactory,
    EmploymentFactory,
    HireDraftFactory,
    ImportLineFactory,
    KnownAbsenceFactory,
    LeaveRightFactory,
    MovementFactory,
    SplitWaiverFactory,
    new_nir,
)


@dataclass(frozen=True, slots=True)
class People:
    """One person recorded, one whose hire waits, one whose departure waits; what is being written or imported."""

    crew: Crew
    employee: Employee
    employment: Employment
    hired: Employment
    hire: Movement
    leaving: Employment
    departure: Movement
    recorded_departure: Movement
    change_request: Movement
    draft: HireDraft
    import_file: EmployeeImport
    split_waiver: SplitWaiver


def rows_of(company: Company) -> dict[str, People]:
    return {"people": _people(company.adherent, company.mark)}


def _people(adherent: Adherent, mark: str) -> People:
    """One row of every kind for this company."""
    crew = CrewFactory(establishment=adherent.establishments.get(is_head_office=True), name=f"Équipe {mark}")
    known = EmployeeFactory(
        adherent=adherent,
        last_name=f"Salarié{mark}",
        first_name=mark.title(),
        birth_name=f"Naissance{mark}",
        birth_place=f"Ville{mark}",
        street=f"3 rue {mark}",
        city=f"Commune{mark}",
        nir=new_nir(order=len(mark)),
    )
    qualification = f"Maçon {mark}"
    employment = EmploymentFactory(
        employee=known, crew=crew, qualification=qualification, former_employer=f"Ancien {mark}"
    )
    hire = MovementFactory(
        employment__employee__adherent=adherent,
        employment__employee__last_name=f"Embauché{mark}",
        employment__qualification=qualification,
        reference=f"E-{mark}",
        sent_by_label=f"Auteur {mark}",
        sent={"last_name": f"Embauché{mark}", "qualification": qualification},
    )
    departure = DepartureFactory(
        employment__employee__adherent=adherent,
        employment__employee__last_name=f"Sortant{mark}",
        employment__qualification=qualification,
        reference=f"S-{mark}",
        sent_by_label=f"Auteur {mark}",
        sent={"last_name": f"Sortant{mark}"},
    )
    LeaveRightFactory(employee=known)
    KnownAbsenceFactory(employee=known)
    EmployeeEvent.objects.create(
        employee=known,
        adherent=adherent,
        kind=EventKind.CHANGED,
        actor_label=f"Acteur {mark}",
        changes={"street": [f"2 rue {mark}", f"3 rue {mark}"]},
    )
    import_file = EmployeeImportFactory(
        adherent=adherent, file_name=f"Fichier {mark}.csv", created_by_label=f"Auteur {mark}"
    )
    ImportLineFactory(import_file=import_file, name=f"Importé {mark}")
    return People(
        crew=crew,
        employee=known,
        employment=employment,
        hired=hire.employment,
        hire=hire,
        leaving=departure.employment,
        departure=departure,
        recorded_departure=DepartureFactory(
            employment__employee__adherent=adherent,
            employment__employee__last_name=f"Sorti{mark}",
            employment__qualification=qualification,
            employment__caisse_state=CaisseState.DEPARTURE_RECORDED,
            state=MovementState.ACCEPTED,
            treated_at=timezone.now(),
            reference=f"SR-{mark}",
            sent_by_label=f"Auteur {mark}",
        ),
        change_request=MovementFactory(
            employment=employment,
            kind=MovementKind.HIRE_CHANGE,
            asked={"last_name": f"Demandé{mark}"},
            reference=f"D-{mark}",
            sent_by_label=f"Auteur {mark}",
        ),
        draft=HireDraftFactory(adherent=adherent, values={"last_name": f"Brouillon {mark}"}),
        import_file=import_file,
        split_waiver=SplitWaiverFactory(employee=known, recorded_by_label=f"Auteur {mark}"),
    )
