"""What is kept of requests of change no longer than needed: the files joined to those that are closed."""

from django.conf import settings
from django.utils import timezone

from adherents.models import ChangeProof
from core import files

_BATCH = 500


def purge_proofs() -> int:
    """Delete the proofs of requests closed long ago; the requests stay. Returns how many."""
    old = ChangeProof.objects.filter(change__treated_at__lt=timezone.now() - settings.CHANGE_PROOF_RETENTION)
    purged = 0
    while batch := list(old.values_list("pk", "stored_name")[:_BATCH]):
        ChangeProof.objects.filter(pk__in=[pk for pk, _ in batch]).delete()
        files.delete([name for _, name in batch])
        purged += len(batch)
    return purged
