"""Drafts of hires: what they keep and hide, whose they are, who they are about."""

import pytest
from django.urls import reverse

from core.models import AuditEvent
from core.rights import Right
from core.sealing import unseal
from employees.decisions import services as treating
from employees.hire.services import hire as hiring
from employees.models import Employee, Employment, HireDraft, Movement
from tests.employees.factories import EmployeeFactory, EmploymentFactory, MovementFactory, new_nir
from tests.employees.hire_kit import NIR, Office, colleague_of, days_ago, office
from tests.factories import EstablishmentFactory, StaffFactory

GROUPED = " ".join((NIR[0], NIR[1:3], NIR[3:5], NIR[5:7], NIR[7:10], NIR[10:13], NIR[13:]))


@pytest.fixture
def bureau(db) -> Office:
    return office()


@pytest.fixture
def depot(bureau) -> Office:
    """A colleague of one other site."""
    return colleague_of(bureau, establishment=EstablishmentFactory(adherent=bureau.adherent, name="Dépôt"))


def known(bureau: Office, *, site=None, **fields) -> Employee:
    """Somebody of the company with a contract that ended."""
    employee = EmployeeFactory(adherent=bureau.adherent, last_name="Bénali", first_name="Karim", **fields)
    ended = {"starts_on": "2020-03-02", "ends_on": "2022-03-01"}
    EmploymentFactory(employee=employee, establishment=site or bureau.site, **ended)
    return employee


def holds(text: str, nir: str = NIR) -> bool:
    return nir in "".join(text.split()).replace("&nbsp;", "") or nir[:13] in text


def test_the_nir_is_nowhere_in_clear(bureau, caplog) -> None:
    caplog.set_level("DEBUG")
    draft = bureau.start(nir=GROUPED, last_name="")
    assert not holds(str(draft.values))
    assert (unseal(bytes(draft.nir_sealed)), draft.masked_nir) == (NIR, "1 85 05 ••• ••• ••")
    draft = bureau.fill()
    pages = [bureau.body("hire_step", draft.public_id, key) for key in ("identite", "adresse", "contrat", "temps")]
    # Whoever typed it reads it again, once, before sending it.
    assert holds(bureau.body("review_hire", draft.public_id))
    pages += [colleague_of(bureau).body("review_hire", draft.public_id), bureau.body("movements")]
    bureau.send(draft)
    pages += [bureau.body("movement", draft.public_id), bureau.body("employee", Employee.objects.get().public_id)]
    assert [page for page in pages if holds(page)] == []
    assert "1 85 05 ••• ••• ••" in pages[0]
    rows = [
        *HireDraft.objects.values(),
        *Movement.objects.values(),
        *Employee.objects.values(),
        *AuditEvent.objects.values(),
    ]
    assert not holds(str(rows))
    assert not holds(str(dict(bureau.client.session)))
    assert not holds(caplog.text)


@pytest.mark.parametrize("wrong", [NIR[:14] + str((int(NIR[14]) + 1) % 10), NIR[:14], f"{NIR}7"])
def test_a_wrong_nir_is_shown_once_to_whoever_typed_it_and_never_kept(bureau, wrong) -> None:
    draft = bureau.start()
    answer = bureau.post("hire_step", draft.public_id, "identite", action="next", **bureau.typed("identite", nir=wrong))
    assert (answer.status_code, f'value="{wrong}"' in answer.content.decode()) == (422, True)
    assert wrong not in bureau.body("hire_step", draft.public_id, "identite")
    draft.refresh_from_db()
    assert not holds(str(draft.values), wrong)
    assert "nir" not in draft.values
    assert unseal(bytes(draft.nir_sealed)) == NIR
    later = bureau.post(
        "hire_step", draft.public_id, "identite", action="later", follow=True, **bureau.typed("identite", nir=wrong)
    )
    assert "il n’a pas été gardé" in later.content.decode()


def test_an_nir_typed_where_it_must_not_be_is_not_kept(bureau) -> None:
    draft = bureau.start(birth_place=GROUPED)
    assert draft.values["birth_place"] == ""
    assert bureau.post("hire_step", draft.public_id, "temps", action="next", former_employer=NIR).status_code == 422
    draft.refresh_from_db()
    assert not holds(str(draft.values))


