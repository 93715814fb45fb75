"""A hire through its pages: step by step, read again, sent once."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import AuditEvent
from core.sealing import unseal
from employees.enums import CaisseState, HireStep
from employees.models import Employee, Employment, HireDraft, Movement
from tests.days import in_days
from tests.employees.factories import new_nir
from tests.employees.hire_kit import NIR, TYPED, Office, days_ago, office
from tests.factories import EstablishmentFactory

ZEROS = "0" * 15
WRONG_KEY = NIR[:13] + f"{(int(NIR[13:]) % 97) + 1:02d}"


@pytest.fixture
def bureau(db) -> Office:
    return office()


def test_a_hire_goes_through_its_steps_to_its_declaration(bureau) -> None:
    assert "Étape 1 sur 5" in bureau.body("start_hire")
    draft = bureau.start()
    assert draft.reached == HireStep.IDENTITY
    for key, following in (("adresse", "contrat"), ("contrat", "temps")):
        answer = bureau.post("hire_step", draft.public_id, key, action="next", **bureau.typed(key))
        assert answer["Location"] == bureau.url("hire_step", draft.public_id, following)
    answer = bureau.post("hire_step", draft.public_id, "temps", action="next", **bureau.typed("temps"))
    assert answer["Location"] == bureau.url("review_hire", draft.public_id)
    page = bureau.body("review_hire", draft.public_id)
    assert "Envoyer à la caisse" in page
    assert "du lundi au vendredi" in page
    draft.refresh_from_db()
    answer = bureau.send(draft)
    movement = Movement.objects.get()
    assert answer["Location"] == bureau.url("movement", movement.public_id)
    employee, employment = Employee.objects.get(), Employment.objects.get()
    assert (employment.caisse_state, employment.qualification) == (CaisseState.HIRE_SENT, "Maçon, N2P2")
    assert (employee.full_name, unseal(bytes(employee.nir_sealed))) == ("BENALI Karim", NIR)
    assert AuditEvent.objects.filter(action="employees.hire_declared").count() == 1


def test_reading_the_first_step_writes_nothing_and_sending_nothing_keeps_nothing(bureau) -> None:
    bureau.get("start_hire")
    answer = bureau.post("start_hire", action="next")
    assert answer.status_code == 422
    assert "Saisissez le nom" in answer.content.decode()
    assert not HireDraft.objects.exists()


def test_what_is_wrong_is_kept_and_said_and_the_form_goes_on_with_the_same_draft(bureau) -> None:
    answer = bureau.post("start_hire", action="next", **bureau.typed("identite", birth_on="31/02/1985"))
    page = answer.content.decode()
    draft = HireDraft.objects.get()
    assert answer.status_code == 422
    assert "Le 31/02/1985 n’existe pas" in page
    assert 'value="31/02/1985"' in page
    assert f'action="{bureau.url("hire_step", draft.public_id, "identite")}"' in page
    assert draft.values["birth_on"] == "31/02/1985"


@pytest.mark.parametrize(
    ("key", "changes", "said"),
    [
        ("identite", {"nir": WRONG_KEY}, "sa clé"),
        ("identite", {"nir": ZEROS}, "n’est pas fait de zéros"),
        ("identite", {"nir": new_nir(sex="F")}, "ne s’accorde pas avec ce qui est saisi pour le sexe"),
        ("identite", {"nir": NIR[:13]}, "il manque la clé"),
        ("identite", {"nir": "", "without_nir": ""}, "cochez « Le numéro n’est pas encore attribué »"),
        ("identite", {"without_nir": "on"}, "décochez cette case"),
        ("identite", {"last_name": "Benali 🦺"}, "Retirez « 🦺 »"),
        ("identite", {"last_name": "« Benali »"}, "Retirez « « »"),
        ("identite", {"last_name": "B" * 200}, "200 caractères"),
        ("identite", {"birth_on": "17/05/2062"}, "est trop loin"),
        ("identite", {"birth_place": NIR}, "N’écrivez pas ici un numéro de sécurité sociale"),
        ("adresse", {"postal_code": "940"}, "compte 5 chiffres"),
        ("contrat", {"starts_on": "31/02/2026"}, "n’existe pas"),
        ("contrat", {"starts_on": "01/12/2062"}, "est trop loin"),
        ("contrat", {"starts_on": "16/05/1985"}, "14 pour travailler"),
        ("contrat", {"contract_kind": "fixed_term"}, "Un CDD a une fin prévue"),
        ("contrat", {"contract_kind": "worksite"}, "porte le nom du chantier"),
        ("contrat", {"contract_kind": "cdi", "category": "pdg"}, "Choisissez dans la liste"),
        ("contrat", {"establishment": "ailleurs"}, "Choisissez dans la liste"),
        ("temps", {"weekly_hours": "60"}, "48 heures"),
        ("temps", {"work_days": []}, "Cochez au moins un jour"),
        ("temps", {"work_days": ["8"]}, "Cochez les jours de la liste"),
        ("temps", {"hourly_wage": "beaucoup"}, "Écrivez le montant en euros"),
        ("temps", {"in_btp_since": days_ago(-40)}, "après le premier jour"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_do(bureau, key, changes, said) -> None:
    draft = bureau.fill({"identite": {"nir": "", "without_nir": "on"}})
    answer = bureau.post("hire_step", draft.public_id, key, action="next", **bureau.typed(key, **changes))
    page = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
    assert (answer.status_code, said in page) == (422, True), page


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("identite", {"birth_on": "31/02/1985"}),
        ("identite", {"last_name": "B" * 200}),
        ("adresse", {"city": ""}),
        ("contrat", {"starts_on": "16/05/1985"}),
        ("contrat", {"contract_kind": "cdi"}),
        ("temps", {"weekly_hours": "60"}),
    ],
)
def test_a_wrong_value_kept_in_a_draft_is_never_sent(bureau, key, changes) -> None:
    answer = bureau.send(bureau.fill({key: changes}))
    assert (answer.status_code, "Avant d’envoyer" in answer.content.decode()) == (422, True)
    assert not Movement.objects.exists()


@pytest.mark.parametrize("name", ["d’Almeida-Nuñez", "O'Brien", "Le Goff", "Ødegård", "Jean-François", "N'Diaye"])
def test_names_that_people_have_are_kept_as_they_are(bureau, name) -> None:
    assert bureau.hire({"identite": {"last_name": name}}).employment.employee.last_name == name


def test_what_is_missing_is_named_with_its_place(bureau) -> None:
    draft = bureau.start()
    page = bureau.body("review_hire", draft.public_id)
    assert f'href="{bureau.url("hire_step", draft.public_id, "adresse")}#id_street"' in page
    assert f'href="{bureau.url("hire_step", draft.public_id, "contrat")}#id_starts_on"' in page
    assert "Envoyer à la caisse" not in page
    assert bureau.send(draft).status_code == 422
    assert not Movement.objects.exists()


@pytest.mark.parametrize(("days", "is_said"), [(15, False), (16, True)])
def test_after_fifteen_days_a_hire_is_late_and_still_sent(bureau, days, is_said) -> None:
    draft = bureau.fill({"contrat": {"starts_on": days_ago(days)}})
    assert ("Envoi tardif" in bureau.body("review_hire", draft.public_id)) is is_said
    assert bureau.send(draft).status_code == 302


def test_the_second_tab_that_sends_is_led_to_the_person(bureau) -> None:
    draft = bureau.fill()
    assert bureau.send(draft).status_code == 302
    for answer in (
        bureau.send(draft, follow=True),
        bureau.client.get(bureau.url("hire_step", draft.public_id, "temps"), follow=True),
        bureau.post("hire_step", draft.public_id, "temps", follow=True, **TYPED["temps"]),
        bureau.post("discard_hire", draft.public_id, follow=True),
    ):
        assert answer.redirect_chain[-1][0] == bureau.url("employee", Employee.objects.get().public_id)
        assert "Cette embauche est déjà envoyée" in answer.content.decode()
    assert (Employee.objects.count(), Movement.objects.count()) == (1, 1)


def test_what_another_tab_changed_is_read_again_before_it_is_sent(bureau) -> None:
    draft = bureau.fill()
    bureau.post("hire_step", draft.public_id, "temps", **bureau.typed("temps", weekly_hours="39"))
    answer = bureau.send(draft, follow=True)
    assert "Ce brouillon a changé" in answer.content.decode()
    assert not Movement.objects.exists()
    draft.refresh_from_db()
    assert bureau.send(draft).status_code == 302
    assert Employment.objects.get().weekly_hours == 39


def test_fields_that_a_step_does_not_have_change_nothing(bureau) -> None:
    other = EstablishmentFactory()
    extra = {
        "adherent": other.adherent_id,
        "adherent_id": other.adherent_id,
        "employee": 1,
        "corrects": 1,
        "public_id": "choisi",
        "created_by": 1,
        "nir_sealed": "x",
        "masked_nir": "x",
        "nir_digest": "x",
        "caisse_state": "recorded",
        "is_current": "",
        "reached": "temps",
        "not_the_same": "x",
        "reference": "E-CHOISIE",
        "ends_on": "01/01/2030",
    }
    draft = bureau.fill(dict.fromkeys(TYPED, extra))
    assert not extra.keys() & draft.values.keys() - {"reached"}
    bureau.send(draft, **extra)
    movement = Movement.objects.select_related("employment").get()
    assert (movement.adherent, movement.public_id) == (bureau.adherent, draft.public_id)
    assert not movement.reference.endswith("CHOISIE")
    assert (movement.employment.caisse_state, movement.employment.ends_on) == (CaisseState.HIRE_SENT, None)


def test_a_fixed_term_ends_on_its_planned_day(bureau) -> None:
    end = in_days(90)
    changes = {
        "contract_kind": "fixed_term",
        "planned_end_on": f"{end:%d/%m/%Y}",
        "fixed_term_reason": "increase",
    }
    assert bureau.hire({"contrat": changes}).employment.ends_on == end


def test_a_null_byte_and_an_endless_text_break_nothing(bureau) -> None:
    draft = bureau.start(first_name="Ka\x00rim", birth_place="x" * 100_000)
    assert draft.values["first_name"] == "Karim"
    assert len(draft.values["birth_place"]) <= 500


@pytest.mark.parametrize("key", ["inconnue", "verification", "identite-bis"])
def test_a_step_that_does_not_exist_is_not_found(bureau, key) -> None:
    assert bureau.get("hire_step", bureau.start().public_id, key).status_code == 404


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    birth=st.integers(-110 * 366, 0).map(in_days),
    start=st.integers(-60 * 366, 300).map(in_days),
)
def test_whatever_the_dates_a_hire_is_sent_only_by_somebody_of_an_age_to_work(bureau, birth, start) -> None:
    typed = {
        "identite": {"birth_on": f"{birth:%d/%m/%Y}", "nir": "", "without_nir": "on"},
        "contrat": {"starts_on": f"{start:%d/%m/%Y}"},
    }
    with transaction.atomic():
        answer = bureau.send(bureau.fill(typed))
        transaction.set_rollback(True)
    age = start.year - birth.year - ((start.month, start.day) < (birth.month, birth.day))
    assert (answer.status_code == 302) is (14 <= age <= 90)
