"""Cases followed, answered, compared, abandoned; what was paid, and what is taken away."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from stoppages.models import StoppageCase
from stoppages.services.history import note
from tests.e2e.places import Visit, place
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.stoppages.factories import WorksiteFactory, lose, sent, sick_leave_case, weather_case
from tests.stoppages.followup_kit import admit, ask, decide, pay

WORKSITE = "Réhabilitation de la halle aux grains, lot gros œuvre"
MONDAY = date(2026, 1, 12)


def company(visit: Visit) -> Any:
    """Signed in; a worksite and two people."""
    adherent = visit.signed_in().adherent
    people = [EmployeeFactory(adherent=adherent, last_name=name, first_name="Karim") for name in ("Benali", "Nowak")]
    for person in people:
        EmploymentFactory(employee=person)
    return adherent, WorksiteFactory(adherent=adherent, name=WORKSITE), people


def final(site: Any, people: list[Any], reference: str, **fields: Any) -> StoppageCase:
    case = weather_case(site, resumes="2026-01-14 08:00", reference=reference, **fields)
    for person in people:
        lose(case, person, {"2026-01-12": "8", "2026-01-13": "7.5"})
    sent(case, content={"rows": [["Chantier", WORKSITE], ["Reprise", "14 janvier 2026 à 8 h"]]})
    return case


def reimbursed(site: Any, people: list[Any], reference: str = "I-PAYE2345") -> StoppageCase:
    case = final(site, people, reference, estimated="1285.40")
    decision = decide(
        case.stoppagedeclarations.get(), "partly", "985.30", reason="Un salarié n’était pas sous contrat."
    )
    for rank, person in enumerate(people):
        admit(decision, person, MONDAY, "14.5", "492.65")
        lines = [(person, MONDAY, "492.65")]
        pay(case, "492.65", reference=f"VIR 2026-0{rank}", on=date(2026, 3, 2 + rank), lines=lines)
    case.refresh_from_db()
    return case


def every_state(site: Any, people: list[Any]) -> None:
    today = timezone.localdate()
    weather_case(site, starts=f"{today - timedelta(days=1)} 08:00", reference="I-BROUILLO")
    late = weather_case(
        site, starts="2026-10-01 08:00", resumes="2026-10-02 08:00", cause="rain", reference="I-RETARD23"
    )
    sent(late, "provisional")
    final(site, people, "I-ENVOYE23", estimated="1285.40")
    refused = final(site, people, "I-REFUSE23", cause="strong_wind")
    decide(refused.stoppagedeclarations.get(), "refused", "0", reason="Le vent n’atteignait pas le seuil.")
    ask(final(site, people, "I-QUESTIO2"), due_on=today + timedelta(days=6))
    sick_leave_case(people[0], reference="T-MALADE23")
    reimbursed(site, people)


def go(visit: Visit, adherent: Any, path: str) -> None:
    visit.go(f"/espace/{adherent.public_id}/arrets/{path}")


@place("arrets-list")
def cases(visit: Visit) -> None:
    adherent, site, people = company(visit)
    every_state(site, people)
    go(visit, adherent, "")


@place("arrets-list-filtered")
def filtered(visit: Visit) -> None:
    adherent, site, people = company(visit)
    every_state(site, people)
    go(visit, adherent, "?etat=a-completer&minimum=douze&du=01/01/2026")


@place("arrets-list-nothing")
def nothing_listed(visit: Visit) -> None:
    adherent, site, people = company(visit)
    every_state(site, people)
    go(visit, adherent, "?q=personne")


@place("arrets-case-late")
def late_case(visit: Visit) -> None:
    """A provisional declaration, resumed, of which the month is over."""
    adherent, site, _ = company(visit)
    case = weather_case(site, starts="2026-10-01 08:00", resumes="2026-10-02 08:00", cause="rain")
    sent(case, "provisional")
    go(visit, adherent, f"dossiers/{case.public_id}/")


@place("arrets-case-paid")
def paid_case(visit: Visit) -> None:
    """With versions, a question answered, payments and a long history."""
    adherent, site, people = company(visit)
    case = reimbursed(site, people)
    ask(case, answer="Douze, dont deux apprentis.", answered_at=timezone.now(), answered_by_label="Claire Durand")
    for _ in range(6):
        note(case, "changed", message="Reprise du travail : 14 janvier 2026 à 8 h")
    sent(case, content={"rows": [["Chantier", WORKSITE], ["Reprise", "15 janvier 2026 à 8 h"]]}, is_late=True)
    go(visit, adherent, f"dossiers/{case.public_id}/")


@place("arrets-case-sick-leave")
def sick_leave(visit: Visit) -> None:
    adherent, _, people = company(visit)
    case = sick_leave_case(people[0], has_subrogation=True, subrogation_from=date(2026, 2, 2))
    sent(case, "sick_leave")
    go(visit, adherent, f"dossiers/{case.public_id}/")


@place("arrets-hours")
def hours(visit: Visit) -> None:
    adherent, site, people = company(visit)
    go(visit, adherent, f"dossiers/{reimbursed(site, people).public_id}/heures-et-montants/")


@place("arrets-versions")
def versions(visit: Visit) -> None:
    adherent, site, people = company(visit)
    case = final(site, people, "I-VERSION2")
    sent(case, content={"rows": [["Chantier", WORKSITE], ["Reprise", "15 janvier 2026 à 8 h"]]})
    go(visit, adherent, f"dossiers/{case.public_id}/versions/")


@place("arrets-answer")
def answer(visit: Visit) -> None:
    adherent, site, people = company(visit)
    question = ask(final(site, people, "I-QUESTIO2"), due_on=timezone.localdate() + timedelta(days=6))
    go(visit, adherent, f"dossiers/{question.case.public_id}/repondre/")


@place("arrets-drop")
def drop(visit: Visit) -> None:
    adherent, site, _ = company(visit)
    case = weather_case(site)
    sent(case, "provisional")
    go(visit, adherent, f"dossiers/{case.public_id}/abandonner/")


@place("arrets-reimbursements")
def reimbursements(visit: Visit) -> None:
    adherent, site, people = company(visit)
    reimbursed(site, people)
    pay(final(site, people, "I-AUTRE234"), "120.00", reference="VIR 2026-00")
    go(visit, adherent, "remboursements/")


@place("arrets-reimbursements-by-case")
def reimbursements_by_case(visit: Visit) -> None:
    adherent, site, people = company(visit)
    reimbursed(site, people)
    go(visit, adherent, "remboursements/?par=dossiers")


@place("arrets-reimbursements-nothing")
def no_reimbursement(visit: Visit) -> None:
    adherent, *_ = company(visit)
    go(visit, adherent, "remboursements/")


@place("arrets-exports")
def exports(visit: Visit) -> None:
    adherent, site, people = company(visit)
    reimbursed(site, people)
    go(visit, adherent, "exports/")


@place("person-with-stoppages")
def person(visit: Visit) -> None:
    adherent, site, people = company(visit)
    for number in range(6):
        final(site, people, f"I-NUMERO{number}")
    sick_leave_case(people[0])
    visit.go(f"/espace/{adherent.public_id}/salaries/{people[0].public_id}/")
