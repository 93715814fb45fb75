"""The back office of a caisse for the people of its companies: a queue emptied, somebody found and read."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from employees.enums import MovementKind, MovementState
from employees.models import Movement
from employees.services.movements import sent_of
from tests.accounts.walks.staff import enter, to
from tests.accounts.walks.staff_entry import member_of_staff
from tests.e2e.places import Visit
from tests.e2e.walking import walk
from tests.employees.factories import (
    DepartureFactory,
    EmployeeFactory,
    EmployeeImportFactory,
    EmploymentFactory,
    LeaveRightFactory,
    MovementFactory,
    new_nir,
)
from tests.factories import AdherentFactory

MODELS = (
    "employees_movement",
    "employees_employee",
    "employees_employeeimport",
    "employees_leaveright",
    "employees_leaverule",
    "employees_senioritystep",
)
COMPANY = "Entreprise générale de couverture et d’étanchéité de la vallée de Chevreuse"


def furnish(by: User) -> Movement:
    """A hire, a departure, a request and what else waits; returns the hire."""
    company = AdherentFactory(caisse=by.staff_caisse, name=COMPANY)
    known = EmployeeFactory(
        adherent=company, last_name="Benali-Delacroix", first_name="Karim", birth_name="Benali", nir=new_nir()
    )
    EmploymentFactory(employee=known, ends_on=date(2024, 6, 30), starts_on=date(2020, 3, 2), is_current=False)
    contract = EmploymentFactory(employee=known, starts_on=date(2026, 11, 2), caisse_state="hire_sent")
    hire = MovementFactory(employment=contract, sent=sent_of(contract), sent_at=timezone.now() - timedelta(days=3))
    DepartureFactory(
        employment__employee=EmployeeFactory(adherent=company, last_name="Nguyen", first_name="Anh"),
        employment__starts_on=date(2021, 1, 4),
        sent={"last_name": "Nguyen", "last_day": "30/06/2026"},
    )
    asking = EmploymentFactory(employee=EmployeeFactory(adherent=company, last_name="Petit"))
    MovementFactory(
        employment=asking,
        kind=MovementKind.HIRE_CHANGE,
        reference="D-7K2M9TQ4",
        asked={"first_name": "Ahmed-Ali", "starts_on": "2020-03-09"},
        sent=sent_of(asking),
    )
    LeaveRightFactory(employee=known)
    EmployeeImportFactory(adherent=company, file_name="liste du personnel au 1er novembre.xlsx")
    return hire


@walk("staff-people", is_signed_in=True)
def people(visit: Visit) -> Iterator[str]:
    by = member_of_staff()
    furnish(by)
    enter(visit, by)
    to(visit, "index")
    yield "staff-people-index"
    for model in MODELS:
        to(visit, f"{model}_changelist")
        yield f"staff-list-{model}"
        visit.page.locator("#result_list tbody th a, #result_list tbody td a").first.click()
        expect(visit.page.locator("#content .form-row").first).to_be_visible()
        yield f"staff-row-{model}"
    to(visit, "employees_employee_changelist")
    visit.page.get_by_label("Rechercher", exact=True).fill(new_nir())
    visit.page.get_by_role("main").get_by_role("button", name="Rechercher").click()
    expect(visit.page.get_by_text("On ne recherche pas par numéro")).to_be_visible()
    yield "staff-search-nir"


@walk("staff-movements", is_signed_in=True)
def movements(visit: Visit) -> Iterator[str]:
    """A hire corrected then accepted, a request compared, the rest accepted at once."""
    by = member_of_staff()
    hire = furnish(by)
    enter(visit, by)
    page = visit.page
    to(visit, "employees_movement_change", hire.pk)
    page.get_by_role("button", name="Afficher le NIR").click()
    yield "staff-movement-nir"
    to(visit, "employees_movement_change", hire.pk)
    page.get_by_text("Demander une correction…").click()
    yield "staff-movement-correct"
    page.get_by_role("button", name="Demander une correction", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "staff-movement-correct-refused"
    page.get_by_label("Motif").and_(page.locator(":visible")).select_option("identity")
    page.get_by_label("Précisions").and_(page.locator(":visible")).fill("La date de naissance n’est pas celle du NIR.")
    page.get_by_role("button", name="Demander une correction", exact=True).click()
    expect(page.get_by_text("La correction est demandée")).to_be_visible()
    yield "staff-movement-to-correct"
    page.get_by_role("button", name="Accepter", exact=True).click()
    expect(page.get_by_text("C’est enregistré")).to_be_visible()
    to(visit, "employees_movement_change", Movement.objects.get(kind=MovementKind.HIRE_CHANGE).pk)
    yield "staff-movement-request"
    page.get_by_text("Refuser…").click()
    yield "staff-movement-refuse"
    visit.go(f"{reverse('admin:employees_movement_changelist')}?state__exact={MovementState.SENT}")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("accept_chosen")
    page.get_by_role("button", name="Envoyer").click()
    yield "staff-movements-chosen"
    page.get_by_role("button", name="Accepter ce qui est coché").click()
    expect(page.get_by_text("Embauches et sorties enregistrées")).to_be_visible()
    yield "staff-movements-accepted"
