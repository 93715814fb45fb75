"""A number that says otherwise than the civilité or the birth date: asked about, the answer kept, the caisse told."""

from datetime import date

import pytest
from django.urls import reverse

from employees.enums import MovementKind, Outcome
from employees.exchange import reading
from employees.models import HireDraft, Movement
from tests.employees.factories import EmployeeFactory, EmploymentFactory, new_nir
from tests.employees.hire_kit import TYPED, Office, office
from tests.employees.imports_kit import KARIM, Company, known, problems
from tests.factories import StaffFactory
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
OF_A_WOMAN = new_nir(sex="F")
BOX = 'name="nir_confirmed"'
DIFFERENT = {"identite": {"nir": OF_A_WOMAN, "nir_confirmed": "on"}}
TOLD = "Différents pour le sexe, ce que l’entreprise confirme"


@pytest.fixture
def bureau() -> Office:
    return office()


def text(response) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def test_the_box_is_shown_when_the_number_is_doubtful_only(bureau) -> None:
    assert BOX not in bureau.body("start_hire")
    draft = bureau.start()
    assert BOX not in bureau.body("hire_step", draft.public_id, "identite")
    page = text(bureau.post("hire_step", draft.public_id, "identite", **bureau.typed("identite", nir=OF_A_WOMAN)))
    assert BOX in page
    assert "vérifiez les deux. S’il est bien celui de la carte Vitale, confirmez-le sous ce champ." in page


@pytest.mark.parametrize(
    ("nir", "what"),
    [
        (OF_A_WOMAN, "le sexe"),
        (new_nir(birth_on=date(1986, 5, 17)), "l’année de naissance"),
        (new_nir(birth_on=date(1985, 6, 17)), "le mois de naissance"),
    ],
)
def test_a_difference_confirmed_is_sent_and_told_to_the_caisse(bureau, nir, what) -> None:
    movement = bureau.hire({"identite": {"nir": nir, "nir_confirmed": "on"}})
    told = f"Différents pour {what}, ce que l’entreprise confirme"
    assert movement.sent["nir_difference"] == told
    desk = staff_client(StaffFactory(staff_caisse=bureau.adherent.caisse))
    assert told in text(desk.get(reverse("admin:employees_movement_change", args=[movement.pk])))
    assert nir not in str(movement.sent)


def test_the_answer_is_kept_with_the_draft_and_read_again_before_sending(bureau) -> None:
    draft = bureau.fill(DIFFERENT)
    assert draft.values["nir_confirmed"] == "on"
    assert 'name="nir_confirmed" class="form-check-input" id="id_nir_confirmed" checked' in _attributes(
        bureau.body("hire_step", draft.public_id, "identite")
    )
    review = text(bureau.get("review_hire", draft.public_id))
    assert "(différent pour le sexe, confirmé)" in review
    assert "À corriger" not in review


def _attributes(page: str) -> str:
    """The control of the box, its attributes in one order."""
    tag = page[page.index(BOX) - 40 : page.index(BOX) + 200]
    names = ('name="nir_confirmed"', 'class="form-check-input"', 'id="id_nir_confirmed"', "checked")
    return " ".join(name for name in names if name in tag)


def test_an_answer_is_asked_for_what_the_draft_holds_already(bureau) -> None:
    """The number is right, then the civilité changes."""
    draft = bureau.fill()
    typed = bureau.typed("identite", nir="", sex="F")
    refused = bureau.post("hire_step", draft.public_id, "identite", action="next", **typed)
    assert (refused.status_code, BOX in refused.content.decode()) == (422, True)
    accepted = bureau.post("hire_step", draft.public_id, "identite", action="next", **typed, nir_confirmed="on")
    assert accepted.status_code == 302


def test_a_number_that_agrees_needs_no_answer_and_tells_nothing(bureau) -> None:
    movement = bureau.hire({"identite": {"nir_confirmed": "on"}})
    assert "nir_difference" not in movement.sent
    assert HireDraft.objects.count() == 0


def test_a_correction_tells_what_differs_now(bureau) -> None:
    movement = bureau.hire(DIFFERENT)
    bureau.post("correct_hire", movement.public_id)
    draft = HireDraft.objects.get()
    right = bureau.typed("identite", nir=TYPED["identite"]["nir"])
    assert bureau.post("hire_step", draft.public_id, "identite", action="next", **right).status_code == 302
    draft.refresh_from_db()
    assert bureau.send(draft).status_code == 302
    movement.refresh_from_db()
    assert "nir_difference" not in movement.sent


def test_a_change_asked_for_may_confirm_a_difference(bureau) -> None:
    employee = EmployeeFactory(adherent=bureau.adherent, nir=new_nir(), birth_on=date(1985, 5, 17), sex="M")
    contract = EmploymentFactory(employee=employee)
    page = bureau.get("request_change", contract.public_id)
    form = page.context["form"]
    assert BOX not in page.content.decode()
    typed = {name: form[name].value() or "" for name in form.fields}
    sent = {**typed, "birth_on": "17/05/1985", "starts_on": f"{contract.starts_on:%d/%m/%Y}", "nir": OF_A_WOMAN}
    sent["seen"] = page.context["seen"]
    refused = bureau.post("request_change", contract.public_id, **sent)
    assert (refused.status_code, BOX in refused.content.decode()) == (422, True)
    confirmed = {**sent, "nir_confirmed": "on"}
    assert bureau.post("request_change", contract.public_id, **confirmed).status_code == 302
    asked = Movement.objects.get(kind=MovementKind.HIRE_CHANGE)
    assert asked.sent["nir_difference"] == TOLD
    assert "nir_confirmed" not in asked.asked


def test_the_caisse_s_own_file_may_repeat_what_was_confirmed(bureau) -> None:
    movement = bureau.hire(DIFFERENT)
    employee = movement.employment.employee
    person = {"sex": employee.sex, "birth_on": employee.birth_on}
    assert reading._is_confirmed(bureau.adherent.pk, OF_A_WOMAN, person)
    assert not reading._is_confirmed(bureau.adherent.pk, OF_A_WOMAN, {**person, "birth_on": date(1985, 5, 18)})
    assert not reading._is_confirmed(office().adherent.pk, OF_A_WOMAN, person)


def test_a_file_of_hires_says_where_to_confirm_then_takes_what_was() -> None:
    company, line = Company(), KARIM | {"Numéro de sécurité sociale": OF_A_WOMAN}
    refused = company.line(line)
    assert refused.outcome == Outcome.WRONG
    assert "déclarez cette personne par « Embaucher »" in str(problems(refused))
    known(company, employee__nir=OF_A_WOMAN)
    assert company.line(line).outcome == Outcome.UNCHANGED
    assert company.line(line | {"Date de naissance": "18/05/1985"}).outcome == Outcome.WRONG