def test_a_kept_nir_is_still_compared_with_what_is_typed_after_it(bureau) -> None:
    draft = bureau.start()
    changed = bureau.typed("identite", nir="", birth_on="17/06/1986")
    answer = bureau.post("hire_step", draft.public_id, "identite", action="next", **changed)
    assert (answer.status_code, "l’année de naissance" in answer.content.decode()) == (422, True)
    empty = bureau.typed("identite", nir="")
    assert bureau.post("hire_step", draft.public_id, "identite", action="next", **empty).status_code == 302
    none = bureau.typed("identite", nir="", without_nir="on")
    assert bureau.post("hire_step", draft.public_id, "identite", action="next", **none).status_code == 302
    draft.refresh_from_db()
    assert (draft.nir_sealed, draft.masked_nir) == (None, "")


def test_finishing_later_keeps_everything_and_checks_nothing(bureau) -> None:
    answer = bureau.post("start_hire", action="later", follow=True, last_name="Benali", birth_on="31/02/1985")
    assert "Le brouillon est enregistré" in answer.content.decode()
    draft = HireDraft.objects.get()
    assert draft.values["birth_on"] == "31/02/1985"
    page = answer.content.decode()
    assert bureau.url("hire_step", draft.public_id, "identite") in page
    assert "BENALI" in page
    assert 'value="31/02/1985"' in bureau.body("hire_step", draft.public_id, "identite")


def test_going_back_keeps_what_was_typed(bureau) -> None:
    draft = bureau.start()
    answer = bureau.post("hire_step", draft.public_id, "adresse", action="back", street="12 rue du Fil")
    assert answer["Location"] == bureau.url("hire_step", draft.public_id, "identite")
    draft.refresh_from_db()
    assert draft.values["street"] == "12 rue du Fil"


def test_a_wage_is_shown_again_only_to_whoever_may_see_it(bureau) -> None:
    draft = bureau.fill()
    blind = colleague_of(bureau, Right.WAGES_CONSULT)
    page = blind.body("hire_step", draft.public_id, "temps")
    assert ("14,25" in page.replace("par exemple 14,25", ""), "Déjà saisi" in page) == (False, True)
    review = blind.body("review_hire", draft.public_id)
    assert ("14,25" in review, "Déjà saisi" in review) == (False, True)
    blind.post("hire_step", draft.public_id, "temps", action="next", **blind.typed("temps", hourly_wage=""))
    wrong = blind.post("hire_step", draft.public_id, "temps", action="next", **blind.typed("temps", hourly_wage="x"))
    assert wrong.status_code == 422
    draft.refresh_from_db()
    assert draft.values["hourly_wage"] == "14,25"
    assert 'value="14,25"' in bureau.body("hire_step", draft.public_id, "temps")
    blind.post("hire_step", draft.public_id, "temps", action="next", **blind.typed("temps", hourly_wage="15"))
    draft.refresh_from_db()
    assert draft.values["hourly_wage"] == "15"


def test_a_draft_is_discarded_after_a_question(bureau) -> None:
    draft = bureau.start()
    assert "Ce qui a été saisi sera effacé" in bureau.body("discard_hire", draft.public_id)
    assert HireDraft.objects.exists()
    bureau.post("discard_hire", draft.public_id)
    assert not HireDraft.objects.exists()
    assert AuditEvent.objects.filter(action="employees.draft_discarded").count() == 1
    assert bureau.get("hire_step", draft.public_id, "identite").status_code == 404


def test_a_correction_that_the_caisse_overtook_is_said_to_be(bureau) -> None:
    hire = bureau.hire()
    bureau.post("correct_hire", hire.public_id)
    page = bureau.body("movements")
    assert "Reprendre" in page
    assert "a traité cette embauche entre-temps" not in page
    staff = StaffFactory(staff_caisse=bureau.adherent.caisse)
    treating.accept_movement(movement=hire, by=staff, version=hire.version)
    page = bureau.body("movements")
    assert "a traité cette embauche entre-temps" in page
    assert "Relire" in page
    assert "Reprendre" not in page


