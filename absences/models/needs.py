"""How many people a crew needs, by day of the week."""

from datetime import date
from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.access import Scope
from core.tenancy import ScopedModel, ScopedQuerySet
from employees.models import Crew

DAYS_IN_A_WEEK = 7


class CrewNeedQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        rows = self.filter(adherent_id=scope.adherent_id)
        return rows if scope.establishment_id is None else rows.filter(crew__establishment_id=scope.establishment_id)


class CrewNeed(ScopedModel):
    """`by_weekday`: from Monday to Sunday; None where no number is set."""

    crew = models.OneToOneField(Crew, on_delete=models.CASCADE, related_name="need", verbose_name="équipe")
    by_weekday = ArrayField(models.PositiveSmallIntegerField(null=True), verbose_name="personnes nécessaires")

    objects = CrewNeedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "besoin d’une équipe"
        verbose_name_plural = "besoins des équipes"
        constraints = [
            models.CheckConstraint(
                name="a_crew_needs_people_each_day_of_the_week", condition=Q(by_weekday__len=DAYS_IN_A_WEEK)
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="crew_need_stays_in_its_company",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("crew_id", "adherent_id"),  # type: ignore[no-untyped-call]
                func="""
                    IF NEW.adherent_id IS DISTINCT FROM (SELECT adherent_id FROM employees_crew WHERE id = NEW.crew_id)
                    THEN
                        RAISE EXCEPTION 'what a crew needs is of its company'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'crew_need_stays_in_its_company';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Besoin · {self.crew_id}"

    def on(self, day: date) -> int | None:
        number: int | None = self.by_weekday[day.weekday()]
        return number
