"""A batch of documents: checked line by line, published whole or not at all (issue 14, line 9)."""

from datetime import date, timedelta
from functools import partial
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from core import files
from documents.enums import BatchState, ShippedKind
from documents.models import Batch, Document, DocumentKind, StoredFile
from documents.publishing.periods import read_period
from documents.publishing.services import checking, releasing
from documents.publishing.services.batches import BatchRefused
from documents.publishing.services.receiving import SameBatch
from documents.services import storing
from tests.at_once import at_once
from tests.documents.factories import kind_of, pdf_of
from tests.documents.publishing_kit import archive_of, checked, line, manifest_of, received, told, zip_of
from tests.employees.factories import EmployeeFactory
from tests.factories import AdherentFactory, EstablishmentFactory
from tests.jobs import run_jobs


@pytest.fixture
def company(db):
    site = EstablishmentFactory()
    kind_of(site.adherent.caisse)
    return site


@pytest.fixture
def caisse(company):
    return company.adherent.caisse


def letters(company, count=3):
    return [line(company.siret, fichier=f"lettre-{n}.pdf", titre=f"Lettre {n}") for n in range(count)]


def seen(batch):
    return Document.objects.published().filter(batch=batch)


def test_a_batch_is_checked_then_published_together_at_its_hour(company, caisse, django_capture_on_commit_callbacks):
    person = EmployeeFactory(adherent=company.adherent, last_name="Nguyên", first_name="Chloé", birth_on="1985-05-17")
    certificate = {
        "fichier": "certificat.pdf",
        "type": ShippedKind.LEAVE_CERTIFICATE.label.upper(),
        "période": "T2 2026",
        "nom": "NGUYEN",
        "prénom": "chloe",
        "naissance": "17 mai 1985",
        "site": company.siret,
        "référence": "C-1",
    }
    rows = [*letters(company), line(company.siret, **certificate)]
    with django_capture_on_commit_callbacks(execute=True):
        batch = received(caisse, archive_of(rows))
        run_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.line_count, told(batch)) == (BatchState.CHECKED, 4, {})
    assert not files.private().exists(f"{batch.folder}/lot.zip")
    hour = timezone.now() + timedelta(hours=3)
    releasing.confirm_batch(batch=batch, publish_at=hour)
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.published_at) == (BatchState.PUBLISHED, hour)
    documents = list(Document.objects.filter(batch=batch).order_by("pk"))
    assert {document.published_at for document in documents} == {hour}
    assert not seen(batch).exists()
    last = documents[-1]
    assert (last.employee, last.establishment, last.reference) == (person, company, "C-1")
    assert (last.period_starts_on, last.period_ends_on) == (date(2026, 4, 1), date(2026, 6, 30))
    assert last.handover.state == "to_check"
    assert files.read(last.file.stored_name).startswith(b"%PDF")
    assert [document.filename for document in documents[:2]] == ["Lettre 0.pdf", "Lettre 1.pdf"]


def test_every_line_says_how_to_mend_it_and_nothing_is_published(company, caisse):
    rival = EstablishmentFactory()
    other = EstablishmentFactory(adherent__caisse=caisse)
    person = EmployeeFactory(adherent=other.adherent)
    of_other = {"nom": person.last_name, "prénom": person.first_name, "naissance": f"{person.birth_on:%d/%m/%Y}"}
    siret = company.siret
    wrong = [
        (line(siret, fichier="absent.pdf"), "n’est pas dans l’archive"),
        (line(siret, fichier=""), "Fichier : cette cellule est vide, donnez"),
        (line(siret, fichier="texte.pdf"), "ni un PDF"),
        (line(siret, fichier="image.pdf"), "n’est pas un PDF"),
        (line(rival.siret), "aucune entreprise de la caisse"),
        (line("123"), "Un SIRET compte 14 chiffres"),
        (line(""), "donnez le SIRET ou l’identifiant"),
        (line(siret, type="facture"), "pas de type"),
        (line(siret, titre=""), "Titre : cette cellule est vide"),
        (line(siret, titre="x" * 161), "161 caractères"),
        (line(siret, titre="Salarié 1 85 05 78 006 084 91"), "sécurité sociale"),
        (line(siret, date="31/02/2026"), "n’existe pas"),
        (line(siret, date="01/01/2010"), "effacé aussitôt"),
        (line(siret, période="13/2026"), "Écrivez la période"),
        (line(siret, période="03/02/2026 - 01/02/2026"), "finit avant de commencer"),
        (line(siret, site=other.siret), "pas de site de ce SIRET"),
        (line(siret, **of_other), "pas de salarié de ce nom"),
        (line(siret, nom="Martin"), "par son nom, son prénom"),
        (line(siret, type="certificat-de-conge"), "remis à un salarié"),
        (line(siret, titre="Une autre"), ""),
        (line(siret, titre="Une autre"), "répète la ligne 21"),
    ]
    png = b"\x89PNG\r\n\x1a\n"
    held = {"lettre.pdf": pdf_of(("Bonjour",)), "texte.pdf": b"bonjour", "image.pdf": _png(), "perdu.pdf": png}
    batch = checked(caisse, archive_of([row for row, _ in wrong], held))
    said = told(batch)
    for number, (_, words) in enumerate(wrong, start=2):
        assert words in " ".join(said.get(number, [])), (number, said.get(number))
        assert bool(words) == (number in said)
    assert "Aucune ligne du manifeste ne nomme ce fichier" in said[len(wrong) + 2][0]
    assert (batch.state, batch.error_count) == (BatchState.REFUSED, len(wrong))
    with pytest.raises(BatchRefused):
        releasing.confirm_batch(batch=batch)
    assert not Document.objects.exists()
    # Mended, the same manifest comes again.
    assert checked(caisse, archive_of(letters(company))).state == BatchState.CHECKED


