"""A list of people read then applied, half of it hires, half of it changes: seconds of processor and memory.

    python scripts/bench_employee_import.py [lines]

On a database of its own, on the server of the settings, dropped at the end.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import django
import server_work
from django.apps import apps
from own_database import own_database

ROOT = Path(__file__).resolve().parent.parent
if not apps.ready:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cibtp_portal.settings.dev")
    django.setup()


from accounts.models import Membership, User  # noqa: E402
from adherents.models import Adherent, Caisse, Establishment  # noqa: E402
from cibtp_portal.development.postgres import as_url  # noqa: E402
from core import files  # noqa: E402
from core.exports import csv_text  # noqa: E402
from core.sealing import seal, seal_bytes  # noqa: E402
from employees import nir as nirs  # noqa: E402
from employees.imports.columns import COLUMNS  # noqa: E402
from employees.imports.services import applying  # noqa: E402
from employees.imports.services import reading as importing  # noqa: E402
from employees.models import Employee, EmployeeImport, Employment  # noqa: E402

DATABASE = "cibtp_bench_import"
MARK = "figures:"


def import_of(lines: int = 5000) -> dict[str, float]:
    """`lines`, `read_seconds`, `apply_seconds`, `memory_mb` (highest of the process that does both)."""
    with own_database(DATABASE) as known, tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, "DATABASE_URL": as_url(known), "DATA_DIR": directory}
        manage = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
        subprocess.run(manage, env=environment, check=True)
        command = [sys.executable, __file__, "--run", str(lines)]
        told_by = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    figures = next(line for line in told_by.stdout.splitlines() if line.startswith(MARK))
    read, applied, memory = (float(figure) for figure in figures.removeprefix(MARK).split())
    return {"lines": lines, "read_seconds": read, "apply_seconds": applied, "memory_mb": memory}


def _run(lines: int) -> None:
    sent, user = _sent(lines)
    _, read = server_work.work_of(lambda: importing.read_import(sent.pk), time.process_time)
    _require(sent, "read")
    EmployeeImport.objects.filter(pk=sent.pk).update(state="queued_to_apply")
    _, applied = server_work.work_of(lambda: applying.apply_import(sent.pk, user.pk), time.process_time)
    _require(sent, "applied")
    if Employee.objects.count() != lines or Employment.objects.filter(qualification="Chef d’équipe").count() != lines:
        sys.exit("not every line was applied")
    print(f"{MARK} {read.judged / 1000} {applied.judged / 1000} {_highest_memory()}")


def _sent(lines: int) -> tuple[EmployeeImport, User]:
    """A company of which every second person of the file is known, and the file."""
    caisse = Caisse.objects.create(name="CIBTP Mesure", slug="mesure")
    adherent = Adherent.objects.create(caisse=caisse, name="Grands Travaux", siren="732829320", cibtp_id="MESURE1")
    site = Establishment.objects.create(
        adherent=adherent, name="Siège", siret="73282932000074", is_head_office=True, address="1 rue Haute\n75001 Paris"
    )
    user = User.objects.create(email="mesure@entreprises.example", first_name="Claire", last_name="Durand")
    Membership.objects.create(user=user, adherent=adherent, role="holder")
    known = [_employee(adherent, rank) for rank in range(0, lines, 2)]
    Employee.objects.bulk_create(known)
    Employment.objects.bulk_create(_employment(employee, site) for employee in known)
    name = "imports/mesure.sealed"
    text = csv_text([column.heading for column in COLUMNS], [_cells(rank, site.siret) for rank in range(lines)])
    files.write(name, seal_bytes(text.encode()))
    sent = EmployeeImport.objects.create(
        adherent=adherent, file_name="mesure.csv", stored_name=name, created_by=user, created_by_label=str(user)
    )
    return sent, user


def _birth(rank: int) -> date:
    return date(1970, 1, 1) + timedelta(days=rank % 9000)


def _nir(rank: int) -> str:
    thirteen = f"1{_birth(rank):%y%m}{75 + rank // 1000 % 20:02d}001{rank % 1000:03d}"
    return f"{thirteen}{97 - int(thirteen) % 97:02d}"


def _surname(rank: int) -> str:
    """Five letters, another for each."""
    return "".join("ABCDEFGHIJ"[int(figure)] for figure in f"{rank:05d}").title()


def _employee(adherent: Adherent, rank: int) -> Employee:
    nir = _nir(rank)
    return Employee(
        adherent=adherent,
        sex="M",
        last_name=_surname(rank),
        first_name="Karim",
        birth_on=_birth(rank),
        street="1 rue Ancienne",
        postal_code="75001",
        city="Paris",
        nir_sealed=seal(nir),
        nir_digest=nirs.digest(nir),
        masked_nir=nirs.mask(nir),
    )


def _employment(employee: Employee, site: Establishment) -> Employment:
    return Employment(
        adherent=employee.adherent,
        employee=employee,
        establishment=site,
        category="worker",
        qualification="Maçon",
        contract_kind="permanent",
        starts_on=date(2026, 3, 2),
        weekly_hours=Decimal(35),
        work_days=[1, 2, 3, 4, 5],
        hourly_wage=Decimal("14.25"),
    )


def _cells(rank: int, siret: str) -> list[str]:
    cells = {
        "sex": "Monsieur",
        "last_name": _surname(rank),
        "first_name": "Karim",
        "nir": nirs.grouped(_nir(rank)),
        "birth_on": f"{_birth(rank):%d/%m/%Y}",
        "street": f"{rank} rue Neuve",
        "postal_code": "75001",
        "city": "Paris",
        "establishment": siret,
        "category": "Ouvrier",
        "qualification": "Chef d’équipe",
        "contract_kind": "CDI",
        "starts_on": "02/03/2026",
        "weekly_hours": "35",
        "work_days": "du lundi au vendredi",
        "hourly_wage": "16,40",
    }
    return [cells.get(column.name, "") for column in COLUMNS]


def _require(sent: EmployeeImport, state: str) -> None:
    sent.refresh_from_db()
    wrong = sent.lines.filter(outcome="wrong").first()
    if sent.state != state or wrong is not None:
        sys.exit(f"the import is {sent.state}: {sent.message} {wrong.problems if wrong else ''}")


def _highest_memory() -> float:
    """Of this process, in MB."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def told(figures: dict[str, float]) -> str:
    """The figures of `import_of` in a line."""
    return (
        f"{figures['lines']:.0f} lines: {figures['read_seconds']:.1f} s to read, "
        f"{figures['apply_seconds']:.1f} s to apply, {figures['memory_mb']:.0f} MB at most"
    )


def main() -> None:
    if "--run" in sys.argv:
        _run(int(sys.argv[-1]))
        return
    print(told(import_of(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)))


if __name__ == "__main__":
    main()
