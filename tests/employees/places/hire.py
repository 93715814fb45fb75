"""The pages of a hire and of the declarations, for the tests that look at every page."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from employees.enums import MovementState
from employees.models import HireDraft
from tests.e2e.places import Visit, place
from tests.e2e.steps import press
from tests.employees.factories import DepartureFactory, EmployeeFactory, EmploymentFactory, MovementFactory, new_nir
from tests.employees.hire_kit import Office, days_ago
from tests.factories import EstablishmentFactory


def bureau(visit: Visit) -> Office:
    """A company of two sites, with declarations in every state."""
    office = Office(visit.signed_in())
    EstablishmentFactory(adherent=office.adherent, name="Dépôt de Montreuil")
    said = {"last_name": "Dupont", "first_name": "Ahmed", "qualification": "Maçon", "contract_kind": "CDI"}
    author = "Alice Martin (Comptes et Bilans)"
    long = {"employment__employee__adherent": office.adherent, "sent_by_label": author, "sent": said}
    treated = {"treated_at": timezone.now()}
    asked = "Le nom ne correspond pas à la pièce d’identité : vérifiez l’orthographe, puis envoyez de nouveau."
    MovementFactory(**long, state=MovementState.TO_CORRECT, message=asked, **treated)
    MovementFactory(**long, state=MovementState.ACCEPTED, **treated, sent_at=timezone.now() - timedelta(days=40))
    MovementFactory(**long, state=MovementState.REFUSED, message="Doublon.", **treated)
    DepartureFactory(**long)
    return office


def known(office: Office, **fields: object) -> None:
    employee = EmployeeFactory(adherent=office.adherent, last_name="Benali", first_name="Karim", **fields)
    EmploymentFactory(employee=employee, ends_on="2022-03-01")


@place("hire-new")
def hire_new(visit: Visit) -> None:
    visit.go(bureau(visit).url("start_hire"))


@place("hire-refused")
def hire_refused(visit: Visit) -> None:
    hire_new(visit)
    visit.page.get_by_label("Nom", exact=True).fill("Benali 🦺")
    press(visit.page, "Enregistrer et continuer")
    expect(visit.page.get_by_role("alert")).to_be_visible()


def step(visit: Visit, key: str, **changes: object) -> None:
    office = bureau(visit)
    visit.go(office.url("hire_step", office.fill({"contrat": changes}).public_id, key))


@place("hire-identity")
def hire_identity(visit: Visit) -> None:
    step(visit, "identite")


@place("hire-address")
def hire_address(visit: Visit) -> None:
    step(visit, "adresse")


@place("hire-contract")
def hire_contract(visit: Visit) -> None:
    step(visit, "contrat", contract_kind="fixed_term", starts_on=days_ago(20))


@place("hire-work")
def hire_work(visit: Visit) -> None:
    step(visit, "temps")


@place("hire-duplicate")
def hire_duplicate(visit: Visit) -> None:
    office = bureau(visit)
    known(office)
    visit.go(office.url("hire_duplicate", office.start(nir=new_nir(order=8)).public_id))


@place("hire-same-nir")
def hire_same_nir(visit: Visit) -> None:
    office = bureau(visit)
    known(office, nir=new_nir())
    visit.go(office.url("hire_duplicate", office.start().public_id))


@place("hire-review")
def hire_review(visit: Visit) -> None:
    office = bureau(visit)
    visit.go(office.url("review_hire", office.fill().public_id))


@place("hire-review-incomplete")
def hire_review_incomplete(visit: Visit) -> None:
    office = bureau(visit)
    visit.go(office.url("review_hire", office.start().public_id))


@place("hire-again")
def hire_again(visit: Visit) -> None:
    office = bureau(visit)
    known(office)
    office.post("hire_again", office.adherent.employees.get(last_name="Benali").public_id)
    visit.go(office.url("hire_step", HireDraft.objects.get().public_id, "contrat"))


@place("hire-discard")
def hire_discard(visit: Visit) -> None:
    office = bureau(visit)
    visit.go(office.url("discard_hire", office.start().public_id))


@place("movements")
def movements(visit: Visit) -> None:
    office = bureau(visit)
    office.start()
    visit.go(office.url("movements"))


@place("movements-empty")
def movements_empty(visit: Visit) -> None:
    visit.go(Office(visit.signed_in()).url("movements"))


@place("movements-nothing-found")
def movements_nothing_found(visit: Visit) -> None:
    visit.go(f"{bureau(visit).url('movements')}?etat=cancelled")


@place("movement")
def movement(visit: Visit) -> None:
    office = bureau(visit)
    visit.go(office.url("movement", office.hire().public_id))


@place("movement-to-correct")
def movement_to_correct(visit: Visit) -> None:
    office = bureau(visit)
    visit.go(office.url("movement", office.adherent.movements.get(state=MovementState.TO_CORRECT).public_id))


@place("hire-cancel")
def hire_cancel(visit: Visit) -> None:
    office = bureau(visit)
    visit.go(office.url("cancel_hire", office.hire().public_id))