def _png() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (4, 4)).save(drawn, "PNG")
    return drawn.getvalue()


def test_a_manifest_that_is_none_is_said_at_once(company, caisse):
    bad = {
        "no column": (manifest_of(letters(company), headings=["fichier", "titre"]), "Il manque au manifeste"),
        "no line": (manifest_of([]), "que sa ligne de titres"),
        "twice": (b"fichier;fichier;siret;type;titre;date\na;b;c;d;e;f\n", "deux fois"),
        "empty": (b"", "vide"),
        "workbook": (b"PK\x03\x04", "classeur"),
    }
    for case, (manifest, words) in bad.items():
        with pytest.raises(BatchRefused) as refused:
            received(caisse, zip_of({"manifeste.csv": manifest}))
        assert words in str(refused.value), case
    assert not Batch.objects.exists()


@pytest.mark.parametrize(("encoding", "alphabet"), [("utf-8-sig", ""), ("cp1252", "windows"), ("mac_roman", "mac")])
def test_the_alphabets_of_spreadsheets_are_read(company, caisse, encoding, alphabet):
    rows = [line(company.siret, titre="Relevé de l’été à régler", référence="Été")]
    batch = checked(caisse, archive_of(rows, encoding=encoding))
    assert (batch.state, batch.alphabet) == (BatchState.CHECKED, alphabet)
    assert batch.lines.get().said["title"] == "Relevé de l’été à régler"
    assert bool(alphabet) == ("Relevé" in batch.words)


def test_the_same_manifest_comes_once(company, caisse):
    """However it was saved; another caisse's is another; once withdrawn or dropped, it may come again."""
    first = received(caisse, archive_of(letters(company)))
    saved_again = manifest_of(
        letters(company), encoding="utf-8-sig", headings=["date", "type", "siret", "titre", "fichier"]
    )
    files_of = {f"lettre-{n}.pdf": pdf_of((f"autre {n}",)) for n in range(3)}
    again = zip_of({"manifeste.csv": saved_again, **files_of})
    with pytest.raises(SameBatch) as refused:
        received(caisse, again)
    assert refused.value.first == first
    assert Batch.objects.count() == 1
    assert received(AdherentFactory().caisse, again).state == BatchState.CHECKING
    releasing.drop_batch(batch=first, by=None)
    assert received(caisse, again).state == BatchState.CHECKING


def test_a_publication_killed_half_way_goes_on_without_doubles(company, caisse, monkeypatch):
    monkeypatch.setattr(checking, "CHUNK", 3)
    monkeypatch.setattr(releasing, "CHUNK", 3)
    batch = received(caisse, archive_of(letters(company, 10)))
    real_keep, real_add, calls = storing.keep, releasing.add_document, []

    def killed(real, at):
        def act(*args, **kwargs):
            calls.append(1)
            if len(calls) == at:
                raise RuntimeError("killed")
            return real(*args, **kwargs)

        return act

    monkeypatch.setattr(storing, "keep", killed(real_keep, 5))
    with pytest.raises(RuntimeError):
        checking.check_batch(batch.pk)
    assert batch.lines.filter(is_checked=True).count() == 3
    checking.check_batch(batch.pk)
    batch.refresh_from_db()
    releasing.confirm_batch(batch=batch)
    calls.clear()
    monkeypatch.setattr(releasing, "add_document", killed(real_add, 8))
    with pytest.raises(RuntimeError):
        releasing.prepare_batch(batch.pk)
    assert (Document.objects.filter(batch=batch).count(), seen(batch).count()) == (6, 0)
    for _ in range(2):
        releasing.prepare_batch(batch.pk)
    assert (Document.objects.filter(batch=batch).count(), seen(batch).count()) == (10, 10)
    assert seen(batch).values("published_at").distinct().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_document_once(company, caisse, monkeypatch):
    monkeypatch.setattr(releasing, "CHUNK", 2)
    monkeypatch.setattr(checking, "CHUNK", 2)
    batch = received(caisse, archive_of(letters(company, 9)))
    at_once(*[partial(checking.check_batch, batch.pk)] * 2)
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED
    releasing.confirm_batch(batch=batch)
    at_once(*[partial(releasing.prepare_batch, batch.pk)] * 2)
    assert (Document.objects.filter(batch=batch).count(), seen(batch).count()) == (9, 9)


