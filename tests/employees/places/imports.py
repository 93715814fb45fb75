"""The pages of the import of a list, for the tests that look at every page."""

from employees.enums import ImportState
from employees.models import EmployeeImport
from tests.e2e.places import Visit, place
from tests.employees.factories import EmployeeImportFactory, ImportLineFactory
from tests.employees.imports_kit import KARIM, LEA, Company, csv_of, known
from tests.jobs import run_jobs

LONG = "effectif du chantier de la médiathèque, septembre, version corrigée par le service paie.xlsx"


def company(visit: Visit) -> Company:
    found = Company(membership=visit.signed_in())
    EmployeeImportFactory(adherent=found.adherent, file_name=LONG, state=ImportState.APPLIED)
    EmployeeImportFactory(
        adherent=found.adherent, file_name="vieux.xls", state=ImportState.UNREADABLE, message="Fichier illisible."
    )
    return found


def shown(visit: Visit, found: Company, sent: EmployeeImport, query: str = "") -> None:
    visit.go(found.address("import_file", sent.public_id) + query)


def read(visit: Visit, *lines: dict[str, str]) -> tuple[Company, EmployeeImport]:
    found = company(visit)
    known(found)
    return found, found.read(*lines)


@place("imports")
def imports(visit: Visit) -> None:
    found = company(visit)
    visit.go(found.address("imports"))
    visit.page.get_by_text("Ce que chaque colonne accepte").click()


@place("imports-empty")
def imports_empty(visit: Visit) -> None:
    visit.go(Company(membership=visit.signed_in()).address("imports"))


@place("import-reading")
def import_reading(visit: Visit) -> None:
    found = company(visit)
    sent = EmployeeImportFactory(adherent=found.adherent, state=ImportState.READING, done=1250, total=5000)
    shown(visit, found, sent)


@place("import-waiting")
def import_waiting(visit: Visit) -> None:
    found = company(visit)
    found.send(csv_of(KARIM))
    shown(visit, found, found.newest())


@place("import-wrong")
def import_wrong(visit: Visit) -> None:
    wrong = KARIM | {"Ville": "", "Catégorie": "chef", "Nom": "Benali 👷", "Prénom": "Karim-Emmanuel-Alexandre"}
    found, sent = read(visit, wrong, LEA)
    for number in range(10, 80):
        ImportLineFactory(import_file=sent, number=number)
    shown(visit, found, sent)


@place("import-alphabet")
def import_alphabet(visit: Visit) -> None:
    found = company(visit)
    content = csv_of(LEA | {"Ville": "Besançon"}, KARIM | {"Catégorie": "chef"}).decode("utf-8-sig").encode("cp1252")
    shown(visit, found, found.read(content=content))


@place("import-new")
def import_new(visit: Visit) -> None:
    found, sent = read(visit, LEA, KARIM | {"Mutuelle": "oui"})
    shown(visit, found, sent, "?resultat=nouveaux")


@place("import-changed")
def import_changed(visit: Visit) -> None:
    new = {"Adresse": "3 impasse de la Truelle-et-du-Niveau-à-Bulle", "Salaire horaire brut": "15,10"}
    found, sent = read(visit, KARIM | new | {"Employeur précédent": "Bâtisseurs de l’Orge"})
    shown(visit, found, sent)


@place("import-unreadable")
def import_unreadable(visit: Visit) -> None:
    found, sent = read(visit, {"Nom": "Benali"})
    shown(visit, found, sent)


@place("import-applied")
def import_applied(visit: Visit) -> None:
    found, sent = read(visit, LEA)
    found.apply(sent)
    run_jobs()
    shown(visit, found, sent)


@place("import-refused")
def import_refused(visit: Visit) -> None:
    found = Company(membership=visit.signed_in())
    visit.go(found.address("imports"))
    visit.page.get_by_role("button", name="Envoyer le fichier").click()
    visit.page.get_by_role("alert").wait_for()
