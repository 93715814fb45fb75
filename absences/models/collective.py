"""An absence of many people at once: a closing of the company, a bridge day; and what it does for each of them."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from absences.enums import CollectiveState, LineOutcome
from absences.models.kinds import AbsenceKind
from absences.stretches import Stretch
from adherents.models import Establishment
from core.access import Scope
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet
from employees.enums import Category
from employees.models import Crew, Employee


class CollectiveAbsence(ScopedModel):
    """`establishment`, `crew`, `category`: whose it is, all of them when empty; `is_for_crew` stays when the crew is
    deleted, so that it is then for nobody; `left_out`: people set apart, by key.

    `counts`: what it would do, for everybody at `counted_at` (`collective.counts`).

    `is_closing`: the place is closed on these days, which the planning shades. `acted_for`: the reference of the tiers
    of whoever asked, whose right is judged again by the job. `all_or_none`: nobody unless everybody.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    title = models.CharField("titre", max_length=80)
    kind = models.ForeignKey(AbsenceKind, on_delete=models.PROTECT, related_name="+", verbose_name="nature")
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    starts_at_noon = models.BooleanField("à partir de midi", default=False)
    ends_at_noon = models.BooleanField("jusqu’à midi", default=False)
    establishment = models.ForeignKey(
        Establishment, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name="site"
    )
    crew = models.ForeignKey(
        Crew, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="équipe"
    )
    is_for_crew = models.BooleanField("d’une équipe", default=False)
    category = models.CharField("catégorie", max_length=10, choices=Category.choices, blank=True)
    left_out = ArrayField(models.BigIntegerField(), default=list, verbose_name="laissés de côté")
    is_closing = models.BooleanField("fermeture", default=False)
    all_or_none = models.BooleanField("tous ou personne", default=False)
    acted_for = models.CharField(max_length=32, editable=False)
    state = models.CharField("état", max_length=10, choices=CollectiveState.choices, default=CollectiveState.DRAFT)
    message = models.CharField("pourquoi", max_length=300, blank=True)
    counts = models.JSONField(default=dict, editable=False)
    counted_at = models.DateTimeField("comptée le", null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="préparée par"
    )
    created_by_label = models.CharField("auteur", max_length=200)
    created_at = models.DateTimeField("préparée le", default=timezone.now)
    finished_at = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "absence collective"
        verbose_name_plural = "absences collectives"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="collective_absence_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on"))
                | Q(ends_on=F("starts_on")) & ~Q(starts_at_noon=True, ends_at_noon=True),
            )
        ]
        indexes = [models.Index(fields=["adherent", "-created_at"], name="collective_by_company")]

    def __str__(self) -> str:
        return f"{self.title} {self.stretch.label}"

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.starts_on, self.ends_on, self.starts_at_noon, self.ends_at_noon)


class CollectiveLineQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        rows = self.filter(adherent_id=scope.adherent_id)
        site = scope.establishment_id
        return rows if site is None else rows.filter(collective__establishment_id=site)


class CollectiveLine(ScopedModel):
    """Somebody of it, from when it is applied. `reason`: why they are left, in words that tell no motive."""

    collective = models.ForeignKey(CollectiveAbsence, on_delete=models.CASCADE, related_name="lines")
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="+", verbose_name="salarié")
    outcome = models.CharField("résultat", max_length=10, choices=LineOutcome.choices, default=LineOutcome.WAITING)
    reason = models.CharField("pourquoi", max_length=300, blank=True)

    objects = CollectiveLineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "personne d’une absence collective"
        verbose_name_plural = "personnes d’une absence collective"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["collective", "employee"], name="one_line_a_person_in_a_collective_absence")
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} · {self.get_outcome_display()}"