def test_a_draft_is_of_the_company_and_of_the_site_that_began_it(bureau, depot) -> None:
    of_all, of_depot = bureau.start(), depot.start(last_name="Ferrand", nir=new_nir(order=7))
    assert (of_all.establishment, of_depot.establishment) == (None, depot.site)
    assert depot.get("hire_step", of_all.public_id, "identite").status_code == 404
    assert depot.post("discard_hire", of_all.public_id).status_code == 404
    assert bureau.get("hire_step", of_depot.public_id, "identite").status_code == 200
    assert "FERRAND" in depot.body("movements")
    assert "BENALI" not in depot.body("movements")
    other = office()
    assert other.get("hire_step", of_all.public_id, "identite").status_code == 404
    assert other.post("review_hire", of_all.public_id, seen="x").status_code == 404


def test_somebody_of_one_site_hires_there_only(bureau, depot) -> None:
    draft = depot.fill({"contrat": {"establishment": bureau.site.public_id}})
    assert depot.send(draft).status_code == 422
    depot.post("hire_step", draft.public_id, "contrat", **depot.typed("contrat"))
    draft.refresh_from_db()
    depot.send(draft)
    assert Employment.objects.get().establishment == depot.site


def test_an_equal_nir_says_who_it_is_and_offers_a_new_contract(bureau) -> None:
    employee = known(bureau, nir=NIR)
    answer = bureau.post("start_hire", action="next", **bureau.typed("identite", last_name="Autre"))
    draft = HireDraft.objects.get()
    assert answer["Location"] == bureau.url("hire_duplicate", draft.public_id)
    page = bureau.body("hire_duplicate", draft.public_id)
    assert ("BÉNALI Karim" in page, "C’est une autre personne" in page) == (True, False)
    bureau.post("hire_duplicate", draft.public_id, person="")
    assert bureau.get("hire_duplicate", draft.public_id).status_code == 200
    answer = bureau.post("hire_duplicate", draft.public_id, person=employee.public_id)
    draft.refresh_from_db()
    assert (draft.employee, draft.values["city"], draft.values["last_name"]) == (employee, "Créteil", "Autre")
    assert "BÉNALI Karim" in bureau.body("hire_step", draft.public_id, "contrat")


def test_nobody_is_sent_as_another_with_the_nir_of_somebody_known(bureau) -> None:
    draft = bureau.fill()
    known(bureau, nir=NIR)
    answer = bureau.send(draft)
    assert (answer.status_code, "Une personne déjà connue" in answer.content.decode()) == (422, True)
    assert not Movement.objects.exists()


def test_the_same_name_and_birth_date_ask_who_it_is_and_the_answer_is_remembered(bureau) -> None:
    employee = known(bureau)
    draft = bureau.start(first_name="KARIM")
    page = bureau.body("hire_duplicate", draft.public_id)
    assert ("BÉNALI Karim" in page, "C’est une autre personne" in page) == (True, True)
    assert "Une personne déjà connue" in bureau.body("review_hire", draft.public_id)
    bureau.post("hire_duplicate", draft.public_id, person="")
    assert bureau.get("hire_duplicate", draft.public_id).status_code == 302
    assert "Une personne déjà connue" not in bureau.body("review_hire", draft.public_id)
    assert bureau.post("hire_duplicate", draft.public_id, person="inconnue").status_code == 403
    for key in ("adresse", "contrat", "temps"):
        bureau.post("hire_step", draft.public_id, key, **bureau.typed(key))
    draft.refresh_from_db()
    bureau.send(draft)
    assert Movement.objects.get().employment.employee != employee


def test_somebody_known_on_another_site_is_not_named(bureau, depot) -> None:
    employee = known(bureau, nir=NIR, birth_place="Maubeuge")
    draft = depot.start()
    page = depot.body("hire_duplicate", draft.public_id)
    assert "déjà connue de votre entreprise sur un autre site" in page
    assert ("BÉNALI" in page, "Maubeuge" in page) == (False, False)
    depot.post("hire_duplicate", draft.public_id, person=employee.public_id)
    draft.refresh_from_db()
    assert (draft.employee, draft.values.get("street")) == (employee, None)
    page = depot.body("hire_step", draft.public_id, "contrat")
    assert ("sur un autre site" in page, "BÉNALI" in page) == (True, False)


