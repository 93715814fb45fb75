"""What the caisse decides of a case, and what it pays."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.references import new_public_id
from core.triggers import stays_in_its_company
from employees.models import Employee
from stoppages.enums import Outcome, ReimbursementKind
from stoppages.models.cases import StoppageCase
from stoppages.models.declarations import StoppageDeclaration
from stoppages.models.parts import CasePart


def _amount(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=12, decimal_places=2)


class CaseDecision(CasePart):
    """Of one declaration. `is_current`: the last one; an amendment sent afterwards asks for another."""

    declaration = models.ForeignKey(
        StoppageDeclaration, on_delete=models.CASCADE, related_name="decisions", verbose_name="déclaration"
    )
    outcome = models.CharField("décision", max_length=10, choices=Outcome.choices)
    reason = models.CharField("motif", max_length=500, blank=True)
    amount = _amount("remboursement admis (€)")
    is_current = models.BooleanField("en vigueur", default=True)
    decided_at = models.DateTimeField("décidée le", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="décidée par"
    )

    class Meta:
        verbose_name = "décision d’un dossier"
        verbose_name_plural = "décisions des dossiers"
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(is_current=True), name="one_current_decision"),
            models.CheckConstraint(name="decision_says_why", condition=Q(outcome=Outcome.ACCEPTED) | ~Q(reason="")),
            models.CheckConstraint(
                name="refused_case_gives_nothing",
                condition=Q(amount__gte=0) & (~Q(outcome=Outcome.REFUSED) | Q(amount=0)),
            ),
        ]
        triggers = [stays_in_its_company(case=StoppageCase)]

    def __str__(self) -> str:
        return str(self.get_outcome_display())


class DecisionLine(CasePart):
    """Of one salarié and one week (its Monday): what the portal proposed, what the caisse admits."""

    decision = models.ForeignKey(CaseDecision, on_delete=models.CASCADE, related_name="lines")
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="+", verbose_name="salarié")
    week = models.DateField("semaine du")
    hours = models.DecimalField("heures indemnisées", max_digits=5, decimal_places=2)
    proposed = models.DecimalField("proposé (€)", max_digits=12, decimal_places=2, null=True, blank=True)
    amount = _amount("admis (€)")

    class Meta:
        verbose_name = "ligne d’une décision"
        verbose_name_plural = "lignes des décisions"
        ordering = ["employee_id", "week"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "employee", "week"], name="one_decided_line_per_week"),
            models.CheckConstraint(name="decided_amount_is_not_negative", condition=Q(amount__gte=0)),
        ]
        triggers = [stays_in_its_company(case=StoppageCase, employee=Employee)]

    def __str__(self) -> str:
        return f"{self.week:%d/%m/%Y}"


class Reimbursement(CasePart):
    """A payment of the caisse for a case. `reference`: of the transfer, which may pay several cases."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    kind = models.CharField("nature", max_length=12, choices=ReimbursementKind.choices)
    paid_on = models.DateField("versé le")
    reference = models.CharField("référence du virement", max_length=40)
    amount = _amount("montant (€)")
    recorded_at = models.DateTimeField("enregistré le", default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="enregistré par"
    )

    class Meta:
        verbose_name = "remboursement"
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "reference", "kind"], name="a_payment_is_recorded_once"),
            models.CheckConstraint(name="payment_is_positive", condition=Q(amount__gt=Decimal(0))),
        ]
        indexes = [models.Index(fields=["adherent", "-paid_on"], name="reimbursement_by_company")]
        triggers = [stays_in_its_company(case=StoppageCase)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.paid_on:%d/%m/%Y}"


class ReimbursementLine(CasePart):
    """Of one salarié and one week (its Monday)."""

    reimbursement = models.ForeignKey(Reimbursement, on_delete=models.CASCADE, related_name="lines")
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="+", verbose_name="salarié")
    week = models.DateField("semaine du")
    amount = _amount("montant (€)")

    class Meta:
        verbose_name = "ligne d’un remboursement"
        verbose_name_plural = "lignes des remboursements"
        ordering = ["employee_id", "week"]
        constraints = [
            models.UniqueConstraint(fields=["reimbursement", "employee", "week"], name="one_paid_line_per_week")
        ]
        triggers = [stays_in_its_company(case=StoppageCase, employee=Employee)]

    def __str__(self) -> str:
        return f"{self.week:%d/%m/%Y}"
