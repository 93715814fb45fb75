"""The documents of each company of the cast, with the mark of the company in every text."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.utils import timezone

from core import files
from documents.enums import ShippedKind
from documents.models import (
    Attestation,
    AttestationRule,
    Batch,
    BatchLine,
    Document,
    DocumentIndex,
    DocumentKind,
    Download,
    FileText,
    Handover,
    SentDocument,
    SentFile,
)
from tests.cast import Company
from tests.documents.factories import DocumentFactory, SentDocumentFactory, certificate, kind_of


@dataclass(frozen=True, slots=True)
class Documents:
    """A letter, a certificat de congé to check, an attestation; what the company sent."""

    letter: Document
    certificate: Document
    handover: Handover
    attestation: Attestation
    download: Download
    sending: SentDocument
    sent_file: SentFile
    batch: Batch
    kind: DocumentKind


def rows_of(company: Company) -> dict[str, Any]:
    mark, adherent = company.mark, company.adherent
    letter = _document(company, title=f"Courrier {mark}", reference=f"REF-{mark}")
    paper = _certificate(company)
    download = Download.objects.create(
        document=letter, adherent=adherent, by_label=f"Lecteur {mark}", firm_name=f"Cabinet {mark}"
    )
    sending = SentDocumentFactory(
        adherent=adherent,
        note=f"Envoi {mark}",
        reference=f"E-{mark}",
        sent_by=company.holder,
        sent_by_label=f"Auteur {mark}",
    )
    return {
        "documents": Documents(
            letter,
            paper,
            paper.handover,
            _attestation(company),
            download,
            sending,
            _sent_file(sending, mark),
            _batch(company),
            kind_of(company.caisse),
        )
    }


def _document(company: Company, **fields: Any) -> Document:
    mark = company.mark
    document = DocumentFactory(
        adherent=company.adherent, filename=f"courrier {mark}.pdf", words=(f"Texte {mark}",), **fields
    )
    DocumentIndex.objects.create(
        document=document, adherent=company.adherent, vector=SearchVector(Value(f"texte {mark}"), config="simple")
    )
    FileText.objects.get_or_create(file=document.file, defaults={"pages": [f"Texte {mark}"]})
    return document


def _certificate(company: Company) -> Document:
    """To check again, since the caisse answered to the error that its holder reported."""
    mark, now = company.mark, timezone.now()
    paper = certificate(company.people.employee, title=f"Certificat {mark}", words=(f"Salaire horaire {mark}",))
    said = {"said": f"Erreur {mark}", "disputed_by": company.holder, "disputed_by_label": f"Auteur {mark}"}
    answered = {"answer": f"Réponse {mark}", "disputed_at": now, "answered_at": now}
    Handover.objects.filter(document=paper).update(**said, **answered)
    paper.handover.refresh_from_db()
    return paper


def _attestation(company: Company) -> Attestation:
    mark, today = company.mark, timezone.localdate()
    AttestationRule.objects.create(caisse=company.caisse, figures_max_days=45, valid_days=60)
    document = DocumentFactory(
        adherent=company.adherent,
        kind=kind_of(company.caisse, ShippedKind.UP_TO_DATE),
        title=f"Attestation {mark}",
        words=(f"Attestation {mark}",),
    )
    return Attestation.objects.create(
        document=document,
        adherent=company.adherent,
        code=f"{mark:0>64}",
        siret=company.site.siret,
        cibtp_id=company.adherent.cibtp_id,
        company_name=company.adherent.name,
        recipient=f"Destinataire {mark}",
        issued_on=today,
        figures_on=today,
        valid_until=today + timedelta(days=90),
    )


def _sent_file(sending: SentDocument, mark: str) -> SentFile:
    name = f"documents-envoyes/{mark}"
    files.write(name, f"%PDF {mark}".encode())
    return SentFile.objects.create(
        sending=sending,
        adherent=sending.adherent,
        stored_name=name,
        name=f"Kbis {mark}.pdf",
        content_type="application/pdf",
        size=10,
    )


def _batch(company: Company) -> Batch:
    mark = company.mark
    batch = Batch.objects.create(
        caisse=company.caisse,
        name=f"Lot {mark}",
        manifest_fingerprint=f"{mark:0>64}",
        folder=f"lots/{mark}",
        created_by_label=f"Agent {mark}",
        publish_at=timezone.now(),
    )
    BatchLine.objects.create(
        batch=batch, number=1, filename=f"{mark}.pdf", said={"titre": f"Titre {mark}", "date": str(date(2026, 11, 2))}
    )
    return batch
