"""The declarations of a company: what waits on it first, one declaration, its cancellation."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.rights import Right
from employees.enums import CaisseState, MovementState
from employees.models import Employment, Movement
from tests.employees.factories import DepartureFactory, HireDraftFactory, MovementFactory
from tests.employees.hire_kit import Office, colleague_of, office
from tests.factories import EstablishmentFactory


@pytest.fixture
def bureau(db) -> Office:
    return office()


def sent(bureau: Office, name: str, *, days: int = 0, site=None, **fields) -> Movement:
    employment = {"employment__employee__adherent": bureau.adherent, "employment__employee__last_name": name}
    if site is not None:
        employment["employment__establishment"] = site
    return MovementFactory(**employment, sent_at=timezone.now() - timedelta(days=days), **fields)


def to_correct(bureau: Office, name: str, **fields) -> Movement:
    fields = {"message": "Le prénom manque.", "treated_at": timezone.now(), **fields}
    return sent(bureau, name, state=MovementState.TO_CORRECT, **fields)


def order_of(page: str, *names: str) -> list[str]:
    return sorted(names, key=page.index)


def test_what_waits_on_the_company_comes_first_with_its_message(bureau) -> None:
    sent(bureau, "Ancien", days=30)
    sent(bureau, "Recent", days=1)
    to_correct(bureau, "Corrige", days=60)
    page = bureau.body("movements")
    assert order_of(page, "RECENT", "ANCIEN", "CORRIGE") == ["CORRIGE", "RECENT", "ANCIEN"]
    assert "Le prénom manque." in page


def test_declarations_are_filtered_by_state_and_by_kind(bureau) -> None:
    sent(bureau, "Embauche")
    to_correct(bureau, "Corrige")
    DepartureFactory(employment__employee__adherent=bureau.adherent, employment__employee__last_name="Sortant")
    by_state = bureau.body("movements", etat="to_correct")
    assert ("CORRIGE" in by_state, "EMBAUCHE" in by_state) == (True, False)
    by_kind = bureau.body("movements", nature="departure")
    assert ("SORTANT" in by_kind, "EMBAUCHE" in by_kind) == (True, False)
    assert "Aucune embauche, aucune sortie ne correspond" in bureau.body("movements", etat="refused")
    assert "EMBAUCHE" in bureau.body("movements", etat="' OR 1=1 --", nature="inconnue")


def test_nothing_sent_yet_says_what_will_be_there(bureau) -> None:
    assert "Aucune embauche, aucune sortie pour le moment" in bureau.body("movements")


def test_fifty_declarations_a_page_keep_their_filter(bureau) -> None:
    for rank in range(51):
        sent(bureau, "Benali", days=rank)
    page = bureau.body("movements", etat="sent")
    assert page.count("BENALI") == 50
    assert "?etat=sent&amp;page=2" in page
    assert bureau.body("movements", etat="sent", page="2").count("BENALI") == 1


def test_each_site_sees_its_declarations(bureau) -> None:
    site = EstablishmentFactory(adherent=bureau.adherent)
    depot = colleague_of(bureau, establishment=site)
    elsewhere, here = sent(bureau, "Siege"), sent(bureau, "Depot", site=site)
    page = depot.body("movements")
    assert ("DEPOT" in page, "SIEGE" in page) == (True, False)
    assert depot.get("movement", here.public_id).status_code == 200
    for name in ("movement", "receipt", "cancel_hire"):
        assert depot.get(name, elsewhere.public_id).status_code == 404, name
    assert depot.post("cancel_hire", elsewhere.public_id).status_code == 404
    assert depot.post("correct_hire", elsewhere.public_id).status_code == 404


def test_queries_do_not_follow_the_number_of_rows(bureau) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            bureau.get("movements")
        return len(queries)

    def grow(number: int) -> None:
        for rank in range(number):
            sent(bureau, "Benali", days=rank)
            HireDraftFactory(adherent=bureau.adherent, created_by=bureau.membership.user)

    grow(1)
    bureau.get("movements")
    few = counted()
    grow(49)
    assert counted() == few <= 10


def test_a_declaration_tells_what_became_of_it(bureau) -> None:
    movement = bureau.hire()
    page = bureau.body("movement", movement.public_id)
    assert ("Envoyée à la caisse par" in page, "Corriger l’embauche" in page) == (True, True)
    assert ("14,25" in page, "Récépissé" in page) == (False, True)
    Movement.objects.update(state="refused", message="Doublon.", treated_at=timezone.now())
    page = bureau.body("movement", movement.public_id)
    assert ("Refusée par la caisse" in page, "Doublon." in page, "Corriger l’embauche" in page) == (True, True, False)


def test_the_reason_of_a_departure_is_for_whoever_may_read_it(bureau) -> None:
    departure = DepartureFactory(employment__employee__adherent=bureau.adherent, sent={"last_day": "30/06/2026"})
    assert "Démission" in bureau.body("movement", departure.public_id)
    reader = colleague_of(bureau, Right.MOTIVES_CONSULT)
    page = reader.body("movement", departure.public_id)
    assert ("Démission" in page, "30/06/2026" in page) == (False, True)


def test_a_hire_is_cancelled_after_a_question(bureau) -> None:
    movement = bureau.hire()
    assert "Annuler l’embauche" in bureau.body("cancel_hire", movement.public_id)
    assert Movement.objects.get().state == MovementState.SENT
    answer = bureau.post("cancel_hire", movement.public_id, follow=True)
    assert "L’embauche est annulée" in answer.content.decode()
    assert Movement.objects.get().state == MovementState.CANCELLED
    assert Employment.objects.get().caisse_state == CaisseState.HIRE_CANCELLED
    again = bureau.post("cancel_hire", movement.public_id, follow=True)
    assert "déjà annulée" in again.content.decode()


def test_a_hire_that_the_caisse_recorded_is_not_cancelled_here(bureau) -> None:
    movement = bureau.hire()
    Movement.objects.update(state="accepted", treated_at=timezone.now())
    assert "déjà enregistrée" in bureau.post("cancel_hire", movement.public_id, follow=True).content.decode()
    assert Movement.objects.get().state == MovementState.ACCEPTED


def test_a_reader_sees_no_action(bureau) -> None:
    movement = bureau.hire()
    reader = colleague_of(bureau, Right.EMPLOYEES_ACT)
    page = reader.body("movement", movement.public_id)
    assert ("Corriger l’embauche" in page, "Annuler l’embauche" in page) == (False, False)
    assert reader.post("cancel_hire", movement.public_id).status_code == 403
    assert "Embaucher" not in reader.body("movements").partition("page-help")[0]
