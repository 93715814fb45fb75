"""A NIR goes through all that the portal does with people, and is in clear nowhere (DOMAIN §6.2, SECURITY §4, L3, L8).

Typed in a hire, imported, searched for by mistake, accepted by the caisse, exported; only the page and the file that a
right opens hold it.
"""

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from core import files
from core.tables import read_table
from employees.models import Employee, Movement
from tests.employees.hire_kit import NIR, Office, office
from tests.employees.imports_kit import LEA, csv_of
from tests.factories import StaffFactory
from tests.jobs import run_jobs
from tests.security import test_secrets
from tests.security.fingerprint import body_of
from tests.security.test_secrets import dump
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
logged = test_secrets.logged

IMPORTED = re.sub(r"\D", "", LEA["Numéro de sécurité sociale"])
NUMBERS = (NIR, IMPORTED)


def holds(text: str) -> bool:
    """Whole, without its key, spaced in any way; as bytes written in hexadecimal too."""
    plain = re.sub(r"(?<=\d)[\s.\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}-]+(?=\d)", "", text)
    return any(number[:13] in plain or number[:13].encode().hex() in text for number in NUMBERS)


@pytest.fixture
def acme() -> Office:
    return office()


def journey(acme: Office) -> list[str]:
    """What a company and its caisse do with people; every page that they read on the way."""
    movement = acme.hire()
    sent = {"file": SimpleUploadedFile("liste.csv", csv_of(LEA))}
    acme.client.post(acme.url("send_import"), sent)
    run_jobs()
    imported = acme.adherent.employeeimports.get()
    pages = [acme.body(name) for name in ("index", "movements", "imports", "crews", "choose_export")]
    pages += [acme.body("import_file", imported.public_id)]
    acme.post("apply_import", imported.public_id)
    run_jobs()
    assert Employee.objects.exclude(nir_digest="").count() == len(NUMBERS)
    acme.get("index", q=NIR)
    for employee in Employee.objects.all():
        pages += [acme.body("employee", employee.public_id), acme.body("history", employee.public_id)]
    pages += [body_of(acme.get("export", format="csv")), cells_of(acme.get("export", format="xlsx"))]
    pages += [acme.body("movement", movement.public_id), body_of(acme.get("receipt", movement.public_id))]
    return pages + staff_pages(acme, movement)


def cells_of(answer: HttpResponse) -> str:
    """What a workbook holds, which is compressed."""
    read = read_table(b"".join(answer), max_rows=100)
    return "\n".join([" ".join(read.headings), *(" ".join(row.cells) for row in read.rows)])


def staff_pages(acme: Office, movement: Movement) -> list[str]:
    sami = staff_client(StaffFactory(staff_caisse=acme.adherent.caisse))
    employee = movement.employment.employee
    addresses = [
        reverse("admin:employees_movement_changelist"),
        reverse("admin:employees_movement_change", args=[movement.pk]),
        reverse("admin:employees_employee_changelist"),
        reverse("admin:employees_employee_change", args=[employee.pk]),
        reverse("admin:employees_employee_history", args=[employee.pk]),
    ]
    pages = [body_of(sami.get(address)) for address in addresses]
    asked = {"seen": "1", "reason": "other", "complement": "Vérifiez le nom."}
    correct = sami.post(reverse("admin:employees_movement_correct", args=[movement.pk]), asked)
    assert correct.status_code == 302, body_of(correct)
    run_jobs()
    return pages


def test_a_number_is_in_clear_nowhere(acme: Office, logged: list[str]) -> None:
    pages = journey(acme)
    assert [page[:200] for page in pages if holds(page)] == []
    assert not holds(dump()), "in the database"
    assert not holds("\n".join(logged)), "in the logs"
    assert not holds("\n".join(f"{sent.subject}\n{sent.body}\n{sent.alternatives}" for sent in mail.outbox))
    assert not any(holds(files.read(name).decode(errors="replace")) for name in files.names_in("imports"))


def test_the_net_sees_a_number_however_it_is_written() -> None:
    """The net itself: whole, spaced, without its key, as bytes of the database."""
    spaced = f"{NIR[:1]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]} {NIR[13:]}"
    for written in (NIR, spaced, spaced.replace(" ", "\N{NO-BREAK SPACE}"), NIR[:13], f"\\x{NIR.encode().hex()}"):
        assert holds(f"avant {written} après"), written
    assert not holds("1 85 05 ••• ••• ••")


def test_a_number_typed_in_the_search_leaves_the_address(acme: Office) -> None:
    answer = acme.get("index", q=NIR)
    assert answer.status_code == 302
    assert not holds(answer["Location"])


def test_only_the_right_opens_it(acme: Office, client: Client) -> None:
    """The positive control: where it may be read, it is."""
    acme.hire()
    employee = Employee.objects.get()
    assert holds(acme.post("show_nir", employee.public_id).content.decode())
    exported = body_of(acme.post("export_with_nir", format="csv"))
    assert holds(exported)
