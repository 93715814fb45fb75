"""What waits for somebody among the people of a company."""

from django.urls import reverse

from core import pending
from core.rights import Right
from employees.enums import ImportState, MovementState
from employees.models import Movement
from tests.employees.factories import EmployeeImportFactory, MovementFactory
from tests.factories import EstablishmentFactory

MESSAGE = "Le nom ne correspond pas au NIR."


def to_correct(adherent) -> None:
    MovementFactory(
        employment__employee__adherent=adherent,
        state=MovementState.TO_CORRECT,
        message=MESSAGE,
        treated_at="2026-06-01T10:00+02:00",
    )


def test_what_the_caisse_gave_back_and_files_that_were_read_are_counted(db):
    one, two, none = (EstablishmentFactory().adherent for _ in range(3))
    for adherent in (one, one, two):
        to_correct(adherent)
    MovementFactory(employment__employee__adherent=none)
    for state in ImportState:
        message = "illisible" if state == ImportState.UNREADABLE else ""
        EmployeeImportFactory(adherent=one, state=state, message=message)
    told = pending.pending_by_company({adherent.pk: frozenset({Right.EMPLOYEES_ACT}) for adherent in (one, two, none)})
    assert told == {
        one.pk: ["2 embauches ou sorties à corriger", "1 import de salariés à vérifier"],
        two.pk: ["1 embauche ou sortie à corriger"],
        none.pk: [],
    }


def test_alice_is_told_and_bruno_who_cannot_mend_is_not(cast):
    to_correct(cast.acme.adherent)
    home = reverse("portal_home", args=[cast.acme.ref])
    body = cast.browser("alice").get(home).content.decode()
    assert "Embauche à corriger" in body
    assert "Rendue par la caisse le 1er\N{NO-BREAK SPACE}juin" in body
    assert "Import de salariés à vérifier" in body
    given_back = Movement.objects.get(adherent=cast.acme.adherent, state=MovementState.TO_CORRECT)
    assert reverse("employees:movement", args=[cast.acme.ref, given_back.public_id]) in body
    assert "à corriger" not in cast.browser("bruno").get(home).content.decode()
