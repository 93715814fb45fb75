"""What a company declares to its caisse about its people (mouvements de personnel), and what it is still writing."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from adherents.models import Establishment
from core.access import Scope
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet
from employees.enums import LIVE_STATES, OPEN_STATES, REQUESTS, DepartureReason, HireStep, MovementKind, MovementState
from employees.models.employments import Employment
from employees.models.people import Employee


class MovementQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        rows = super().for_scope(scope)
        site = scope.establishment_id
        return rows if site is None else rows.filter(employment__establishment_id=site)

    def open(self) -> Self:
        """Not treated by the caisse yet."""
        return self.filter(state__in=OPEN_STATES)

    def live(self) -> Self:
        """Open or accepted."""
        return self.filter(state__in=LIVE_STATES)


class Movement(ScopedModel):
    """One declaration. `sent` holds what the receipt prints: never the NIR, never the wage.

    A departure has its last day and its reason; a request of change has in `asked` the values asked for, by the names
    of the fields (an NIR is sealed aside, and masked in `asked`).
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    reference = models.CharField("référence", max_length=20, unique=True)
    employment = models.ForeignKey(
        Employment, on_delete=models.CASCADE, related_name="movements", verbose_name="contrat"
    )
    kind = models.CharField("nature", max_length=25, choices=MovementKind.choices)
    state = models.CharField("état", max_length=10, choices=MovementState.choices, default=MovementState.SENT)
    version = models.PositiveIntegerField("version", default=1)
    last_day = models.DateField("dernier jour", null=True, blank=True)
    departure_reason = models.CharField("motif de sortie", max_length=25, choices=DepartureReason.choices, blank=True)
    certificate_requested = models.BooleanField("certificat de congé demandé", default=False)
    sent = models.JSONField("ce qui a été envoyé", default=dict, editable=False)
    asked = models.JSONField("valeurs demandées", default=dict, editable=False)
    nir_sealed = models.BinaryField("NIR demandé (chiffré)", null=True, editable=False)
    message = models.CharField("message de la caisse", max_length=500, blank=True)
    sent_at = models.DateTimeField("envoyée le", default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="envoyée par"
    )
    sent_by_label = models.CharField("auteur", max_length=200)
    treated_at = models.DateTimeField("traitée le", null=True, blank=True)
    treated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="traitée par"
    )

    objects = MovementQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "embauche ou sortie"
        verbose_name_plural = "embauches et sorties"
        ordering = ["-sent_at", "-pk"]
        permissions = [("treat_movement", "Accepter, faire corriger ou refuser une embauche ou une sortie")]
        constraints = [
            models.UniqueConstraint(
                fields=["employment"],
                condition=Q(kind=MovementKind.HIRE, state__in=LIVE_STATES),
                name="one_live_hire_per_employment",
            ),
            models.UniqueConstraint(
                fields=["employment"],
                condition=Q(kind=MovementKind.DEPARTURE, state__in=LIVE_STATES),
                name="one_live_departure_per_employment",
            ),
            models.UniqueConstraint(
                fields=["employment"],
                condition=Q(kind__in=REQUESTS, state__in=OPEN_STATES),
                name="one_open_request_per_employment",
            ),
            models.CheckConstraint(
                name="departure_has_its_last_day_and_its_reason",
                condition=Q(kind=MovementKind.DEPARTURE, last_day__isnull=False) & ~Q(departure_reason="")
                | ~Q(kind=MovementKind.DEPARTURE) & Q(last_day__isnull=True, departure_reason=""),
            ),
            models.CheckConstraint(
                name="caisse_says_what_is_wrong",
                condition=~Q(state__in=[MovementState.TO_CORRECT, MovementState.REFUSED]) | ~Q(message=""),
            ),
            models.CheckConstraint(
                name="only_an_open_request_keeps_an_nir",
                condition=Q(nir_sealed__isnull=True) | Q(kind=MovementKind.HIRE_CHANGE, state__in=OPEN_STATES),
            ),
            models.CheckConstraint(
                name="treated_movement_has_its_date",
                condition=Q(state=MovementState.SENT) | Q(state=MovementState.CANCELLED) | Q(treated_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["adherent", "state", "-sent_at"], name="movement_by_company"),
            models.Index(fields=["sent_at"], name="movement_waiting", condition=Q(state=MovementState.SENT)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"

    @property
    def is_hire(self) -> bool:
        return self.kind == MovementKind.HIRE

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class HireDraft(ScopedModel):
    """A hire being written, or the correction of one: `values` as typed, by the names of the forms' fields.

    Never the NIR, which is sealed; `masked_nir` shows that it is there. Once sent, its `public_id` is that of the
    declaration; a correction has that of what it corrects.
    """

    # Beside what was typed: the step where one is, and the public references of those it was said not to be.
    REACHED, NOT_THE_SAME = "reached", "not_the_same"

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    establishment = models.ForeignKey(
        Establishment, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name="site"
    )
    # Somebody the company already knows: a new contract of theirs.
    employee = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    # The hire that this one corrects.
    corrects = models.ForeignKey(Movement, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    values = models.JSONField(default=dict)
    nir_sealed = models.BinaryField(null=True, editable=False)
    masked_nir = models.CharField(max_length=30, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="commencé par"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "brouillon d’embauche"
        verbose_name_plural = "brouillons d’embauche"
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["corrects"], condition=Q(corrects__isnull=False), name="one_correction_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.name or "Embauche sans nom"

    @property
    def reached(self) -> str:
        """The step to go on with."""
        return str(self.values.get(self.REACHED) or HireStep.IDENTITY.value)

    @property
    def is_overtaken(self) -> bool:
        """The correction of a hire that the caisse has treated: it can no longer be sent."""
        return self.corrects is not None and not self.corrects.is_open

    @property
    def name(self) -> str:
        return f"{self.values.get('last_name', '').upper()} {self.values.get('first_name', '')}".strip()
