"""Real threads on a real PostgreSQL: one draft sent at once from many tabs is one person, one contract, one line."""

import pytest
from django.test import Client

from core.models import AuditEvent
from employees.models import Employee, Employment, HireDraft, Movement
from tests.employees.factories import MovementFactory
from tests.employees.hire_kit import new_nir, office
from tests.security.test_races import _quick, at_once

__all__ = ["_quick"]
pytestmark = pytest.mark.django_db(transaction=True)


def browsers(bureau, number: int = 20) -> list[Client]:
    found = [Client() for _ in range(number)]
    for browser in found:
        browser.force_login(bureau.membership.user)
    return found


def test_twenty_tabs_that_send_one_draft_hire_one_person():
    bureau = office()
    draft, tabs = bureau.fill({"identite": {"nir": "", "without_nir": "on"}}), browsers(bureau)
    typed, address = {"seen": draft.updated_at.isoformat()}, bureau.url("review_hire", draft.public_id)
    answers = at_once(lambda i: tabs[i].post(address, typed))
    assert {answer.status_code for answer in answers} == {302}
    counts = [model.objects.count() for model in (Employee, Employment, Movement, HireDraft)]
    assert counts == [1, 1, 1, 0]
    assert AuditEvent.objects.filter(action="employees.hire_declared").count() == 1
    person = bureau.url("employee", Employee.objects.get().public_id)
    sent = bureau.url("movement", draft.public_id)
    assert sorted(answer["Location"] for answer in answers) == sorted([sent, *[person] * 19])


def test_two_drafts_of_one_nir_sent_at_once_hire_one_person():
    bureau = office()
    drafts = [bureau.fill({"identite": {"nir": new_nir(order=4)}}) for _ in range(2)]
    tabs = browsers(bureau, 2)
    answers = at_once(
        lambda i: tabs[i].post(
            bureau.url("review_hire", drafts[i].public_id), {"seen": drafts[i].updated_at.isoformat()}
        ),
        2,
    )
    assert {answer.status_code for answer in answers} <= {302, 422}
    assert (Employee.objects.count(), HireDraft.objects.count()) == (1, 1)


def test_ten_clicks_on_correct_begin_one_correction():
    bureau = office()
    movement = MovementFactory(employment__employee__adherent=bureau.adherent)
    tabs = browsers(bureau, 10)
    answers = at_once(lambda i: tabs[i].post(bureau.url("correct_hire", movement.public_id)), 10)
    assert {answer["Location"] for answer in answers} == {bureau.url("review_hire", movement.public_id)}
    assert HireDraft.objects.count() == 1


def test_three_steps_saved_at_once_from_three_tabs_are_all_kept():
    bureau = office()
    keys = ("adresse", "contrat", "temps")
    tabs = browsers(bureau, len(keys))
    for rank in range(4):
        draft = bureau.start(nir=new_nir(order=20 + rank))
        at_once(lambda i, draft=draft: tabs[i].post(_step(bureau, draft, keys[i]), bureau.typed(keys[i])), len(keys))
        draft.refresh_from_db()
        assert {"street", "starts_on", "weekly_hours"} <= draft.values.keys()


def _step(bureau, draft, key):
    return bureau.url("hire_step", draft.public_id, key)
