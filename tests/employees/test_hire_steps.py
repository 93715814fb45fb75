"""Along the steps of a hire: whom it is about, the way back, what it does not replace, what is proposed."""

import pytest

from tests.employees.hire_kit import Office, office


@pytest.fixture
def bureau(db) -> Office:
    return office()


def test_steps_done_lead_back_and_the_name_is_along_them(bureau) -> None:
    draft = bureau.start()
    page = bureau.body("hire_step", draft.public_id, "adresse")
    assert "· BENALI Karim" in page
    steps = page.partition('<ol class="steps"')[2].partition("</ol>")[0]
    assert steps.count("<a href=") == 1
    assert bureau.url("hire_step", draft.public_id, "identite") in steps
    assert "<a href=" not in bureau.body("start_hire").partition('<ol class="steps"')[2].partition("</ol>")[0]


def test_the_first_step_and_the_last_say_that_the_dpae_is_something_else(bureau) -> None:
    told = "ne remplace pas la DPAE"
    assert told in bureau.body("start_hire")
    draft = bureau.fill()
    pages = {key: bureau.body("hire_step", draft.public_id, key) for key in ("identite", "adresse", "contrat", "temps")}
    assert {key for key, page in pages.items() if told in page} == {"identite"}
    assert told in bureau.body("review_hire", draft.public_id)


def test_qualifications_are_proposed_and_any_other_is_accepted(bureau) -> None:
    draft = bureau.start()
    page = bureau.body("hire_step", draft.public_id, "contrat")
    assert 'list="qualifications"' in page
    assert '<option value="N3P1, compagnon professionnel">' in page
    typed = bureau.typed("contrat", qualification="Tailleur de pierre, hors liste")
    assert bureau.post("hire_step", draft.public_id, "contrat", **typed).status_code == 302
