"""What the company told its caisse of a leave: never rewritten, only followed by another."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from absences.enums import HEARD_STATES, DeclarationKind, DeclarationState
from absences.models.absences import Absence
from absences.models.kinds import AbsenceKind
from absences.stretches import Stretch
from core.access import Scope
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet


class LeaveDeclarationQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        rows = self.filter(adherent_id=scope.adherent_id)
        if scope.establishment_id is None:
            return rows
        return rows.filter(absence__in=Absence.objects.for_scope(scope))

    def heard(self) -> Self:
        """What the caisse has heard, and has not refused."""
        return self.filter(state__in=HEARD_STATES)

    def waiting(self) -> Self:
        """What the caisse has not treated."""
        return self.filter(state=DeclarationState.SENT)


class LeaveDeclaration(ScopedModel):
    """One declaration. Its days are those that were sent, whatever became of the absence; `sent`: what the receipt
    prints. `days`: jours ouvrables. `leave_kind`: main leave, fifth week… as it was sent. `paid_on`: the day on which
    the caisse paid it.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    reference = models.CharField("référence", max_length=20, unique=True)
    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="declarations", verbose_name="absence")
    leave_kind = models.ForeignKey(
        AbsenceKind, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="nature du congé"
    )
    kind = models.CharField("objet", max_length=15, choices=DeclarationKind.choices)
    state = models.CharField("état", max_length=10, choices=DeclarationState.choices, default=DeclarationState.SENT)
    version = models.PositiveIntegerField("version", default=1)
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    starts_at_noon = models.BooleanField("à partir de midi", default=False)
    ends_at_noon = models.BooleanField("jusqu’à midi", default=False)
    days = models.DecimalField("jours ouvrables", max_digits=5, decimal_places=1, default=Decimal(0))
    sent = models.JSONField("ce qui a été envoyé", default=dict, editable=False)
    message = models.CharField("motif de la caisse", max_length=500, blank=True)
    sent_at = models.DateTimeField("envoyée le", default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="envoyée par"
    )
    sent_by_label = models.CharField("auteur", max_length=200)
    treated_at = models.DateTimeField("traitée le", null=True, blank=True)
    treated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="traitée par"
    )
    paid_on = models.DateField("payée le", null=True, blank=True)

    objects = LeaveDeclarationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "déclaration de congé"
        verbose_name_plural = "déclarations de congé"
        ordering = ["-sent_at", "-pk"]
        permissions = [("treat_leavedeclaration", "Prendre en compte ou refuser un congé déclaré")]
        constraints = [
            models.UniqueConstraint(
                fields=["absence"], condition=Q(state=DeclarationState.SENT), name="one_waiting_declaration_per_absence"
            ),
            models.CheckConstraint(
                name="caisse_says_why_it_refuses",
                condition=~Q(state=DeclarationState.REFUSED) | ~Q(message=""),
            ),
            models.CheckConstraint(
                name="declared_leave_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="only_what_is_taken_into_account_is_paid",
                condition=Q(paid_on__isnull=True) | Q(state=DeclarationState.TAKEN_INTO_ACCOUNT),
            ),
        ]
        indexes = [
            models.Index(fields=["adherent", "-sent_at"], name="leave_declared_by_company"),
            models.Index(fields=["sent_at"], name="leave_waiting", condition=Q(state=DeclarationState.SENT)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.starts_on, self.ends_on, self.starts_at_noon, self.ends_at_noon)

    @stretch.setter
    def stretch(self, value: Stretch) -> None:
        self.starts_on, self.ends_on = value.starts_on, value.ends_on
        self.starts_at_noon, self.ends_at_noon = value.starts_at_noon, value.ends_at_noon

    @property
    def is_waiting(self) -> bool:
        return self.state == DeclarationState.SENT

    def tells(self, absence: Absence) -> bool:
        """It says the same days, of the same leave."""
        return self.stretch == absence.stretch and self.leave_kind_id in (None, absence.kind_id)
