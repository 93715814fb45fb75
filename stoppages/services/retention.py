"""Cases, and their files, kept no longer than needed (DOMAIN §6.2). Periods are settings."""

import pgtrigger
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import files
from core.french import counted
from stoppages.enums import EventKind, Nature
from stoppages.models import CaseFile, StoppageCase
from stoppages.services.history import note

# What is never removed, but with the case or the person that it is about.
APPEND_ONLY = [f"stoppages.{model}:append_only" for model in ("CaseEvent", "DeclaredPerson", "DeclaredDay")]
_BATCH = 200


def purge_files() -> int:
    """Of cases that are closed, of every nature; their lines stay. Return how many."""
    until = timezone.now() - settings.STOPPAGE_FILES_RETENTION
    closed = StoppageCase.objects.filter(Q(closed_at__lt=until) | Q(dropped_at__lt=until))
    kept = CaseFile.objects.filter(case__in=closed, purged_at__isnull=True)
    cases = kept.order_by("case_id").values_list("case_id", flat=True).distinct()
    return sum(_purge(case_id) for case_id in list(cases[:_BATCH]))


def purge_cases() -> int:
    """Delete, with all that was sent of them, those that ended long ago, and those of whoever is not kept any more;
    return how many.
    """
    until = timezone.localdate() - settings.STOPPAGE_RETENTION
    over = Q(ends_on__lt=until) | Q(ends_on__isnull=True, starts_on__lt=until)
    nobodys = Q(nature=Nature.SICK_LEAVE, sick_leave__isnull=True)
    # Those that prolong another one first.
    rows = StoppageCase.objects.filter(over | nobodys).order_by("-starts_on", "-pk")
    return sum(_delete(pk) for pk in list(rows.values_list("pk", flat=True)[:_BATCH]))


@transaction.atomic
def _delete(case_id: int) -> int:
    case = StoppageCase.objects.select_for_update().get(pk=case_id)
    if case.extensions.exists():
        # One that goes on keeps the first of its chain.
        return 0
    files.delete(list(case.casefiles.values_list("stored_name", flat=True)))
    with pgtrigger.ignore(*APPEND_ONLY):
        case.delete()
    return 1


@transaction.atomic
def _purge(case_id: int) -> int:
    case = StoppageCase.objects.select_related("adherent").select_for_update(of=("self",)).get(pk=case_id)
    rows = list(case.casefiles.filter(purged_at__isnull=True))
    # Before the rows say so: a deletion that fails is tried again whole, and deleting what is gone does nothing.
    files.delete([row.stored_name for row in rows])
    case.casefiles.filter(pk__in=[row.pk for row in rows]).update(purged_at=timezone.now())
    if rows:
        note(case, EventKind.FILES_PURGED, message=counted(len(rows), "pièce"))
    return len(rows)
