"""The addresses of *Documents*, and who may open them."""

from typing import Any

from core.rights import Right
from tests.cast import Cast, Company
from tests.security.route import BOTH, POST, Route


def _certificate(cast: Cast) -> list[Any]:
    return [cast.acme.documents.certificate.public_id]


def _sending(cast: Cast) -> list[Any]:
    return [cast.acme.documents.sending.public_id]


def _sent_file(cast: Cast) -> list[Any]:
    return [cast.acme.documents.sent_file.public_id]


def _admin_sending(company: Company) -> list[Any]:
    return [company.documents.sending.pk]


def _handover(company: Company) -> list[Any]:
    return [company.documents.handover.pk]


PUBLIC = {"documents_public:verify": Route(BOTH)}
TIERS = {
    "documents:search": Route(right=Right.DOCUMENTS_CONSULT, status=302),
    "documents:index": Route(right=Right.DOCUMENTS_CONSULT),
    "documents:attestations": Route(BOTH, right=Right.DOCUMENTS_ACT),
    "documents:certificate": Route(args=_certificate, right=Right.DOCUMENTS_CONSULT, shown_by=Right.WAGES_CONSULT),
    "documents:check_certificate": Route(POST, args=_certificate, status=302, right=Right.DOCUMENTS_ACT),
    # Nobody checked it: back to its page.
    "documents:print_copies": Route(
        args=_certificate, status=302, right=Right.DOCUMENTS_CONSULT, shown_by=Right.WAGES_CONSULT
    ),
    "documents:hand_over": Route(POST, args=_certificate, status=302, right=Right.DOCUMENTS_ACT),
    "documents:report_error": Route(BOTH, args=_certificate, right=Right.DOCUMENTS_ACT),
    "documents:download": Route(
        right=Right.DOCUMENTS_CONSULT, args=lambda cast: [cast.acme.documents.letter.public_id]
    ),
    "documents:zip": Route(POST, right=Right.DOCUMENTS_CONSULT, status=302),
    "documents:downloads": Route(right=Right.DOCUMENTS_CONSULT),
    "documents:send": Route(BOTH, right=Right.DOCUMENTS_ACT),
    "documents:choose_person": Route(right=Right.DOCUMENTS_ACT),
    "documents:sent": Route(right=Right.DOCUMENTS_CONSULT),
    "documents:sending": Route(args=_sending, right=Right.DOCUMENTS_CONSULT),
    "documents:sent_file": Route(args=_sent_file, right=Right.DOCUMENTS_CONSULT),
}
ADMIN = {
    "admin:documents_document_publish": Route(BOTH, status=200),
    "admin:documents_batch_receive": Route(BOTH, status=200),
}
ADMIN_MODELS = {
    "documents_handover": (lambda company: company.documents.handover, frozenset()),
    "documents_attestation": (lambda company: company.documents.attestation, frozenset()),
    "documents_attestationrule": (lambda company: company.caisse.attestation_rule, frozenset({"add"})),
    "documents_documentkind": (lambda company: company.documents.kind, frozenset({"add"})),
    "documents_document": (lambda company: company.documents.letter, frozenset()),
    "documents_batch": (lambda company: company.documents.batch, frozenset()),
    "documents_sentdocument": (lambda company: company.documents.sending, frozenset()),
    "documents_download": (lambda company: company.documents.download, frozenset()),
}


def _document(company: Company) -> list[Any]:
    return [company.documents.letter.pk]


def _batch(company: Company) -> list[Any]:
    return [company.documents.batch.pk]


ADMIN_OF_ROWS = {
    **{f"admin:documents_handover_{name}": _handover for name in ("keep", "replace", "next")},
    **{f"admin:documents_document_{name}": _document for name in ("file", "withdraw")},
    **{f"admin:documents_batch_{name}": _batch for name in ("report", "confirm", "drop", "resume", "withdraw")},
    **{f"admin:documents_sentdocument_{name}": _admin_sending for name in ("accept", "refuse", "next")},
    "admin:documents_sentdocument_file": lambda company: [
        company.documents.sending.pk,
        company.documents.sent_file.pk,
    ],
}
