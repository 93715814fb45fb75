"""A batch of so many files checked, then published: files a second, and the highest memory of the process.

    python scripts/measure_publishing.py [files]

On a database of its own, on the server of the settings, dropped at the end; its files go to a folder that is deleted.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TypeVar
from zipfile import ZIP_DEFLATED, ZipFile

import django
import pikepdf
from django.apps import apps
from own_database import own_database

ROOT = Path(__file__).resolve().parent.parent
if not apps.ready:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cibtp_portal.settings.dev")
    django.setup()

from django.conf import settings  # noqa: E402
from django.core.files import File  # noqa: E402

from adherents.letterhead import letterhead_of  # noqa: E402
from adherents.models import Adherent, Caisse, Establishment  # noqa: E402
from cibtp_portal.development.postgres import as_url  # noqa: E402
from core import pdf  # noqa: E402
from core.exports import csv_text  # noqa: E402
from documents.models import Batch, Document, StoredFile  # noqa: E402
from documents.publishing.archive import MANIFEST  # noqa: E402
from documents.publishing.services.checking import check_batch  # noqa: E402
from documents.publishing.services.receiving import receive_batch  # noqa: E402
from documents.publishing.services.releasing import confirm_batch, prepare_batch  # noqa: E402
from documents.services.kinds import ensure_kinds  # noqa: E402

DATABASE = "cibtp_measure_publishing"
HEADINGS = ("fichier", "SIRET", "type", "titre", "référence", "date", "période")
_COMPANIES = 500
Result = TypeVar("Result")


def main() -> None:
    count = int(sys.argv[-1]) if len(sys.argv) > 1 else 10_000
    if "--make" in sys.argv:
        _make(count)
    elif "--run" in sys.argv:
        _run(count)
    else:
        _in_a_process_of_its_own(count)


def _in_a_process_of_its_own(count: int) -> None:
    """Its memory is that of the publication, and not of who makes the archive."""
    with own_database(DATABASE) as known, tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, "DATABASE_URL": as_url(known), "DATA_DIR": directory}
        migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env=environment, check=True)
        for step in ("--make", "--run"):
            subprocess.run([sys.executable, __file__, step, str(count)], env=environment, check=True)


def _make(count: int) -> None:
    caisse = Caisse.objects.create(name="CIBTP Mesure", slug="mesure")
    ensure_kinds(caisse)
    sirets = list(_companies(caisse))
    rows = [_row(rank, sirets[rank % len(sirets)]) for rank in range(count)]
    with ZipFile(_archive(), "w", ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, csv_text(HEADINGS, rows))
        with pikepdf.open(BytesIO(_paper(caisse))) as paper:
            for rank in range(count):
                archive.writestr(f"{rank}.pdf", _another(paper, rank))


def _companies(caisse: Caisse) -> Iterator[str]:
    for rank in range(1, _COMPANIES + 1):
        siren = _with_key(f"8{rank:07d}")
        company = Adherent.objects.create(caisse=caisse, name=f"Entreprise {rank}", siren=siren, cibtp_id=f"M{rank}")
        siret = _with_key(f"{siren}0001")
        Establishment.objects.create(
            adherent=company, name="Siège", siret=siret, is_head_office=True, address="1 rue Haute\n75001 Paris"
        )
        yield siret


def _with_key(digits: str) -> str:
    """With the last figure that makes it a SIREN or a SIRET."""
    figures = [int(one) * (2 if rank % 2 == 0 else 1) for rank, one in enumerate(reversed(digits))]
    return f"{digits}{-sum(figure - 9 if figure > 9 else figure for figure in figures) % 10}"


def _row(rank: int, siret: str) -> tuple[str, ...]:
    return (f"{rank}.pdf", siret, "courrier", f"Relevé {rank}", f"R-{rank}", "02/11/2026", "10/2026")


def _another(paper: pikepdf.Pdf, rank: int) -> bytes:
    """The same page, and another file."""
    paper.docinfo["/Subject"] = f"Relevé {rank}"
    content = BytesIO()
    paper.save(content)
    return content.getvalue()


def _paper(caisse: Caisse) -> bytes:
    """A page like those that the caisses send."""
    values = {
        "caisse": letterhead_of(caisse),
        "company": "Entreprise",
        "printed_on": f"{date(2026, 11, 2):%d/%m/%Y}",
        "title": "Relevé de compte",
        "subtitle": "Octobre 2026",
        "lines": ["Cotisations du mois : 1 200 euros."],
        "head": ["Nature", "Montant"],
        "rows": [[f"Congés {line}", f"{line},00"] for line in range(10)],
        "foot": "Ce relevé vaut appel de cotisations.",
    }
    return pdf.render("documents/paper.typ", values)


def _run(count: int) -> None:
    started = _highest_memory()
    with _archive().open("rb") as file:
        weight = _archive().stat().st_size / 1024**2
        batch, received = _timed(
            lambda: receive_batch(caisse=Caisse.objects.get(), name="Mesure", file=File(file, name="lot.zip"))
        )
    print(f"{count} files, {weight:.0f} MB zipped; {started:.0f} MB before")
    _tell("received", count, received)
    _tell("checked", count, _timed(lambda: check_batch(batch.pk))[1])
    batch.refresh_from_db()
    confirm_batch(batch=batch)
    _tell("published", count, _timed(lambda: prepare_batch(batch.pk))[1])
    if not count == Document.objects.published().filter(batch=batch).count() == StoredFile.objects.count():
        sys.exit(f"not everything was published: {Batch.objects.get(pk=batch.pk).state}")


def _timed(act: Callable[[], Result]) -> tuple[Result, tuple[float, float]]:
    """Seconds elapsed, and of this process."""
    began = time.perf_counter(), time.process_time()
    result = act()
    return result, (time.perf_counter() - began[0], time.process_time() - began[1])


def _tell(step: str, count: int, spent: tuple[float, float]) -> None:
    wall, processor = spent
    rate = f"{count / wall:.0f} files a second ({wall:.1f} s, {processor:.1f} s of processor)"
    print(f"{step}: {rate}, {_highest_memory():.0f} MB at most", flush=True)


def _archive() -> Path:
    return Path(settings.DATA_DIR) / "mesure.zip"


def _highest_memory() -> float:
    """Of this process, in MB."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main()
