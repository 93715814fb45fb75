"""How long documents are kept, and whether what is stored is still what was stored."""

import logging
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from core import files
from core.models import AuditEvent
from documents.enums import FileHealth, ShippedKind
from documents.jobs import purge_documents, verify_files
from documents.models import Attestation, Batch, BatchLine, Document, Download, Handover, StoredFile
from documents.services import storing
from tests.documents.factories import DocumentFactory, certificate, kind_of
from tests.employees.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


def test_a_kind_keeps_its_documents_so_many_months():
    """With who read them; the file goes when nobody else has it; the journal says how many."""
    letter = DocumentFactory(issued_on=date(2026, 3, 31))
    caisse = letter.adherent.caisse
    kept = DocumentFactory(adherent=letter.adherent, issued_on=date(2026, 4, 1), file=letter.file)
    paper = certificate(EmployeeFactory(adherent=letter.adherent), issued_on=date(2026, 3, 31), words=("Seul",))
    long_kept = DocumentFactory(
        adherent=letter.adherent, kind=kind_of(caisse, ShippedKind.STATEMENT), issued_on=date(2026, 3, 31)
    )
    Download.objects.create(document=letter, adherent=letter.adherent, by_label="Alice")
    with time_machine.travel("2031-04-01 05:00+02:00", tick=False):
        purge_documents(0)
    assert set(Document.objects.all()) == {kept, long_kept}
    assert not Download.objects.exists()
    assert not Handover.objects.exists()
    told = AuditEvent.objects.filter(action="documents.purged", caisse_id=caisse.pk)
    assert sorted((line.target, line.changes["count"]) for line in told) == [
        ("type Certificat de congé", 1),
        ("type Courrier", 1),
    ]
    assert storing.purge_orphans() == 1
    assert set(StoredFile.objects.all()) == {kept.file, long_kept.file}
    assert not StoredFile.objects.filter(pk=paper.file_id).exists()
    assert not Attestation.objects.exists()


def test_lines_of_a_batch_are_forgotten_after_a_while(settings):
    caisse = DocumentFactory().adherent.caisse
    old = timezone.now() - settings.DOCUMENT_BATCH_RETENTION - timedelta(days=1)
    states = {"published": (old, 0), "refused": (None, 0), "checked": (None, 1), "dropped": (None, 0)}
    for state, (published_at, _) in states.items():
        batch = Batch.objects.create(
            caisse=caisse,
            name=state,
            state=state,
            manifest_fingerprint=state,
            created_at=old,
            published_at=published_at,
        )
        BatchLine.objects.create(batch=batch, number=1, filename="a.pdf", said={"last_name": "Martin"})
    purge_documents(0)
    assert {batch.name: batch.lines.count() for batch in Batch.objects.all()} == {
        state: left for state, (_, left) in states.items()
    }


def test_stored_files_are_read_again_in_turn(settings, caplog):
    """Missing or altered: known, logged once; whole again once it is put back."""
    whole, lost, altered = (DocumentFactory(words=(f"Fichier {n}",)).file for n in range(3))
    content = files.read(lost.stored_name)
    files.delete([lost.stored_name])
    files.write(altered.stored_name, b"%PDF autre")
    settings.DOCUMENT_FILES_VERIFIED_A_NIGHT = 2
    with caplog.at_level(logging.ERROR):
        for _ in range(4):
            verify_files(0)
    seen = dict(StoredFile.objects.values_list("pk", "health"))
    assert seen == {whole.pk: FileHealth.WHOLE, lost.pk: FileHealth.MISSING, altered.pk: FileHealth.ALTERED}
    assert not StoredFile.objects.filter(health_seen_at__isnull=True).exists()
    told = [record.getMessage().partition(":")[0] for record in caplog.records]
    assert sorted(told) == [f"Stored file {lost.pk} is missing", f"Stored file {altered.pk} is altered"]
    files.write(lost.stored_name, content)
    settings.DOCUMENT_FILES_VERIFIED_A_NIGHT = 10
    verify_files(0)
    assert StoredFile.objects.get(pk=lost.pk).health == FileHealth.WHOLE
