"""What waits for somebody among the people of a company."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employees.enums import ImportState, MovementState
from employees.queries.pending import declarations_to_correct, imports_to_check
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
    ids = [one.pk, two.pk, none.pk]
    with CaptureQueriesContext(connection) as queries:
        assert declarations_to_correct(ids) == {one.pk: 2, two.pk: 1}
        assert imports_to_check(ids) == {one.pk: 1}
    assert len(queries) == 2
    assert declarations_to_correct([two.pk]) == {two.pk: 1}


def test_alice_is_told_and_bruno_who_cannot_mend_is_not(cast):
    to_correct(cast.acme.adherent)
    home = reverse("portal_home", args=[cast.acme.ref])
    body = cast.browser("alice").get(home).content.decode()
    assert "1 embauche ou sortie à corriger" in body
    assert "1 import de salariés à vérifier" in body
    assert reverse("employees:movements", args=[cast.acme.ref]) in body
    assert "à corriger" not in cast.browser("bruno").get(home).content.decode()
