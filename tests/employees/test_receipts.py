"""The receipt of a declaration: what it says, what it never says, to whom."""

import re
from datetime import UTC, datetime

import pytest

from core.models import AuditEvent
from core.rights import Right
from delegations import authority
from employees.departure import services as departures
from employees.departure.services import DepartureValues
from employees.models import Employee, Movement
from tests.days import in_days, written
from tests.employees.factories import MovementFactory
from tests.employees.hire_kit import NIR, Office, colleague_of, office
from tests.factories import EstablishmentFactory
from tests.printed import page_texts


@pytest.fixture
def bureau(db) -> Office:
    return office()


def text_of(bureau: Office, movement: Movement) -> str:
    """The words of the PDF, spaces made alike."""
    answer = bureau.get("receipt", movement.public_id)
    assert answer.status_code == 200
    return " ".join(" ".join(page_texts(b"".join(answer))).split())


def test_a_receipt_says_what_was_sent_when_and_by_whom(bureau) -> None:
    movement = bureau.hire()
    Movement.objects.update(sent_at=datetime(2026, 11, 25, 23, 5, 32, tzinfo=UTC))
    text = text_of(bureau, movement)
    for said in (
        movement.reference,
        "Le 26 novembre 2026 à 00 h 05 min 32 s",
        "Heure de Paris",
        bureau.adherent.name,
        bureau.adherent.cibtp_id,
        str(bureau.membership.user),
        "Benali",
        "17/05/1985",
        "Maçon, N2P2",
        "du lundi au vendredi",
        "En attente de traitement",
        "Urssaf",
    ):
        assert said in text, said
    assert bureau.site.siret in text.replace(" ", "")


def test_a_receipt_says_neither_the_nir_nor_the_wage(bureau) -> None:
    movement = bureau.hire()
    text = text_of(bureau, movement)
    assert NIR not in text.replace(" ", "")
    assert (Employee.objects.get().masked_nir in text, "14,25" in text) == (False, False)


def test_a_receipt_of_a_departure_says_its_day_and_not_its_reason(bureau) -> None:
    movement = bureau.hire()
    access = _access(bureau)
    values = DepartureValues(in_days(3), "dismissal")
    departure = departures.declare_departure(access=access, employment=movement.employment, values=values)
    text = text_of(bureau, departure)
    assert written(in_days(3)) in text
    assert "Certificat de congé demandé Oui" in text
    assert ("Licenciement" in text, "Urssaf" in text) == (False, False)


def test_a_receipt_of_a_request_says_what_is_asked_and_hides_the_rest(bureau) -> None:
    asked = {
        "last_day": "2026-12-24",
        "departure_reason": "dismissal",
        "nir": "1 85 05 ••• ••• ••",
        "hourly_wage": "99,99",
        "category": "executive",
    }
    movement = MovementFactory(employment__employee__adherent=bureau.adherent, kind="departure_change", asked=asked)
    text = text_of(bureau, movement)
    assert ("24/12/2026" in text, "Cadre" in text) == (True, True)
    assert [hidden for hidden in ("Licenciement", "1 85 05", "99,99") if hidden in text] == []


def test_a_receipt_is_a_private_attachment_and_is_journalled(bureau) -> None:
    movement = bureau.hire()
    answer = bureau.get("receipt", movement.public_id)
    assert b"".join(answer).startswith(b"%PDF")
    assert answer["Content-Disposition"] == f'attachment; filename="recepisse-{movement.reference}.pdf"'
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    line = AuditEvent.objects.get(action="employees.receipt_downloaded")
    assert (line.actor_id, line.adherent_id) == (bureau.membership.user_id, bureau.adherent.pk)
    assert "Benali" not in line.target


def test_a_corrected_hire_has_a_receipt_of_its_last_version(bureau) -> None:
    movement = bureau.hire()
    bureau.post("correct_hire", movement.public_id)
    bureau.post("hire_step", movement.public_id, "temps", **bureau.typed("temps", weekly_hours="39"))
    draft = movement.drafts.get()
    bureau.send(draft)
    text = text_of(bureau, movement)
    assert (
        "version 2, qui remplace les précédentes" in text,
        bool(re.search(r"Heures par semaine\s+39\b(?!,)", text)),
    ) == (True, True)


def test_what_people_typed_prints_literally(bureau) -> None:
    typed = {"contrat": {"qualification": '#panic() *gras* $x$ "'}}
    assert '#panic() *gras* $x$ "' in text_of(bureau, bureau.hire(typed))


def test_a_receipt_is_read_by_the_company_and_by_the_site_of_the_contract(bureau) -> None:
    movement = bureau.hire()
    depot = colleague_of(bureau, establishment=EstablishmentFactory(adherent=bureau.adherent))
    assert depot.get("receipt", movement.public_id).status_code == 404
    assert office().get("receipt", movement.public_id).status_code == 404
    assert colleague_of(bureau, Right.EMPLOYEES_ACT).get("receipt", movement.public_id).status_code == 200
    without = colleague_of(bureau, Right.EMPLOYEES_ACT, Right.EMPLOYEES_CONSULT)
    assert without.get("receipt", movement.public_id).status_code == 403


def _access(bureau: Office):
    return authority.resolve(bureau.membership.user, bureau.ref)
