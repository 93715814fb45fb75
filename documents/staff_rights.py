"""What the staff of a caisse may do with this app in the admin, by role (`core.staff_roles`)."""

from core.staff_roles import declare

declare(
    reads=[
        "documents.view_documentkind",
        "documents.view_document",
        "documents.view_batch",
        "documents.view_download",
        "documents.view_attestation",
        "documents.view_attestationrule",
        "documents.view_handover",
        "documents.view_sentdocument",
    ],
    acts=[
        "documents.publish_document",
        "documents.add_documentkind",
        "documents.change_documentkind",
        "documents.treat_sentdocument",
        "documents.treat_handover",
        "documents.add_attestationrule",
        "documents.change_attestationrule",
    ],
)
