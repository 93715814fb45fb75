"""Models of the documents; everything is imported from here."""

from documents.models.attestations import Attestation, AttestationRule
from documents.models.batches import Batch, BatchLine
from documents.models.documents import Document, DocumentIndex, Download
from documents.models.files import FileText, StoredFile
from documents.models.handovers import Handover
from documents.models.kinds import DocumentKind
from documents.models.sent import SentDocument, SentFile

__all__ = [
    "Attestation",
    "AttestationRule",
    "Batch",
    "BatchLine",
    "Document",
    "DocumentIndex",
    "DocumentKind",
    "Download",
    "FileText",
    "Handover",
    "SentDocument",
    "SentFile",
    "StoredFile",
]