def test_what_changed_since_the_check_publishes_nothing(company, caisse, monkeypatch):
    monkeypatch.setattr(releasing, "CHUNK", 2)
    batch = checked(caisse, archive_of(letters(company, 5)))
    kind = DocumentKind.objects.get(caisse=caisse, code=ShippedKind.LETTER)
    releasing.confirm_batch(batch=batch)
    gone = batch.lines.get(number=6)
    gone.said["kind"] = "disparu"
    gone.save()
    releasing.prepare_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.error_count, kind.documents.count()) == (BatchState.REFUSED, 1, 0)
    assert "pas de type" in told(batch)[6][0]


def test_files_that_wait_to_be_published_are_no_orphans(company, caisse):
    batch = checked(caisse, archive_of(letters(company)))
    storing.purge_orphans()
    assert StoredFile.objects.count() == 3
    releasing.drop_batch(batch=batch, by=None)
    assert storing.purge_orphans() == 3


def test_a_letter_to_all_is_one_file_and_a_chunk_costs_the_same(company, caisse):
    """Queries do not grow with the lines of a chunk, but those that store a file."""
    counts = []
    for count in (2, 40):
        sites = EstablishmentFactory.create_batch(count, adherent__caisse=caisse)
        rows = [line(site.siret, titre=f"À tous, {count}") for site in sites]
        batch = received(caisse, archive_of(rows, {"lettre.pdf": pdf_of((f"À tous, {count}",))}))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            checking.check_batch(batch.pk)
        counts.append(len(queries))
        assert set(batch.lines.values_list("fingerprint", flat=True)) == {StoredFile.objects.latest("pk").fingerprint}
    assert counts[0] == counts[1]


PERIODS = {
    "02/2026": ("2026-02-01", "2026-02-28"),
    "2026-02": ("2026-02-01", "2026-02-28"),
    "2026": ("2026-01-01", "2026-12-31"),
    "T4 2026": ("2026-10-01", "2026-12-31"),
    "octobre 2026": ("2026-10-01", "2026-10-31"),
    "oct.-26": ("2026-10-01", "2026-10-31"),
    "du 01/01/2026 au 31/03/2026": ("2026-01-01", "2026-03-31"),
    "01/01/2026 - 31/03/2026": ("2026-01-01", "2026-03-31"),
}


@pytest.mark.parametrize("typed", PERIODS)
def test_periods_as_people_write_them(typed):
    assert tuple(map(str, read_period(typed))) == PERIODS[typed]


def test_a_folder_is_published_from_the_command_line(company, caisse, tmp_path, capsys):
    folder = tmp_path / "Relevés de novembre"
    folder.mkdir()

    def write(rows, encoding="utf-8"):
        (folder / "manifeste.csv").write_bytes(manifest_of(rows, encoding=encoding))

    for n in range(2):
        (folder / f"lettre-{n}.pdf").write_bytes(pdf_of((f"lettre {n}",)))
    write([*letters(company, 1), line("123", fichier="lettre-1.pdf")])
    with pytest.raises(CommandError, match="1 lignes à corriger"):
        call_command("publish_documents", str(folder), caisse=caisse.slug)
    assert "ligne 3, lettre-1.pdf : SIRET" in capsys.readouterr().err
    rows = [{**row, "titre": f"Été {n}"} for n, row in enumerate(letters(company, 2))]
    write(rows, "cp1252")
    with pytest.raises(CommandError, match="--alphabet windows"):
        call_command("publish_documents", str(folder), caisse=caisse.slug)
    assert not Document.objects.exists()
    call_command(
        "publish_documents",
        str(folder),
        "--publish-at",
        "2099-01-01T08:00",
        "--alphabet",
        "windows",
        caisse=caisse.slug,
    )
    assert "2 documents publiés, vus à partir du 01/01/2099 08:00" in capsys.readouterr().out
    assert Document.objects.filter(batch__name=folder.name).count() == 2
    with pytest.raises(CommandError, match="déjà celui du lot"):
        call_command("publish_documents", str(folder), caisse=caisse.slug)
