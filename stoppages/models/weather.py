"""A weather stoppage as it is being written: what is sent of it is copied into a declaration, and stays."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from core.tenancy import ScopedModel
from core.triggers import stays_in_its_company
from employees.models import Crew, Employee, Employment
from stoppages.enums import WeatherCause
from stoppages.models.cases import StoppageCase
from stoppages.models.parts import CasePart, CasePartQuerySet
from stoppages.models.worksites import Worksite

_HOURS = {"max_digits": 4, "decimal_places": 2}
_DAY = Decimal(24)
_DAYS_OF_A_YEAR = 366


class WeatherStoppage(ScopedModel):
    """`resumes_at` None: work has not resumed. `expected_people`: about how many; the crew may follow.

    `hours_entered_at`: the hours are said to be complete, and wait for whoever may read wages.
    `replacement`: what the salariés did meanwhile, in words.
    """

    case = models.OneToOneField(StoppageCase, on_delete=models.CASCADE, primary_key=True, related_name="weather")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="stoppages", verbose_name="chantier")
    cause = models.CharField("cause", max_length=12, choices=WeatherCause.choices)
    starts_at = models.DateTimeField("arrêt le")
    resumes_at = models.DateTimeField("reprise le", null=True, blank=True)
    crew = models.ForeignKey(
        Crew, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="équipe"
    )
    expected_people = models.PositiveSmallIntegerField("salariés concernés, environ", null=True, blank=True)
    replacement = models.CharField("travail de remplacement", max_length=300, blank=True)
    hours_entered_at = models.DateTimeField("heures saisies le", null=True, blank=True)
    hours_entered_by_label = models.CharField("heures saisies par", max_length=200, blank=True)

    objects = CasePartQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "arrêt intempéries"
        verbose_name_plural = "arrêts intempéries"
        constraints = [
            models.CheckConstraint(
                name="work_resumes_after_it_stops",
                condition=Q(resumes_at__isnull=True) | Q(resumes_at__gt=F("starts_at")),
            )
        ]
        indexes = [models.Index(fields=["worksite", "starts_at"], name="stoppage_by_worksite")]
        triggers = [stays_in_its_company(case=StoppageCase, worksite=Worksite)]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}, {self.worksite}"

    @property
    def is_heatwave(self) -> bool:
        return self.cause == WeatherCause.HEATWAVE


class StoppedPerson(CasePart):
    """Somebody on the worksite. `hourly_wage`: that of the contract, or what was typed over it.

    `days_before`: days already indemnified since 1 January that the portal does not know, another employer's included,
    by the signed statement. `hours_before`: of the 200, what the employer states. None: not said.
    """

    employee = models.ForeignKey(
        Employee, on_delete=models.CASCADE, related_name="stoppages_in_writing", verbose_name="salarié"
    )
    employment = models.ForeignKey(Employment, on_delete=models.CASCADE, related_name="+", verbose_name="contrat")
    hourly_wage = models.DecimalField("salaire horaire (€)", max_digits=7, decimal_places=2, null=True, blank=True)
    days_before = models.PositiveSmallIntegerField("jours déjà indemnisés ailleurs", null=True, blank=True)
    hours_before = models.DecimalField(
        "heures déclarées avant l’arrêt", max_digits=6, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "salarié d’un arrêt"
        verbose_name_plural = "salariés d’un arrêt"
        constraints = [
            models.UniqueConstraint(fields=["case", "employee"], name="one_line_per_person_and_stoppage"),
            models.CheckConstraint(
                name="wage_on_the_eve_is_positive", condition=Q(hourly_wage__isnull=True) | Q(hourly_wage__gt=0)
            ),
            models.CheckConstraint(
                name="days_before_fit_in_a_year",
                condition=Q(days_before__isnull=True) | Q(days_before__lte=_DAYS_OF_A_YEAR),
            ),
        ]
        triggers = [stays_in_its_company(case=StoppageCase, employee=Employee)]

    def __str__(self) -> str:
        return str(self.employee)


class LostDay(CasePart):
    """The hours that somebody lost on a day, and those of them that other work replaced (D5424-20)."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="+", verbose_name="salarié")
    day = models.DateField("jour")
    hours = models.DecimalField("heures perdues", **_HOURS)  # type: ignore[arg-type]
    replaced = models.DecimalField("dont remplacées", default=Decimal(0), **_HOURS)  # type: ignore[arg-type]

    class Meta:
        verbose_name = "jour d’un arrêt"
        verbose_name_plural = "jours d’un arrêt"
        constraints = [
            models.UniqueConstraint(fields=["case", "employee", "day"], name="one_line_per_day_of_a_stoppage"),
            models.CheckConstraint(
                name="lost_hours_fit_in_a_day",
                condition=Q(hours__gt=0, hours__lte=_DAY, replaced__gte=0, replaced__lte=F("hours")),
            ),
        ]
        triggers = [stays_in_its_company(case=StoppageCase, employee=Employee)]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} : {self.hours} h"
