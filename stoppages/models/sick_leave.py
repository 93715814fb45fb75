"""An arrêt de travail: sick leave and its kin, in the words of DSN block S21.G00.60. Never a diagnosis."""

from django.db import models
from django.db.models import F, Q

from absences.models import Absence
from core.tenancy import ScopedModel
from core.triggers import stays_in_its_company
from employees.models import Employee
from stoppages.enums import ResumptionReason, SickLeaveReason
from stoppages.models.cases import StoppageCase
from stoppages.models.parts import CasePartQuerySet


class SickLeave(ScopedModel):
    """`first`: the case that this one prolongs, always the first of the chain. `absence`: what the planning shows.

    `letter_*`: what tells the salarié of their leave after the return (L3141-19-3); the fifteen months start on the day
    it was received.
    """

    case = models.OneToOneField(StoppageCase, on_delete=models.CASCADE, primary_key=True, related_name="sick_leave")
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="sick_leaves", verbose_name="salarié")
    reason = models.CharField("motif de l’arrêt", max_length=22, choices=SickLeaveReason.choices)
    first = models.ForeignKey(
        StoppageCase,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="extensions",
        verbose_name="prolonge",
    )
    last_worked_on = models.DateField("dernier jour travaillé")
    starts_on = models.DateField("premier jour d’arrêt")
    expected_end_on = models.DateField("fin prévisionnelle")
    accident_on = models.DateField("accident ou maladie du", null=True, blank=True)
    resumed_on = models.DateField("reprise le", null=True, blank=True)
    resumption_reason = models.CharField(
        "motif de la reprise", max_length=22, choices=ResumptionReason.choices, blank=True
    )
    has_subrogation = models.BooleanField("subrogation", default=False)
    subrogation_from = models.DateField("subrogation du", null=True, blank=True)
    subrogation_to = models.DateField("subrogation au", null=True, blank=True)
    absence = models.ForeignKey(
        Absence, null=True, blank=True, on_delete=models.SET_NULL, related_name="sick_leaves", verbose_name="absence"
    )
    letter_made_at = models.DateTimeField("lettre établie le", null=True, blank=True)
    letter_received_on = models.DateField("lettre reçue le", null=True, blank=True)

    objects = CasePartQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "arrêt de travail"
        verbose_name_plural = "arrêts de travail"
        constraints = [
            models.CheckConstraint(
                name="sick_leave_follows_the_last_day_worked",
                condition=Q(starts_on__gte=F("last_worked_on"), expected_end_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="one_returns_after_one_leaves",
                condition=Q(resumed_on__isnull=True, resumption_reason="")
                | Q(resumed_on__gt=F("starts_on")) & ~Q(resumption_reason=""),
            ),
            models.CheckConstraint(
                name="subrogation_has_its_days",
                condition=Q(has_subrogation=False, subrogation_from__isnull=True, subrogation_to__isnull=True)
                | Q(has_subrogation=True, subrogation_to__gte=F("subrogation_from")),
            ),
            models.CheckConstraint(
                name="letter_follows_the_return",
                condition=Q(letter_received_on__isnull=True) | Q(resumed_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["employee", "starts_on"], name="sick_leave_of_a_person")]
        triggers = [stays_in_its_company(case=StoppageCase, employee=Employee)]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.employee}"