def test_a_person_of_another_company_is_never_a_duplicate(bureau) -> None:
    known(office(), nir=NIR)
    draft = bureau.start()
    assert bureau.get("hire_duplicate", draft.public_id).status_code == 302
    bureau.fill()
    assert "Une personne déjà connue" not in bureau.body("review_hire", draft.public_id)


def test_a_new_contract_of_somebody_known_starts_from_what_is_recorded(bureau) -> None:
    employee = known(bureau, nir=NIR)
    bureau.post("hire_again", employee.public_id)
    answer = bureau.post("hire_again", employee.public_id)
    draft = HireDraft.objects.get()
    assert answer["Location"] == bureau.url("hire_step", draft.public_id, "contrat")
    assert (draft.values["last_name"], draft.values["street"]) == ("Bénali", employee.street)
    assert not {"hourly_wage", "starts_on"} & draft.values.keys()
    for key in ("contrat", "temps"):
        bureau.post("hire_step", draft.public_id, key, **bureau.typed(key))
    draft.refresh_from_db()
    assert bureau.send(draft).status_code == 302
    assert (Employee.objects.count(), Employment.objects.count()) == (1, 2)
    assert Employment.objects.get(is_current=True).starts_on > Employment.objects.get(is_current=False).starts_on


def test_a_contract_that_overlaps_is_said_on_the_first_day(bureau) -> None:
    employee = known(bureau, nir=NIR)
    bureau.post("hire_again", employee.public_id)
    draft = HireDraft.objects.get()
    bureau.post("hire_step", draft.public_id, "contrat", **bureau.typed("contrat", starts_on="01/03/2022"))
    bureau.post("hire_step", draft.public_id, "temps", **bureau.typed("temps"))
    draft.refresh_from_db()
    answer = bureau.send(draft)
    assert (answer.status_code, "déclarez d’abord sa sortie" in answer.content.decode()) == (422, True)
    assert f"{bureau.url('hire_step', draft.public_id, 'contrat')}#id_starts_on" in answer.content.decode()
    bureau.post("hire_step", draft.public_id, "contrat", **bureau.typed("contrat", starts_on="02/03/2022"))
    draft.refresh_from_db()
    assert bureau.send(draft).status_code == 302


def test_it_is_not_that_person_after_all(bureau) -> None:
    employee = known(bureau)
    bureau.post("hire_again", employee.public_id)
    draft = HireDraft.objects.get()
    assert "Ce n’est pas cette personne" in bureau.body("hire_step", draft.public_id, "contrat")
    bureau.post("hire_duplicate", draft.public_id, person="")
    draft.refresh_from_db()
    assert draft.employee is None


def test_a_hire_is_corrected_from_its_declaration(bureau) -> None:
    movement = bureau.hire()
    answer = bureau.post("correct_hire", movement.public_id)
    draft = HireDraft.objects.get()
    assert answer["Location"] == bureau.url("review_hire", draft.public_id)
    assert "Envoyer la correction" in bureau.body("review_hire", draft.public_id)
    assert bureau.post("correct_hire", movement.public_id)["Location"] == answer["Location"]
    bureau.post("hire_step", draft.public_id, "contrat", **bureau.typed("contrat", starts_on=days_ago(3)))
    draft.refresh_from_db()
    assert bureau.send(draft)["Location"] == bureau.url("movement", movement.public_id)
    movement.refresh_from_db()
    assert (movement.version, Movement.objects.count(), HireDraft.objects.count()) == (2, 1, 0)
    assert f"{movement.employment.starts_on:%d/%m/%Y}" == days_ago(3)
    assert unseal(bytes(Employee.objects.get().nir_sealed)) == NIR
    assert "déjà envoyée" in bureau.send(draft, follow=True).content.decode()


