"""A contract of somebody in a company, from its first day to its last."""

from datetime import date
from typing import Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from adherents.models import Establishment
from core.access import Scope
from core.compiled import Given
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet
from employees.enums import (
    DATED_CONTRACTS,
    VOID_STATES,
    CaisseState,
    Category,
    ContractKind,
    FixedTermReason,
    Presence,
)
from employees.models.people import Crew, Employee


class EmploymentQuerySet(ScopedQuerySet):
    def of_people_in(self, scope: Scope) -> Self:
        """The rows of `for_scope`, by the company of the person: the database then reads people by their names."""
        site = scope.establishment_id
        rows = self.filter(employee__adherent_id=scope.adherent_id)
        return rows if site is None else rows.filter(establishment_id=site)

    def current(self) -> Self:
        """The contract by which each person is listed: the latest that is not void, or the latest."""
        return self.filter(is_current=True)

    def real(self) -> Self:
        """Without those that the caisse refused or the company cancelled."""
        return self.exclude(caisse_state__in=VOID_STATES)

    def standing(self, presence: str, today: date | Given) -> Self:
        """Of these, the contracts of whoever is present, to come or left on that day; void ones are none of them."""
        return self.real().filter(standing_on(presence, today))


def standing_on(presence: str, today: date | Given) -> Q:
    """What the dates of a contract that is not void say of whoever is present, to come or left on that day."""
    if presence == Presence.FUTURE:
        return Q(starts_on__gt=today)
    if presence == Presence.LEFT:
        return Q(ends_on__lt=today)
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def _days() -> Func:
    """From the first day to the last, both included; without a last day, for ever."""
    return Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange", output_field=DateRangeField())


class Employment(ScopedModel):
    """One contract. `ends_on` is its last day, as planned by a CDD or as a departure says; None: not known.

    `is_current` and `caisse_state` are computed by `services.settling` whenever a movement changes.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="employments", verbose_name="salarié")
    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="employments", verbose_name="site"
    )
    crew = models.ForeignKey(
        Crew, null=True, blank=True, on_delete=models.SET_NULL, related_name="employments", verbose_name="équipe"
    )
    category = models.CharField("catégorie", max_length=10, choices=Category.choices)
    qualification = models.CharField("qualification", max_length=120)
    contract_kind = models.CharField("contrat", max_length=15, choices=ContractKind.choices)
    fixed_term_reason = models.CharField("motif du CDD", max_length=20, choices=FixedTermReason.choices, blank=True)
    worksite = models.CharField("chantier", max_length=120, blank=True)
    starts_on = models.DateField("premier jour")
    planned_end_on = models.DateField("fin prévue", null=True, blank=True)
    ends_on = models.DateField("dernier jour", null=True, blank=True)
    weekly_hours = models.DecimalField("heures par semaine", max_digits=4, decimal_places=2)
    work_days = ArrayField(models.PositiveSmallIntegerField(), verbose_name="jours travaillés")
    hourly_wage = models.DecimalField("salaire horaire brut (€)", max_digits=7, decimal_places=2, null=True, blank=True)
    former_employer = models.CharField("employeur précédent du BTP", max_length=120, blank=True)
    caisse_state = models.CharField(
        "état auprès de la caisse", max_length=20, choices=CaisseState.choices, default=CaisseState.RECORDED
    )
    is_current = models.BooleanField("contrat affiché", default=True)
    created_at = models.DateTimeField("enregistré le", default=timezone.now)

    objects = EmploymentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "contrat"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            ExclusionConstraint(
                name="employment_periods_of_a_person_do_not_overlap",
                expressions=[("employee", RangeOperators.EQUAL), (_days(), RangeOperators.OVERLAPS)],
                condition=~Q(caisse_state__in=VOID_STATES),
            ),
            models.CheckConstraint(
                name="employment_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="planned_end_is_after_the_start",
                condition=Q(planned_end_on__isnull=True) | Q(planned_end_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="fixed_term_has_its_end_and_its_reason",
                condition=Q(contract_kind=ContractKind.FIXED_TERM, planned_end_on__isnull=False)
                & ~Q(fixed_term_reason="")
                | ~Q(contract_kind=ContractKind.FIXED_TERM) & Q(fixed_term_reason=""),
            ),
            models.CheckConstraint(
                name="only_dated_contracts_have_a_planned_end",
                condition=Q(planned_end_on__isnull=True) | Q(contract_kind__in=DATED_CONTRACTS),
            ),
            models.CheckConstraint(name="week_has_hours", condition=Q(weekly_hours__gt=0, weekly_hours__lte=Value(99))),
            models.CheckConstraint(
                name="work_days_are_days_of_the_week",
                condition=Q(work_days__contained_by=[1, 2, 3, 4, 5, 6, 7], work_days__len__gt=0),
            ),
            models.CheckConstraint(
                name="wage_is_positive", condition=Q(hourly_wage__isnull=True) | Q(hourly_wage__gt=0)
            ),
            models.UniqueConstraint(
                fields=["employee"], condition=Q(is_current=True), name="one_current_employment_per_person"
            ),
        ]
        indexes = [
            models.Index(
                fields=["adherent", "starts_on", "ends_on"],
                # The list counts thousands of people at each request: all that it asks is in the index.
                include=["caisse_state"],
                name="current_employment_by_company",
                condition=Q(is_current=True),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="employment_stays_in_its_company",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("employee_id", "establishment_id", "crew_id", "adherent_id"),  # type: ignore[no-untyped-call]
                func="""
                    IF NEW.adherent_id IS DISTINCT FROM
                            (SELECT adherent_id FROM employees_employee WHERE id = NEW.employee_id)
                        OR NEW.adherent_id IS DISTINCT FROM
                            (SELECT adherent_id FROM adherents_establishment WHERE id = NEW.establishment_id)
                        OR NEW.crew_id IS NOT NULL AND NEW.establishment_id IS DISTINCT FROM
                            (SELECT establishment_id FROM employees_crew WHERE id = NEW.crew_id)
                    THEN
                        RAISE EXCEPTION 'the person, the site and the crew of a contract are of one company'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'employment_stays_in_its_company';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_contract_kind_display()} du {self.starts_on:%d/%m/%Y}"

    @property
    def is_void(self) -> bool:
        return self.caisse_state in VOID_STATES

    def presence_on(self, day: date) -> Presence | None:
        """None for a contract that never was."""
        if self.is_void:
            return None
        if self.starts_on > day:
            return Presence.FUTURE
        return Presence.LEFT if self.ends_on is not None and self.ends_on < day else Presence.PRESENT
