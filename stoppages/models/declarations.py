"""What was sent to the caisse: content, hours, wages, certification never change (DOMAIN §11)."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.references import new_public_id
from core.triggers import append_only, stays_in_its_company
from employees.models import Employee
from stoppages.enums import DeclarationKind, WeatherCause
from stoppages.models.cases import StoppageCase
from stoppages.models.parts import CasePart
from stoppages.models.worksites import Worksite


class StoppageDeclaration(CasePart):
    """One sending. `number`: 1, then its amendments; `is_current`: the last of its kind, by which all is counted.

    `content`: all that the receipt prints, as it was called that day; `fingerprint`: its SHA-256. `attempt`: of the
    form that sent it: sent twice, it is one. `due_at`: until when it was due; `is_late` by the day of the caisse.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    reference = models.CharField("référence", max_length=20, unique=True)
    kind = models.CharField("objet", max_length=12, choices=DeclarationKind.choices)
    number = models.PositiveSmallIntegerField("version")
    is_current = models.BooleanField("en vigueur", default=True)
    attempt = models.CharField(max_length=32, editable=False)
    worksite = models.ForeignKey(
        Worksite, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="chantier"
    )
    cause = models.CharField("cause", max_length=12, choices=WeatherCause.choices, blank=True)
    starts_at = models.DateTimeField("arrêt le", null=True, blank=True)
    resumes_at = models.DateTimeField("reprise le", null=True, blank=True)
    content = models.JSONField("ce qui a été envoyé", default=dict, editable=False)
    fingerprint = models.CharField("empreinte", max_length=64)
    due_at = models.DateTimeField("à envoyer avant le", null=True, blank=True)
    is_late = models.BooleanField("hors délai", default=False)
    sent_at = models.DateTimeField("envoyée le", default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="envoyée par"
    )
    sent_by_label = models.CharField("auteur", max_length=200)

    class Meta:
        verbose_name = "déclaration d’arrêt"
        verbose_name_plural = "déclarations d’arrêt"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "number"], name="declarations_of_a_case_are_numbered"),
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(is_current=True), name="one_current_declaration_per_kind"
            ),
            models.UniqueConstraint(fields=["adherent", "attempt"], name="one_declaration_per_attempt"),
        ]
        indexes = [models.Index(fields=["adherent", "-sent_at"], name="stoppage_declared_by_company")]
        triggers = [
            stays_in_its_company(case=StoppageCase, worksite=Worksite),
            pgtrigger.Trigger(
                name="what_was_sent_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF to_jsonb(NEW) - 'is_current' - 'sent_by_id' IS DISTINCT FROM
                       to_jsonb(OLD) - 'is_current' - 'sent_by_id'
                    THEN
                        RAISE EXCEPTION 'what was sent to the caisse is not rewritten'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'what_was_sent_stays';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"


class DeclaredPerson(CasePart):
    """Somebody of a final declaration, and the wage that was certified."""

    declaration = models.ForeignKey(StoppageDeclaration, on_delete=models.CASCADE, related_name="people")
    employee = models.ForeignKey(
        Employee, on_delete=models.CASCADE, related_name="declared_stoppages", verbose_name="salarié"
    )
    hourly_wage = models.DecimalField("salaire horaire (€)", max_digits=7, decimal_places=2)
    days_before = models.PositiveSmallIntegerField("jours déjà indemnisés ailleurs", default=0)
    hours_before = models.DecimalField(
        "heures déclarées avant l’arrêt", max_digits=6, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "salarié déclaré"
        verbose_name_plural = "salariés déclarés"
        constraints = [models.UniqueConstraint(fields=["declaration", "employee"], name="one_line_per_declared_person")]
        triggers = [*append_only(), stays_in_its_company(case=StoppageCase, employee=Employee)]

    def __str__(self) -> str:
        return str(self.employee)


class DeclaredDay(CasePart):
    """The hours of somebody on a day, as they were certified."""

    declaration = models.ForeignKey(StoppageDeclaration, on_delete=models.CASCADE, related_name="days")
    employee = models.ForeignKey(
        Employee, on_delete=models.CASCADE, related_name="declared_days", verbose_name="salarié"
    )
    day = models.DateField("jour")
    hours = models.DecimalField("heures perdues", max_digits=4, decimal_places=2)
    replaced = models.DecimalField("dont remplacées", max_digits=4, decimal_places=2, default=Decimal(0))

    class Meta:
        verbose_name = "jour déclaré"
        verbose_name_plural = "jours déclarés"
        constraints = [
            models.UniqueConstraint(fields=["declaration", "employee", "day"], name="one_line_per_declared_day")
        ]
        indexes = [models.Index(fields=["employee", "day"], name="declared_day_of_a_person")]
        triggers = [*append_only(), stays_in_its_company(case=StoppageCase, employee=Employee)]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} : {self.hours} h"
