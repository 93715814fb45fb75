"""Who took away the list of those whom a broadcast went to."""

from typing import Any

from core import audit
from support.broadcasts.services.drafts import record
from support.models import Broadcast

audit.declare({"support.broadcast_exported": "Destinataires d’un envoi exportés"})


def record_export(*, broadcast: Broadcast, by: Any) -> None:
    record("support.broadcast_exported", broadcast, by)
