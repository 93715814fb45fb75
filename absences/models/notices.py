"""Who was told the days of a leave, and when: the order of departures (Code du travail D3141-6)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from absences.enums import NoticeMeans
from absences.models.absences import Absence
from absences.stretches import Stretch
from core.access import Scope
from core.tenancy import ScopedModel, ScopedQuerySet


class LeaveNoticeQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        rows = self.filter(adherent_id=scope.adherent_id)
        if scope.establishment_id is None:
            return rows
        return rows.filter(absence__in=Absence.objects.for_scope(scope))


class LeaveNotice(ScopedModel):
    """One time that somebody was told. Its days are those that were told, whatever became of the leave."""

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="notices", verbose_name="absence")
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    starts_at_noon = models.BooleanField("à partir de midi", default=False)
    ends_at_noon = models.BooleanField("jusqu’à midi", default=False)
    told_on = models.DateField("communiqué le")
    means = models.CharField("par quel moyen", max_length=10, choices=NoticeMeans.choices)
    told_by_label = models.CharField("noté par", max_length=200)
    noted_at = models.DateTimeField("noté le", default=timezone.now)

    objects = LeaveNoticeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "date de départ communiquée"
        verbose_name_plural = "dates de départ communiquées"
        ordering = ["-told_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="told_leave_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            # The same form sent twice says it once.
            models.UniqueConstraint(
                fields=["absence", "starts_on", "ends_on", "starts_at_noon", "ends_at_noon", "told_on", "means"],
                name="leave_told_once_a_day_by_one_means",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stretch.label}, le {self.told_on:%d/%m/%Y}"

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.starts_on, self.ends_on, self.starts_at_noon, self.ends_at_noon)
