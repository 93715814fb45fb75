"""What was done about somebody, by whom, for whom: in append only, read by the company as long as the person's row."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from adherents.models import Establishment
from core.access import Scope
from core.tenancy import ScopedModel, ScopedQuerySet
from core.triggers import append_only
from employees.enums import EventKind
from employees.models.people import Employee


class EmployeeEventQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        """Whoever acts for a site reads what is about the person, and about the contracts of that site."""
        rows = self.filter(adherent_id=scope.adherent_id)
        site = scope.establishment_id
        return rows if site is None else rows.filter(Q(establishment=None) | Q(establishment_id=site))


class EmployeeEvent(ScopedModel):
    """One line. `changes`: the name of the field → [before, after], as texts; the NIR is masked in both."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="events")
    establishment = models.ForeignKey(Establishment, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("événement", max_length=25, choices=EventKind.choices)
    at = models.DateTimeField("date", default=timezone.now)
    by_caisse = models.BooleanField("par la caisse", default=False)
    actor_label = models.CharField("auteur", max_length=200, blank=True)
    via = models.CharField("au titre de", max_length=200, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)
    changes = models.JSONField("détail", default=dict)

    objects = EmployeeEventQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "événement d’un salarié"
        verbose_name_plural = "historique des salariés"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["employee", "-at"], name="event_by_employee")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.employee}"
