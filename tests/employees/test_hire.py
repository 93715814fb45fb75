"""A hire through its pages: step by step, read again, sent once."""

import pytest

from employees.enums import CaisseState
from employees.models import Employment, HireDraft, Movement
from tests.employees.hire_kit import Office, office


@pytest.fixture
def bureau(db) -> Office:
    return office()


def test_a_hire_goes_through_its_steps_to_its_receipt(bureau) -> None:
    assert bureau.get("start_hire").status_code == 200
    draft = bureau.fill()
    page = bureau.body("review_hire", draft.public_id)
    assert "Envoyer à la caisse" in page
    answer = bureau.send(draft)
    movement = Movement.objects.get()
    assert answer["Location"] == bureau.url("movement", movement.public_id)
    assert (movement.public_id, HireDraft.objects.count()) == (draft.public_id, 0)
    employment = Employment.objects.get()
    assert (employment.caisse_state, employment.qualification) == (CaisseState.HIRE_SENT, "Maçon, N2P2")
    assert movement.reference in bureau.body("movement", movement.public_id)
