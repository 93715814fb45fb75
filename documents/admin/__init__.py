"""The back office of the documents; importing this package registers its pages."""

from documents.admin.attestations import AttestationAdmin, AttestationRuleAdmin
from documents.admin.batches import BatchAdmin
from documents.admin.documents import DocumentAdmin
from documents.admin.downloads import DownloadAdmin
from documents.admin.handovers import HandoverAdmin
from documents.admin.kinds import DocumentKindAdmin
from documents.admin.sent import SentDocumentAdmin

__all__ = [
    "AttestationAdmin",
    "AttestationRuleAdmin",
    "BatchAdmin",
    "DocumentAdmin",
    "DocumentKindAdmin",
    "DownloadAdmin",
    "HandoverAdmin",
    "SentDocumentAdmin",
]
