"""The list as a file: what it holds for whom, and what it never holds."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from python_calamine import load_workbook

from accounts.models import Membership
from core.models import AuditEvent
from core.rights import Right
from employees.enums import DepartureReason
from employees.models import Employee
from tests.cast import CANARY
from tests.employees.factories import DepartureFactory, new_nir
from tests.employees.list_kit import address, somebody
from tests.factories import EstablishmentFactory, MembershipFactory
from tests.security.fingerprint import body_of

NIR = new_nir(order=77)


@pytest.fixture
def acme(cast):
    adherent = cast.acme.adherent
    kept = somebody(adherent, "Lefèvre", person__nir=NIR, hourly_wage=Decimal("17.35"), starts_on=date(2021, 3, 1))
    DepartureFactory(
        employment=somebody(adherent, "Sorti", ends_on=date(2024, 6, 30)),
        last_day=date(2024, 6, 30),
        departure_reason=DepartureReason.UNFITNESS,
    )
    assert kept.employee.masked_nir
    return cast


def csv_rows(answer) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def xlsx_rows(answer) -> list[list[object]]:
    content = answer.getvalue() if answer.streaming else answer.content
    return load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()


def exported(cast, person="alice", **typed) -> list[dict[str, str]]:
    return csv_rows(cast.browser(person).get(address(cast, "export"), {"format": "csv", **typed}))


def test_the_file_holds_what_the_list_is_filtered_to(acme):
    [row] = exported(acme, q="lefevre")
    assert row["Nom"] == "Lefèvre"
    assert row["Premier jour"] == "01/03/2021"
    assert row["Jours travaillés"] == "du lundi au vendredi"
    assert (row["Heures par semaine"], row["Salaire horaire brut"]) == ("35,00", "17,35")
    assert (row["Adresse"], row["Auprès de la caisse"]) == ("12 rue du Fil-à-Plomb", "Enregistré")
    assert {row["Nom"] for row in exported(acme, liste="sortis")} == {"Sorti", "SortantACME", "SortiACME"}
    assert [row["Nom"] for row in exported(acme, tri="-nom", q="e")] == sorted(
        (row["Nom"] for row in exported(acme, q="e")), reverse=True
    )


def test_xlsx_holds_dates_and_figures(acme):
    answer = acme.browser("alice").get(address(acme, "export"), {"q": "lefevre"})
    head, row = xlsx_rows(answer)
    found = dict(zip(head, row, strict=True))
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert (found["Premier jour"], found["Salaire horaire brut"]) == (date(2021, 3, 1), 17.35)


def test_the_reason_is_for_whoever_may_read_it(acme):
    [reason] = [row["Motif de sortie"] for row in exported(acme, liste="sortis", q="sorti luc")]
    assert reason == DepartureReason.UNFITNESS.label


def test_wages_reasons_and_numbers_stay_with_whoever_has_the_right(acme):
    """Bruno consults, without any of the three."""
    answer = acme.browser("bruno").get(address(acme, "export"), {"format": "csv"})
    head = answer.content.decode().splitlines()[0]
    assert "Nom" in head
    for column in ("Salaire", "Motif de sortie", "sécurité sociale"):
        assert column not in head
    assert "17,35" not in answer.content.decode()
    sorted_out = acme.browser("bruno").get(address(acme, "export"), {"format": "csv", "liste": "sortis"})
    assert DepartureReason.UNFITNESS.label not in sorted_out.content.decode()


def test_one_right_opens_one_column(acme):
    membership = Membership.objects.get(user=acme.bruno)
    membership.rights = [*membership.rights, Right.WAGES_CONSULT]
    membership.save()
    head = acme.browser("bruno").get(address(acme, "export"), {"format": "csv"}).content.decode().splitlines()[0]
    assert "Salaire horaire brut" in head
    assert "Motif de sortie" not in head


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_number_is_in_no_file_but_the_one_that_is_asked_for(acme, file_format):
    alice = acme.browser("alice")
    plain = alice.get(address(acme, "export"), {"format": file_format, "avec_nir": "1", "with_nir": "1"})
    posted = alice.post(address(acme, "export_with_nir"), {"format": file_format, "q": "lefevre"})
    if file_format == "csv":
        assert NIR not in plain.content.decode()
        assert csv_rows(posted)[0]["Numéro de sécurité sociale"] == NIR
    else:
        assert NIR not in str(xlsx_rows(plain))
        assert xlsx_rows(posted)[1][-1] == NIR
    assert alice.get(address(acme, "export_with_nir")).status_code == 302


def test_bruno_gets_no_number_and_is_not_offered_it(acme):
    bruno = acme.browser("bruno")
    assert bruno.post(address(acme, "export_with_nir")).status_code == 403
    assert address(acme, "export_with_nir") not in bruno.get(address(acme, "choose_export")).content.decode()
    assert (
        address(acme, "export_with_nir") in acme.browser("alice").get(address(acme, "choose_export")).content.decode()
    )


def test_numbers_do_not_open_the_list_to_whoever_may_not_read_it(acme):
    membership = Membership.objects.get(user=acme.bruno)
    membership.rights = [Right.NIR_CONSULT]
    membership.save()
    assert acme.browser("bruno").post(address(acme, "export_with_nir")).status_code == 403


def test_each_file_is_in_the_journal_with_its_number_of_people(acme):
    acme.browser("alice").get(address(acme, "export"), {"q": "lefevre", "format": "csv"})
    acme.browser("alice").post(address(acme, "export_with_nir"), {"q": "lefevre"})
    lines = AuditEvent.objects.filter(action__startswith="employees.people_exported").order_by("pk")
    assert [(line.action, line.changes) for line in lines] == [
        ("employees.people_exported", {"count": 1, "format": "csv"}),
        ("employees.people_exported_with_nir", {"count": 1, "format": "xlsx"}),
    ]
    assert {line.adherent_id for line in lines} == {acme.acme.adherent.pk}
    assert all(NIR not in str(line.changes) for line in lines)


MARKS = ["=", "+", "-", "@", "\t", " =", "＝"]


def named_as_a_formula(acme, mark, file_format):
    """Names are checked when typed; rows may come from elsewhere."""
    Employee.objects.filter(last_name="Lefèvre").update(last_name=f"{mark}cmd|'/c calc'!A1", city=f"{mark}1+1")
    return acme.browser("alice").get(address(acme, "export"), {"format": file_format, "q": "cmd"})


@pytest.mark.parametrize("mark", MARKS)
def test_no_cell_of_a_csv_is_a_formula(acme, mark):
    cells = list(csv_rows(named_as_a_formula(acme, mark, "csv"))[0].values())
    assert f"'{mark}cmd|'/c calc'!A1" in cells
    assert f"'{mark}1+1" in cells
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(tuple("=+-@\t＝"))]


@pytest.mark.parametrize("mark", MARKS)
def test_no_cell_of_a_workbook_is_a_formula(acme, mark):
    """There a text is written as a text, with nothing before it (tests/core/test_exports.py)."""
    cells = xlsx_rows(named_as_a_formula(acme, mark, "xlsx"))[1]
    assert f"{mark}cmd|'/c calc'!A1" in cells
    assert f"{mark}1+1" in cells


def test_a_file_of_a_site_holds_its_people_only(acme):
    adherent = acme.acme.adherent
    depot = EstablishmentFactory(adherent=adherent, is_head_office=False, name="Dépôt")
    somebody(adherent, "Depot", establishment=depot)
    member = MembershipFactory(adherent=adherent, establishment=depot)
    browser = acme.browser("anonymous")
    browser.force_login(member.user)
    answer = browser.get(address(acme, "export", ref=depot.public_id), {"format": "csv"})
    assert [row["Nom"] for row in csv_rows(answer)] == ["Depot"]


def test_no_file_holds_anybody_of_a_rival(acme):
    alice = acme.browser("alice")
    for liste in ("presents", "a-venir", "sortis"):
        for answer in (
            alice.get(address(acme, "export"), {"format": "csv", "liste": liste}),
            alice.post(address(acme, "export_with_nir"), {"format": "csv", "liste": liste}),
        ):
            assert CANARY not in body_of(answer)


def test_an_unknown_format_is_the_usual_one(acme):
    assert (
        acme.browser("alice").get(address(acme, "export"), {"format": "exe"})["Content-Disposition"].endswith('.xlsx"')
    )


def test_exports_are_counted(acme, settings):
    settings.THROTTLES = {**settings.THROTTLES, "export": (2, 3600)}
    alice = acme.browser("alice")
    answers = [alice.get(address(acme, "export"), {"format": "csv"}).status_code for _ in range(2)]
    assert [*answers, alice.post(address(acme, "export_with_nir")).status_code] == [200, 200, 429]


def test_the_page_says_what_the_file_will_hold(acme):
    page = acme.browser("alice").get(address(acme, "choose_export"), {"q": "lefevre", "categorie": "worker"})
    body = page.content.decode()
    assert "1 salarié" in body
    assert '<input type="hidden" name="categorie" value="worker">' in body
    assert ">Ouvrier</dd>" in body