def test_a_correction_that_comes_after_the_caisse_changes_nothing(bureau) -> None:
    movement = bureau.hire()
    bureau.post("correct_hire", movement.public_id)
    draft = HireDraft.objects.get()
    Movement.objects.update(state="accepted", treated_at=movement.sent_at)
    assert "déjà enregistrée" in bureau.send(draft, follow=True).content.decode()
    movement.refresh_from_db()
    assert movement.version == 1
    bureau.post("discard_hire", draft.public_id)
    assert "déjà enregistrée" in bureau.post("correct_hire", movement.public_id, follow=True).content.decode()
    assert not HireDraft.objects.exists()


def test_a_correction_never_moves_a_contract_to_somebody_else(bureau) -> None:
    movement = bureau.hire()
    other = known(bureau, nir=new_nir(order=9))
    bureau.post("correct_hire", movement.public_id)
    draft = HireDraft.objects.get()
    bureau.post("hire_step", draft.public_id, "identite", **bureau.typed("identite", nir=new_nir(order=9)))
    draft.refresh_from_db()
    assert bureau.send(draft).status_code == 422
    page = bureau.body("hire_duplicate", draft.public_id)
    assert "C’est la même personne" not in page
    assert bureau.post("hire_duplicate", draft.public_id, person=other.public_id).status_code == 403


def test_a_departure_is_not_corrected_as_a_hire(bureau) -> None:
    employment = EmploymentFactory(employee__adherent=bureau.adherent, ends_on="2026-06-30")
    departure = MovementFactory(
        employment=employment, kind="departure", last_day="2026-06-30", departure_reason="resignation"
    )
    for name in ("correct_hire", "cancel_hire"):
        assert bureau.post(name, departure.public_id).status_code == 403, name


def test_without_the_right_to_act_nothing_is_begun(bureau) -> None:
    reader = colleague_of(bureau, Right.EMPLOYEES_ACT)
    movement, employee = bureau.hire(), known(bureau)
    draft = bureau.start(nir=new_nir(order=3))
    assert reader.get("start_hire").status_code == 403
    assert reader.post("hire_again", employee.public_id).status_code == 403
    assert reader.post("correct_hire", movement.public_id).status_code == 403
    assert reader.get("review_hire", draft.public_id).status_code == 403
    assert "BENALI" in reader.body("movements")
    assert "Brouillons en cours" not in reader.body("movements")


def test_the_person_of_another_company_is_not_hired_again(bureau) -> None:
    stranger = known(office())
    assert bureau.post("hire_again", stranger.public_id).status_code == 404
    address = reverse("employees:hire_again", args=[bureau.ref, "inconnue"])
    assert bureau.client.post(address).status_code == 404


def test_a_race_with_somebody_who_takes_the_nir_is_said_in_words(bureau, monkeypatch) -> None:
    draft = bureau.fill()
    known(bureau, nir=NIR)
    monkeypatch.setattr("employees.hire.views.duplicates_of", lambda *args, **kwargs: [])
    answer = bureau.send(draft, follow=True)
    assert str(hiring.AlreadyKnown())[:40] in answer.content.decode()
    assert HireDraft.objects.filter(pk=draft.pk).exists()


def test_a_number_just_typed_is_read_again_by_whoever_typed_it_in_that_session_only(bureau) -> None:
    draft = bureau.fill()
    assert GROUPED in bureau.body("review_hire", draft.public_id)
    assert NIR not in str(dict(bureau.client.session))
    other_session, colleague = Office(bureau.membership), colleague_of(bureau)
    for reader in (other_session, colleague):
        assert not holds(reader.body("review_hire", draft.public_id))
    another = new_nir(order=321)
    colleague.post("hire_step", draft.public_id, "identite", **colleague.typed("identite", nir=another))
    assert not holds(bureau.body("review_hire", draft.public_id), another), "the number of somebody else"
    assert holds(colleague.body("review_hire", draft.public_id), another)


def test_a_number_that_was_recorded_before_is_not_read_again(bureau) -> None:
    movement = bureau.hire()
    fresh = Office(bureau.membership)
    fresh.post("correct_hire", movement.public_id)
    assert not holds(fresh.body("review_hire", HireDraft.objects.get().public_id))
