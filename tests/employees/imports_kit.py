"""Lists of people for the tests of the import: made, sent through the page, read by the job."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from core.exports import write_xlsx
from employees.models import EmployeeImport, Employment, ImportLine
from tests.employees.factories import EmploymentFactory, new_nir
from tests.factories import MembershipFactory
from tests.jobs import run_jobs

KARIM = {
    "Civilité": "M.",
    "Nom": "Benali",
    "Prénom": "Karim",
    "Numéro de sécurité sociale": new_nir(),
    "Date de naissance": "17/05/1985",
    "Lieu de naissance": "Créteil",
    "Adresse": "12 rue du Parpaing",
    "Code postal": "94000",
    "Ville": "Créteil",
    "Catégorie": "Ouvrier",
    "Qualification": "Maçon",
    "Contrat": "CDI",
    "Premier jour": "02/03/2026",
    "Heures par semaine": "35",
    "Salaire horaire brut": "14,25",
}
# Another person, so that two lines are two people.
LEA = KARIM | {
    "Civilité": "Mme",
    "Nom": "Morel",
    "Prénom": "Léa",
    "Numéro de sécurité sociale": new_nir(sex="F", order=2),
    "Qualification": "Conductrice de travaux",
    "Catégorie": "ETAM",
}
Line = dict[str, str]


def table(*lines: Line) -> tuple[list[str], list[list[str]]]:
    headings = list(dict.fromkeys(heading for line in lines for heading in line))
    return headings, [[line.get(heading, "") for heading in headings] for line in lines]


def csv_of(*lines: Line) -> bytes:
    headings, rows = table(*lines)
    text = StringIO()
    csv.writer(text, delimiter=";").writerows([headings, *rows])
    return text.getvalue().encode("utf-8-sig")


def xlsx_of(*lines: Line) -> bytes:
    file = BytesIO()
    write_xlsx(file, *table(*lines))
    return file.getvalue()


class Company:
    """Somebody of a company, in front of the pages of its imports."""

    def __init__(self, membership: Membership | None = None, **member: Any) -> None:
        self.member = membership or MembershipFactory(**member)
        self.adherent = self.member.adherent
        self.site = self.adherent.establishments.get(is_head_office=True)
        self.ref = (self.member.establishment or self.adherent).public_id
        self.client = Client()
        self.client.force_login(self.member.user)

    def address(self, name: str, *args: str) -> str:
        return reverse(f"employees:{name}", args=[self.ref, *args])

    def send(self, content: bytes, name: str = "salariés.csv") -> Any:
        return self.client.post(self.address("send_import"), {"file": SimpleUploadedFile(name, content)})

    def read(self, *lines: Line, content: bytes | None = None) -> EmployeeImport:
        """Sent, then read by the job."""
        answer = self.send(csv_of(*lines) if content is None else content)
        assert answer.status_code == 302, answer.content.decode()
        run_jobs()
        return self.newest()

    def newest(self) -> EmployeeImport:
        return EmployeeImport.objects.filter(adherent=self.adherent).first()

    def line(self, *lines: Line) -> ImportLine:
        """The first line of a file, as it was read."""
        return self.read(*lines).lines.first()

    def apply(self, sent: EmployeeImport) -> EmployeeImport:
        self.client.post(self.address("apply_import", sent.public_id))
        run_jobs()
        sent.refresh_from_db()
        return sent

    def body(self, sent: EmployeeImport, query: str = "") -> str:
        answer = self.client.get(self.address("import_file", sent.public_id) + query)
        assert answer.status_code == 200
        return answer.content.decode()


def known(company: Company, **changes: Any) -> Employment:
    """Karim as the file says him, already there."""
    person = {
        "last_name": "Benali",
        "first_name": "Karim",
        "nir": KARIM["Numéro de sécurité sociale"],
        "street": KARIM["Adresse"],
        "city": KARIM["Ville"],
    }
    values = {f"employee__{name}": value for name, value in person.items()}
    values |= {"employee__adherent": company.adherent, "starts_on": date(2026, 3, 2), "qualification": "Maçon"}
    return EmploymentFactory(**values | changes)


def problems(line: ImportLine) -> dict[str, str]:
    return {one["label"]: one["message"] for one in line.problems}
