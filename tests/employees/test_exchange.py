"""The files of the caisse's information system: what is recorded, what is refused, and twice the same file."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEvent
from core.sealing import unseal
from core.tables import UnreadableTable
from employees import nir as nirs
from employees.enums import CaisseState, MovementState
from employees.exchange import reading as exchange
from employees.models import Employee, EmployeeEvent, Employment, KnownAbsence, LeaveRight, Movement
from employees.signals import employee_left
from tests.employees.factories import (
    DepartureFactory,
    EmployeeFactory,
    EmploymentFactory,
    KnownAbsenceFactory,
    MovementFactory,
    new_nir,
)
from tests.factories import AdherentFactory, EstablishmentFactory

pytestmark = pytest.mark.django_db
NIR = new_nir()
PERSON = {
    "identifiant": "70123A",
    "siret": "",
    "nir": NIR,
    "nom": "Benali",
    "prenom": "Karim",
    "sexe": "M",
    "naissance": "1985-05-17",
    "categorie": "ouvrier",
    "qualification": "Maçon",
    "contrat": "cdi",
    "debut": "2020-03-02",
    "heures": "35",
    "motif_cdd": "",
    "fin_prevue": "",
    "fin": "",
    "jours": "12345",
    "salaire": "14,25",
    "ville": "Créteil",
}
RIGHT = {
    "identifiant": "70123A",
    "nir": NIR,
    "debut": "01/04/2025",
    "fin": "31/03/2026",
    "acquis": "30",
    "cinquieme_semaine": "6",
    "fractionnement": "2",
    "anciennete": "",
    "pris": "12,5",
    "arrete_le": "2026-10-31",
}
ABSENCE = {"identifiant": "70123A", "nir": NIR, "nature": "maladie", "debut": "2026-05-04", "fin": "2026-05-31"}


@pytest.fixture
def adherent():
    return AdherentFactory(cibtp_id="70123A")


@pytest.fixture
def employee(adherent):
    return EmployeeFactory(adherent=adherent, nir=NIR, last_name="Benali", first_name="Karim")


def file_of(base, *changes) -> list[str]:
    columns = list(dict.fromkeys([*base, *(name for change in changes for name in change)]))
    return [";".join(columns), *(";".join({**base, **change}.get(name, "") for name in columns) for change in changes)]


def people(adherent, *changes):
    siret = adherent.establishments.get(is_head_office=True).siret
    lines = file_of({**PERSON, "siret": siret}, *(changes or ({},)))
    return exchange.read_people(caisse=adherent.caisse, lines=lines)


def rights(adherent, *changes):
    return exchange.read_leave_rights(caisse=adherent.caisse, lines=file_of(RIGHT, *(changes or ({},))))


def absences(adherent, *changes):
    return exchange.read_absences(caisse=adherent.caisse, lines=file_of(ABSENCE, *(changes or ({},))))


def everything() -> list:
    models = (Employee, Employment, EmployeeEvent, LeaveRight, KnownAbsence, AuditEvent)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_line_makes_a_person_and_a_contract_and_no_movement(adherent) -> None:
    recorded = people(adherent)
    assert (dict(recorded.counts), recorded.refused) == ({"added": 1}, [])
    contract = Employment.objects.get()
    assert (contract.caisse_state, contract.is_current, contract.ends_on) == (CaisseState.RECORDED, True, None)
    assert (contract.hourly_wage, contract.work_days) == (Decimal("14.25"), [1, 2, 3, 4, 5])
    assert unseal(bytes(contract.employee.nir_sealed)) == NIR
    assert contract.employee.city == "Créteil"
    assert not Movement.objects.exists()
    assert EmployeeEvent.objects.get().by_caisse
    assert AuditEvent.objects.get().changes == {"added": 1}


def test_the_same_files_twice_change_nothing(adherent) -> None:
    contracts = ({"fin": "2024-01-31"}, {"debut": "2024-03-01", "salaire": ""})
    people(adherent, *contracts)
    rights(adherent)
    absences(adherent)
    before = everything()
    assert dict(people(adherent, *contracts).counts) == {"unchanged": 2}
    assert dict(rights(adherent).counts) == {"unchanged": 1}
    assert dict(absences(adherent).counts) == {"unchanged": 1}
    assert everything() == before


def test_several_contracts_of_one_person_are_one_person_listed_by_the_latest(adherent) -> None:
    people(adherent, {"debut": "2024-03-01"}, {"fin": "2024-01-31"})
    employee = Employee.objects.get()
    assert employee.employments.count() == 2
    assert employee.employments.get(is_current=True).starts_on == date(2024, 3, 1)


def test_what_differs_is_changed_and_told_to_the_apps_above(adherent, employee) -> None:
    EmploymentFactory(employee=employee)
    told = []
    employee_left.connect(lambda employment, **kwargs: told.append(employment.ends_on), weak=False, dispatch_uid="t")
    try:
        recorded = people(adherent, {"prenom": "Karim-Ali", "fin": "2026-06-30", "heures": "39", "salaire": ""})
    finally:
        employee_left.disconnect(dispatch_uid="t")
    assert dict(recorded.counts) == {"changed": 1}
    contract = Employment.objects.get()
    assert (contract.weekly_hours, contract.hourly_wage) == (39, Decimal("14.25"))
    assert contract.employee.first_name == "Karim-Ali"
    assert told == [date(2026, 6, 30)]
    changes = {name: pair for event in EmployeeEvent.objects.all() for name, pair in event.changes.items()}
    assert changes["first_name"] == ["Karim", "Karim-Ali"]
    assert changes["ends_on"] == ["", "30/06/2026"]


def test_somebody_without_a_number_is_given_theirs(adherent) -> None:
    known = EmployeeFactory(adherent=adherent, last_name="BÉNALI", first_name="karim")
    people(adherent)
    known.refresh_from_db()
    assert known.masked_nir == nirs.mask(NIR)
    assert Employee.objects.count() == 1


def test_a_declaration_that_waits_is_not_written_over(adherent, employee) -> None:
    MovementFactory(employment=EmploymentFactory(employee=employee, caisse_state=CaisseState.HIRE_SENT))
    assert people(adherent, {"heures": "39"}).refused == [
        (2, "une embauche ou une sortie de ce contrat attend d’être traitée")
    ]
    assert Employment.objects.get().weekly_hours == 35


def test_a_departure_that_the_caisse_recorded_keeps_its_day(adherent, employee) -> None:
    contract = EmploymentFactory(employee=employee, ends_on=date(2026, 6, 30))
    DepartureFactory(employment=contract, state=MovementState.ACCEPTED, treated_at="2026-06-01T10:00Z")
    people(adherent, {"heures": "39"})
    contract.refresh_from_db()
    assert (contract.ends_on, contract.weekly_hours) == (date(2026, 6, 30), 39)


def test_overlapping_contracts_are_refused_and_change_nothing(adherent, employee) -> None:
    EmploymentFactory(employee=employee, ends_on=date(2026, 6, 30))
    recorded = people(adherent, {"debut": "2026-06-30", "prenom": "Autre"}, {"debut": "2026-07-01"})
    assert [line for line, _ in recorded.refused] == [2]
    assert recorded.counts["added"] == 1
    employee.refresh_from_db()
    assert employee.first_name == "Karim"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"identifiant": "INCONNU"}, "cet identifiant"),
        ({"siret": "12345678200010"}, "pas de site"),
        ({"nir": NIR[:-2] + "00"}, "clé"),
        ({"nir": NIR[:-1]}, "15 caractères"),
        ({"sexe": "F"}, "s’accorde pas"),
        ({"naissance": "1985-02-31"}, "31/02/1985"),
        ({"naissance": "2020-05-17"}, "année de naissance"),
        ({"nom": "Benali 94"}, "nom"),
        ({"prenom": ""}, "prenom"),
        ({"categorie": "chef"}, "categorie"),
        ({"contrat": "cdd"}, "Un CDD a une fin"),
        ({"debut": "2062-01-01"}, "trop loin"),
        ({"fin": "2020-01-01"}, "avant de commencer"),
        ({"heures": "0"}, "heures"),
        ({"heures": "70"}, "heures"),
        ({"salaire": "0"}, "salaire"),
        ({"jours": "18"}, "jours"),
        ({"qualification": "1 85 05 94 028 001"}, "rien à faire"),
        ({"ville": "x" * 81}, "ville"),
    ],
)
def test_a_wrong_line_is_told_by_its_number_without_the_nir_and_the_others_recorded(adherent, change, reason) -> None:
    recorded = people(adherent, change, {"debut": "2020-03-02"})
    ((number, told),) = recorded.refused
    assert number == 2
    assert reason in told
    assert NIR[:13] not in told.replace(" ", "")
    assert recorded.counts["added"] == 1


def test_a_line_cut_short_is_refused_and_a_file_without_its_columns_is_not_read(adherent) -> None:
    header, line = file_of(PERSON, {})
    recorded = exchange.read_people(caisse=adherent.caisse, lines=[header, line.rpartition(";")[0], f"{line};trop"])
    assert [number for number, _ in recorded.refused] == [2, 3]
    with pytest.raises(UnreadableTable, match="nir, nom.* Le fichier porte : identifiant, siret"):
        exchange.read_people(caisse=adherent.caisse, lines=["identifiant;siret", "70123A;"])


def test_companies_of_another_caisse_are_unknown(adherent) -> None:
    other = AdherentFactory(cibtp_id="99999Z")
    assert "cet identifiant" in people(other, {"identifiant": "70123A"}).refused[0][1]
    assert not Employee.objects.exists()


def test_two_companies_each_have_their_own_row_of_one_person(adherent) -> None:
    other = AdherentFactory(cibtp_id="70124B", caisse=adherent.caisse)
    site = other.establishments.get(is_head_office=True)
    people(adherent, {}, {"identifiant": "70124B", "siret": site.siret, "nom": "Benaly"})
    assert [employee.last_name for employee in Employee.objects.order_by("pk")] == ["Benali", "Benaly"]
    rights(adherent, {}, {"identifiant": "70124B", "acquis": "10"})
    assert [right.acquired for right in LeaveRight.objects.order_by("employee")] == [30, 10]


def test_a_contract_moves_to_another_site_and_leaves_its_crew(adherent, employee) -> None:
    contract = EmploymentFactory(employee=employee)
    site = EstablishmentFactory(adherent=adherent)
    people(adherent, {"siret": site.siret})
    contract.refresh_from_db()
    assert (contract.establishment, contract.crew) == (site, None)


def test_figures_of_leave_are_written_then_changed_and_never_go_back(adherent, employee) -> None:
    rights(adherent)
    assert dict(rights(adherent, {"pris": "14", "arrete_le": "2026-11-20"}).counts) == {"changed": 1}
    right = LeaveRight.objects.get()
    assert (right.taken, right.split_bonus_days, right.remaining) == (14, 2, 18)
    recorded = rights(adherent, {"pris": "12"})
    assert "arrêtés plus tard" in recorded.refused[0][1]
    assert LeaveRight.objects.get().taken == 14


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"nir": new_nir(order=2)}, "aucun salarié"),
        ({"fin": "2027-03-31"}, "un an au plus"),
        ({"cinquieme_semaine": "31"}, "partie des jours acquis"),
        ({"acquis": "-1"}, "acquis"),
        ({"arrete_le": "2062-01-01"}, "trop loin"),
    ],
)
def test_wrong_figures_are_told(adherent, employee, change, reason) -> None:
    ((number, told),) = rights(adherent, change).refused
    assert number == 2
    assert reason in told
    assert not LeaveRight.objects.exists()


def test_absences_are_written_lengthened_and_withdrawn(adherent, employee) -> None:
    kept = KnownAbsenceFactory(employee=employee, starts_on=date(2025, 1, 6), ends_on=date(2025, 1, 10))
    absences(adherent)
    assert dict(absences(adherent, {"fin": "2026-06-30"}).counts) == {"changed": 1}
    assert KnownAbsence.objects.get(starts_on=date(2026, 5, 4)).ends_on == date(2026, 6, 30)
    assert dict(absences(adherent, {"annulee": "oui"}).counts) == {"removed": 1}
    assert KnownAbsence.objects.get() == kept
    assert dict(absences(adherent, {"annulee": "oui"}).counts) == {"unchanged": 1}
    assert "nature" in absences(adherent, {"nature": "grippe"}).refused[0][1]


@pytest.mark.parametrize(
    ("command", "base"),
    [("record_employees", PERSON), ("record_leave_rights", RIGHT), ("record_known_absences", ABSENCE)],
)
def test_the_commands_tell_what_they_did_and_fail_for_lines_left_out(
    adherent, employee, tmp_path, command, base
) -> None:
    siret = adherent.establishments.get(is_head_office=True).siret
    base = {**base, "siret": siret} if "siret" in base else base
    path, out, wrong = tmp_path / "fichier.csv", StringIO(), StringIO()
    path.write_text("\n".join(file_of(base, {}, {"identifiant": "INCONNU"})), encoding="utf-8-sig")
    with pytest.raises(CommandError, match="1 lignes laissées de côté"):
        call_command(command, path, caisse=adherent.caisse.slug, stdout=out, stderr=wrong)
    assert "1 ajoutées, 0 modifiées" in out.getvalue()
    assert "ligne 3" in wrong.getvalue()
    assert NIR not in out.getvalue() + wrong.getvalue()
    path.write_bytes("é".encode("latin-1"))
    with pytest.raises(CommandError, match="n’a pas été lu"):
        call_command(command, path, caisse=adherent.caisse.slug)
    with pytest.raises(CommandError, match="Aucune caisse"):
        call_command(command, path, caisse="aucune")


def test_no_nir_is_left_in_clear(adherent) -> None:
    people(adherent)
    assert NIR not in str(everything())


def test_queries_do_not_follow_the_lines(adherent, django_assert_max_num_queries) -> None:
    def lines(count):
        return [{"nir": new_nir(order=rank), "nom": f"Benali{'abcdefghij'[rank % 10]}"} for rank in range(1, count)]

    with django_assert_max_num_queries(20):
        people(adherent, *lines(300))
    with django_assert_max_num_queries(20):
        people(adherent, *({**line, "heures": "39"} for line in lines(300)))
    assert Employment.objects.filter(weekly_hours=39).count() == 299
