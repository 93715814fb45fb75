"""The progress of the periodic re-certification: read-only, for the network and the caisses' managers."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import CertificationRun
from core.staff.scoping import ReadOnlyAdmin


@admin.register(CertificationRun)
class CertificationRunAdmin(ReadOnlyAdmin):
    """A run is the whole network's: it holds numbers, and nobody's name."""

    list_display = ["day", "state", "seen_count", "reminded_count", "started_at", "finished_at"]
    fields = ["day", "state", ("seen_count", "reminded_count"), ("started_at", "finished_at")]
    readonly_fields = ["state"]
    ordering = ["-day"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CertificationRun]:
        return CertificationRun.objects.order_by("-day")

    @admin.display(description="état")
    def state(self, run: CertificationRun) -> str:
        if run.finished_at:
            return "Terminé"
        return "En cours" if run.day == timezone.localdate() else "Interrompu, repris par le passage suivant"
