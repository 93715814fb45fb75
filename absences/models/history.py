"""What was done of an absence, by whom: in append only, kept as long as the person's row."""

from typing import Self

from django.db import models
from django.utils import timezone

from absences.enums import EventKind
from absences.models.absences import Absence
from core.access import Scope
from core.tenancy import ScopedModel, ScopedQuerySet
from core.triggers import append_only


class AbsenceEventQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        rows = self.filter(adherent_id=scope.adherent_id)
        if scope.establishment_id is None:
            return rows
        return rows.filter(absence__in=Absence.objects.for_scope(scope))


class AbsenceEvent(ScopedModel):
    """One line. `changes`: the name of the field → [before, after], as texts; a kind by its key, so that whoever may
    not read motives is shown none (`motives.shown_kind`).
    """

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField("événement", max_length=15, choices=EventKind.choices)
    at = models.DateTimeField("date", default=timezone.now)
    by_caisse = models.BooleanField("par la caisse", default=False)
    actor_label = models.CharField("auteur", max_length=200, blank=True)
    via = models.CharField("au titre de", max_length=200, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)
    changes = models.JSONField("détail", default=dict)

    objects = AbsenceEventQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "événement d’une absence"
        verbose_name_plural = "historique des absences"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["absence", "-at"], name="event_by_absence")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.absence_id}"
