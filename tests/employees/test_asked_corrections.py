"""What the caisse asks to correct: its reason, one «Corriger», and the reason again above the field it is about."""

import pytest
from django.utils import timezone

from employees.enums import CorrectionReason, MovementState
from employees.models import HireDraft, Movement
from tests.employees.hire_kit import Office, office

pytestmark = pytest.mark.django_db
BY_HAND = "Le nom de naissance manque."
FIELDS = {
    CorrectionReason.IDENTITY: ("identite", "last_name"),
    CorrectionReason.DATES: ("contrat", "starts_on"),
    CorrectionReason.CONTRACT: ("contrat", "contract_kind"),
    CorrectionReason.QUALIFICATION: ("contrat", "qualification"),
    CorrectionReason.WORK: ("temps", "weekly_hours"),
    CorrectionReason.SITE: ("contrat", "establishment"),
}


def given_back(message: str) -> tuple[Office, Movement]:
    bureau = office()
    movement = bureau.hire()
    Movement.objects.update(state=MovementState.TO_CORRECT, message=message, treated_at=timezone.now())
    movement.refresh_from_db()
    return bureau, movement


@pytest.mark.parametrize("reason", CorrectionReason)
def test_a_reason_of_the_list_leads_to_its_field_which_repeats_it(reason):
    message = f"{reason.label}\nVoyez la DSN de juin."
    bureau, movement = given_back(message)
    page = bureau.body("movement", movement.public_id)
    assert page.count("Voyez la DSN de juin.") >= 1
    assert page.count(">Corriger<") == 1
    answer = bureau.post("correct_hire", movement.public_id)
    step, name = FIELDS[reason]
    draft = HireDraft.objects.get()
    assert answer["Location"] == f"{bureau.url('hire_step', draft.public_id, step)}#id_{name}"
    shown = bureau.body("hire_step", draft.public_id, step)
    above = shown.partition(f'id="id_{name}"')[0]
    assert "Votre caisse demande&nbsp;:" in above[above.rindex("<label") :]
    assert reason.label in shown
    others = [key for key in ("identite", "adresse", "contrat", "temps") if key != step]
    for key in others:
        other = bureau.body("hire_step", draft.public_id, key)
        assert "Votre caisse demande une correction" in other
        assert "Votre caisse demande&nbsp;:" not in other


def test_a_reason_written_by_hand_leads_to_the_whole_and_is_told_at_each_step():
    bureau, movement = given_back(BY_HAND)
    answer = bureau.post("correct_hire", movement.public_id)
    draft = HireDraft.objects.get()
    assert answer["Location"] == bureau.url("review_hire", draft.public_id)
    for page in (bureau.body("review_hire", draft.public_id), bureau.body("hire_step", draft.public_id, "identite")):
        assert "Votre caisse demande une correction" in page
        assert BY_HAND in page


def test_once_the_step_is_mended_one_reads_again_and_sends():
    bureau, movement = given_back(str(CorrectionReason.QUALIFICATION.label))
    bureau.post("correct_hire", movement.public_id)
    draft = HireDraft.objects.get()
    typed = bureau.typed("contrat", qualification="Maçon, N3P1")
    answer = bureau.post("hire_step", draft.public_id, "contrat", **typed)
    assert answer["Location"] == bureau.url("review_hire", draft.public_id)
    draft.refresh_from_db()
    bureau.send(draft)
    movement.refresh_from_db()
    assert (movement.state, movement.version) == (MovementState.SENT, 2)


def test_nothing_is_asked_of_a_hire_that_one_corrects_by_oneself():
    bureau = office()
    movement = bureau.hire()
    answer = bureau.post("correct_hire", movement.public_id)
    draft = HireDraft.objects.get()
    assert answer["Location"] == bureau.url("review_hire", draft.public_id)
    assert "Votre caisse demande" not in bureau.body("review_hire", draft.public_id)
