"""What belongs to one case: its rows are seen by whoever sees the case."""

from typing import Self

from django.db import models

from absences.motives import sees_motives
from core.access import Access, Scope
from core.tenancy import ScopedModel, ScopedQuerySet
from stoppages.models.cases import StoppageCase


class CasePartQuerySet(ScopedQuerySet):
    """Who sees every case sees every part, and no case is read: the database holds both in one company."""

    def for_access(self, access: Access) -> Self:
        rows = self.filter(adherent_id=access.tiers.adherent_id)
        if access.scope.establishment_id is None and sees_motives(access):
            return rows
        return rows.filter(case__in=StoppageCase.objects.for_access(access))

    def for_scope(self, scope: Scope) -> Self:
        rows = self.filter(adherent_id=scope.adherent_id)
        return rows if scope.establishment_id is None else rows.filter(case__in=StoppageCase.objects.for_scope(scope))


class CasePart(ScopedModel):
    """A table whose rows each belong to one case."""

    case = models.ForeignKey(StoppageCase, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name="dossier")

    objects = CasePartQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True
