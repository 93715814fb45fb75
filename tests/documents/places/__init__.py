"""Pages of *Documents*, one module for each journey."""

from tests.documents.places import attestations, certificates, listing, searching, sending, taking

__all__ = ["attestations", "certificates", "listing", "searching", "sending", "taking"]
